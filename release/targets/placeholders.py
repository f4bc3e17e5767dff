"""Placeholders, as people write them in what a target, a health check or a log is told.

`{version}` stands for a value, `{{` and `}}` are braces. A value takes the place of its name in
one argument of a list, or in an address; nothing interprets it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from release.config.deploying import Trouble
from release.config.options import listed
from release.deployment import Late, Shipment
from release.errors import did_you_mean

NAMES = ("app", "version", "tag", "commit", "environment", "directory", "previous")
"""What there is to stand for, whatever the target; `previous` is empty where nothing ran."""

OF_A_VERSION = frozenset({"version", "previous", "tag", "commit"})
"""Those that are others for every version."""

_BRACES = "a brace is written twice, as `{{` or `}}`"
_PART = re.compile(r"(?P<brace>\{\{|\}\})|\{(?P<name>[^{}]*)\}|(?P<lost>[{}])")


class _Part(NamedTuple):
    """A stretch of a text: as it is, or the name of what takes its place."""

    text: str = ""
    name: str | None = None


def values_of(shipment: Shipment) -> dict[str, str]:
    """What NAMES stand for."""
    return {
        "app": shipment.app,
        "version": shipment.version,
        "tag": shipment.tag,
        "commit": shipment.commit,
        "environment": shipment.environment,
        "directory": shipment.directory,
        "previous": shipment.previous.version if shipment.previous else "",
    }


def names_in(text: str) -> tuple[str, ...]:
    """The names of the placeholders, in their order."""
    return tuple(part.name for part in _parts(text) if part.name is not None)


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with every value in its place.

    Raises:
        KeyError: a name has no value; `problems` tells it of the configuration.
    """
    return "".join(part.text if part.name is None else values[part.name] for part in _parts(text))


def argument(text: str, values: Mapping[str, str]) -> str | Late:
    """An argument; what has no value yet is captured by an earlier command."""
    late = next((name for name in names_in(text) if name not in values), None)
    if late is None:
        return filled(text, values)
    # NUL can be in no argument and so in no value: it marks the place.
    before, _, after = filled(text, {**values, late: "\0"}).partition("\0")
    return Late(late, before, after)


def arguments(texts: Iterable[str], values: Mapping[str, str]) -> tuple[str | Late, ...]:
    """An argument list."""
    return tuple(argument(text, values) for text in texts)


def problems(key: str, value: object, captured: Iterable[str] = ()) -> Iterator[Trouble]:
    """What is wrong with the placeholders in a text, or in all texts of a list or a table.

    Args:
        key: the option, for the problem.
        value: what it is set to.
        captured: the names of the values that earlier commands capture.
    """
    late = tuple(captured)
    for text in _texts(value):
        for message, hint in _problems(text, late):
            yield key, message, hint


def _problems(text: str, captured: tuple[str, ...]) -> Iterator[tuple[str, str | None]]:
    known = (*NAMES, *captured)
    names = names_in(text)
    for name in names:
        if name not in known:
            shown = ", ".join(f"`{{{each}}}`" for each in known)
            hint = did_you_mean(name, known) or f"there are {shown}; {_BRACES}"
            yield f"has `{{{name}}}`, which stands for nothing", hint
    if any(part["lost"] for part in _PART.finditer(text)):
        yield f"has a brace without its partner in `{text}`", _BRACES
    late = [name for name in names if name in captured]
    if len(late) > 1:
        hint = "give each an argument of its own"
        yield f"has more than one captured value in `{text}`: {listed(late)}", hint
    if "\0" in text:
        yield "has a NUL character, which no argument can hold", None


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


def _parts(text: str) -> Iterator[_Part]:
    end = 0
    for found in _PART.finditer(text):
        yield _Part(text[end : found.start()])
        if found["name"] is not None:
            yield _Part(name=found["name"])
        else:
            yield _Part((found["brace"] or found["lost"])[:1])
        end = found.end()
    yield _Part(text[end:])
