"""release-please's `extra-files`: other places that repeat a version, as our `files` have them.

Read in its sources, 17.11: src/strategies/base.ts (which updater) and src/updaters/generic*.ts.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from release.adoption.members import Member
from release.config.repository import KEYED
from release.globs import compile_glob
from release.manifests import format_of
from release.world import Files

_VERSION = r"\d+\.\d+\.\d+(?:-[\w.]+)?(?:\+[-\w.]+)?"
_MARK = "x-release-please-version"
_INLINE = rf"({_VERSION})(?=.*{_MARK})"
_MARKS = re.compile(r"x-release-please-(?:start-)?(major|minor|patch|version-date|date)\b")
_START, _END = "x-release-please-start-version", "x-release-please-end"
_STEP = re.compile(r"\.([A-Za-z_][\w-]*)|\[\s*(?:'([^']*)'|\"([^\"]*)\")\s*\]")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Extra(NamedTuple):
    """The entries of `files` for a package, and what is left out, a line each."""

    places: tuple[dict[str, Any], ...]
    told: tuple[str, ...]


def extra_places(files: Files, member: Member, listed: Sequence[Any]) -> Extra:
    """What `extra-files` of a package says, in our words."""
    places: list[dict[str, Any]] = []
    told: list[str] = []
    for each in listed:
        options = each if isinstance(each, dict) else {"path": each}
        for path in _paths(files, member, options):
            if _follows(member, path):
                continue
            found = list(_places(files.read(path), path, options))
            relative = posixpath.relpath(path, member.directory or ".")
            places += [{"path": relative, **place} for place in found if isinstance(place, dict)]
            told += [f"{path} of `{member.name}`: {why}" for why in found if isinstance(why, str)]
    return Extra(tuple(places), tuple(told))


def from_root(member: Member, written: str) -> str:
    """A path of a package, seen from the root; one that begins with `/` is that already."""
    path = written.lstrip("/") if written.startswith("/") else member.path(written)
    return posixpath.normpath(path)


def _paths(files: Files, member: Member, options: dict[str, Any]) -> Iterator[str]:
    """The paths that are meant, seen from the root."""
    path = from_root(member, str(options.get("path") or ""))
    if not options.get("glob"):
        yield path
        return
    matches = compile_glob(path)
    fixed = path.partition("*")[0].rpartition("/")[0]
    yield from (each for each in _below(files, fixed) if matches(each))


def _below(files: Files, directory: str) -> Iterator[str]:
    for entry in files.entries(directory):
        path = posixpath.join(directory, entry.name)
        if not entry.is_directory:
            yield path
        elif entry.name not in {"node_modules", ".git", "target"}:
            yield from _below(files, path)


def _follows(member: Member, path: str) -> bool:
    """Whether the file follows the version without being told: a manifest of the package's."""
    beside = {member.directory, member.path("src-tauri")}
    return format_of(path) is not None and posixpath.dirname(path) in beside


def _places(text: str | None, path: str, options: dict[str, Any]) -> Iterator[dict[str, Any] | str]:
    """The places in one file, and in a sentence what is none."""
    kind = str(options.get("type") or "")
    if text is None:
        yield "there is no such file"
    elif "jsonpath" in options:
        key = _key(str(options["jsonpath"]))
        yield {"key": key} if key and path.endswith(KEYED) else _UNTOLD
    elif kind in {"xml", "pom"} or path.endswith(".xml"):
        yield _UNTOLD
    else:
        found = list(_annotated(text))
        if not found and not kind and path.endswith((".json", ".yaml", ".yml", ".toml")):
            yield {"key": "version"}
        yield from found
        if _MARKS.search(text):
            yield "single numbers and dates that it marks are not written"
        elif not found and not path.endswith(KEYED):
            yield "it marks no version"


_UNTOLD = "no place that we can name by its keys; name a pattern in `files`"


def _annotated(text: str) -> Iterator[dict[str, Any]]:
    """The versions that a mark on their line, or marks around them, point to."""
    if count := sum(_MARK in line and bool(re.search(_VERSION, line)) for line in _lines(text)):
        yield {"pattern": _INLINE, **({"count": count} if count > 1 else {})}
    block = False
    for line in _lines(text):
        if _START in line:
            block = True
        elif _END in line:
            block = False
        elif block and (version := re.search(_VERSION, line)):
            before, after = line[: version.start()], line[version.end() :]
            pattern = f"^{_literal(before)}(\\d\\S*?){_literal(after)}$"
            count = len(re.findall(pattern, text, re.MULTILINE))
            yield {"pattern": pattern, **({"count": count} if count > 1 else {})}


def _literal(text: str) -> str:
    """A pattern of this text and no other, as readable as can be."""
    return re.sub(r"[\\.^$*+?{}\[\]|()]", r"\\\g<0>", text)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _key(jsonpath: str) -> str | None:
    """The keys of a JSONPath as ours are written, `a."b.c"`; None when it is more than keys."""
    if not jsonpath.startswith("$"):
        return None
    place, keys = 1, list[str]()
    while place < len(jsonpath):
        step = _STEP.match(jsonpath, place)
        if step is None:
            return None
        keys.append(step[1] or step[2] or step[3] or "")
        place = step.end()
    return ".".join(each if _BARE.fullmatch(each) else json.dumps(each) for each in keys) or None
