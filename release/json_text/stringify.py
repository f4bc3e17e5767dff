"""A document written anew, as `JSON.stringify` and the npm package detect-indent 6 do it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from release.ecmascript import number_text, object_order
from release.json_text import quoted

_LONGEST_INDENT = 10  # characters, in `JSON.stringify`
_WORDS = {None: "null", True: "true", False: "false"}
_INDENT = re.compile(r" +|\t+")


def stringify(value: object, indent: str) -> str:
    """`JSON.stringify(value, null, indent)`: keys that are integers first, numbers as doubles."""
    return "".join(_pieces(value, "\n", indent[:_LONGEST_INDENT]))


def _pieces(value: object, margin: str, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        inner = margin + indent
        members = [(f"{quoted(key)}: ", value[key]) for key in object_order(value)]
        yield from _container("{}", members, margin, inner, indent)
    elif isinstance(value, list):
        inner = margin + indent
        yield from _container("[]", [("", item) for item in value], margin, inner, indent)
    elif isinstance(value, str):
        yield quoted(value)
    elif value is None or isinstance(value, bool):
        yield _WORDS[value]
    else:
        yield _number(value)


def _container(
    signs: str, members: list[tuple[str, object]], margin: str, inner: str, indent: str
) -> Iterator[str]:
    if not members:
        yield signs
        return
    separator = signs[0]
    for key, value in members:
        yield separator + inner + key
        yield from _pieces(value, inner, indent)
        separator = ","
    yield margin + signs[1]


def _number(value: object) -> str:
    text = number_text(float(str(value)))  # through text: an int can be too large for a float
    return "null" if text.endswith("Infinity") else text


def detected_indent(text: str) -> str:
    """The indent that most lines of `text` change by; empty when there is none.

    Spaces or tabs. A single space counts only when nothing else indents.
    """
    used = _indents(text, skip_single=True) or _indents(text, skip_single=False)
    best = max(used.values(), default=(0, 0))
    return next((indent for indent, count in used.items() if count == best), "")


def _indents(text: str, *, skip_single: bool) -> dict[str, tuple[int, int]]:
    """For each change of indent: how often it is made, and how many lines it goes on for."""
    used: dict[str, tuple[int, int]] = {}
    size, sign, change = 0, "", ""
    for line in text.split("\n"):
        found = _INDENT.match(line)
        if not line or (skip_single and found and found[0] == " "):
            continue
        if found is None:
            size, sign = 0, ""
            continue
        if line[0] != sign:
            size, sign = 0, line[0]
        step, size = len(found[0]) - size, len(found[0])
        if step:
            change = sign * abs(step)
        times, weight = used.get(change, (0, 0))
        # As in detect-indent, the first use of a change has no weight.
        used[change] = (times + 1, weight + (step == 0) if times else 0)
    return used
