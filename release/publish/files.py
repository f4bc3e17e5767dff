"""The files of a release: their names there, and what is wrong with them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from release.errors import Problem, Where
from release.forge.releases import WantedAsset, asset_name, name_key
from release.world import Measured

LARGEST = 2**31 - 1
"""Bytes: GitHub takes files under 2 GiB."""


def wanted_files(measured: Mapping[str, Measured]) -> tuple[WantedAsset, ...]:
    """The files as a release has them, by the last part of their paths."""
    return tuple(
        WantedAsset(asset_name(posixpath.basename(path)), path, each.size, each.digest)
        for path, each in measured.items()
    )


def wrong_files(files: Iterable[WantedAsset]) -> Iterator[Problem]:
    """Files that GitHub would refuse, or take for each other."""
    names: dict[str, WantedAsset] = {}
    for each in files:
        other = names.setdefault(name_key(each.name), each)
        if other != each:
            yield Problem(
                f"{each.path} and {other.path} would have one name in the release, {each.name}",
                Where(each.path),
                "give one of them another name, or leave it out of `assets`",
            )
        if not name_key(each.name):
            yield Problem(
                f"{each.path} has no letter of ASCII in its name, and GitHub keeps no other",
                Where(each.path),
                "give it a name with letters or digits of ASCII, or leave it out of `assets`",
            )
        if not 0 < each.size <= LARGEST:
            size = "is empty" if not each.size else f"has {each.size} bytes"
            hint = "GitHub takes files of 1 byte to 2 GiB"
            yield Problem(f"{each.path} {size}", Where(each.path), hint)


def missing_files(app: str, directory: str, unmatched: Iterable[str]) -> Iterator[Problem]:
    """Patterns that no file matches."""
    for pattern in unmatched:
        yield Problem(
            f"there is no file {pattern} in {directory or 'the root'}, which a release of `{app}` "
            "is to have",
            Where(posixpath.join(directory, pattern)),
            f"build it first, or mend `apps.{app}.assets`",
        )
