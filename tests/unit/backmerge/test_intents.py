"""Changesets of both sides: a name is a changeset, and what a side removed unchanged is gone."""

from __future__ import annotations

import pytest

from release.backmerge.intents import merge_intents

A = '---\n"app": patch\n---\n\nMend\n'
QUOTED = "---\napp: patch\n---\n\nMend\n\n"
B = '---\n"app": minor\n---\n\nAdd\n'
C = '---\n"app": major\n---\n\nBreak\n'
PATH = ".changeset/one.md"


def of(text: str | None) -> dict[str, str]:
    return {} if text is None else {PATH: text}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        (None, A, None, A),
        (None, None, A, A),
        (None, A, A, A),
        (A, A, None, None),
        (A, None, A, None),
        (A, B, A, B),
        (A, A, B, B),
        (A, B, None, B),
        (A, None, B, B),
        (A, QUOTED, None, None),
        (A, QUOTED, B, B),
    ],
)
def test_one_changeset_becomes_what_a_side_made_of_it(
    base: str | None, ours: str | None, theirs: str | None, expected: str | None
) -> None:
    """One that was edited stays, for its text was not released; quotes mean nothing."""
    assert merge_intents([of(base)], of(ours), of(theirs), {}) == ({PATH: expected}, [])


@pytest.mark.parametrize("base", [A, None])
def test_two_texts_of_one_changeset_are_for_people(base: str | None) -> None:
    assert merge_intents([of(base)], of(B), of(C), {}) == ({}, [PATH])


def test_one_that_says_what_another_said_is_another() -> None:
    """Git takes the new one for the old one, renamed, and would put the edit into it."""
    released, fresh = ".changeset/old.md", ".changeset/new.md"

    found, unsettled = merge_intents(
        [{released: A}], {released: A.replace("Mend", "Mend it")}, {fresh: A}, {fresh: B}
    )

    assert found == {released: A.replace("Mend", "Mend it"), fresh: A}
    assert unsettled == []


@pytest.mark.parametrize("by_git", [A, None])
def test_where_branches_crossed_git_tells(by_git: str | None) -> None:
    """One common commit has it and one has not: only what was before them tells what was done."""
    bases = [of(A), of(None)]

    assert merge_intents(bases, of(A), of(None), of(by_git)) == ({PATH: by_git}, [])
    assert merge_intents(bases, of(B), of(None), of(None)) == ({PATH: B}, [])


def test_what_is_malformed_is_compared_as_it_is() -> None:
    assert merge_intents([of("oops")], of("oops"), of("oops!"), {}) == ({PATH: "oops!"}, [])
