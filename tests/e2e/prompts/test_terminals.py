"""Whatever the terminal is, the questions can be read there, and only there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.e2e.prompts.sitting import CORE, PROGRAM, WEB, Sitting
from tests.e2e.terminals import DOWN, ENTER, SECONDS, SPACE, Author, a_terminal
from tests.trains import a_train, tree_of


def colours(screen: str) -> list[str]:
    """The colours that a terminal was told to take, for letters or for what is behind them."""
    codes = [code for told in re.findall(r"\x1b\[([\d;]*)m", screen) for code in told.split(";")]
    return [code for code in codes if re.fullmatch(r"3[0-8]|4[0-8]|9[0-7]|10[0-7]", code)]


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
    command = ["sh", "-c", 'out=$1; shift; exec "$@" > "$out"', "-", str(document), *program]
    with a_terminal(command, root) as terminal:
        author = Author(terminal, document)

        author.reads("unchanged packages (3)")
        author.presses(SPACE, ENTER)
        author.reads("What kind of change is this for backend@1.4.2")
        author.presses(ENTER)
        author.reads("Write this changeset?")
        author.presses(key)
        author.reads(pexpect.EOF)

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
