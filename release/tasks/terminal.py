"""Everything that is printed: data to stdout, talk to stderr.

On a terminal a table is drawn; elsewhere it is Markdown, which reads well in a log and pastes
well into a pull request. What others wrote is shown without control characters, and in GitHub
Actions it cannot start a workflow command.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from release.actions import Action, Note, Table
from release.controls import without_controls
from release.errors import ReleaseError
from release.tasks.desk import in_actions
from release.tasks.loudness import is_quiet

_MARK = "\N{REPLACEMENT CHARACTER}"  # that something unprintable was there
_DEEPER = "    "

BOLD, DIM, RED, YELLOW = "1", "2", "1;31", "33"
"""Styles, by their numbers in ECMA-48."""


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


def emphasized(text: str, style: str, stream: TextIO) -> str:
    """`text` in a style, where `stream` is a terminal that has such."""
    return f"\x1b[{style}m{text}\x1b[0m" if has_styles(stream) else text


def has_styles(stream: TextIO) -> bool:
    """Whether what stands out, or has a colour, can be shown and is wanted.

    Old consoles of Windows show the sequences for that as they are; the newer one says who it is.
    """
    if "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    return sys.platform != "win32" or "WT_SESSION" in os.environ


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
            _show_table(block, stream)
        else:
            _speak(stream, "".join(f"{held(line)}\n" for line in _note_lines(block)))


def _note_lines(note: Note) -> Iterable[str]:
    yield f"{note.text}:" if note.lines else note.text
    for line in note.lines:
        yield f"  {line}".rstrip()


def _show_table(table: Table, stream: TextIO) -> None:
    if stream.isatty():
        _draw(table, stream)
        return
    rule = "|" + "---|" * len(table.headings)
    lines = (_markdown_row(table.headings), rule, *map(_markdown_row, table.rows))
    _speak(stream, "".join(f"{line}\n" for line in lines))


def _markdown_row(cells: Iterable[str]) -> str:
    inside = " | ".join(" ".join(cell.split()).replace("|", r"\|") for cell in cells)
    return clean(f"| {inside} |")


def _draw(table: Table, stream: TextIO) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawing
    from rich.text import Text

    drawing = Drawing(box=box.ROUNDED, header_style="bold")
    for heading in table.headings:
        drawing.add_column(heading, overflow="fold")
    for row in table.rows:
        drawing.add_row(*(Text(one_line(cell), style=_style(row)) for cell in row))
    Console(file=stream, no_color="NO_COLOR" in os.environ, highlight=False).print(drawing)


def _style(row: Sequence[str]) -> str:
    """Colour repeats what the signs say, and is never the only one to say it."""
    signs = {"🟢": "green", "✗": "red", "⚪": "dim"}
    return next((style for sign, style in signs.items() if any(sign in cell for cell in row)), "")


def _speak(stream: TextIO, text: str) -> None:
    """Print, with escapes for what the stream's encoding cannot show.

    A reader who has left, as `head` does, or a terminal that has gone, ends the talk and not the
    work.
    """
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except OSError as error:
        if error.errno not in {errno.EPIPE, errno.EIO}:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
