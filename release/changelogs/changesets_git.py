"""Changesets' own generator: a bullet for each changeset, with the commit that added it.

Behaviour: @changesets/changelog-git 1 (which `@changesets/cli/changelog` is).
"""

from __future__ import annotations

from collections.abc import Sequence

from release.ecmascript import trim_end
from release.model import Bump, Changeset

_SHORT_SHA = 7


def release_line(changeset: Changeset, commit: str | None, _bump: Bump) -> str:
    """The summary as a bullet; further lines are indented, blank ones become two spaces."""
    first, *others = (trim_end(line) for line in changeset.summary.split("\n"))
    sha = f"{commit[:_SHORT_SHA]}: " if commit else ""
    return "\n".join([f"- {sha}{first}", *(f"  {line}" for line in others)])


def dependency_line(
    changesets: Sequence[tuple[Changeset, str | None]], updated: Sequence[tuple[str, str]]
) -> str:
    """One bullet for each changeset, and then the updated dependencies under the last of them.

    Without a changeset the list has no bullet to stand under (B1), as in Changesets.
    """
    if not updated:
        return ""
    causes = [
        "- Updated dependencies" + (f" [{commit[:_SHORT_SHA]}]" if commit else "")
        for _, commit in changesets
    ]
    return "\n".join([*causes, *(f"  - {name}@{version}" for name, version in updated)])
