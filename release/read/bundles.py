"""The bundles that were built here, or elsewhere and brought here."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from release.world import Files

_TARGET = "src-tauri/target"
_TRIPLE = re.compile(r"[a-z0-9_]+-[a-z0-9_]+(?:-[a-z0-9_]+)+")  # aarch64-apple-darwin
_BUNDLE = "release/bundle"


def find_bundles(
    files: Files, directory: str, folders: Sequence[str], triples: Sequence[str] | None = None
) -> tuple[str, ...]:
    """The paths of all files where bundles may be, whatever they are.

    Args:
        files: the tree.
        directory: of the app's package.
        folders: further ones, seen from there, with all that is below them.
        triples: the targets of cargo whose builds here count; None: whatever was built here.
    """
    target = _inside(directory, _TARGET)
    found: dict[str, None] = {}
    for place in _built(files, target, triples):
        for kind in files.entries(place):
            # Beside each package lies the folder that it was made of.
            found.update(dict.fromkeys(_files_in(files, f"{place}/{kind.name}")))
    for folder in folders:
        found.update(dict.fromkeys(_below(files, _inside(directory, folder))))
    return tuple(found)


def _built(files: Files, target: str, triples: Sequence[str] | None) -> Iterator[str]:
    """Where builds leave their bundles."""
    if triples is None:
        yield f"{target}/{_BUNDLE}"
        triples = [each.name for each in files.entries(target) if _TRIPLE.fullmatch(each.name)]
    yield from (f"{target}/{each}/{_BUNDLE}" for each in triples)


def _inside(directory: str, folder: str) -> str:
    return posixpath.normpath(posixpath.join(directory, folder))


def _files_in(files: Files, directory: str) -> Iterator[str]:
    yield from (
        f"{directory}/{each.name}" for each in files.entries(directory) if not each.is_directory
    )


def _below(files: Files, directory: str) -> Iterator[str]:
    yield from _files_in(files, directory)
    for each in files.entries(directory):
        if each.is_directory:
            yield from _below(files, f"{directory}/{each.name}")
