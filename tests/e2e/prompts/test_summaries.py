"""A summary is typed, or written in the editor."""

from __future__ import annotations

import json

import pytest

from tests.e2e.prompts.sitting import CORE, Sitting
from tests.e2e.terminals import ENTER


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
