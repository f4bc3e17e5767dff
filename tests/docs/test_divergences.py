"""What the page on divergences says of the tests is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.goldens import CASES, Case, all_cases

ROOT = Path(__file__).parents[2]
DIVERGENCES = (ROOT / "docs" / "divergences.md").read_text("utf-8")


def rows(page: str) -> dict[str, set[str]]:
    """The names in backticks in the last cell of each table's row, by the first cell."""
    cells = [line.strip("|\n ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return {row[0]: set(re.findall(r"`([^`]+)`", row[-1])) for row in cells}


SHOWN = rows(DIVERGENCES)


@pytest.mark.parametrize(
    "case", [case for case in all_cases() if case.diverges], ids=lambda case: case.name
)
def test_a_divergence_stands_in_the_table(case: Case) -> None:
    """Each case that diverges is in the row of its number."""
    assert case.name in SHOWN.get(case.diverges or "", set())


@pytest.mark.parametrize("name", sorted(set().union(*SHOWN.values())))
def test_what_a_row_names_is_there(name: str) -> None:
    """A row is shown by a case or by a test, and both exist."""
    assert (CASES / name / "case.toml").exists() or (ROOT / name).is_file()
