"""`tauri.conf.json`, `tauri.conf.json5` and their platform variants (`tauri.linux.conf.json`).

The version is `version` (Tauri 2) or `package.version` (Tauri 1). Without one Tauri takes that
of Cargo.toml, and a path stands for the package.json there: both are left alone. All are read as
JSON5, which Tauri too accepts in a `.json` file when it is built with `config-json5`.
Format: https://v2.tauri.app/reference/config/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from release.errors import ConfigError, Where
from release.json_text import loads, requoted, span_at
from release.manifests.document import json_document, text_at, value_at
from release.model import Dependency, Manifest
from release.spans import line_at, splice

PLACES = (("version",), ("package", "version"))  # Tauri 2, Tauri 1


def read(path: str, text: str) -> Manifest:
    """What the file declares; `name` is the product's.

    Raises:
        ConfigError: it is not JSON5, not an object, or says twice where its version is.
    """
    document = json_document(path, text, relaxed=True)
    for place, _ in versions(document):
        for depth in range(1, len(place) + 1):
            _refuse_twice(path, text, document, place[:depth])
    return manifest(path, text, document)


def _refuse_twice(path: str, text: str, document: object, place: tuple[str, ...]) -> None:
    """Refuse a key of which the first value is another than the last, which is the one read."""
    span = span_at(text, place)
    first, last = loads(span.of(text), relaxed=True), value_at(document, *place)
    if repr(first) != repr(last):  # repr: `NaN` differs from itself
        where = Where(path, line_at(text, span.start))
        raise ConfigError(f"`{place[-1]}` is written twice", where, "delete one")


def update(text: str, own: str | None, others: Mapping[Dependency, str]) -> str:  # noqa: ARG001  a Format
    """Replace the version where one is written; see `Format`."""
    if own is None:
        return text
    document = loads(text, relaxed=True)
    spans = [span_at(text, place) for place, old in versions(document) if old != own]
    return splice(text, [(span, requoted(own, span.of(text))) for span in spans])


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
