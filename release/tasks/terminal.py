"""Everything that is printed: data to stdout, talk to stderr.

On a terminal a table is drawn, or told row by row where there is no room for it; elsewhere it is
Markdown. What others wrote is shown without control characters, on lines that cannot be taken for
ours, and in GitHub Actions it cannot start a workflow command.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

from release.actions import Action, Note, Table
from release.controls import without_controls
from release.errors import ReleaseError
from release.tasks import tables
from release.tasks.loudness import is_quiet
from release.tasks.streams import (
    DIM,
    RED,
    YELLOW,
    columns,
    emphasized,
    has_styles,
    in_actions,
    is_utf8,
    spoken,
)
from release.tasks.waiting import aside

_MARK = "\N{REPLACEMENT CHARACTER}"  # that something unprintable was there
_DEEPER = "    "


def clean(text: str) -> str:
    """`text` without control characters, and harmless in a workflow's log."""
    text = without_controls(text, _MARK)
    if not in_actions():
        return text
    from release.adapters.runner import defuse

    return defuse(text)


def one_line(text: str) -> str:
    """`text` as `clean` has it, on one line."""
    return clean(" ".join(text.split()))


def held(text: str) -> str:
    """`text` as `clean` has it, its further lines indented.

    Our own lines begin with a word, or with two blanks: a line end in what others wrote can make
    none that looks like those.
    """
    first, *others = clean(text).split("\n")
    return "\n".join([first, *(_DEEPER + line.removeprefix(_DEEPER) for line in others)])


def write(text: str) -> None:
    """Print data, exactly as it is."""
    _speak(sys.stdout, text)


def say(text: str) -> None:
    """Print a line of talk, with what belongs to it below it; nothing when it is to be quiet."""
    if not is_quiet():
        tell(text)


def tell(text: str) -> None:
    """Print a line that people must know, with what belongs to it below it."""
    _headed("", "", text)


def warn(text: str) -> None:
    """Print a warning."""
    _headed("warning:", YELLOW, f" {text}")


def detail(text: str) -> None:
    """Print what `--verbose` is for; it is told from all else by its sign."""
    line = f"+ {one_line(text)}"
    _headed(line, DIM, "")


def _headed(word: str, style: str, text: str) -> None:
    """Print a line of talk that begins with a word in a style."""
    line = held(f"{word}{text}").rstrip(" ")
    begun = emphasized(word, style, sys.stderr) if word else ""
    _speak(sys.stderr, f"{begun}{line.removeprefix(word)}\n")


def say_action(action: Action) -> None:
    """Tell what was done."""
    say(str(action))


def show_error(error: ReleaseError, *, annotate: bool) -> None:
    """Tell every problem; in GitHub Actions also on its file and line, as many as it shows."""
    for problem in error.problems:
        _headed("error:", RED, f" {problem.message}")
        if problem.where:
            tell(f"  where: {problem.where}")
        if problem.hint:
            tell(f"  hint: {problem.hint}")
    if annotate:
        from release.adapters.runner import annotated

        for command in annotated(error.problems):
            _speak(sys.stderr, without_controls(command, _MARK) + "\n")


def show_talk(blocks: Sequence[Table | Note]) -> None:
    """Print what is found on the way, as talk."""
    if not is_quiet():
        show(blocks, sys.stderr)


def show(blocks: Sequence[Table | Note], stream: TextIO | None = None) -> None:
    """Print what a step found, for a person: on stdout, unless it is talk."""
    stream = stream or sys.stdout
    for number, block in enumerate(blocks):
        if number:
            _speak(stream, "\n")
        if isinstance(block, Table):
            _speak(stream, _table(block, stream))
        else:
            _speak(stream, "".join(f"{line}\n" for line in _note(block, stream)))


def _note(note: Note, stream: TextIO) -> Iterator[str]:
    text = f"{note.text}:" if note.lines else note.text
    for line in (text, *(f"  {line}".rstrip() for line in note.lines)):
        shown = held(line).split("\n")
        if stream.isatty():
            shown = [part for each in shown for part in tables.wrapped(each, columns(stream))]
        yield from shown


def _table(found: Table, stream: TextIO) -> str:
    """Drawn on a terminal that has the letters and the room for it."""
    table = Table(
        tuple(map(one_line, found.headings)),
        tuple(tuple(map(one_line, row)) for row in found.rows),
    )
    if not stream.isatty():
        return clean(tables.markdown(table))
    wide = columns(stream)
    if not tables.has_room(table, wide):
        return tables.records(table, wide)
    if not is_utf8(stream):
        return tables.markdown(table)
    return tables.drawn(table, wide, colours=has_styles(stream))


def _speak(stream: TextIO, text: str) -> None:
    """Print, where what is waited for is shown."""
    with aside():
        spoken(stream, text)
