"""The page on speed has what the benchmark measures, and that has every task; no time is tested."""

from __future__ import annotations

import re

import pytest

from benchmarks import page, tables
from benchmarks.lap import COMMANDS
from benchmarks.typed import imported
from tests.docs import reference

FORMS = {
    "starts": tables.STARTS,
    "doings": tables.DOINGS,
    "changesets": tables.CHANGESETS,
    "sizes": tables.SIZES,
    "board": tables.BOARD,
}


def test_every_task_is_measured() -> None:
    """A new one wants its place in `benchmarks/lap.py`, and a new page."""
    assert {*reference.tasks()} == {name.partition(" ")[0] for name in COMMANDS}


@pytest.mark.parametrize("name", FORMS)
def test_a_table_has_the_rows_and_columns_that_the_benchmark_writes(name: str) -> None:
    """Where it has not: `nox -s bench -- --page`."""
    form = FORMS[name]
    lines = page.sections(page.PAGE.read_text("utf-8"))[name].splitlines()
    cells = [re.split(r" *\| *", line)[1:-1] for line in lines if line.startswith("|")]
    widths = {len(row) for row in cells}
    empty = form.filled({each: [""] * (len(form.headings) - 1) for each in form.rows})

    assert {len(form.headings)} == widths
    assert cells[:2] == [re.split(r" *\| *", line)[1:-1] for line in empty[:2]]
    assert [row[0] for row in cells] == [re.split(r" *\| *", line)[1] for line in empty]
    assert not [row for row in cells[2:] if not row[1]]


def test_the_page_has_every_table_and_says_where_it_was_measured() -> None:
    found = page.sections(page.PAGE.read_text("utf-8"))

    assert {*FORMS, "machine"} == {*found}
    assert re.match(r"Measured on \d{4}-\d\d-\d\d, on \w+ with \d+ cores:", found["machine"])


def test_a_page_is_made_of_what_was_found_and_can_be_made_again() -> None:
    text = "# A\n\n<!-- measured: one -->\nold\n<!-- end -->\n\nProse.\n"
    made = page.made(text, {"one": ["| 1 |"]})

    assert made == "# A\n\n<!-- measured: one -->\n\n| 1 |\n\n<!-- end -->\n\nProse.\n"
    assert made == page.made(made, {"one": ["| 1 |"]})
    assert {"one": "| 1 |"} == page.sections(made)


def test_imports_are_read_from_what_python_says_between_other_lines() -> None:
    said = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:       107 |        107 |   _io\n"
        "warning: import time: 5 | 6 | no\n"
        "import time:         3 |        110 | io.more\n"
    )

    assert {"_io": 107, "io.more": 3} == imported(said)
