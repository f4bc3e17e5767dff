from __future__ import annotations

import pytest

from release.changelogs.entry import render_entry, splice_changelog
from release.model import Bump

ENTRY = "## 1.1.0\n\n### Patch Changes\n\n- Text"


def test_sections_go_from_major_to_patch() -> None:
    sections = {Bump.PATCH: ["- p"], Bump.MAJOR: ["- M"], Bump.MINOR: ["- m"]}

    assert render_entry("2.0.0", sections).split("\n\n") == [
        "## 2.0.0",
        *("### Major Changes", "- M"),
        *("### Minor Changes", "- m"),
        *("### Patch Changes", "- p"),
    ]


def test_an_entry_without_lines_says_so() -> None:
    """A bump of optional dependencies alone has nothing to tell (B11)."""
    assert render_entry("1.0.1", {Bump.PATCH: [""]}) == "## 1.0.1\n\nNo changes in this release."


def test_a_list_without_a_parent_loses_its_first_indent() -> None:
    """Changesets nests the second item under the first (B1)."""
    entry = render_entry("1.0.1", {Bump.PATCH: ["  - a@1.0.1\n  - b@1.0.1"]})

    assert entry.endswith("\n\n- a@1.0.1\n  - b@1.0.1")


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["- a", "- b"], "- a\n- b"),
        (["- a\n", "- b"], "- a\n- b"),
        (["- a", "\n\n- b"], "- a\n\n- b"),
        (["- a\n\n\n", "\n\n- b"], "- a\n\n- b"),
        (["\n\n\n- a", "", "- b"], "- a\n- b"),
    ],
)
def test_lines_are_one_or_two_newlines_apart(lines: list[str], body: str) -> None:
    assert render_entry("1", {Bump.PATCH: lines}) == f"## 1\n\n### Patch Changes\n\n{body}"


@pytest.mark.parametrize("text", [None, ""])
def test_a_new_changelog_gets_a_title(text: str | None) -> None:
    assert splice_changelog(text, "@acme/web", ENTRY) == f"# @acme/web\n\n{ENTRY}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# a\n\n## 1.0.0\n", f"# a\n\n{ENTRY}\n\n## 1.0.0\n"),
        ("## 1.0.0\n", f"{ENTRY}\n\n## 1.0.0\n"),
        ("# a\n\nIntro\n\n# 1.0\n", f"# a\n\nIntro\n\n{ENTRY}\n\n# 1.0\n"),
        ("# a\r\n\r\n## 1.0.0\r\n", f"# a\r\n\r\n{ENTRY}\n\n## 1.0.0\r\n"),
        ("# a\n\nIntro\n", f"# a\n\n{ENTRY}\n\nIntro\n"),
        ("# a\r\nIntro\r\n", f"# a\r\n\n{ENTRY}\nIntro\r\n"),
        ("# a", f"# a\n\n{ENTRY}\n"),
        ("# a\n## [1.0.0]\n## v1.0.0\n", f"# a\n\n{ENTRY}\n## [1.0.0]\n## v1.0.0\n"),
    ],
)
def test_an_entry_goes_before_the_newest_or_below_the_title(before: str, after: str) -> None:
    assert splice_changelog(before, "a", ENTRY) == after


def test_a_version_in_a_code_fence_counts_as_a_heading() -> None:
    """Changesets does not know fences (B14)."""
    before = "# a\n\n```\n## 0.9.0\n```\n\n## 1.0.0\n"

    after = splice_changelog(before, "a", ENTRY)

    assert after == f"# a\n\n```\n{ENTRY}\n\n## 0.9.0\n```\n\n## 1.0.0\n"
