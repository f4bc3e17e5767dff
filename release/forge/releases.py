"""Releases and their files, as types: what there is, what is wanted, and how names compare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from unicodedata import combining, normalize

from release.errors import Problem

DRAFT_MARKER = "<!-- monorepo-release: draft -->"
"""The first line of a draft that we made; it goes when the draft is published."""

_NO_KEY_LETTERS = re.compile(r"[^0-9A-Za-z_-]+")
_NO_NAME_LETTERS = re.compile(r"[^0-9A-Za-z_+@-]+")


class Asset(NamedTuple):
    """A file of a release. `digest` is `sha256:<hex>`, None where the forge does not say.

    Of one that is not whole (`is_whole`) the sending broke off.
    """

    id: int
    name: str
    size: int
    digest: str | None
    is_whole: bool = True


class WantedAsset(NamedTuple):
    """A file that a release is to have: its name there, and what is at `path` in the tree."""

    name: str
    path: str
    size: int
    digest: str

    def is_met_by(self, asset: Asset) -> bool:
        """Whether `asset` has the same content."""
        is_same = asset.size == self.size and asset.digest in {None, self.digest}
        return asset.is_whole and is_same


class Published(NamedTuple):
    """A version that somebody published, no prerelease: its tag, and since when it is public."""

    tag: str
    since: datetime


class Release(NamedTuple):
    """A release. A draft is not public, and its tag need not be there; files go to `uploads`."""

    id: int
    url: str
    tag: str
    body: str
    is_draft: bool
    uploads: str = ""
    assets: tuple[Asset, ...] = ()

    @property
    def is_our_draft(self) -> bool:
        """Whether it is a draft that we made, and may publish or remove."""
        return self.is_draft and self.body.startswith(DRAFT_MARKER)

    def named(self, name: str) -> tuple[Asset, ...]:
        """The files of that name, as the forge may have renamed it."""
        return tuple(each for each in self.assets if name_key(each.name) == name_key(name))


class WantedRelease(NamedTuple):
    """What the release of `tag`, which is on `commit`, is to be once it is published."""

    tag: str
    commit: str
    title: str
    body: str
    is_prerelease: bool = False
    is_latest: bool = False
    assets: tuple[WantedAsset, ...] = ()

    def missing(self, release: Release) -> tuple[WantedAsset, ...]:
        """The files that `release` has not, or has only in part."""
        whole = {name_key(each.name) for each in release.assets if each.is_whole}
        return tuple(each for each in self.assets if name_key(each.name) not in whole)


def lacking(wanted: WantedRelease, release: Release) -> Problem | None:
    """What is wrong with a release that was published without its files."""
    if release.is_draft or not (missing := wanted.missing(release)):
        return None
    return Problem(
        f"the release of {wanted.tag} is published, and lacks "
        f"{', '.join(each.name for each in missing)}",
        hint="files belong into the draft, for an immutable release takes no more: "
        f"add them by hand at {release.url}, or release a new version",
    )


class Standing(NamedTuple):
    """What there is of the release of a tag: it or our draft of it, and copies of the draft."""

    release: Release
    copies: tuple[Release, ...] = ()


def asset_name(name: str) -> str:
    """The name that a file has in a release: what GitHub would rename, without its help."""
    return _NO_NAME_LETTERS.sub(".", _without_accents(name)).strip(".")


def name_key(name: str) -> str:
    """What stays of a file's name, however a forge renames it: any other sign is a full stop."""
    return _NO_KEY_LETTERS.sub(".", _without_accents(name)).strip(".")


def _without_accents(name: str) -> str:
    return "".join(each for each in normalize("NFD", name) if not combining(each))


def standing(releases: Iterable[Release], tag: str) -> Standing | None:
    """What there is of the release of `tag`; None when there is nothing, or others' drafts alone.

    Published releases come first, then the oldest draft: so two runs at once choose the same.
    """
    found = [each for each in releases if each.tag == tag]
    published = [each for each in found if not each.is_draft]
    drafts = sorted(each for each in found if each.is_our_draft)
    candidates = [*published, *drafts]
    if not candidates:
        return None
    chosen = candidates[0]
    return Standing(chosen, tuple(each for each in drafts if each.id != chosen.id))
