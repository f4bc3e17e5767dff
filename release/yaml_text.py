"""YAML as text: where a scalar stands is found by ruamel's node marks, and spliced there.

Plain, single-quoted and double-quoted scalars keep their style. What cannot be written in place
without a doubt is told: block scalars, anchors and aliases, tags, keys that are there twice.
Format: https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from release.json_text import quoted
from release.spans import Malformed, Span, line_at, splice

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node, ScalarNode

KeyPath = tuple[str, ...]  # keys from the top down; a number picks from a list

_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]*")  # what needs no quotes in any place


def loads(text: str) -> object:
    """The value of a document as YAML 1.2 has it; None when it is empty.

    Raises:
        Malformed: the file is not YAML of one document, or a value is not what its tag says.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415  imported where used: start-up

    try:
        return YAML(typ="safe", pure=True).load(text)
    except _mistakes() as error:
        raise _malformed(error, text) from None


def value_at(text: str, path: KeyPath) -> str | None:
    """The scalar at `path` as a text, whatever its type; None when there is none.

    Raises:
        Malformed: the file is not YAML of one document, or the scalar cannot be written in place.
    """
    node = _scalar(text, path)
    return None if node is None else str(node.value)


def replace(text: str, path: KeyPath, new: str) -> str:
    """Give the scalar at `path` a new content; its quotes and all other bytes stay.

    Raises:
        KeyError: there is none.
        Malformed: as `value_at`, or a scalar without quotes cannot hold the new content.
    """
    node = _scalar(text, path)
    if node is None:
        raise KeyError(path)
    if node.value == new:
        return text
    return splice(text, [(_span(node), _written(node, new))])


def _written(node: ScalarNode, new: str) -> str:
    if node.style == "'":
        return "'" + new.replace("'", "''") + "'"
    if node.style == '"':
        return quoted(new)
    if not _PLAIN.fullmatch(new):
        line = node.start_mark.line + 1
        raise Malformed(f"`{new}` needs quotes: write them around the old value", line)
    return new


def _scalar(text: str, path: KeyPath) -> ScalarNode | None:
    from ruamel.yaml.nodes import ScalarNode  # noqa: PLC0415  imported where used: start-up

    node = _document(text)
    for key in path:
        node = _child(node, key)
    if not isinstance(node, ScalarNode) or not node.value.strip():
        return None
    _refuse_what_is_shared(node, text)
    return node


def _refuse_what_is_shared(node: ScalarNode, text: str) -> None:
    line = node.start_mark.line + 1
    if node.anchor is not None:
        raise Malformed("the scalar has an anchor, so that other values repeat it", line)
    if node.style in {"|", ">"}:
        raise Malformed("the scalar is a block scalar: write it on the line of its key", line)
    if _span(node).of(text).startswith("!"):
        raise Malformed("the scalar has a tag: write it in quotes instead", line)


def _span(node: Node) -> Span:
    return Span(node.start_mark.index, node.end_mark.index)


def _document(text: str) -> Node | None:
    from ruamel.yaml import YAML  # noqa: PLC0415  imported where used: start-up

    try:
        nodes = list(YAML(typ="safe", pure=True).compose_all(text))
    except _mistakes() as error:
        raise _malformed(error, text) from None
    if len(nodes) > 1:
        raise Malformed("there is more than one document", nodes[1].start_mark.line + 1)
    return nodes[0] if nodes else None


def _child(node: Node | None, key: str) -> Node | None:
    from ruamel.yaml.nodes import MappingNode, SequenceNode  # noqa: PLC0415  imported where used

    if isinstance(node, SequenceNode):
        is_index = key.isdecimal() and int(key) < len(node.value)
        return node.value[int(key)] if is_index else None
    if not isinstance(node, MappingNode):
        return None
    found = [*_values(node, key)]
    if len(found) > 1:
        raise Malformed(f"`{key}` is written twice", found[1].start_mark.line + 1)
    return found[0] if found else None


def _values(node: Node, key: str) -> Iterator[Node]:
    yield from (value for name, value in node.value if name.value == key)


def _mistakes() -> tuple[type[Exception], ...]:
    """What ruamel raises when a text is wrong; where it makes a value, what Python raises."""
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415  imported where used: start-up

    return YAMLError, RecursionError, ValueError, KeyError


def _malformed(error: Exception, text: str) -> Malformed:
    if isinstance(error, RecursionError):
        return Malformed("values are nested too deeply", 1)
    mark = getattr(error, "problem_mark", None)
    if mark:
        return Malformed(str(getattr(error, "problem", error)).splitlines()[0], mark.line + 1)
    if isinstance(error, ValueError | KeyError):
        return Malformed(f"a value is not what it looks like, or what its tag says: {error}", 1)
    line = line_at(text, getattr(error, "position", 0))  # of a character that YAML forbids
    return Malformed(str(error).splitlines()[0], line)
