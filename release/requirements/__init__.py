"""What an ecosystem's own requirements admit, one module an ecosystem, in one table.

npm's are in `ranges`: Changesets' rules hang on them. To add an ecosystem: write a module with
`admits`, `requirement_for` and `as_read`, and name it in `REQUIREMENTS`.
"""

from __future__ import annotations

from typing import Protocol

from release.model import Link
from release.shelf import Shelf


class Requirements(Protocol):
    """One language of requirements. Versions are semantic versions."""

    def admits(self, requirement: str, version: str) -> bool:
        """Whether `requirement` lets `version` in; nothing passes what is no requirement."""

    def requirement_for(self, requirement: str, new_version: str) -> str:
        """A requirement that admits `new_version`, written like `requirement`.

        Returns:
            The same text when it admits the version already, or is not a requirement at all.
        """

    def as_read(self, version: str) -> str:
        """The version as a manifest gives it back in which it was written.

        A language with other spellings may have fewer words for prereleases than SemVer.
        """


REQUIREMENTS: Shelf[str, Requirements] = Shelf(
    {
        "cargo": "release.requirements.cargo",
        "python": "release.requirements.python",
    }
)
"""The languages, by ecosystem."""


def leaves(link: Link, version: str) -> bool:
    """Whether the other package's `version` is one that the link's requirement shuts out.

    A link without a requirement is left by every version.
    """
    if link.requirement is None or not version:
        return True
    return not REQUIREMENTS[link.ecosystem].admits(link.requirement, version)


def as_read(ecosystem: str, version: str) -> str:
    """The version as the manifests of `ecosystem` give it back; npm's say all that SemVer says."""
    language = REQUIREMENTS.get(ecosystem)
    return language.as_read(version) if language else version
