"""Our configuration as a new text: what differs from the defaults, and what a team must decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from release.adoption.signs import CONTAINER, PROGRAM, SERVICE, SITE, TAURI
from release.config import SCHEMA
from release.toml_text import inline, key

_COMMAND = (
    'target = "command"',
    'command.roll-out = ["./deploy", "{version}"] # what deploys a version',
    'command.rollback = ["./deploy", "{previous}"] # what brings back the one before',
)
_TARGETS: Mapping[str, tuple[str, ...]] = {
    TAURI: ('target = "tauri" # built, signed, and offered to installed apps',),
    CONTAINER: (
        'target = "container"',
        'container.image = "registry.example.org/{app}" # where the image goes',
        'container.roll-out = ["./deploy", "{image}"] # what has it run',
    ),
    SITE: (
        'target = "directory"',
        'directory.source = "dist" # what the build leaves',
        'directory.path = "/srv/{app}" # where it goes',
    ),
    PROGRAM: _COMMAND,
    SERVICE: _COMMAND,
}
"""What a team must decide, as it could be for each kind of app."""

_PLATFORMS = (
    'linux-x86_64 = "ubuntu-24.04"',
    'darwin-aarch64 = "macos-15"',
    'windows-x86_64 = "windows-2025"',
)
_HEALTH = 'health = { url = "https://example.org/version.json", version = true } # that it is well'


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
        yield from (f"# {line}" for line in (*_TARGETS[app.kind], _HEALTH))
        if app.kind == TAURI:
            yield "#"
            yield f"# {_header((*table, 'workflows', 'platforms', app.name))} # who builds what"
            yield from (f"# {line}" for line in _PLATFORMS)


def _header(path: tuple[str, ...]) -> str:
    return f"[{'.'.join(map(key, path))}]"


def _pairs(values: Mapping[str, Any]) -> list[str]:
    return [f"{key(name)} = {inline(value)}" for name, value in values.items()]


def _remark(text: str) -> str:
    """The text as a comment, which ends with its line and has no control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
