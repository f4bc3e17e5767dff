"""Which attempts nobody needs any more: never what runs, nor what ran before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.deployment.records import AttemptState, outdated

LETTERS: dict[str, AttemptState] = {
    "p": "in_progress",
    "s": "success",
    "f": "failure",
    "e": "error",
    "i": "inactive",
}
"""Capitals stand for what is no snapshot."""


def pruned(letters: str, keep: int) -> str:
    """The attempts, the newest first, with those that go as dots."""
    gone = outdated(
        list(enumerate(letters)),
        keep,
        lambda each: each[1].islower(),
        lambda each: LETTERS[each[1].lower()],
    )
    places = {place for place, _ in gone}
    return "".join("." if place in places else each for place, each in enumerate(letters))


@pytest.mark.parametrize(
    ("letters", "keep", "expected"),
    [
        ("siiii", 3, "sii.."),
        ("siiii", 9, "siiii"),
        ("siiii", 1, "si..."),
        ("sfffi", 1, "s...i"),
        ("ffffsiii", 2, "ff..si.."),
        ("ffff", 2, "ff.."),
        ("pppp", 1, "pppp"),
        ("sipei", 2, "sip.."),
        ("SIIII", 1, "SIIII"),
        ("SiiII", 1, "Si.II"),
        ("iissi", 1, "iiss."),
        ("", 1, ""),
    ],
)
def test_what_is_old_goes_and_what_is_needed_stays(letters: str, keep: int, expected: str) -> None:
    assert expected == pruned(letters, keep)


@given(st.text("psfeiPSFEI", max_size=12), st.integers(1, 4))
def test_what_runs_and_what_it_can_go_back_to_is_the_same_afterwards(
    letters: str, keep: int
) -> None:
    """And once more there is nothing to drop."""
    left = pruned(letters, keep)
    good = [(place, each) for place, each in enumerate(letters) if each in "siSI"][:2]

    assert good == [(place, each) for place, each in enumerate(left) if each in "siSI"][:2]
    rest = left.replace(".", "")
    assert rest == pruned(rest, keep)


def test_the_state_is_asked_of_few() -> None:
    """At GitHub each is a request: what runs, what ran before, and what is too old."""
    asked: list[int] = []

    def state(number: int) -> AttemptState:
        asked.append(number)
        return "inactive" if number else "success"

    assert [20] == list(outdated(range(21), 20, lambda _: True, state))
    assert [0, 1, 20] == asked
