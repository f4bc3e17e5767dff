"""What others wrote stays text in Markdown."""

from __future__ import annotations

import pytest

from release.announce import escape_markdown
from release.reasons import first_line

ZERO = "\N{ZERO WIDTH SPACE}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a | b", r"a \| b"),
        ("a\nb\r\n\tc", "a b c"),
        ("<!-- hidden -->", r"&lt;\!-- hidden --&gt;"),
        ("<script>alert(1)</script>", r"&lt;script&gt;alert\(1\)&lt;/script&gt;"),
        ("`code`", r"\`code\`"),
        ("[skip ci]", r"\[skip ci\]"),
        ("@octocat fixes #12", f"@{ZERO}octocat fixes #{ZERO}12"),
        ("skip-checks: true", f"skip-checks{ZERO}: true"),
        ("https://example.test", f"https{ZERO}://example.test"),
        ("![x](y)", r"\!\[x\]\(y\)"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_hostile_text_is_defused(text: str, expected: str) -> None:
    assert expected == escape_markdown(text)


def test_the_first_line_that_says_something_is_shown() -> None:
    assert "hello" == first_line("\n  \n hello \nworld")
    assert "(no summary)" == first_line(" \n")
