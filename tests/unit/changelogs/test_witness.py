"""What a changelog says of a release, although people and formatters have been at it."""

from __future__ import annotations

import pytest

from release.changelogs.witness import tells_of

SHEETS = (
    "# app\n\n## 1.2.0\n\n### Minor Changes\n\n- Fold\n\n## 1.1.0\n\n- abc1234: Print two sheets\n"
)


@pytest.mark.parametrize(
    ("line", "summary"),
    [
        ("- abc1234: Print two sheets\n", "Print two sheets\n\nMore."),
        ("- Print two\n  sheets\n", "Print two sheets"),
        (
            "- [#12](https://example.org/12): Print *two* sheets at once\n",
            "#12: Print _two_ sheets at once",
        ),
        ("- Thanks @ada! - Print two sheets\n", "author: @ada\npr: #12\n\nPrint two sheets"),
    ],
)
def test_a_changelog_tells_of_a_summary_in_other_signs(line: str, summary: str) -> None:
    assert tells_of(f"# app\n\n## 1.1.0\n\n{line}", "1.1.0", summary) is True


def test_only_the_section_of_the_version_is_asked() -> None:
    """Bots write one sentence every week."""
    told = {
        version: tells_of(SHEETS, version, "Print two sheets") for version in ("1.1.0", "1.2.0")
    }

    assert told == {"1.1.0": True, "1.2.0": False}
    assert tells_of(SHEETS, "1.1", "Print two sheets") is False


@pytest.mark.parametrize(
    "heading", ["# 1.1.0", "### v1.1.0", "## [1.1.0] - 2026-11-26", "## [1.1.0](https://x/1.0.0)"]
)
def test_a_heading_may_be_another_s(heading: str) -> None:
    assert tells_of(f"{heading}\r\n\r\n- Fold\r\n\r\n## 1.0.0\r\n", "1.1.0", "Fold") is True


def test_two_headings_of_one_version_count_as_one() -> None:
    assert tells_of(f"{SHEETS}\n## 1.2.0\n\n- Staple\n", "1.2.0", "Fold") is True
    assert tells_of(f"{SHEETS}\n## 1.2.0\n\n- Staple\n", "1.2.0", "Staple") is True


@pytest.mark.parametrize("line", ["- Print two sheetsful\n", "- Blueprint two sheets\n", "\n"])
def test_a_changelog_without_the_words_is_silent(line: str) -> None:
    assert tells_of(f"## 1.1.0\n\n{line}", "1.1.0", "Print two sheets") is False


@pytest.mark.parametrize(
    ("changelog", "summary"), [(None, "Fold"), (SHEETS, ""), (SHEETS, "🎉 #1")]
)
def test_where_there_is_nothing_to_compare_it_cannot_tell(
    changelog: str | None, summary: str
) -> None:
    assert tells_of(changelog, "1.1.0", summary) is None
