"""`package.json`: what npm, yarn, pnpm and bun read, and what Changesets releases.

`update` replaces only the tokens of changed values, as Changesets 3 does: of a duplicate key it
reads the last and edits the first. `reserialise` writes the file anew, as Changesets 2 does. We
tolerate a BOM, as npm does, and `update` keeps it.
Format: https://docs.npmjs.com/cli/configuring-npm/package-json
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from release.errors import ConfigError, Where
from release.json_text import loads, members, quoted
from release.manifests.document import json_document, text_at
from release.model import Dependency, Manifest
from release.spans import Span, line_at, splice

SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")


def read(path: str, text: str) -> Manifest:
    """What the file declares; a dependency whose value is no string is left out.

    Raises:
        ConfigError: it is not JSON, not an object, or its name or version is no string.
    """
    document = json_document(path, text)
    return Manifest(
        path=path,
        ecosystem="npm",
        text=text,
        name=_string(path, text, document, "name"),
        version=_string(path, text, document, "version"),
        private=bool(document.get("private")),
        dependencies=tuple(_dependencies(document)),
    )


def update(text: str, own: str | None, others: Mapping[Dependency, str]) -> str:
    """Replace the version and the requirements; see `Format`.

    Raises:
        ConfigError: a duplicate section hides the dependency that is to be edited.
    """
    moved = {each: new for each, new in others.items() if each.requirement != new}
    if own is None and not moved:
        return text
    top = members(text)
    places = {section: _places(text, top[section]) for section in {each.section for each in moved}}
    changed = [(_place(places[each.section], each), new) for each, new in moved.items()]
    version = text_at(loads(text.removeprefix("\ufeff")), "version")
    if own is not None and version not in {None, own}:
        changed.append((top["version"], own))
    return splice(text, [(span, quoted(new)) for span, new in changed])


def reserialise(text: str, own: str | None, others: Mapping[Dependency, str]) -> str:
    r"""Replace the version and the requirements, and write everything anew, as Changesets 2 does.

    The indent is the one that the text has most (two spaces when it has none), and it ends with
    `\n` if it did. All else is as `JSON.stringify` has it: of a duplicate key the last value
    stands, at the place of the first, keys that are integers come first, and a BOM is gone.
    """
    from release.json_text.stringify import (  # noqa: PLC0415  of Changesets 2 only: start-up
        detected_indent,
        stringify,
    )

    document: Any = loads(text.removeprefix("\ufeff"))
    if own is not None:
        document["version"] = own
    for dependency, new in others.items():
        document[dependency.section][dependency.name] = new
    return stringify(document, detected_indent(text) or "  ") + "\n" * text.endswith("\n")


def _string(path: str, text: str, document: dict[str, Any], key: str) -> str | None:
    value = document.get(key)
    if value is None or isinstance(value, str):
        return value or None
    line = line_at(text, members(text)[key].start)
    raise ConfigError(f"`{key}` is not a string", Where(path, line), "put it in double quotes")


def _dependencies(document: dict[str, Any]) -> list[Dependency]:
    return [
        Dependency(section, name, requirement)
        for section in SECTIONS
        if isinstance(document.get(section), dict)
        for name, requirement in document[section].items()
        if isinstance(requirement, str)
    ]


def _places(text: str, section: Span) -> dict[str, Span]:
    """Where the requirements of one section stand; nothing when it is no object."""
    return members(text, section.start) if text.startswith("{", section.start) else {}


def _place(places: Mapping[str, Span], dependency: Dependency) -> Span:
    if dependency.name not in places:
        raise ConfigError(
            f"`{dependency.section}` is written twice, and only the second one names "
            f"`{dependency.name}`",
            hint="join the two sections",
        )
    return places[dependency.name]
