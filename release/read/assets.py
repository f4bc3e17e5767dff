"""The files that a build left for a release, by patterns."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from release.globs import compile_glob, split_negation
from release.world import Files

_MAGIC = re.compile(r"[*?\[\]{}()!\\]")
_NOT_SEARCHED = {".git", "node_modules"}


class Assets(NamedTuple):
    """The paths that patterns match, in the patterns' order, and the patterns without any."""

    paths: tuple[str, ...]
    unmatched: tuple[str, ...]


def find_assets(files: Files, directory: str, patterns: Sequence[str]) -> Assets:
    """Look for files.

    Args:
        files: the tree.
        directory: where the patterns begin.
        patterns: globs over `/`; one with `!` takes files out, wherever it stands.
    """
    refused = [compile_glob(_whole(directory, each)) for each in patterns if _is_negative(each)]
    found: dict[str, None] = {}
    unmatched = []
    for pattern in patterns:
        if _is_negative(pattern):
            continue
        matching = [
            path
            for path in _matching(files, _whole(directory, pattern))
            if not any(refuses(path) for refuses in refused)
        ]
        found.update(dict.fromkeys(matching))
        unmatched += [] if matching else [pattern]
    return Assets(tuple(found), tuple(unmatched))


def _is_negative(pattern: str) -> bool:
    return split_negation(pattern)[0]


def _whole(directory: str, pattern: str) -> str:
    """A pattern without its sign, seen from the root; the directory's own signs stay themselves."""
    _, positive = split_negation(pattern)
    return posixpath.normpath(posixpath.join(re.sub(_MAGIC, r"\\\g<0>", directory), positive))


def _matching(files: Files, pattern: str) -> Iterator[str]:
    """The files that a pattern matches, in byte order; only where it can match is looked."""
    parts = pattern.split("/")
    plain = next((at for at, part in enumerate(parts) if _MAGIC.search(part)), len(parts))
    if plain == len(parts):
        yield from [pattern] if files.exists(pattern) else []
    else:
        matches = compile_glob(pattern)
        below = _below(files, "/".join(parts[:plain]))
        yield from (path for path in below if matches(path) and files.exists(path))


def _below(files: Files, directory: str) -> Iterator[str]:
    for entry in files.entries(directory):
        path = f"{directory}/{entry.name}" if directory else entry.name
        if not entry.is_directory:
            yield path
        elif entry.name not in _NOT_SEARCHED:
            yield from _below(files, path)
