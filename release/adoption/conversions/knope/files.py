"""knope's `versioned_files`: what repeats a version, as our `files` have it.

Read in its sources, 0.23: crates/knope-config/src/package.rs, and
crates/knope-versioning/src/versioned_file (the formats, and `regex`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from release.adoption.foreign import strings
from release.adoption.members import Member
from release.manifests import format_of
from release.world import Files

_LOCKFILES = {"Cargo.lock", "package-lock.json", "deno.lock"}
_KEYED = {"pubspec.yaml", "gleam.toml", "deno.json"}


def versioned_files(options: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Its files with versions, each with what is said beside its path."""
    listed = options.get("versioned_files")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, str):
            yield posixpath.normpath(each), {}
        elif isinstance(each, dict) and isinstance(each.get("path"), str):
            yield (
                posixpath.normpath(each["path"]),
                {key: value for key, value in each.items() if key != "path"},
            )


def version_places(
    files: Files, member: Member, options: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """The other files that repeat its version, which we are told of one by one."""
    for path, extra in versioned_files(options):
        relative = posixpath.relpath(path, member.directory or ".")
        if "regex" in extra:
            for pattern in _patterns(extra["regex"]):
                if count := _matches(files.read(path), pattern):
                    yield {"path": relative, "pattern": pattern, **_counted(count)}
        elif posixpath.basename(path) in _KEYED:
            yield {"path": relative, "key": "version"}


def _patterns(regex: object) -> list[str]:
    """The patterns in Python's spelling of named groups, which knope's `(?<name>` is not."""
    every = [regex] if isinstance(regex, str) else strings(regex)
    return [re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", each) for each in every]


def _matches(text: str | None, pattern: str) -> int:
    """How often a pattern is found; 0 when it is none that we can read."""
    try:
        expression = re.compile(pattern, re.MULTILINE)
    except re.error:
        return 0
    return len(expression.findall(text or "")) if "version" in expression.groupindex else 0


def _counted(count: int) -> dict[str, int]:
    return {"count": count} if count > 1 else {}


def left_out(files: Files, options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The files that we do not write, each with the reason."""
    for path, extra in versioned_files(options):
        name = posixpath.basename(path)
        if "regex" in extra:
            for pattern in _patterns(extra["regex"]):
                if not _matches(files.read(path), pattern):
                    yield path, f"`{pattern}` finds nothing that we could write"
        elif not (format_of(path) or name in _LOCKFILES | _KEYED or "dependency" in extra):
            yield path, "no format that we write; name a pattern in `files`"
