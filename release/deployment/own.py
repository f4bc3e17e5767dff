"""A team's own functions in a deployment, as data: which app's, in which phase."""

from __future__ import annotations

from typing import NamedTuple

from release.errors import Where


class Registration(NamedTuple):
    """A function that is called in a phase of an app, and where it is written.

    `phase` is as they wrote it. `has_undo`: another takes back what it did. `names` are those of
    the two.
    """

    app: str
    phase: str
    has_undo: bool
    where: Where
    names: tuple[str, str] = ("", "")
