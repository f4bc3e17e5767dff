"""What a clone tells that the tree does not."""

from __future__ import annotations

from typing import NamedTuple

from release.adoption.branches import Branches


class Clone(NamedTuple):
    """Its branches, and the formatter that Changesets would run on changelogs, by its name."""

    branches: Branches = Branches()
    formatter: str | None = None
