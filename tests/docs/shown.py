"""What a page shows of an answer, held against the answer."""

from __future__ import annotations

import re

_LOOSE = (
    (re.compile(r"\b(?=[a-f]*[0-9])[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"\b(?=[a-f]*[0-9])[0-9a-f]{7,40}\b"), "<commit>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?( UTC|Z)?"), "<time>"),
    (re.compile(r"\b\d+(\.\d+)? (s|min|h|d)\b"), "<seconds>"),
    (re.compile(r"(?<=\| )\d+\.\d(?= \|)"), "<seconds>"),
    (re.compile(r"\b127\.0\.0\.1:\d+"), "<here>"),
    (re.compile(r"\(attempt \d+\)"), "(attempt <number>)"),
    (re.compile(r"(?<=\.changeset/)[a-z]+-[a-z]+-[a-z]+(?=\.md)"), "<name>"),
    (re.compile(r"(?<=\[)[a-z]+-[a-z]+-[a-z]+(?=\])"), "<name>"),
    (re.compile(r"\b[a-z]+@[A-Za-z0-9-]+(?= |$)", re.MULTILINE), "<who>"),
)
"""What no two runs have in common: commits, times, ports, made-up names."""


def is_shown(shown: str, said: str) -> bool:
    """Whether a page shows what was said: line by line, but for `...`, which is anything."""
    pattern = "".join(_pattern(line) for line in _loose(shown).splitlines())
    return re.fullmatch(pattern, _loose(said)) is not None


def _pattern(line: str) -> str:
    if line.strip() == "...":
        return "(?:.*\n)*?"
    return re.escape(line).replace(r"\.\.\.", ".*") + "\n"


def _loose(text: str) -> str:
    for found, name in _LOOSE:
        text = found.sub(name, text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
