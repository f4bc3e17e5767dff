"""The requirements in a pyproject.toml: PEP 508 strings in lists, and Poetry's tables.

A requirement is a specifier here, without the extras before it and the marker behind it. A
direct reference (`name @ url`) has none, and is passed over.
Format: https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from release.manifests.document import items_at, table_at, text_at, value_at
from release.model import Dependency
from release.spans import Span
from release.toml_text import KeyPath

# A name, extras in brackets, and then the specifier, up to a marker. Nothing is tried twice (`++`,
# `*+`), so that a long text that is none is passed over as fast as others.
_REQUIREMENT = re.compile(
    r"\s*+(?P<name>[A-Za-z0-9]++(?:[._-]++[A-Za-z0-9]++)*+)\s*+(?:\[[^\]]*+\]\s*+)?+"
    r"(?P<open>\()?+\s*+(?P<specifier>(?:[^\s;()@]|\s++(?=[^\s;()@]))*+)\s*+(?(open)\)\s*+)(?:;.*)?",
    re.DOTALL,
)


class Requirement(NamedTuple):
    """A requirement, the string in which it is written, and its specifier's place there."""

    keys: KeyPath
    text: str
    specifier: Span
    dependency: Dependency


def requirements(document: dict[str, Any]) -> Iterator[Requirement]:
    """Every requirement of a document, in its order."""
    for section in _sections(document):
        for index, text in enumerate(items_at(document, *section)):
            match = _REQUIREMENT.fullmatch(text) if isinstance(text, str) else None
            if match:
                span = Span(*match.span("specifier"))
                dependency = Dependency(".".join(section), match["name"], span.of(text))
                yield Requirement((*section, index), text, span, dependency)
    for section in _poetry_sections(document):
        for name, declared in table_at(document, *section).items():
            place = (*section, name) if isinstance(declared, str) else (*section, name, "version")
            text = text_at(document, *place) or ""
            dependency = Dependency(".".join(section), name, text)
            yield Requirement(place, text, Span(0, len(text)), dependency)


def _sections(document: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The lists of requirements, which are strings (PEP 508)."""
    yield "project", "dependencies"
    for extra in table_at(document, "project", "optional-dependencies"):
        yield "project", "optional-dependencies", extra
    for group in table_at(document, "dependency-groups"):
        yield "dependency-groups", group
    yield "tool", "uv", "dev-dependencies"


def _poetry_sections(document: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Poetry's own tables, which have a requirement or a table for each name."""
    yield "tool", "poetry", "dependencies"
    yield "tool", "poetry", "dev-dependencies"
    for group in table_at(document, "tool", "poetry", "group"):
        yield "tool", "poetry", "group", group, "dependencies"


def normal_name(name: str) -> str:
    """The name as indexes compare it: `My.Core` is `my-core`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def local_sources(document: dict[str, Any]) -> frozenset[str]:
    """The normal names of the dependencies that are taken from a directory."""
    uv = table_at(document, "tool", "uv", "sources")
    local = {name for name, source in uv.items() if _is_local(source)}
    for section in _poetry_sections(document):
        local |= {name for name, each in table_at(document, *section).items() if _is_local(each)}
    return frozenset(map(normal_name, local))


def _is_local(source: object) -> bool:
    """Whether a source, or one of several with markers, is a directory."""
    sources = source if isinstance(source, list) else [source]
    return any(
        value_at(each, "workspace") is True or text_at(each, "path") is not None for each in sources
    )
