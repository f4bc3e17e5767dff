"""The questions of `changeset.add` in a real terminal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pexpect
import pytest

from tests.trains import a_train, tree_of

PROGRAM = Path(__file__).parent / "prompts_program.py"
SECONDS = 20  # a question takes 0.1 s; two busy cores make it slower
DOWN, ENTER, SPACE, ESCAPE, CONTROL_C, CONTROL_D = "\x1b[B", "\r", " ", "\x1b", "\x03", "\x04"
WHERE_IS_THE_CURSOR, IN_ROW_5 = "\x1b[6n", "\x1b[5;1R"

WEB = ["@acme/web", "1.2.0", "2.0.0", True]
CORE = ["core", "1.0.0", "2.0.0", False]
APP = ["app", "0.4.1", "1.0.0", False]


@dataclass
class Author:
    """A person at a terminal."""

    terminal: pexpect.spawn[str]
    outcome: Path
    seen: list[str]

    def reads(self, text: Any) -> None:
        """Wait until `text` is on the screen, or until the end."""
        self._waits_for(text)

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.terminal.send(key)

    def leaves_with(self) -> Any:
        """What came of the questions."""
        self._waits_for(pexpect.EOF)
        return json.loads(self.outcome.read_text("utf-8"))["told"]

    def _waits_for(self, what: Any) -> None:
        """Wait, and answer as a terminal does when it is asked where the cursor is."""
        while self.terminal.expect_exact([what, WHERE_IS_THE_CURSOR]):
            self.seen.append(str(self.terminal.before))
            self.terminal.send(IN_ROW_5)
        self.seen.append(f"{self.terminal.before}{self.terminal.after}")

    @property
    def screen(self) -> str:
        """Everything that the terminal was sent."""
        return "".join(self.seen)


Sitting = Callable[..., Author]


def colours(screen: str) -> list[str]:
    """The colours that a terminal was told to take, for letters or for what is behind them."""
    codes = [code for told in re.findall(r"\x1b\[([\d;]*)m", screen) for code in told.split(";")]
    return [code for code in codes if re.fullmatch(r"3[0-8]|4[0-8]|9[0-7]|10[0-7]", code)]


@pytest.fixture
def sits_down(tmp_path: Path) -> Iterator[Sitting]:
    terminals: list[pexpect.spawn[str]] = []

    def sit(
        *offers: list[Any],
        message: str | None = None,
        edited: str | None = "",
        columns: int = 100,
        unknown: str = "",
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> Author:
        case, outcome = tmp_path / "case.json", tmp_path / "outcome.json"
        given = {"offers": offers, "message": message, "edited": edited, "unknown": unknown}
        case.write_text(json.dumps(given))
        terminal = pexpect.spawn(
            sys.executable,
            [str(PROGRAM), str(case), str(outcome)],
            env={**os.environ, "TERM": "xterm", **environment},
            encoding="utf-8",
            timeout=SECONDS,
            dimensions=(24, columns),
        )
        terminal.delaybeforesend = None
        terminals.append(terminal)
        return Author(terminal, outcome, [])

    yield sit
    for terminal in terminals:
        terminal.close(force=True)


def test_asks_for_packages_then_majors_then_minors(sits_down: Sitting) -> None:
    author = sits_down(WEB, CORE, ["zeta", "3.0.0", "4.0.0", False])

    author.reads("changed packages since main (1)")
    author.reads("@acme/web@1.2.0  2 files: src/queue.rs, ...; 1 uncommitted")
    author.reads("unchanged packages (2)")
    author.presses(SPACE, DOWN, SPACE, DOWN, SPACE, ENTER)
    author.reads("Which of them need a major bump")
    author.presses(DOWN, SPACE, ENTER)
    author.reads("Which of them need a minor bump")
    author.presses(DOWN, SPACE, ENTER)
    author.reads("Patch bump (x.x.X): @acme/web@1.2.0")
    author.reads("It will release:")
    author.reads("a-dependent  1.0.0 -> 1.0.1  why")
    author.reads("besides 2 that are pending already")
    author.reads("what breaks, why, and how to adapt")
    author.reads("Summary for the changelogs")
    author.presses("It is new", ENTER)
    author.reads('"core": major')
    author.reads("Write this changeset?")
    author.presses(ENTER)

    expected = [["core", "major"], ["zeta", "minor"], ["@acme/web", "patch"]]
    assert author.leaves_with() == {"bumps": expected, "summary": "It is new"}


def test_asks_for_the_bump_of_the_only_package(sits_down: Sitting) -> None:
    author = sits_down(CORE, message="Said before")

    author.reads("What kind of change is this for core@1.0.0")
    author.reads("major -> 2.0.0  something breaks")
    author.presses(DOWN, ENTER)
    author.reads("Write this changeset?")
    author.presses("y")

    assert author.leaves_with() == {"bumps": [["core", "minor"]], "summary": "Said before"}


def test_asks_for_the_bump_of_the_one_package_that_is_chosen(sits_down: Sitting) -> None:
    author = sits_down(WEB, CORE, message="m")

    author.reads("changed packages since main (1)")
    author.presses(DOWN, SPACE, ENTER)
    author.reads("What kind of change is this for core@1.0.0")
    author.presses(ENTER)
    author.reads("Write this changeset?")
    author.presses(ENTER)

    assert author.leaves_with() == {"bumps": [["core", "patch"]], "summary": "m"}


def test_a_selection_of_nothing_is_refused(sits_down: Sitting) -> None:
    author = sits_down(WEB, CORE, message="m")

    author.reads("changed packages since main (1)")
    author.presses(ENTER)
    author.reads("Select at least one package")
    author.presses(CONTROL_C)

    assert author.leaves_with() == "interrupted"


def test_a_first_major_that_is_not_meant_is_asked_again(sits_down: Sitting) -> None:
    author = sits_down(APP, message="m")

    author.reads("What kind of change")
    author.presses(DOWN, DOWN, ENTER)
    author.reads("ready for 1.0.0, its first major release?")
    author.presses(ENTER)
    author.reads("What kind of change")
    author.presses(DOWN, DOWN, ENTER)
    author.reads("ready for 1.0.0, its first major release?")
    author.presses("y")
    author.reads("Write this changeset?")
    author.presses(ENTER)

    assert author.leaves_with() == {"bumps": [["app", "major"]], "summary": "m"}


def test_a_first_major_of_several_that_is_not_meant_can_be_a_minor(sits_down: Sitting) -> None:
    author = sits_down(APP, CORE, message="m")

    author.reads("unchanged packages (2)")
    author.presses("a", ENTER)
    author.reads("Which of them need a major bump")
    author.presses("a", ENTER)
    author.reads("ready for 1.0.0, its first major release?")
    author.presses("n")
    author.reads("Which of them need a minor bump")
    author.presses(SPACE, ENTER)
    author.reads("Write this changeset?")
    author.presses(ENTER)

    assert author.leaves_with()["bumps"] == [["core", "major"], ["app", "minor"]]


def test_an_empty_summary_opens_the_editor(sits_down: Sitting) -> None:
    author = sits_down(CORE, edited="\n# note\nFirst\n\n- second # kept\n# Please\n\n")

    author.reads("What kind of change")
    author.presses(ENTER)
    author.reads("Summary for the changelogs")
    author.presses(ENTER)
    author.reads("- second # kept")
    author.reads("Write this changeset?")
    author.presses(ENTER)

    assert author.leaves_with()["summary"] == "First\n\n- second # kept"


@pytest.mark.parametrize("edited", ["# only a comment\n", None])
def test_a_summary_that_the_editor_does_not_bring_is_asked_for(
    sits_down: Sitting, edited: str | None
) -> None:
    author = sits_down(CORE, edited=edited)

    author.reads("What kind of change")
    author.presses(ENTER)
    author.reads("leave empty to open an editor")
    author.presses(ENTER)
    author.reads("Summary for the changelogs")
    author.presses(ENTER)
    author.reads("Write at least a word.")
    author.presses("Typed", ENTER)
    author.reads("Write this changeset?")
    author.presses(ENTER)

    assert author.leaves_with()["summary"] == "Typed"


def test_a_changeset_that_is_not_wanted_is_none(sits_down: Sitting) -> None:
    author = sits_down(CORE, message="m")

    author.reads("What kind of change")
    author.presses(ENTER)
    author.reads("Write this changeset?")
    author.presses("n")

    assert author.leaves_with() is None


@pytest.mark.parametrize("key", [CONTROL_C, ESCAPE], ids=["control-c", "escape"])
@pytest.mark.parametrize(
    ("question", "enters"),
    [("What kind", 0), ("Summary for", 1), ("Write this", 2)],
    ids=["select", "text", "confirm"],
)
def test_leaving_any_question_interrupts(
    sits_down: Sitting, key: str, question: str, enters: int
) -> None:
    author = sits_down(CORE, edited="Edited")
    for before in ("What kind", "Summary for")[:enters]:
        author.reads(before)
        author.presses(ENTER)
    author.reads(question)

    author.presses(key)

    assert author.leaves_with() == "interrupted"


def test_the_end_of_the_input_interrupts(sits_down: Sitting) -> None:
    author = sits_down(CORE)
    author.reads("What kind")
    author.presses(ENTER)
    author.reads("Summary for")

    author.presses(CONTROL_D)

    assert author.leaves_with() == "interrupted"


def test_the_editor_shows_the_bumps_and_what_they_cause(sits_down: Sitting) -> None:
    author = sits_down(CORE, edited="Edited")

    author.reads("What kind of change")
    author.presses(ENTER)
    author.reads("Summary for the changelogs")
    author.presses(ENTER)
    author.reads("Write this changeset?")
    author.presses(ENTER)
    author.leaves_with()

    (opened,) = json.loads(author.outcome.read_text("utf-8"))["opened"]
    assert opened.startswith("\n\n# Please enter a summary")
    assert "\n# core: patch\n" in opened
    assert "\n#   a-dependent  1.0.0 -> 1.0.1  why\n" in opened


def test_a_long_list_is_filtered_by_typing(sits_down: Sitting) -> None:
    many = [[f"package-{number:03}", "1.0.0", "2.0.0", False] for number in range(300)]
    author = sits_down(["@acme/web", "1.2.0", "2.0.0", True], *many, message="m")

    author.reads("changed packages since main (1 of 301) come first")
    author.reads("type to filter")
    author.presses(*"ge-27", DOWN, SPACE, "\t")
    author.presses(*"9", SPACE, *["\x7f"] * 6, SPACE, ENTER)
    author.reads("Which of them need a major bump")
    author.presses(ENTER)
    author.reads("Which of them need a minor bump")
    author.presses(ENTER)
    author.reads("Write this changeset?")
    author.presses(ENTER)

    chosen = [name for name, _ in author.leaves_with()["bumps"]]
    assert chosen == ["@acme/web", "package-271", "package-279"]


def test_what_is_not_known_of_the_changes_is_told(sits_down: Sitting) -> None:
    author = sits_down(CORE, CORE, unknown="`main` is no commit")

    author.reads("only uncommitted changes are known: `main` is no commit")
    author.reads("core@1.0.0")  # what stands before the question is there before its keys are
    author.presses(CONTROL_C)

    assert author.leaves_with() == "interrupted"


def test_a_narrow_terminal_shows_what_is_asked(sits_down: Sitting) -> None:
    author = sits_down(
        ["a-package-with-quite-a-long-name", "1.0.0", "2.0.0", True], CORE, columns=40
    )

    author.reads("changed packages since main (1)")
    author.reads("a-package-with-quite-a-long-na")
    author.presses(DOWN, SPACE, ENTER)
    author.reads("patch -> 1.0.1  something is mended")
    author.presses(ENTER)
    author.reads("Summary")
    author.presses("A summary that is longer than the terminal is wide", ENTER)
    author.reads("Write this changeset?")
    author.presses(ENTER)

    assert author.leaves_with() == {
        "bumps": [["core", "patch"]],
        "summary": "A summary that is longer than the terminal is wide",
    }


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)],
    ids=["none", "some"],
)
def test_colours_are_left_out_where_they_are_not_wanted(
    environment: dict[str, str], coloured: bool, sits_down: Sitting
) -> None:
    """Each kind of question is asked: a selection of several, of one, a line, yes or no."""
    author = sits_down(WEB, CORE, environment=environment)

    author.reads("changed packages since main (1)")
    author.presses(DOWN, SPACE, ENTER)
    author.reads("What kind of change")
    author.presses(DOWN, ENTER)
    author.reads("Summary for the changelogs")
    author.presses("It is new", ENTER)
    author.reads("Write this changeset?")
    author.presses(ENTER)

    assert author.leaves_with()["summary"] == "It is new"
    assert coloured == bool(colours(author.screen))


@pytest.mark.parametrize(("key", "written"), [("y", 1), ("n", 0)])
def test_with_json_the_questions_are_on_the_terminal_and_the_document_is_not(
    key: str, written: int, tmp_path: Path
) -> None:
    """stdout goes to a file, as for a program that reads it: it holds one document, alone."""
    root, document = a_train(tmp_path / "train"), tmp_path / "told.json"
    before = tree_of(root)
    program = [sys.executable, "-m", "release", "changeset.add", "--json", "--message", "m"]
    terminal: pexpect.spawn[str] = pexpect.spawn(
        "sh",
        ["-c", 'out=$1; shift; exec "$@" > "$out"', "-", str(document), *program],
        cwd=str(root),
        env={**os.environ, "TERM": "xterm"},
        encoding="utf-8",
        timeout=SECONDS,
        dimensions=(24, 100),
    )
    author = Author(terminal, document, [])

    author.reads("unchanged packages (3)")
    author.presses(SPACE, ENTER)
    author.reads("What kind of change is this for backend@1.4.2")
    author.presses(ENTER)
    author.reads("Write this changeset?")
    author.presses(key)
    author.reads(pexpect.EOF)
    terminal.close()

    told = json.loads(document.read_text("utf-8"))
    assert (0, written) == (terminal.exitstatus, len(told["actions"]))
    assert '"schema"' not in author.screen
    new = tree_of(root).keys() - before.keys()
    assert new == {action["path"] for action in told["actions"]}


def test_a_hostile_name_stays_text(sits_down: Sitting) -> None:
    hostile = "evil\x1b]0;owned\x07\x1b[8m'\"\u202e <b>\n name"
    author = sits_down([hostile, "1.0.0\x1b[2J", "2.0.0", True], CORE, message="\x1b]0;told\x07")

    author.reads("changed packages since main (1)")
    author.presses("a", ENTER)
    author.reads("Which of them need a major bump")
    author.presses(ENTER)
    author.reads("Which of them need a minor bump")
    author.presses(ENTER)
    author.reads("Write this changeset?")
    author.presses(ENTER)

    assert [hostile, "patch"] in author.leaves_with()["bumps"]
    harmful = ("\x1b]0;", "\x1b[8m", "\u202e", "\x07")
    assert [raw for raw in harmful if raw in author.screen] == []


def test_without_a_terminal_the_flags_are_named_at_once(tmp_path: Path) -> None:
    case, outcome = tmp_path / "case.json", tmp_path / "outcome.json"
    case.write_text(json.dumps({"offers": [CORE], "message": None, "edited": ""}))

    subprocess.run(
        [sys.executable, str(PROGRAM), str(case), str(outcome)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=SECONDS,
    )

    told = json.loads(outcome.read_text("utf-8"))["told"]
    assert told.startswith("error: there is no terminal to ask on")
    assert '--package "NAME:BUMP"' in told
