"""A changelog generator of the repository's own, in Python: `"changelog": "module:attribute"`.

The attribute is an object with the two functions of a `Generator`, or what makes one when it is
called with the options, such as a class.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from release.model import Bump, Changeset
from release.own_code import LoadCode, OwnCode


class OwnGenerator(NamedTuple):
    """A generator of the repository's own; its failures are CommandErrors."""

    code: OwnCode

    def release_line(self, changeset: Changeset, commit: str | None, bump: Bump, /) -> str:
        """What its `release_line` gives."""
        return self.code.text("release_line", changeset, commit, bump)

    def dependency_line(
        self,
        changesets: Sequence[tuple[Changeset, str | None]],
        updated: Sequence[tuple[str, str]],
        /,
    ) -> str:
        """What its `dependency_line` gives; it is asked also when nothing is updated."""
        return self.code.text("dependency_line", changesets, updated)


def own_generator(name: str, options: object, load_code: LoadCode) -> OwnGenerator:
    """The generator `name`, loaded and made with `options`.

    Raises:
        ConfigError: there is none of that name, or it lacks a function.
        CommandError: it failed.
    """
    return OwnGenerator(load_code(name, options, ("release_line", "dependency_line")))
