"""`tauri.conf.json`, `tauri.conf.json5` and their platform variants (`tauri.linux.conf.json`).

The version is `version` (Tauri 2) or `package.version` (Tauri 1). Without one Tauri takes that
of Cargo.toml, and a path stands for the package.json there: both are left alone. All are read as
JSON5, which Tauri too accepts in a `.json` file when it is built with `config-json5`.
Format: https://v2.tauri.app/reference/config/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from release.errors import ConfigError, Where
from release.json_text import loads, members, quoted
from release.manifests.document import json_document, text_at
from release.model import Dependency, Manifest
from release.spans import Span, splice

PLACES = (("version",), ("package", "version"))  # Tauri 2, Tauri 1


def read(path: str, text: str) -> Manifest:
    """What the file declares; `name` is the product's.

    Raises:
        ConfigError: it is not JSON5, not an object, or has two versions.
    """
    document = json_document(path, text, relaxed=True)
    for place, version in versions(document):
        span = _span(text, place)
        if loads(span.of(text), relaxed=True) != version:
            line = text.count("\n", 0, span.start) + 1
            raise ConfigError(f"`{place[-1]}` is written twice", Where(path, line), "delete one")
    return manifest(path, text, document)


def update(text: str, own: str | None, others: Mapping[Dependency, str]) -> str:  # noqa: ARG001  a Format
    """Replace the version where one is written; see `Format`."""
    if own is None:
        return text
    document = loads(text, relaxed=True)
    places = [place for place, old in versions(document) if old != own]
    return splice(text, [_edit(text, _span(text, place), own) for place in places])


def manifest(path: str, text: str, document: object) -> Manifest:
    """The model of a configuration, whatever it was written in."""
    name = text_at(document, "productName") or text_at(document, "product-name")
    version = next((version for _, version in versions(document)), None)
    return Manifest(path, "tauri", text, name, version)


def versions(document: object) -> Iterator[tuple[tuple[str, ...], str]]:
    """The places where a version, and not a path to one, is written."""
    for place in PLACES:
        version = text_at(document, *place)
        if version and "/" not in version and not version.endswith(".json"):
            yield place, version


def _span(text: str, place: tuple[str, ...]) -> Span:
    span = Span(0, len(text))
    for key in place:
        span = members(text, span.start, relaxed=True)[key]
    return span


def _edit(text: str, span: Span, own: str) -> tuple[Span, str]:
    """Keep the quotes: a version has no character that either kind would escape."""
    quote = text[span.start]
    return span, f"{quote}{quoted(own)[1:-1]}{quote}"
