"""What GitHub's runner reads from us: the output file, the summary, annotations, and plain text.

The rules are those of the runner's own parser (actions/runner, `FileCommandManager` and
`ActionCommand`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from release.errors import ConfigError, Problem, StateError, Where

MAX_ANNOTATION_UNITS = 4096  # UTF-16 units; the runner cuts there, without a mark
MAX_ANNOTATIONS = 10  # of one step; GitHub shows no more, and says nothing of the others
MAX_SUMMARY_BYTES = 1 << 20  # of one step; of a larger one the runner shows nothing at all

_ENDS_A_NAME = re.compile(r"[=\r\n]|<<")
# The runner compares by the machine's culture, which does not see controls, soft hyphens and
# the like; so between the characters of a command anything may stand that is not plain ASCII.
_UNSEEN = r"[^\x20-\x7e\r\n]*"
_LINE_COMMAND = re.compile(rf"(?:\A|(?<=[\r\n]))([^\x21-\x7e]*:)(?={_UNSEEN}:)")
_INNER_COMMAND = re.compile(rf"(?<=#)(?={_UNSEEN}#{_UNSEEN}\[)")


@dataclass(frozen=True, slots=True)
class RunnerOutputs:
    """`Outputs` in the file that `GITHUB_OUTPUT` names."""

    path: Path

    def set(self, name: str, value: str) -> None:
        """Publish `value`, whatever characters it holds.

        The delimiter is new each time, so that no value can end its own block and begin
        another output.

        Raises:
            ConfigError: `name` cannot be the name of an output.
            StateError: the file cannot be written.
        """
        if not name or _ENDS_A_NAME.search(name):
            raise ConfigError(f"`{name}` cannot be the name of a job output")
        delimiter = _delimiter(name + value)
        block = f"{name}<<{delimiter}\n{value}\n{delimiter}\n"
        what = f"the output `{name}` cannot be published"
        with _appended(self.path, what, "GITHUB_OUTPUT") as file:
            file.write(_missing_line_end(file.tell(), self.path))
            file.write(block.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class RunnerSummary:
    """The page of the step, in the file that `GITHUB_STEP_SUMMARY` names."""

    path: Path

    def add(self, versions: Iterable[str]) -> None:
        """Add Markdown to what is there: the first of `versions` that there is room for.

        Raises:
            StateError: the file cannot be written.
        """
        what = "the summary cannot be written"
        with _appended(self.path, what, "GITHUB_STEP_SUMMARY") as file:
            end = _missing_line_end(file.tell(), self.path)
            room = MAX_SUMMARY_BYTES - file.tell() - len(end)
            texts = (text.encode("utf-8", "replace") for text in versions)
            fit = next((text for text in texts if len(text) <= room), None)
            if fit is not None:
                file.write(end + fit)


@contextmanager
def _appended(path: Path, what: str, variable: str) -> Iterator[BinaryIO]:
    """The file that a variable names, to add to; `what` begins the error when that fails."""
    try:
        with path.open("ab+") as file:
            yield file
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StateError(
            f"{what}: {reason}",
            Where(str(path)),
            f"{variable} must name a file that this user can write",
        ) from error


def _delimiter(text: str) -> str:
    while (delimiter := f"ghadelimiter_{uuid4()}") in text:
        pass
    return delimiter


def _missing_line_end(size: int, path: Path) -> bytes:
    """A line end when the file's last line, which another program wrote, has none."""
    if not size:
        return b""
    with path.open("rb") as file:
        file.seek(-1, 2)
        return b"" if file.read() == b"\n" else b"\n"


def annotated(problems: Sequence[Problem]) -> tuple[str, ...]:
    """The workflow commands that show `problems`; the last says how many there was no room for."""
    shown = list(problems)
    if len(shown) > MAX_ANNOTATIONS:
        rest = len(shown) - MAX_ANNOTATIONS + 1
        shown[MAX_ANNOTATIONS - 1 :] = [Problem(f"and {rest} more, which the log tells")]
    return tuple(map(annotation, shown))


def annotation(problem: Problem) -> str:
    """The workflow command that shows `problem` on its file and line."""
    place = {}
    if problem.where:
        place["file"] = problem.where.path
        if problem.where.line is not None:
            place["line"] = str(problem.where.line)
    place["title"] = "release"
    properties = ",".join(f"{name}={_escape_property(text)}" for name, text in place.items())
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    return f"::error {properties}::{_escape_data(_cut(problem.message + hint))}"


def defuse(text: str) -> str:
    """`text` so that no line of it can be a workflow command; a space breaks what would be.

    A line is a command when it begins, after blanks, with two colons, and when `##[` stands
    anywhere in it.
    """
    return _INNER_COMMAND.sub(" ", _LINE_COMMAND.sub(r"\1 ", text))


def _cut(text: str) -> str:
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * MAX_ANNOTATION_UNITS:
        return text
    return units[: 2 * (MAX_ANNOTATION_UNITS - 1)].decode("utf-16-le", "ignore") + "…"


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
