"""A page of the documents, as something that can be played.

What a reader does not see says how it is played, in comments of HTML:

    <!-- scene: train -->              from here on all happens there; see `scene`
    <!-- meanwhile: somebody ... -->   what people do at GitHub; see `scene`
    <!-- run                           commands that the reader need not see
    ...
    -->
    <!-- file: release.toml -->        the next block is that file's text
    <!-- add to: release.toml -->      the next block is the end of that file
    <!-- change: tasks.py -->          the next block is a `diff` of that file, without line numbers
    <!-- exit code: 4 -->              how the last command of the next block ends
    <!-- not run: because ... -->      the next block is not run, and why
    <!-- keys: app -->                 a table that `reference` makes, up to <!-- end -->
    <!-- errors -->                    the list that `errors` makes, up to <!-- end -->

In a block `console` the lines that begin with `$ ` are typed, `> ` goes on, and the others are what
is said; `...` stands for what the reader is spared. Each line of a block `sh` is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt

_OF_FILES = ("file", "add to", "change")
MARKS = ("scene", "meanwhile", "run", *_OF_FILES, "exit code", "not run")
_OF_REFERENCE = ("keys", "flags", "variables", "errors", "measured", "end")
_OF_THE_NEXT = (*_OF_FILES, "exit code", "not run")
_COMMENT = re.compile(r"<!--\s*(.*?)\s*-->", re.DOTALL)
_TYPED = ("console", "sh")


class Command(NamedTuple):
    """What is typed, at a line of a page; None as `shown` where the reader sees no answer."""

    line: int
    text: str
    shown: str | None = None
    code: int = 0


class Mark(NamedTuple):
    """What happens on the way: a scene begins, or people do something."""

    line: int
    kind: str
    text: str


class File(NamedTuple):
    """A text that becomes a file, or its end, or that says what is changed in it: `how` tells."""

    line: int
    path: str
    text: str
    how: str

    def after(self, before: str) -> str:
        """The file's text, which was `before`.

        Raises:
            ValueError: what is to be changed does not stand there, or stands there twice.
        """
        if self.how == "file":
            return self.text
        if self.how == "add to":
            return f"{before}\n{self.text}"
        lines = [each if each.strip() else f" {each}" for each in self.text.splitlines(True)]
        old, new = ("".join(each[1:] for each in lines if each[0] in f" {sign}") for sign in "-+")
        if before.count(old) != 1:
            times = before.count(old)
            raise ValueError(f"{self.path} has {times} times what the diff changes:\n{old}")
        return before.replace(old, new)


class NotRun(NamedTuple):
    """A block of commands that is not run, and why."""

    line: int
    text: str
    why: str


class Block(NamedTuple):
    """A block of code: its language, and its text."""

    line: int
    language: str
    text: str


Event = Command | Mark | File | NotRun


def blocks(path: Path) -> Iterator[Block]:
    """Every block of code and every comment (whose language is `comment`) of a page, in order."""
    for token in MarkdownIt().parse(path.read_text("utf-8")):
        line = (token.map or [0])[0] + 1
        if token.type == "fence":
            yield Block(line, token.info, token.content)
        elif token.type == "html_block":
            for found in _COMMENT.finditer(token.content):
                yield Block(line, "comment", found[1])


def events(path: Path) -> Iterator[Event]:
    """What happens on a page, from its top to its end.

    Raises:
        ValueError: a comment is no mark.
    """
    held: dict[str, str] = {}
    for block in blocks(path):
        if block.language != "comment":
            yield from _events(block, held)
            held = {}
            continue
        if block.text.partition(":")[0] in _OF_REFERENCE:
            continue
        kind, text = _mark(path, block)
        if kind in _OF_THE_NEXT:
            held[kind] = text
        elif kind == "run":
            yield from (Command(block.line, each) for each in _lines(text))
        else:
            yield Mark(block.line, kind, text)


def _mark(path: Path, block: Block) -> tuple[str, str]:
    for kind in MARKS:
        if found := re.match(rf"{kind}(?::\s*|\n)(.*)", block.text, re.DOTALL):
            return kind, found[1]
    raise ValueError(f"{path}:{block.line}: this comment is no mark: {block.text}")


def _events(block: Block, held: dict[str, str]) -> Iterator[Event]:
    if block.language in _TYPED and "not run" in held:
        yield NotRun(block.line, block.text, held["not run"])
    elif block.language in _TYPED:
        read = _console if block.language == "console" else _lines_of
        typed = list(read(block))
        typed[-1] = typed[-1]._replace(code=int(held.get("exit code", "0")))
        yield from typed
    else:
        yield from (
            File(block.line, held[how], block.text, how) for how in _OF_FILES if how in held
        )


def _console(block: Block) -> Iterator[Command]:
    typed: list[str] = []
    shown: list[str] = []
    began = block.line
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if line.startswith("$ "):
            yield from _command(began, typed, shown)
            typed, shown, began = [line[2:]], [], number
        elif line.startswith("> ") and not shown:
            typed.append(line[2:])
        else:
            shown.append(line)
    yield from _command(began, typed, shown)


def _command(line: int, typed: Sequence[str], shown: Sequence[str]) -> Iterator[Command]:
    if typed:
        text = "".join(f"{each}\n" for each in shown)
        yield Command(line, "\n".join(typed), text or None)


def _lines_of(block: Block) -> Iterator[Command]:
    return (Command(block.line, each) for each in _lines(block.text))


def _lines(text: str) -> list[str]:
    joined = text.replace("\\\n", "")
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
