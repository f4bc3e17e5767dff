"""Who makes commits and tags, as git's configuration says, and whether they are signed."""

from __future__ import annotations

from collections.abc import Mapping

from release.adapters.git.program import GitProgram, failure

_BOT = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
"""Who it is where git knows nobody, as in a job: the account that GitHub has for its jobs."""

_SETTINGS = r"^(user|author|committer|gpg|commit|tag)\."
_YES = {"", "true", "yes", "on", "1"}


def signing_settings(git: GitProgram) -> Mapping[str, str]:
    """What git's configuration says of who commits, and of signing, by lower-case names."""
    answer = git.ask("config", "--null", "--get-regexp", _SETTINGS)
    if answer is None or answer.code > 1:  # 1: there is nothing of the kind
        raise failure(answer)
    rows = (row.partition("\n") for row in answer.stdout.split("\0") if row)
    return {name: value if newline else "true" for name, newline, value in rows}


def with_identity(environment: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a commit; where nobody said who commits, it is the bot of GitHub's jobs.

    Git would make up a name and an address from those of the machine, or refuse.
    """
    added = {}
    for role in ("author", "committer"):
        for key, fallback in zip(("name", "email"), _BOT, strict=True):
            names = (f"{role}.{key}", f"user.{key}")
            variable = f"GIT_{role}_{key}".upper()
            told = any(settings.get(name) for name in names) or environment.get(variable)
            if not told:
                added[variable] = fallback
    return {**environment, **added}


def is_signed(settings: Mapping[str, str], what: str) -> bool:
    """Whether a `commit` or a `tag` is signed: as git is told, and else when it has a key."""
    told = settings.get(f"{what}.gpgsign")
    return told.lower() in _YES if told is not None else bool(settings.get("user.signingkey"))
