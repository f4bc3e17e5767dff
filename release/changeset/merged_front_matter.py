"""A front matter with merge keys, which js-yaml 4 reads, and with it Changesets 2.

Format: https://yaml.org/type/merge.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from release.changeset.front_matter import Entry, Node
from release.changeset.yaml_front_matter import resolve, yaml_entries

_MERGE = "<<"


def merged_entries(text: str) -> tuple[Entry, ...]:
    """The entries of a map, those of the maps that `<<` brings in at its place.

    An entry of the map itself wins over one that was brought in, and of these the first.

    Raises:
        YamlError: the text is not YAML, or not a single map.
    """
    plain = yaml_entries(text)
    if not any(entry.name.text == _MERGE for entry in plain):
        return plain
    from ruamel.yaml import YAML  # noqa: PLC0415  hardly a changeset needs it: start-up

    own: list[Entry] = []
    found: dict[str, Entry] = {}
    for key, value in YAML(typ="safe", pure=True).compose(text + "\n").value:
        if key.value == _MERGE and key.style is None:
            for entry in _brought(value):
                found.setdefault(entry.name.text, entry)
        else:
            own.append(Entry(_node(key), _node(value)))
            found[own[-1].name.text] = own[-1]
    twice = [each for each in own if found[each.name.text] is not each]
    return (*found.values(), *twice)


def _brought(value: Any) -> Iterator[Entry]:
    for each in value.value if _kind(value) == "list" else [value]:
        if _kind(each) == "map":
            yield from (Entry(_node(name), _node(bump)) for name, bump in each.value)
        else:
            yield Entry(Node("string", _MERGE, each.start_mark.line), _node(each))


def _kind(node: Any) -> str:
    return {"MappingNode": "map", "SequenceNode": "list"}.get(type(node).__name__, "")


def _node(node: Any) -> Node:
    line = node.start_mark.line
    if kind := _kind(node):
        return Node(kind, "", line)
    return resolve(node.value, line) if node.style is None else Node("string", node.value, line)
