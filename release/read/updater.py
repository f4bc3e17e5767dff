"""What an app's Tauri configuration says of its updates."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from release.errors import ConfigError, Where
from release.manifests.document import items_at, text_at
from release.manifests.tauri_platforms import BASES, document_of, names_of
from release.world import Files

_DIRECTORIES = ("src-tauri", "")  # seen from the package


class Updater(NamedTuple):
    """The public key, the addresses that the app asks, and the version of its MSI installer.

    `pubkey` is empty where there is none, `msi` where it is that of the app.
    """

    where: Where
    pubkey: str = ""
    endpoints: tuple[str, ...] = ()
    msi: str = ""


def read_updater(files: Files, directory: str) -> Updater:
    """Read the configuration of the app in a package's directory.

    Raises:
        ConfigError: there is none, or it is malformed.
    """
    for folder in _DIRECTORIES:
        place = posixpath.normpath(posixpath.join(directory, folder))
        found = [*_documents(files, place, BASES)]
        if not found:
            continue
        path, document = found[0]
        msi = [
            version
            for _, each in (*_documents(files, place, names_of("windows")), found[0])
            if (version := text_at(each, "bundle", "windows", "wix", "version"))
        ]
        return Updater(
            Where(path),
            text_at(document, "plugins", "updater", "pubkey") or "",
            tuple(str(each) for each in items_at(document, "plugins", "updater", "endpoints")),
            msi[0] if msi else "",
        )
    raise ConfigError(
        f"there is no {BASES[0]} in {posixpath.join(directory, _DIRECTORIES[0])}",
        hint="the target `tauri` is for an app that Tauri 2 bundles",
    )


def _documents(
    files: Files, directory: str, names: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, object]]]:
    for name in names:
        path = posixpath.normpath(posixpath.join(directory, name))
        text = files.read(path)
        if text is not None:
            yield path, document_of(path, text)
