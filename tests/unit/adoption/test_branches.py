"""Which branch is released from, and which one work goes to."""

from __future__ import annotations

import pytest

from release.adoption.branches import Branches, Choice, choose_main, choose_staging


@pytest.mark.parametrize(
    ("branches", "main", "staging"),
    [
        (Branches("topic", "main", frozenset({"main", "staging"})), "main", "staging"),
        (Branches("topic", "trunk", frozenset({"trunk", "main"})), "trunk", "staging"),
        (Branches("topic", "dev", frozenset({"dev", "main"})), "main", "dev"),
        (Branches("dev", "dev", frozenset({"dev"})), "dev", "staging"),
        (Branches("master", None, frozenset({"master", "next", "develop"})), "master", "develop"),
        (Branches("topic", None, frozenset({"topic", "master"})), "master", "staging"),
        (Branches("trunk", None, frozenset({"trunk"})), "trunk", "staging"),
        (Branches("staging", "staging", frozenset({"staging"})), "staging", "develop"),
        (Branches(), "main", "staging"),
    ],
)
def test_the_branches_are_those_that_origin_and_their_names_tell(
    branches: Branches, main: str, staging: str
) -> None:
    found = choose_main(branches)

    assert (found.name, choose_staging(branches, found.name).name) == (main, staging)


def test_a_branch_that_is_not_there_yet_is_told() -> None:
    branches = Branches("main", None, frozenset({"main"}))

    assert choose_staging(branches, "main") == Choice("staging", "there is none yet", exists=False)
