"""Changesets drafted from commits: one for each commit that a package's users would notice."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from release.controls import without_controls
from release.conventional import Header, Message, parse_message
from release.ecmascript import trim
from release.model import Bump, Changeset
from release.world import LoggedCommit

_BUMPS = {"feat": Bump.MINOR, "fix": Bump.PATCH, "perf": Bump.PATCH, "revert": Bump.PATCH}
_SHORT = 10  # digits of a commit; a thousand million commits are told apart by them
_PREFIX = 7  # the fewest digits that a message names a commit by
_ENOUGH = 3  # commits that are named with a reason

_SURROGATE = re.compile(r"[\ud800-\udfff]")  # an undecodable byte
_FOR_GIT = re.compile(
    r"(?i)[a-z][a-z-]*-by: .*|(change-id|git-svn-id): .*|-{3,}"
    r"|\(cherry picked from commit .*|this (reverts|reapplies) commit .*|reverts \S+#\d+\.?"
)
_CLOSING = frozenset(
    {
        *("close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "resolves", "resolved"),
        *("ref", "refs", "references", "see", "relates", "related", "to", "issue", "issues", "and"),
    }
)
_ISSUE = re.compile(r"(?:[\w.-]+/[\w.-]+)?#\d+|GH-\d+|https?://\S+", re.ASCII)


class Touching(NamedTuple):
    """A commit, the versioned packages that it touches, and whether it brings a changeset."""

    commit: LoggedCommit
    packages: tuple[str, ...]  # in package order
    has_changeset: bool = False


class Known(NamedTuple):
    """What was drafted already: ids in any case, and contents as `content_of` gives them."""

    ids: Collection[str] = ()
    contents: Collection[object] = ()


class Drafts(NamedTuple):
    """The drafted changesets, oldest commit first, and the commits left out, by the reason."""

    changesets: tuple[Changeset, ...]
    left_out: Mapping[str, tuple[str, ...]]  # short commits


def plan_drafts(commits: Sequence[Touching], known: Known) -> Drafts:
    """Decide the changesets that the commits call for.

    `feat` is a minor bump, `fix`, `perf` and `revert` a patch, and what breaks a major; any other
    type is nothing. A scope that names packages which the commit touches gives them the bump, and
    the other packages a patch.

    Args:
        commits: parents first.
        known: drafts that are there, or were; they are not drafted again.
    """
    messages = [parse_message(each.commit.message) for each in commits]
    cancelled = _cancelled([each.commit.sha for each in commits], messages)
    ids = {each.lower() for each in known.ids}
    contents = set(known.contents)
    drafts: list[Changeset] = []
    left_out: dict[str, list[str]] = {}
    for number, (touching, message) in enumerate(zip(commits, messages, strict=True)):
        draft = _draft(touching, message)
        reason = cancelled.get(number) or _reason(touching, message, draft)
        if not reason and (draft.id in ids or content_of(draft) in contents):
            reason = "drafted before"
        if reason:
            left_out.setdefault(reason, []).append(touching.commit.sha[:_SHORT])
        else:
            drafts.append(draft)
            contents.add(content_of(draft))
    return Drafts(tuple(drafts), {why: tuple(who) for why, who in left_out.items()})


def content_of(changeset: Changeset) -> object:
    """What makes two changesets the same: the bumps in any order, and the summary."""
    return frozenset(changeset.bumps.items()), trim(changeset.summary)


def id_of(commit: LoggedCommit) -> str:
    """What the draft of a commit is called."""
    return f"commit-{commit.sha[:_SHORT]}"


def left_out_lines(drafts: Drafts) -> tuple[str, ...]:
    """Why commits were left out, a line a reason."""
    return tuple(
        f"{len(who)} {reason}: {', '.join(who[:_ENOUGH])}{', ...' if len(who) > _ENOUGH else ''}"
        for reason, who in drafts.left_out.items()
    )


def _reason(touching: Touching, message: Message, draft: Changeset) -> str:
    """Why there is no draft; empty when there is one."""
    if touching.has_changeset:
        return "brought a changeset along"
    if not touching.packages:
        return "touch no package that is versioned"
    if not draft.summary:
        return "say nothing"
    if _bump_of(message) is Bump.NONE:
        return "release nothing by their type" if message.header else "are not conventional"
    return ""


def _draft(touching: Touching, message: Message) -> Changeset:
    id = id_of(touching.commit)  # noqa: A001  the field's name
    bumps = _bumps(_bump_of(message), touching.packages, message.header)
    return Changeset(id, f".changeset/{id}.md", bumps, summary_of(message))


def _bump_of(message: Message) -> Bump:
    if message.is_breaking:
        return Bump.MAJOR
    headers = (message.header,) if message.header else message.listed
    return max((_BUMPS.get(each.type, Bump.NONE) for each in headers), default=Bump.NONE)


def _bumps(bump: Bump, packages: Sequence[str], header: Header | None) -> dict[str, Bump]:
    """The bump of each package; larger ones come first, as `changeset add` writes them."""
    scopes = set(re.split(r"[,\s]+", header.scope.casefold())) if header else set()
    meant = [name for name in packages if {name.casefold(), _unscoped(name)} & scopes]
    bumps = {name: bump if name in meant or not meant else Bump.PATCH for name in packages}
    return dict(sorted(bumps.items(), key=lambda item: -item[1]))


def _unscoped(name: str) -> str:
    return name.rpartition("/")[2].casefold()


def summary_of(message: Message) -> str:
    """The subject without its type, the body as far as it is for readers, and what breaks."""
    subject = message.header.text if message.header else message.subject
    listed = () if message.header else message.listed
    items = [f"- {each.text}" for each in listed if each.type in _BUMPS or each.is_breaking]
    body = [line for line in message.body.split("\n") if not _is_for_tools(line.strip())]
    breaks = [f"**Breaking:** {text}" for text in message.breaks]
    text = "\n\n".join(
        filter(None, [subject, "\n".join(items), "\n".join(body).strip("\n"), *breaks])
    )
    text = without_controls(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text), "")
    return trim(re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))))


def _is_for_tools(line: str) -> bool:
    """Whether a line speaks to git or to a tracker: a sign-off, a cherry-pick, a closed issue."""
    if _FOR_GIT.fullmatch(line):
        return True
    words = [word.rstrip(":") for word in re.split(r"[\s,]+", line.removesuffix(".")) if word]
    if not words or words[0].lower() not in _CLOSING:
        return False
    return all(word.lower() in _CLOSING or _ISSUE.fullmatch(word) for word in words) and any(
        map(_ISSUE.fullmatch, words)
    )


def _cancelled(shas: Sequence[str], messages: Sequence[Message]) -> dict[int, str]:
    """The commits, by number, that a revert in the same range takes back, and such reverts.

    From the newest on: a revert that is itself taken back takes nothing back.
    """
    by_sha: dict[str, list[int]] = {}
    by_subject: dict[str, list[int]] = {}
    for number, (sha, message) in enumerate(zip(shas, messages, strict=True)):
        by_sha.setdefault(sha[:_PREFIX], []).append(number)
        by_subject.setdefault(message.subject, []).append(number)
    gone: dict[int, str] = {}
    for number in reversed(range(len(shas))):
        message = messages[number]
        if number in gone or not (message.undoes or message.undone):
            continue
        named = [_earlier(sha, number, shas, by_sha) for sha in message.undoes]
        if not any(named):  # a rebase gave the commit another name
            named = [[each for each in by_subject.get(message.undone, ()) if each < number][-1:]]
        targets = {each for found in named for each in found} - gone.keys()
        gone.update(dict.fromkeys(targets, "were reverted"))
        if targets and all(named):
            gone[number] = "revert one of these commits"
    return gone


def _earlier(
    sha: str, number: int, shas: Sequence[str], by_sha: Mapping[str, Sequence[int]]
) -> list[int]:
    """The commits before `number` whose hash begins with `sha`."""
    near = by_sha.get(sha[:_PREFIX], ())
    return [each for each in near if each < number and shas[each].startswith(sha)]
