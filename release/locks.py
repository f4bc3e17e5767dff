"""Which lockfiles change with the members, and into what."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from release.actions import WriteFile
from release.errors import ConfigError, Problem, Where
from release.lockfiles import Lockfile
from release.model import Member
from release.phrases import counted
from release.spans import Malformed, line_at

_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})[ \r\n]|^={7}\r?$", re.MULTILINE)


class LockText(NamedTuple):
    """A lockfile of the tree and its format. `text` is the whole file, byte for byte."""

    path: str
    text: str
    lockfile: Lockfile


def plan_locks(locks: Iterable[LockText], members: Sequence[Member]) -> tuple[WriteFile, ...]:
    """Bring all lockfiles to what the members' manifests say, and leave out what is so already.

    Args:
        locks: as they are in the tree.
        members: every package of the workspace, with its new version and requirements.

    Raises:
        ConfigError: lockfiles are not what their tools write; all of them at once.
    """
    locks = list(locks)
    homes = [posixpath.dirname(lock.path) for lock in locks]
    actions: list[WriteFile] = []
    problems: list[Problem] = []
    for lock in locks:
        try:
            new = _updated(lock, members, homes)
        except Malformed as error:
            problems.append(_problem(lock, error))
        else:
            if new != lock.text:
                actions.append(WriteFile(lock.path, new, _reason(lock.text, new)))
    ConfigError.raise_any(problems)
    return tuple(actions)


def _updated(lock: LockText, members: Sequence[Member], homes: Sequence[str]) -> str:
    ours = [each for each in members if each.ecosystem == lock.lockfile.ECOSYSTEM]
    if not ours:
        return lock.text
    if conflict := _CONFLICT.search(lock.text):
        line = line_at(lock.text, conflict.start())
        raise Malformed("a merge conflict is not resolved", line)
    home = posixpath.dirname(lock.path)
    ours.sort(key=lambda member: _home(member, homes) == home)  # its own come last, and count
    return lock.lockfile.update(lock.text, [_seen_from(home, member) for member in ours])


def _home(member: Member, homes: Iterable[str]) -> str | None:
    """The nearest directory with a lockfile above the member."""
    above = [
        home for home in homes if f"{member.directory}/".startswith(f"{home}/" if home else "")
    ]
    return max(above, key=len, default=None)


def _seen_from(home: str, member: Member) -> Member:
    """The member with its directory as a lockfile in `home` writes it."""
    if not home:
        return member
    directory = posixpath.relpath(member.directory or ".", home)
    return member._replace(directory="" if directory == "." else directory)


def _problem(lock: LockText, error: Malformed) -> Problem:
    hint = f"write it again with `{lock.lockfile.REFRESH}`"
    return Problem(
        f"the lockfile is malformed: {error.message}", Where(lock.path, error.line), hint
    )


def _reason(old: str, new: str) -> str:
    """How many lines are new; those that only moved do not count."""
    count = (Counter(new.split("\n")) - Counter(old.split("\n"))).total()
    return counted(count, "line")
