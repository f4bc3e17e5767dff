"""Bundles that `tauri build` leaves: which platforms each is for, by its name.

The updater asks for `<os>-<architecture>-<installer>` of the bundle that it was installed from,
and, where the offer lacks that, for `<os>-<architecture>`, as the older ones do from the start.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from release.forge.releases import asset_name
from release.versions import parse

SIGNATURE = ".sig"

_ARCHITECTURES = {
    "amd64": "x86_64",
    "x64": "x86_64",
    "x86_64": "x86_64",
    "arm64": "aarch64",
    "aarch64": "aarch64",
    "i386": "i686",
    "i686": "i686",
    "x86": "i686",
    "arm": "armv7",
    "armhf": "armv7",
    "armhfp": "armv7",
    "armv7": "armv7",
    "universal": "universal",
}
_MAC = {"universal": ("aarch64", "x86_64")}
_KINDS = (
    (r"_([^_]+)\.AppImage(?:\.tar\.gz)?", "linux", "appimage"),
    (r"_([^_]+)\.deb", "linux", "deb"),
    (r"\.([^.]+)\.rpm", "linux", "rpm"),
    (r"_([^_]+)\.app\.tar\.gz", "darwin", "app"),
    (r"_([^_]+)-setup\.(?:exe|nsis\.zip)", "windows", "nsis"),
    (r"_([^_]+)_[A-Za-z]{2,3}-[A-Za-z]+\.msi(?:\.zip)?", "windows", "msi"),
)
"""How Tauri names what its updater can install, and what the updater calls that."""
_DISK_IMAGE = r"_([^_]+)\.dmg"
"""What people install from, and the updater does not."""

_PREFERRED = ("appimage", "app", "nsis", "msi", "deb", "rpm")
"""Whose bundle a platform without an installer means: before it knew of others, the updater
replaced AppImages on Linux alone; and of Windows' two, NSIS' needs no administrator."""

_MAC_BUNDLE = ".app.tar.gz"
_MAC_PLACE = re.compile(r"(?:^|/)(aarch64|x86_64|universal)-apple-darwin/|(?:^|/)darwin-(\w+)/")
_MOST_OF_A_BYTE = 255  # what an MSI package has room for in its first two numbers
_MOST = 65_535  # the largest number that the version of an MSI package can have


class Bundle(NamedTuple):
    """A file for a release: its name there, where it is, and where its `.sig` is, if it has one."""

    name: str
    path: str
    signature: str | None = None


class Platform(NamedTuple):
    """What an updater can ask for: `linux-x86_64-deb`."""

    os: str
    architecture: str
    installer: str

    @property
    def system(self) -> str:
        """Without the installer."""
        return f"{self.os}-{self.architecture}"

    def __str__(self) -> str:
        return f"{self.system}-{self.installer}"


def platforms_of(name: str) -> tuple[Platform, ...]:
    """What a file of a release serves; nothing where it is no bundle that the updater installs."""
    for pattern, os, installer in _KINDS:
        found = re.search(f"{pattern}$", name)
        architecture = _ARCHITECTURES.get(found[1]) if found else None
        if architecture and (architecture != "universal" or os == "darwin"):
            return tuple(
                Platform(os, each, installer) for each in _MAC.get(architecture, (architecture,))
            )
    return ()


def is_bundle(name: str) -> bool:
    """Whether a file belongs into a release: a bundle, for the updater or for people alone."""
    return bool(platforms_of(name) or re.search(f"{_DISK_IMAGE}$", name))


def release_name(path: str, version: str) -> str:
    """The name of a file in a release: its own, but for those that would all have one.

    A bundle for macOS is named after the app alone: `Notes.app.tar.gz` becomes
    `Notes_1.0.0_aarch64.app.tar.gz`, by the folder that it is in.
    """
    name = posixpath.basename(path)
    stem, is_mac, rest = name.partition(_MAC_BUNDLE)
    place = _MAC_PLACE.search(path)
    if not is_mac or platforms_of(f"{stem}{_MAC_BUNDLE}") or place is None:
        return name
    return f"{stem}_{version}_{place[1] or place[2]}{_MAC_BUNDLE}{rest}"


def unclear(paths: Iterable[str]) -> tuple[str, ...]:
    """The bundles for macOS of which neither name nor folder tells the architecture."""
    bundles = (path for path in paths if path.endswith(_MAC_BUNDLE))
    return tuple(path for path in bundles if not platforms_of(release_name(path, "0")))


def is_of_version(name: str, version: str, installer: str = "") -> bool:
    """Whether a file, by its name in the release, is of that version: old ones lie beside it.

    Args:
        name: of the file.
        version: of the app.
        installer: the version that the app's configuration gives its MSI package, if any.
    """
    forms = [version]
    if ".msi" in name:
        forms += [each for each in (installer, msi_version(version)) if each]
    return any(
        f"_{each}_" in name or re.search(rf"-{re.escape(each)}-[^-]+\.rpm", name) for each in forms
    )


def msi_version(version: str) -> str | None:
    """A version as an MSI package has it: numbers alone; None where there is none.

    Tauri takes a prerelease that is one number, as the fourth.
    """
    parsed = parse(version)
    if parsed is None or (parsed.prerelease and not parsed.prerelease.isdecimal()):
        return None
    numbers = [*parsed.core, *([int(parsed.prerelease)] if parsed.prerelease else [])]
    is_fit = max(numbers[:2]) <= _MOST_OF_A_BYTE and max(numbers) <= _MOST
    return ".".join(map(str, numbers)) if is_fit else None


def bundles_of(
    paths: Iterable[str], version: str, installer: str = ""
) -> Mapping[str, tuple[Bundle, ...]]:
    """The bundles of a version among files, by their names; two of one name are a mistake.

    Args:
        paths: of the files.
        version: of the app.
        installer: as in `is_of_version`.
    """
    known = frozenset(paths)
    found: dict[str, tuple[Bundle, ...]] = {}
    for path in sorted(known):
        name = asset_name(release_name(path, version))
        if is_bundle(name) and is_of_version(name, version, installer):
            signature = f"{path}{SIGNATURE}"
            bundle = Bundle(name, path, signature if signature in known else None)
            found[name] = (*found.get(name, ()), bundle)
    return found


def by_platform(names: Iterable[str]) -> Mapping[str, str]:
    """Which file serves what an updater can ask for, in byte order of that.

    A bundle for several architectures does not take the place of one for its own.
    """
    ranked = sorted(names, key=lambda name: (len(platforms_of(name)), name))
    found: dict[str, str] = {}
    for name in ranked:
        for platform in platforms_of(name):
            found.setdefault(str(platform), name)
    for key, name in list(found.items()):
        system = key.rpartition("-")[0]
        found[system] = min(found.get(system, name), name, key=_rank)
    return dict(sorted(found.items()))


def _rank(name: str) -> tuple[int, int]:
    served = platforms_of(name)
    return (_PREFERRED.index(served[0].installer), len(served))
