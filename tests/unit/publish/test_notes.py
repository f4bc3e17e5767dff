"""The text of a release."""

from __future__ import annotations

import pytest

from release.publish.notes import LIMIT, length, release_notes

LINK = "https://hub/acme/train/blob/a%401/CHANGELOG.md"
END = f"in [the full changelog]({LINK})."


def notes(section: str) -> str:
    return release_notes(section, LINK)


def test_markdown_is_kept() -> None:
    section = "### Minor Changes\n\n- `code` **bold** @ada #12 <details>\n\n  ```js\n  x\n  ```"

    assert section == notes(section)


def test_what_nobody_can_read_is_marked() -> None:
    """Control characters, those that turn the direction, bytes that are no text."""
    assert "- a�b�c�" == notes("- a\x1bb\u202ec\udcff")


@pytest.mark.parametrize("letter", ["x", "é", "🚀"])
def test_a_long_text_ends_between_two_entries(letter: str) -> None:
    """However many units a letter has."""
    entry = f"- {letter * 97}\n"
    text = notes("### Minor Changes\n\n" + entry * 2000)

    assert LIMIT - 1000 < length(text) <= LIMIT
    body, _, end = text.rpartition("\n\n")
    assert {entry.strip()} == set(body.split("\n")[2:])
    assert f"{2000 - body.count('- ')} more entries are {END}\n" == end


def test_a_heading_without_its_entries_goes() -> None:
    text = notes(f"### Minor Changes\n\n- {'x' * 1000}\n\n### Patch Changes\n\n- {'y' * LIMIT}\n")

    assert "### Patch Changes" not in text
    assert text.endswith(f"The rest is {END}\n")


def test_of_an_entry_that_is_too_long_the_beginning_stays() -> None:
    line = f"  {'word ' * 19}\n"
    text = notes("### Minor Changes\n\n- Much:\n\n" + line * 2000)

    assert text.startswith("### Minor Changes\n\n- Much:\n\n  word")
    assert length(text) <= LIMIT
    assert text.endswith(f"word \n\nThe rest is {END}\n")


def test_of_a_line_that_is_too_long_the_beginning_stays() -> None:
    text = notes(f"- {'🚀' * LIMIT}")

    assert text.startswith("- 🚀")
    assert length(text) <= LIMIT
    assert END in text


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_a_fence_that_was_cut_is_closed(fence: str) -> None:
    """Else the link to the rest would be code."""
    text = notes(f"- Code:\n\n  {fence}js\n" + "  let x = 1\n" * 20_000 + f"  {fence}\n")

    before, _, end = text.rpartition("\n\n")
    assert before.endswith(f"  let x = 1\n  {fence}")
    assert END in end


def test_a_fence_in_an_entry_does_not_hold_the_next_ones() -> None:
    """It ends with its entry, as Markdown has it, though nobody closed it."""
    text = notes("- One\n\n  ```\n" + "- Two\n" * 40_000)

    assert 1 == text.count("```")
    assert text.endswith(END + "\n")
