"""The reference has every key of the configuration, every task and every flag."""

from __future__ import annotations

from pathlib import Path

import pytest

from release import errors
from tests.docs import reference

PAGES = (reference.CONFIGURATION, reference.TASKS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tables_are_what_the_program_says(page: Path) -> None:
    """Where they are not: `python -m tests.docs.reference`."""
    text = page.read_text("utf-8")

    assert reference.made(text) == text


def test_every_table_of_the_schema_has_its_place() -> None:
    assert reference.tables() == reference.named(reference.CONFIGURATION.read_text("utf-8"))


def test_every_task_has_its_place() -> None:
    """A new one wants a heading, `<!-- flags: NAME -->` and `<!-- end -->`."""
    assert {*reference.tasks()} == reference.named(reference.TASKS.read_text("utf-8"))


def test_every_exit_code_is_told() -> None:
    classes = [each for each in vars(errors).values() if isinstance(each, type)]
    codes = {each.exit_code for each in classes if hasattr(each, "exit_code")}
    text = reference.TASKS.read_text("utf-8")

    assert [] == [code for code in codes if f"\n| {code} |" not in text]
