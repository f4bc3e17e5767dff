"""The shelf of changelog generators, by the name under which Changesets' configuration has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from release.changelogs import changesets_git
from release.errors import ConfigError, Where
from release.model import Changeset

_CONFIG = ".changeset/config.json"


class Generator(Protocol):
    """What words the lines of a changelog; `entry` puts them under their headings.

    A commit is the full sha that added the changeset, or None when it is not known.
    """

    def release_line(self, changeset: Changeset, commit: str | None) -> str:
        """The line, or lines, that tell of a changeset in the package that it names."""

    def dependency_line(
        self,
        changesets: Sequence[tuple[Changeset, str | None]],
        updated: Sequence[tuple[str, str]],
    ) -> str:
        """The lines that tell of updated dependencies, or `""` when there are none.

        Args:
            changesets: what caused the updates, each with its commit.
            updated: name and new version of each dependency.
        """


GENERATORS: Mapping[str, Generator] = MappingProxyType(
    {
        "@changesets/cli/changelog": changesets_git,
        "@changesets/changelog-git": changesets_git,
    }
)
"""The generators that we have. To add one, write a module with the two functions."""


def generator_for(changelog: tuple[str, object] | None) -> Generator | None:
    """The generator that the configuration's `changelog` names; None when there are no changelogs.

    Args:
        changelog: the module's name and its options.

    Raises:
        ConfigError: it names a module that we do not have.
    """
    if changelog is None:
        return None
    name, _ = changelog
    if name not in GENERATORS:
        known = ", ".join(f"`{each}`" for each in GENERATORS)
        raise ConfigError(
            f"this version has no changelog generator `{name}`",
            Where(_CONFIG),
            f"set `changelog` to {known}, or to `false` for no changelogs",
        )
    return GENERATORS[name]
