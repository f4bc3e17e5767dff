"""What a release says of its reasons, and what a changelog says of a release."""

from __future__ import annotations

import pytest

from release.reasons import tells_of


@pytest.mark.parametrize(
    ("changelog", "summary"),
    [
        ("- abc1234: Print two sheets\n", "Print two sheets\n\nMore."),
        ("- Print two\n  sheets\n", "Print two sheets"),
        (
            "- [#12](https://example.org/12): Print *two* sheets at once\n",
            "#12: Print _two_ sheets at once",
        ),
        ("anything", ""),
    ],
)
def test_a_changelog_tells_of_a_summary_in_other_signs(changelog: str, summary: str) -> None:
    assert tells_of(changelog, summary)


def test_a_changelog_without_the_words_does_not() -> None:
    assert not tells_of("## 1.1.0\n\n- Print one sheet\n", "Print two sheets")
