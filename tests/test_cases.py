"""Every case directory, run by us: the same bytes as its goldens say. See cases/README.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.differences import difference
from tests.cli.goldens import Case, all_cases
from tests.cli.ours import run_ours
from tests.cli.parity import lay_out

ALL = all_cases()


def _name(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", ALL, ids=_name)
def test_we_do_what_the_case_says(case: Case, tmp_path: Path) -> None:
    root = tmp_path / "tree"
    lay_out(root, case.before, case.history)
    expected = case.ours.outcome(case.before)

    actual = run_ours(root, case.steps, case.directory)

    found = difference(expected, actual)
    assert not found, f"{case.claim}\n{found}"
    assert set(actual.errors) <= {case.error}, actual.said


@pytest.mark.parametrize("case", [case for case in ALL if case.diverges], ids=_name)
def test_a_divergence_is_one(case: Case) -> None:
    assert case.theirs != case.ours, "we do what the CLI does: this is no divergence any more"
