"""The ledger and the prerelease mode of both sides."""

from __future__ import annotations

import json

import pytest

from release.backmerge.ledger import merge_ledger
from release.backmerge.prerelease import merge_pre_state
from release.backmerge.three_way import Sides, UnsettledError, settled


def test_the_ledger_has_the_lines_of_both_sides_once() -> None:
    assert merge_ledger(Sides("a\n", "a\nb\n", "a\nc\n")) == "a\nb\nc\n"


def test_a_line_that_one_side_took_out_stays() -> None:
    assert merge_ledger(Sides("a\nb\n", "a\nb\n", "a\n")) == "a\nb\n"
    assert merge_ledger(Sides("a\nb\n", "a\n", "a\nb\n")) == "a\nb\n"


def test_a_ledger_that_has_it_all_stays_as_it_is() -> None:
    assert merge_ledger(Sides("b\n", "b\n", "a\n\nb")) == "a\n\nb"
    assert merge_ledger(Sides(None, None, "a\n")) == "a\n"
    assert merge_ledger(Sides(None, None, None)) is None


def pre(mode: str = "pre", tag: str = "next", **more: object) -> str:
    return json.dumps({"mode": mode, "tag": tag, **more}, indent=2) + "\n"


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        (None, None, pre(), pre()),
        (None, pre(), None, pre()),
        (pre(), pre("exit"), pre(), pre("exit")),
        (pre(), pre(), None, None),
        (pre(), pre("exit"), None, None),
        (pre(), None, pre("exit"), pre("exit")),
        (pre(), pre("exit"), pre(tag="beta"), pre("exit", "beta")),
    ],
)
def test_the_mode_is_what_a_side_made_of_it(
    base: str | None, ours: str | None, theirs: str | None, expected: str | None
) -> None:
    """Where one side has left it, the side that releases is right."""
    assert merge_pre_state(Sides(base, ours, theirs)) == expected


def test_two_modes_are_for_people() -> None:
    with pytest.raises(UnsettledError):
        merge_pre_state(Sides(None, pre(), pre(tag="beta")))


def test_what_changesets_2_lists_is_listed_of_both() -> None:
    ours = pre(initialVersions={"app": "1.0.0", "web": "2.0.0"}, changesets=["a", "b"])
    theirs = pre(initialVersions={"app": "1.0.0", "core": "3.0.0"}, changesets=["a", "c"])

    merged = json.loads(merge_pre_state(Sides(pre(changesets=["a"]), ours, theirs)) or "")

    assert merged["changesets"] == ["a", "c", "b"]
    assert merged["initialVersions"] == {"app": "1.0.0", "web": "2.0.0", "core": "3.0.0"}


@pytest.mark.parametrize(
    ("bases", "ours", "theirs", "expected"),
    [([1], 1, 2, 2), ([1], 2, 1, 2), ([1], 2, 2, 2), ([1, 3], 3, 2, 2)],
)
def test_who_changed_it_decides(bases: list[int], ours: int, theirs: int, expected: int) -> None:
    assert settled(bases, ours, theirs) == expected


@pytest.mark.parametrize(("bases", "ours", "theirs"), [([1], 2, 3), ([1, 2], 1, 2), ([], 1, 2)])
def test_where_both_changed_it_nobody_decides(bases: list[int], ours: int, theirs: int) -> None:
    with pytest.raises(UnsettledError):
        settled(bases, ours, theirs)
