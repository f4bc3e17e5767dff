"""Entries of changelogs as Changesets 2 has them, before a formatter."""

from __future__ import annotations

import pytest

from release.changelogs.entry_2 import render_entry, splice_changelog
from release.model import Bump

ENTRY = "## 1.1.0\n### Patch Changes\n\n- Text\n"


def test_sections_follow_each_other_without_a_blank_line_above_the_first() -> None:
    sections = {Bump.PATCH: ["- p", "", "- q"], Bump.MAJOR: ["- M"]}

    assert render_entry("2.0.0", sections) == (
        "## 2.0.0\n### Major Changes\n\n- M\n\n### Patch Changes\n\n- p\n- q\n"
    )


def test_an_entry_without_lines_is_its_heading() -> None:
    assert render_entry("1.0.1", {Bump.PATCH: [""]}) == "## 1.0.1"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, f"# a\n\n{ENTRY}"),
        ("", f"# a\n\n{ENTRY}"),
        ("# a", f"# a\n\n{ENTRY}"),
        ("# a\n\nIntro\n\n## 1.0.0\n", f"# a\n\n{ENTRY}\nIntro\n\n## 1.0.0\n"),
        ("## 1.0.0\n", f"{ENTRY}## 1.0.0\n"),
        ("# v1.0.0\n", f"# v1.0.0\n\n{ENTRY}"),
    ],
)
def test_an_entry_goes_below_the_first_line(before: str | None, after: str) -> None:
    """Unless that is a version."""
    assert splice_changelog(before, "a", ENTRY) == after
