"""What a clone tells that the tree does not."""

from __future__ import annotations

from typing import NamedTuple

from release.adoption.branches import Branches


class Clone(NamedTuple):
    """Its branches, and the formatter that Changesets would run on changelogs, by its name.

    `prefix` is where the workspace is below the top of the repository, with a slash at its end.
    """

    branches: Branches = Branches()
    formatter: str | None = None
    prefix: str = ""
