"""What others wrote is read in Markdown, and does nothing there."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from release.markdown import (
    defuse_markdown,
    escape_markdown,
    fitting,
    size,
    skips_workflows,
)
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
        ("@octocat fixes #12", f"@{ZERO}octocat f{ZERO}ixes #{ZERO}12"),
        ("skip-checks: true", f"skip-checks{ZERO}: true"),
        ("https://example.test", f"https{ZERO}://example.test"),
        ("![x](y)", r"\!\[x\]\(y\)"),
        ("&lt;", "&amp;lt;"),
        ("closes GH-12", f"c{ZERO}loses GH-12"),
        ("request-checks: true", f"request-checks{ZERO}: true"),
        ("\x1b[31m \udcff \u202e", "\ufffd\\[31m \ufffd \ufffd"),
    ],
)
def test_hostile_text_is_defused(text: str, expected: str) -> None:
    assert expected == escape_markdown(text)


def test_the_first_line_that_says_something_is_shown() -> None:
    assert "hello" == first_line("\n  \n hello \nworld")
    assert "(no summary)" == first_line(" \n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Issues that would be closed, in whatever form the reference is
        ("fixes #1", f"f{ZERO}ixes #1"),
        ("This FIXED: #1", f"This F{ZERO}IXED: #1"),
        ("closes acme/train#1", f"c{ZERO}loses acme/train#1"),
        ("resolves [#1](https://x.test/1)", f"r{ZERO}esolves [#1](https://x.test/1)"),
        ("fixes [that](https://x.test/1)", f"f{ZERO}ixes [that](https://x.test/1)"),
        ("close **GH-1**", f"c{ZERO}lose **GH-1**"),
        (
            "Fixes\n  https://github.com/a/b/issues/1",
            f"F{ZERO}ixes\n  https://github.com/a/b/issues/1",
        ),
        ("`fixes #1`", f"`f{ZERO}ixes #1`"),
        ("prefixes #1, see #2", "prefixes #1, see #2"),
        # People who would be called
        ("@ada and @acme/team", f"@{ZERO}ada and @{ZERO}acme/team"),
        ("`@ada`", f"`@{ZERO}ada`"),
        ("Thanks [@ada](https://github.com/ada)!", f"Thanks [@{ZERO}ada](https://github.com/ada)!"),
        ("https://x.test/@scope/a", "https://x.test/@scope/a"),
        ("[a](https://x.test/@scope/a).@ada", f"[a](https://x.test/@scope/a).@{ZERO}ada"),
        ("https://@ada", f"https://@{ZERO}ada"),
        ("xhttps://x.test/@ada", f"xhttps://x.test/@{ZERO}ada"),
        ("&#64;ada", f"&{ZERO}#64;ada"),
        ("a & b; ?a=1&b=2", "a & b; ?a=1&b=2"),
        # HTML, which hides things, or our own markers
        ("<!-- monorepo-release: end -->", f"<{ZERO}!-- monorepo-release: end -->"),
        ("<details><b>", f"<{ZERO}details><{ZERO}b>"),
        ("Map<string, T>, a < b", f"Map<{ZERO}string, T>, a < b"),
        ("<https://x.test>", "<https://x.test>"),
        # Workflows that would not start
        ("[skip ci]", f"[{ZERO}skip ci]"),
        ("[CI Skip] [no ci] [actions skip]", f"[{ZERO}CI Skip] [{ZERO}no ci] [{ZERO}actions skip]"),
        ("***NO_CI***", f"***{ZERO}NO_CI***"),
        ("`[skip ci]`", f"`[{ZERO}skip ci]`"),
        ("a\n\n\nskip-checks: true", f"a\n\n\nskip-checks{ZERO}: true"),
        # What stays as it is
        (
            "- **bold** `code` [link](x.md)\n\n  | a | b |\n",
            "- **bold** `code` [link](x.md)\n\n  | a | b |\n",
        ),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_markdown_is_read_and_does_nothing(text: str, expected: str) -> None:
    assert expected == defuse_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "```js\ncode\n```",
        "- a\n  ```\n  code\n\n  code\n  ```\n- b",
        "1. ```\n   code\n   ```",
        "~~~~\n~~~\n```\n~~~~~",
        "```inline``` words",
    ],
)
def test_a_fence_that_ends_stays(text: str) -> None:
    assert text == defuse_markdown(text)


def test_thousands_of_open_fences_are_read_in_passing() -> None:
    text = "````\n~~~\n" * 6000

    start = time.process_time()
    defuse_markdown(text)

    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```js\ncode", f"{ZERO}```js\ncode"),
        ("- a\n  ```\n  code\n- b", f"- a\n  {ZERO}```\n  code\n- b"),
        ("~~~~\ncode\n~~~", f"{ZERO}~~~~\ncode\n{ZERO}~~~"),
        ("  ```\ncode", f"  {ZERO}```\ncode"),
        ("```\n ```\n```", f"{ZERO}```\n {ZERO}```\n{ZERO}```"),
    ],
)
def test_a_fence_that_does_not_end_is_words(text: str, expected: str) -> None:
    assert expected == defuse_markdown(text)


_LINES = st.lists(
    st.tuples(
        st.sampled_from(
            ["", "", " ", "  ", "    ", "\t", "- ", "1. ", "> ", "  - ", "-\t", "\xa0"]
        ),
        st.sampled_from(
            ["```", "````", "~~~", "```js", "``` `", "a", "", "#", "---", "<pre>", "<!--"]
        ),
        st.sampled_from(["", "", " ", "\t", "\xa0", "x"]),
    ).map("".join),
    max_size=12,
)


@given(_LINES.map("\n".join))
def test_what_comes_after_is_as_it_was_meant(text: str) -> None:
    """No fence and no HTML swallows the rest, by a real Markdown parser."""
    tokens = MarkdownIt("commonmark").parse(f"{defuse_markdown(text)}\n\n## Next")

    heading = tokens[-3:]
    assert ("heading_open", "h2", 0) == (heading[0].type, heading[0].tag, heading[0].level)
    assert "Next" == heading[1].content
    assert not [each for each in tokens if each.type == "html_block"]


_WORDS = st.sampled_from(
    [
        *("@", "ada", "fixes", "closes", "#1", "GH-1", "https://x.test/", "[skip ci]"),
        *("<!--", "-->", "skip-checks: true", "```", "&#64;", "\u200b", "\udc80"),
        *"`[]()<>!-#&;:/\\ \n",
    ]
)


@given(st.lists(_WORDS, max_size=30).map("".join))
def test_whatever_is_written_does_nothing(text: str) -> None:
    found = defuse_markdown(text)

    assert "<!--" not in found
    assert not skips_workflows(found)
    assert not re.search(r"(?i)\b(fixes|closes)\b\W{0,40}(#1|gh-1|https)", found)
    assert not re.search(r"(?<!/)@ada", found)
    assert found == found.encode().decode()


def test_a_text_is_as_long_as_the_strictest_way_to_count() -> None:
    assert 6 == size("aé🦋\n")


def test_the_first_text_that_fits_is_taken_and_else_the_last() -> None:
    texts = ["x" * 30, "x" * 20, "x" * 10]

    assert [10, 20, 30, 10] == [len(fitting(texts, room)) for room in (10, 29, 30, 5)]
