"""What would break the release train in a repository, found before it runs.

Everything that was looked at is told, also what is well: who reads it can see what was not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

from release.config.train import Config
from release.errors import Problem
from release.forge import PAT, Identity, Settings
from release.phrases import counted

WARN_BEFORE = timedelta(days=14)  # of a token's end: two weeks leave time for a holiday
OLDEST_GIT = (2, 38)  # `git merge-tree --write-tree` came with it, for the back-merge
_SCOPES = ("repo", "workflow")
_FALLBACK = re.compile(r"secrets\.\w+\s*\|\|\s*(?:secrets\.GITHUB_TOKEN|github\.token)")
_NUMBERS = re.compile(r"\d+")


class Health(Enum):
    """How a thing is. What is `WELL` is told, too; `UNKNOWN` could not be looked at."""

    WELL = "🟢 ok"
    WORRYING = "🟡 warning"
    BROKEN = "🔴 error"
    UNKNOWN = "⚪ unknown"


class Finding(NamedTuple):
    """One thing that was looked at. `hint` says what to do about it."""

    health: Health
    subject: str
    message: str
    hint: str = ""

    def document(self) -> dict[str, str]:
        """The finding as JSON."""
        return {
            "health": self.health.name.lower(),
            "subject": self.subject,
            "message": self.message,
            "hint": self.hint,
        }


def judge_tools(versions: Mapping[str, str | None], needed: Iterable[str]) -> Iterator[Finding]:
    """The programs of this machine.

    Args:
        versions: what each program says of its version, by its name; None: it is not there.
        needed: those without which a command will fail.
    """
    for name, told in versions.items():
        if told is None:
            broken = name in needed
            health = Health.BROKEN if broken else Health.UNKNOWN
            hint = f"install {name}" if broken else ""
            yield Finding(health, name, "it is not on the PATH", hint)
        elif name == "git" and _version(told) < OLDEST_GIT:
            oldest = ".".join(map(str, OLDEST_GIT))
            hint = f"install git {oldest} or later: `staging.sync` merges without a work tree"
            yield Finding(Health.BROKEN, name, told, hint)
        else:
            yield Finding(Health.WELL, name, told)


def judge_history(*, shallow: bool) -> Finding:
    """Whether the clone has all of the history."""
    if not shallow:
        return Finding(Health.WELL, "history", "the clone has all of it")
    hint = "run `git fetch --unshallow --tags`; in GitHub Actions check out with `fetch-depth: 0`"
    return Finding(Health.BROKEN, "history", "the clone is shallow", hint)


def judge_branches(config: Config, base: str) -> Finding:
    """What the two configurations say of branches."""
    if base == config.main:
        return Finding(Health.WELL, "branches", f"{config.staging}, then {config.main}")
    message = f"`baseBranch` is `{base}`, and releases are made from `{config.main}`"
    hint = f"set `baseBranch` in .changeset/config.json to `{config.main}`"
    return Finding(Health.WORRYING, "branches", message, hint)


def judge_workflows(workflows: Mapping[str, str]) -> Iterator[Finding]:
    """The workflows by their paths: whether one falls back to the built-in token in silence."""
    for path, text in workflows.items():
        if found := _FALLBACK.search(text):
            line = text.count("\n", 0, found.start()) + 1
            yield Finding(
                Health.BROKEN,
                f"{path}:{line}",
                f"`{found[0]}` falls back to a token whose pushes start no workflow",
                f"use {PAT} alone, so that the job fails, and says so, when it is missing",
            )


def judge_token(identity: Identity, now: datetime) -> Iterator[Finding]:
    """The token: whose it is, what it may do, and how long it lives."""
    yield Finding(Health.WELL, "token", f"it is {identity.login}'s")
    if identity.scopes:  # a fine-grained token has none
        lacking = [scope for scope in _SCOPES if scope not in identity.scopes]
        if lacking:
            message = f"it lacks the scope {' and '.join(f'`{each}`' for each in lacking)}"
            hint = f"make a token with `repo` and `workflow`, and set {PAT} to it"
            yield Finding(Health.BROKEN, "token's scopes", message, hint)
        else:
            yield Finding(Health.WELL, "token's scopes", ", ".join(identity.scopes))
    yield _lifetime(identity.expires, now)


def _lifetime(expires: datetime | None, now: datetime) -> Finding:
    subject = "token's end"
    if expires is None:
        return Finding(Health.WELL, subject, "it does not expire")
    left = expires - now
    message = f"{expires:%Y-%m-%d}, in {counted(left.days, 'day')}"
    if left > WARN_BEFORE:
        return Finding(Health.WELL, subject, message)
    hint = f"make a new token now, and set the secret {PAT} to it"
    return Finding(Health.WORRYING, subject, message, hint)


def judge_settings(settings: Settings, config: Config) -> Iterator[Finding]:
    """The repository's settings at the forge."""
    yield _write_access(settings.can_write)
    yield _merges(settings)
    yield _immutable(settings.immutable_releases)
    yield _secret(settings.secrets)
    yield from _main_rules(settings.rules[config.main], config.main)
    yield from _staging_rules(settings.rules[config.staging], config.staging)


def judge_approval(environment: str, guards: frozenset[str] | None) -> Finding:
    """The environment whose reviewers a release waits for, and what guards it."""
    subject = f"environment {environment}"
    if guards and "required_reviewers" in guards:
        return Finding(Health.WELL, subject, _told(guards))
    return Finding(
        Health.BROKEN,
        subject,
        "GitHub shows no such environment" if guards is None else "it has no required reviewers",
        "give it reviewers in the repository's settings: GitHub lets every job into an environment "
        "without any, and makes one that is missing",
    )


def _write_access(can_write: bool | None) -> Finding:
    if can_write:
        return Finding(Health.WELL, "access", "the token may write")
    hint = (
        "give the token's owner write access, and a fine-grained token read and write of contents"
    )
    if can_write is None:
        return Finding(Health.UNKNOWN, "access", "GitHub does not say what the token may do", hint)
    return Finding(Health.BROKEN, "access", "the token may only read", hint)


def _merges(settings: Settings) -> Finding:
    subject = "merge methods"
    merges = settings.merges
    if merges is None:
        return Finding(Health.UNKNOWN, subject, "the token may not see them")
    told = ", ".join(sorted(merges))
    if "merge" not in merges:
        return Finding(
            Health.BROKEN,
            subject,
            f"only {told}: staging cannot be promoted by a merge commit",
            "allow merge commits: after a squash git finds the same changes to merge again, "
            "and the squashed text may skip every workflow",
        )
    if "squash" in merges and settings.squash_body == "COMMIT_MESSAGES":
        return Finding(
            Health.WORRYING,
            subject,
            f"{told}; a squash takes over all commit messages",
            "set the default message of squash merges to the title: a skip marker in one of the "
            "messages would skip the release",
        )
    return Finding(Health.WELL, subject, told)


def _immutable(enabled: bool | None) -> Finding:
    subject = "immutable releases"
    if enabled is None:
        return Finding(Health.UNKNOWN, subject, "the token may not see it")
    if enabled:
        told = "on: what is published stays as it is, and its tag's name is used up for ever"
        return Finding(Health.WELL, subject, told)
    return Finding(Health.WELL, subject, "off")


def _secret(secrets: frozenset[str] | None) -> Finding:
    subject = f"secret {PAT}"
    if secrets is None:
        return Finding(Health.UNKNOWN, subject, "the token may not list secrets")
    if PAT in secrets:
        return Finding(Health.WELL, subject, "it is there for every workflow")
    hint = "set it in the repository's settings, or in the environment of the job that uses it"
    return Finding(Health.WORRYING, subject, "the repository has no such secret", hint)


def _main_rules(rules: frozenset[str] | None, main: str) -> Iterator[Finding]:
    if rules is None:
        yield _no_branch(main)
    elif "required_linear_history" in rules:
        yield Finding(
            Health.BROKEN,
            f"branch {main}",
            "it must have a linear history, so staging cannot be promoted by a merge commit",
            f"take that rule from {main}",
        )
    else:
        yield Finding(Health.WELL, f"branch {main}", _told(rules))


def _staging_rules(rules: frozenset[str] | None, staging: str) -> Iterator[Finding]:
    """`staging.sync` pushes merge commits there."""
    if rules is None:
        yield _no_branch(staging)
        return
    hindering = sorted(rules & {"pull_request", "required_linear_history", "update"})
    if hindering:
        yield Finding(
            Health.BROKEN,
            f"branch {staging}",
            f"its rules ({', '.join(hindering)}) refuse the back-merge",
            f"let the owner of {PAT} bypass them, or take them from {staging}",
        )
    else:
        yield Finding(Health.WELL, f"branch {staging}", _told(rules))


def _no_branch(name: str) -> Finding:
    hint = f"push it, or set the branches in `[tool.release]`: `git push origin HEAD:{name}`"
    return Finding(Health.BROKEN, f"branch {name}", "it is not there", hint)


def _told(rules: frozenset[str]) -> str:
    return ", ".join(sorted(rules)) or "no rules"


def of_problem(subject: str, problem: Problem) -> Finding:
    """What could not be looked at, and why."""
    where = f"{problem.where}: " if problem.where else ""
    return Finding(Health.BROKEN, subject, f"{where}{problem.message}", problem.hint or "")


def _version(told: str) -> tuple[int, ...]:
    return tuple(int(each) for each in _NUMBERS.findall(told)[:2])
