"""Our configuration as a new text: what differs from the defaults, and what a team must decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from release.adoption.signs import CONTAINER, SITE, TAURI
from release.config import SCHEMA
from release.toml_text import inline, key

_TARGETS = {TAURI: "tauri", CONTAINER: "container", SITE: "directory"}
_OTHER = "command"


class AppSettings(NamedTuple):
    """What is written of an app: its table, what tells of it, and its kind."""

    name: str
    table: Mapping[str, Any]
    why: str = ""
    kind: str = ""


def settings_text(
    values: Mapping[str, Any], apps: Iterable[AppSettings], table: tuple[str, ...]
) -> str:
    """A new configuration.

    Args:
        values: its keys, `apps` left out.
        apps: in their order.
        table: where in the file it stands; nowhere in particular is a file of its own.
    """
    plain = {name: each for name, each in values.items() if not isinstance(each, Mapping)}
    tables = {name: each for name, each in values.items() if isinstance(each, Mapping)}
    parts = [
        [_header(table)] if table else [f"#:schema {SCHEMA}"],
        *([_pairs(plain)] if plain else []),
        *(list(_app(each, table)) for each in apps),
        *([_header((*table, name)), *_pairs(each)] for name, each in tables.items() if each),
    ]
    if table and plain:  # the header goes with what is directly under it
        parts[:2] = [[*parts[0], *parts[1]]]
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def appended(text: str, addition: str) -> str:
    """`text`, which is somebody's, and the addition at its end, in its line ends."""
    newline = "\r\n" if "\r\n" in text else "\n"
    before = text if not text or text.endswith("\n") else text + newline
    return before + (newline if before.strip() else "") + addition.replace("\n", newline)


def _app(app: AppSettings, table: tuple[str, ...]) -> Iterator[str]:
    yield _header((*table, "apps", app.name)) + (f" # {_remark(app.why)}" if app.why else "")
    yield from _pairs(app.table)
    if app.kind and "target" not in app.table:
        yield f'# target = "{_TARGETS.get(app.kind, _OTHER)}" # how it is deployed'
        yield '# health = { url = "https://...", version = true } # how it is seen to be well'


def _header(path: tuple[str, ...]) -> str:
    return f"[{'.'.join(map(key, path))}]"


def _pairs(values: Mapping[str, Any]) -> list[str]:
    return [f"{key(name)} = {inline(value)}" for name, value in values.items()]


def _remark(text: str) -> str:
    """The text as a comment, which ends with its line and has no control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
