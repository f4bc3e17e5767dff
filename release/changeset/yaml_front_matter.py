"""The map between the fences, in any YAML.

YAML here is what the npm package `yaml` 2 makes of it: the core schema of YAML 1.2, where `no`
and dates are text, and without merge keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from release.changeset.front_matter import Entry, Node
from release.ecmascript import number_text

if TYPE_CHECKING:
    from ruamel.yaml.error import YAMLError

_CORE = "tag:yaml.org,2002:"
_NULL = re.compile(r"(?:~|[Nn]ull|NULL)?")
_BOOLEAN = re.compile(r"[Tt]rue|TRUE|[Ff]alse|FALSE")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
# JavaScript takes such a front matter for none at all.
_FALSY = {("null", ""), ("string", ""), ("boolean", "false"), ("number", "0"), ("number", "NaN")}

# What our YAML library takes for line ends, and the npm package does not.
_UNSAFE = re.compile("\r(?!\n)|[\x85\u2028\u2029\ufeff]")
_PLAIN = "remove it; lines end in `LF` or `CRLF`"
# A tab may separate; our YAML library wants a space.
_RUN_IN_LINE = re.compile(r"(?<=:)[ \t]++|(?<=\S)[ \t]++(?=:[ \t]|#|\r?$)", re.MULTILINE)
_RUN_AT_START = re.compile(r"^[ \t]++(?=#|\r?$)", re.MULTILINE)
_FRAME = frozenset({"StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"})
_DEEPER = {"MappingStartEvent": "map", "SequenceStartEvent": "list"}
_BACK = frozenset({"MappingEndEvent", "SequenceEndEvent"})
_DEEPEST = 20  # one level is all that is meant; the library is slow on thousands


class YamlError(Exception):
    """The text is not a map in YAML. `line` counts from 0."""

    def __init__(self, message: str, line: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.hint = hint


def yaml_entries(text: str) -> tuple[Entry, ...]:
    """The entries of a front matter in any YAML, in the text's order, duplicates included.

    A front matter that JavaScript takes for false (nothing, `~`, `0`, `""`) has none. A collection
    among the names or bumps is a node without text.

    Raises:
        YamlError: the text is not YAML, or not a single map.
    """
    nodes = list(_children(_events(text)))
    root, children = nodes[0], nodes[1:]
    if root.kind == "map":
        pairs = zip(children[::2], children[1::2], strict=True)
        return tuple(Entry(name, bump) for name, bump in pairs)
    if (root.kind, root.text) in _FALSY:
        return ()
    message = f"the front matter is a {root.kind}, not a map of package names to bumps"
    raise YamlError(message, root.line)


def _events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML  # noqa: PLC0415  the common shape needs no YAML library: start-up
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415  as above

    if unsafe := _UNSAFE.search(text):
        message = f"the front matter holds the character U+{ord(unsafe[0]):04X}"
        raise YamlError(message, text.count("\n", 0, unsafe.start()), _PLAIN)
    # The newline is the one before the fence: a block scalar ends with it.
    document = _with_spaces(text) + "\n"
    try:
        for event in YAML(typ="safe", pure=True).parse(document):
            if type(event).__name__ not in _FRAME:
                yield event
    except YAMLError as error:
        raise _yaml_error(error, text) from None


def _with_spaces(text: str) -> str:
    if "\t" not in text:
        return text
    text = _RUN_IN_LINE.sub(_space, text)
    # In a block scalar the indent is content; what such a scalar says with a tab is no bump.
    has_block_scalar = "|" in text or ">" in text
    return text if has_block_scalar else _RUN_AT_START.sub(_space, text)


def _space(run: re.Match[str]) -> str:
    return " " if "\t" in run[0] else run[0]


def _children(events: Iterable[Any]) -> Iterator[Node]:
    """The root, then its children; what lies deeper is left out."""
    depth = 0
    documents = 0
    anchors: dict[str, Node] = {}
    for event in events:
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            documents += 1
            _refuse_document(event, documents)
        elif kind in _BACK:
            depth -= 1
        else:
            node = _node(event, kind, anchors)
            if depth <= 1:
                yield node
            depth += kind in _DEEPER
            if depth > _DEEPEST:
                raise YamlError("the front matter is nested too deeply", node.line)
    if not documents:
        yield Node("null", "", 0)


def _refuse_document(event: Any, number: int) -> None:
    line = event.start_mark.line
    if number > 1:
        raise YamlError("the front matter holds a second YAML document", line)
    if event.version or event.tags:
        hint = "remove the line that starts with `%`"
        raise YamlError("the front matter holds a YAML directive", line, hint)


def _node(event: Any, kind: str, anchors: dict[str, Node]) -> Node:
    line = event.start_mark.line
    if kind == "AliasEvent":
        if event.anchor not in anchors:
            raise YamlError(f"the front matter has no anchor for the alias `*{event.anchor}`", line)
        target = anchors[event.anchor]
        return Node(target.kind, target.text, line, is_alias=True)
    if kind in _DEEPER:
        _refuse_tag(event, {f"{_CORE}map", f"{_CORE}seq"})
        node = Node(_DEEPER[kind], "", line)
    else:
        node = _scalar(event, line)
    if event.anchor:
        anchors[event.anchor] = node
    return node


def _scalar(event: Any, line: int) -> Node:
    _refuse_tag(event, {f"{_CORE}str"})
    if any(event.implicit):
        is_plain, _ = event.implicit
        return resolve(event.value, line) if is_plain else Node("string", event.value, line)
    return Node("string", event.value, line)


def _refuse_tag(event: Any, known: set[str]) -> None:
    tag = str(event.tag or "")
    if tag.startswith(_CORE) and tag not in known:
        name = tag.removeprefix(_CORE)
        message = f"the front matter holds the tag `!!{name}`"
        raise YamlError(message, event.start_mark.line, "remove the tag")


def resolve(text: str, line: int) -> Node:
    """What an unquoted scalar is, by the core schema of YAML 1.2."""
    if _NULL.fullmatch(text):
        return Node("null", "", line)
    if _BOOLEAN.fullmatch(text):
        return Node("boolean", text.lower(), line)
    if (number := _number(text)) is not None:
        return Node("number", number_text(number), line)
    return Node("string", text, line)


def _number(text: str) -> float | None:
    if _BASED.fullmatch(text):
        # Through text: float() of an integer beyond its range raises, of a text is infinite.
        return float(str(int(text, base=0)))
    if _INFINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return float(text) if _DECIMAL.fullmatch(text) else None


def _yaml_error(error: YAMLError, text: str) -> YamlError:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        line = text.count("\n", 0, getattr(error, "position", 0))
        message = "the front matter holds a control character"
        return YamlError(message, line, _PLAIN)
    line = min(mark.line, text.count("\n"))
    problem = f"the front matter is not YAML: {getattr(error, 'problem', error)}"
    return YamlError(problem, line, _quoting_hint(text, line))


def _quoting_hint(text: str, line: int) -> str | None:
    written = text.split("\n")[line].strip()
    if written.startswith(("@", "`", "%")):
        return f'put the name in quotes, as in `"{written.partition(":")[0]}": patch`'
    if re.fullmatch(r"""(["']).*\1:\S+""", written):
        return "put a space after the colon"
    return None
