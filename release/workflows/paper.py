"""A workflow as YAML that people like to read: remarks, blank lines, long conditions in lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

HEADING = (
    "# Made by `workflows.render` from the configuration in [tool.release]: change that, and not\n"
    "# this file. `workflows.check` tells when the two differ.\n\n"
)

_UNFOLDED = 4096  # columns; what is folded, we fold


class Noted(NamedTuple):
    """A value, and the remark behind it."""

    value: str | int | bool
    note: str


class Clauses(NamedTuple):
    """A condition that holds when all its clauses do, a line each; what is after `||` has its own.

    It is folded: in a line of its own `!` would begin a YAML tag, and with a line end at its end
    GitHub would take it for a text, which is always true.
    """

    clauses: tuple[str, ...]


Node: TypeAlias = "str | int | bool | Noted | Clauses | Sequence[Node] | Mapping[str, Node]"


def is_ours(text: str) -> bool:
    """Whether a workflow was made here, by whatever version."""
    return text.startswith(HEADING.partition("\n")[0])


def write(sheet: Mapping[str, Node]) -> str:
    """A whole file, with blank lines between its parts, and between its jobs."""
    from ruamel.yaml import YAML  # noqa: PLC0415  imported where used: start-up

    document = _map(sheet)
    _part(document)
    _part(document["jobs"])
    yaml = YAML()
    yaml.width = _UNFOLDED
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(document, out)
    return HEADING + out.getvalue()


def _part(mapping: CommentedMap) -> None:
    for key in list(mapping)[1:]:
        mapping.yaml_set_comment_before_after_key(key, before="\n")


def _node(node: Node) -> Any:
    if isinstance(node, Clauses):
        return _folded(node.clauses)
    if isinstance(node, Mapping):
        return _map(node)
    if isinstance(node, str):
        return _text(node)
    return node if isinstance(node, int) else _list(node)


def _map(mapping: Mapping[str, Node]) -> CommentedMap:
    from ruamel.yaml.comments import CommentedMap  # noqa: PLC0415  as above

    found = CommentedMap()
    for key, node in mapping.items():
        if isinstance(node, Noted):
            found[key] = node.value
            found.yaml_add_eol_comment(node.note, key, column=0)
        else:
            found[key] = _node(node)
    return found


def _list(nodes: Sequence[Node]) -> CommentedSeq:
    from ruamel.yaml.comments import CommentedSeq  # noqa: PLC0415  as above

    found = CommentedSeq([_node(each) for each in nodes])
    if all(isinstance(each, str) for each in nodes):
        found.fa.set_flow_style()
    return found


def _text(text: str) -> Any:
    """Lines that can be shown stay lines, what cannot be shown is spelled out."""
    from ruamel.yaml.scalarstring import (  # noqa: PLC0415  as above
        DoubleQuotedScalarString,
        LiteralScalarString,
    )

    lines = text.split("\n")
    if len(lines) == 1 and text.isprintable():
        return text
    is_shown = text[0] not in " \n" and all(each.isprintable() for each in lines)
    return LiteralScalarString(text) if is_shown else DoubleQuotedScalarString(text)


def _folded(clauses: Sequence[str]) -> Any:
    from ruamel.yaml.scalarstring import FoldedScalarString  # noqa: PLC0415  as above

    lines = "\n&& ".join(clauses).replace(" || ", "\n|| ")
    text: Any = FoldedScalarString(lines.replace("\n", " "))
    text.fold_pos = [at for at, letter in enumerate(lines) if letter == "\n"]
    return text
