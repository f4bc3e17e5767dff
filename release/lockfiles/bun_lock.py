"""`bun.lock`: JSON with trailing commas; `workspaces` copies each member's manifest.

The root is `""` and has no version there. Only `workspaces` is read, which stands at the top:
`packages` has no word about members that a release changes.
Format: https://bun.com/docs/pm/lockfile
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from release.json_text import members
from release.lockfiles.package_lock import entry_edits
from release.lockfiles.requirements import names_of
from release.model import Member
from release.spans import Edit, Malformed, splice

ECOSYSTEM = "npm"
REFRESH = "bun install --lockfile-only"

_WORKSPACES = re.compile(r'^\s*"workspaces"\s*:\s*(?=\{)', re.MULTILINE)


def update(text: str, members: Sequence[Member]) -> str:
    """Write versions and requirements in `workspaces`; see `Lockfile`."""
    return splice(text, _edits(text, members))


def _edits(text: str, ours: Sequence[Member]) -> Iterator[Edit]:
    start = _WORKSPACES.search(text)
    if start is None:
        raise Malformed("there are no `workspaces`", 1)
    workspaces = members(text, start.end(), relaxed=True)
    names = names_of(ours)
    for member in ours:
        if member.directory in workspaces:
            entry = members(text, workspaces[member.directory].start, relaxed=True)
            yield from entry_edits(text, entry, member, names, relaxed=True)
