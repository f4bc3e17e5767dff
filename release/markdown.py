"""Text that others wrote, in a place that GitHub reads as Markdown, or as a commit message.

There it can do more than be read: close issues, call people, hide what follows, skip workflows.
A space without width takes that away and leaves what is seen as it was. Pull requests can become
commit messages, where no code span protects anything, so nothing is left out for being code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from release.controls import readable

_JOINER = "\N{ZERO WIDTH SPACE}"
_TRAILER = re.compile(r"(?i)\b(skip-checks|request-checks):")
_REFERENCE = r"(?:#|gh-\d|https?:|[\w.-]{1,100}/[\w.-]{1,100}#)"
_LINK = r"(?<=\[)[^\]\n]{1,200}\]\("
_CLOSING = re.compile(
    r"(?i)\b([cfr])(?=(?:lose[sd]?|ix(?:e[sd])?|esolve[sd]?)\b"
    rf"[\W_]{{0,40}}(?:{_REFERENCE}|{_LINK}))"
)
_SKIP = re.compile(r"(?i)\[(?=[^\]\n]{0,40}\b(?:skip|no)\b)|(?<=\*)(?=no_ci\*)")
_SKIPS = re.compile(
    r"(?i)\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks: *true", re.MULTILINE
)
_ENTITY = re.compile(r"&(?=#?\w{1,40};)")
_TAG = re.compile(r"<(?!https?://)(?=[A-Za-z/!?])")
# A web address as GitHub itself makes a link of: in it an `@` calls nobody, and belongs there.
_MENTION = re.compile(
    r"(?i)((?<![^\s(<])https?://(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d+)?(?:/[\w.~/?#@&%+=,;:-]*)?)|@(?=\w)"
)
_FENCE = re.compile(
    r"(?P<before>(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*[ \t]*)(?P<fence>`{3,}(?=[^`]*$)|~{3,})"
)
_LONGEST_FENCE = 400  # lines; so that thousands of open ones are told from whole ones in time


def escape_markdown(text: str) -> str:
    """`text` as one line of Markdown that shows exactly these characters."""
    text = readable(re.sub(r"\s+", " ", text).strip())
    text = _CLOSING.sub(rf"\1{_JOINER}", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_{}\[\]()|~!])", r"\\\1", text)
    text = re.sub(r"([@#])(?=\w)", rf"\1{_JOINER}", text)
    return re.sub(r"(?i)\b(skip-checks|request-checks|https?):", rf"\1{_JOINER}:", text)


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table, without a line end after it; its cells are Markdown on one line each."""
    head = list(headings)
    return "\n".join([_row(head), "|" + "---|" * len(head), *map(_row, rows)])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def defuse_markdown(text: str) -> str:
    """Markdown that looks as `text` does, and does nothing but that.

    HTML shows as what was typed, and so does a fence that is left open.
    """
    text = readable(text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _ENTITY.sub(f"&{_JOINER}", text)
    text = _TAG.sub(f"<{_JOINER}", text)
    text = _TRAILER.sub(rf"\1{_JOINER}:", text)
    text = _SKIP.sub(lambda found: found[0] + _JOINER, text)
    text = _CLOSING.sub(rf"\1{_JOINER}", text)
    text = _MENTION.sub(lambda found: found[1] or f"@{_JOINER}", text)
    return _with_whole_fences(text)


def skips_workflows(text: str) -> bool:
    """Whether GitHub starts no workflow on a commit with this in its message."""
    return bool(_SKIPS.search(text))


def size(text: str) -> int:
    """The most characters that GitHub can find in a text: UTF-16 units, a line end being two."""
    return len(text.encode("utf-16-le", "replace")) // 2 + text.count("\n")


def fitting(texts: Iterable[str], room: int) -> str:
    """The first of `texts` (at least one) that is no larger than `room`, else the last one."""
    last = ""
    for last in texts:
        if size(last) <= room:
            break
    return last


def _with_whole_fences(text: str) -> str:
    """The text whose fences all end, in the item of a list that they are in; others are words.

    In a fence that does not end, all that follows would be code.
    """
    lines = text.split("\n")
    end = -1
    for number, line in enumerate(lines):
        opening = _FENCE.match(line)
        if opening is None or number <= end:
            continue
        found = _end_of(opening, lines, number)
        if found is None:
            at = opening.start("fence")
            lines[number] = f"{line[:at]}{_JOINER}{line[at:]}"
        else:
            end = found
    return "\n".join(lines)


def _end_of(opening: re.Match[str], lines: Sequence[str], number: int) -> int | None:
    """The line that ends a fence as far in as it began, when nothing could have ended it before."""
    indent = len(opening["before"].expandtabs(4))
    for place in range(number + 1, min(len(lines), number + _LONGEST_FENCE)):
        line = lines[place].expandtabs(4)
        inside = line.lstrip(" ")
        depth = len(line) - len(inside)
        if inside.startswith(opening["fence"]) and not inside.strip(" ").strip(opening["fence"][0]):
            return place if depth == indent else None
        if inside.strip(" ") and depth < indent:
            return None
    return None
