"""Asked is what matters, in the order of Changesets: packages, bumps, a summary, and once more."""

from __future__ import annotations

import pytest

from tests.e2e.prompts.sitting import APP, CORE, WEB, Sitting
from tests.e2e.terminals import CONTROL_C, CONTROL_D, DOWN, ENTER, ESCAPE, SPACE


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
