"""A changelog of both sides: every section and every entry, once, the newest version first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.backmerge.changelog import merge_changelog
from release.backmerge.three_way import Sides, UnsettledError

TITLE = "# app\n\n"


def section(version: str, *entries: str, group: str = "Patch") -> str:
    """A section of one group, as Changesets writes it."""
    lines = "".join(f"- {entry}\n" for entry in entries)
    return f"## {version}\n\n### {group} Changes\n\n{lines}"


def changelog(*sections: str) -> str:
    return TITLE + "\n".join(sections)


START = changelog(section("1.0.0", "One"))
RELEASED = changelog(section("1.0.1", "Two"), section("1.0.0", "One"))


def test_a_release_of_one_side_is_taken_byte_for_byte() -> None:
    assert merge_changelog(Sides(START, START, RELEASED)) == RELEASED
    assert merge_changelog(Sides(START, RELEASED, START)) == RELEASED
    assert merge_changelog(Sides(None, RELEASED, RELEASED)) == RELEASED


def test_line_ends_of_a_side_that_has_it_all_are_kept() -> None:
    windows = RELEASED.replace("\n", "\r\n")

    assert merge_changelog(Sides(START, START, windows)) == windows
    assert merge_changelog(Sides(START.replace("\n", "\r\n"), START, windows)) == windows


def test_sections_of_both_sides_stand_the_newest_first() -> None:
    """Also where git would put them in conflict, at the same place."""
    ours = changelog(section("1.0.2", "Three"), section("1.0.0", "One"))
    theirs = changelog(section("1.1.0", "Four"), section("1.0.1", "Two"), section("1.0.0", "One"))

    assert merge_changelog(Sides(START, ours, theirs)) == changelog(
        section("1.1.0", "Four"),
        section("1.0.2", "Three"),
        section("1.0.1", "Two"),
        section("1.0.0", "One"),
    )


def test_a_section_may_come_last() -> None:
    ours = changelog(section("1.0.0", "One"), section("0.9.0", "Zero"))

    assert merge_changelog(Sides(None, ours, START)) == ours


def test_a_section_that_one_side_took_out_stays() -> None:
    """A release that was reverted there keeps its version here, and so its section."""
    assert merge_changelog(Sides(RELEASED, RELEASED, START)) == RELEASED
    assert merge_changelog(Sides(RELEASED, START, RELEASED)) == RELEASED


def test_entries_of_one_version_on_both_sides_are_all_there() -> None:
    """Two branches released the same version, each by itself."""
    ours = changelog(section("1.0.1", "Two", "Three"), section("1.0.0", "One"))
    theirs = changelog(section("1.0.1", "Four"), section("1.0.0", "One"))

    assert merge_changelog(Sides(START, ours, theirs)) == changelog(
        section("1.0.1", "Four", "Two", "Three"), section("1.0.0", "One")
    )


def test_an_entry_stands_under_its_own_heading() -> None:
    ours = changelog("## 1.1.0\n\n### Minor Changes\n\n- New\n\n### Patch Changes\n\n- Mended\n")
    theirs = changelog(section("1.1.0", "Mine"))

    assert merge_changelog(Sides(None, ours, theirs)) == changelog(
        "## 1.1.0\n\n### Minor Changes\n\n- New\n\n### Patch Changes\n\n- Mine\n- Mended\n"
    )


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("0a1b2c3: Print in colour", "fedcba9: Print in colour"),
        (
            "[`0a1b2c3`](https://a/b/commit/0a1b2c3) - Print in colour",
            "[#12](https://a/b) [`fedcba9`](https://a/b) Thanks [@a](https://a)! - Print in colour",
        ),
        ("Updated dependencies [0a1b2c3]\n  - core@1.1.0", "Updated dependencies\n  - core@1.1.0"),
    ],
)
def test_the_same_told_with_another_credit_is_told_once(ours: str, theirs: str) -> None:
    """A release that was reverted and made again names other commits."""
    sides = Sides(
        TITLE, changelog(section("1.0.1", ours)), changelog(section("1.0.1", theirs, "Two"))
    )

    assert merge_changelog(sides) == sides.theirs


def test_links_to_different_pages_are_different_entries() -> None:
    ours = changelog(section("1.0.1", "See [the guide](a)"))
    theirs = changelog(section("1.0.1", "See [the manual](b)"))

    assert merge_changelog(Sides(TITLE, ours, theirs)) == changelog(
        section("1.0.1", "See [the manual](b)", "See [the guide](a)")
    )


def test_an_entry_that_one_side_reworded_is_as_that_side_has_it() -> None:
    base = changelog(section("1.0.1", "Tow", "Three"))
    ours = changelog(section("1.0.1", "Two", "Three"))
    theirs = changelog(section("1.0.1", "Tow", "Three", "Four"))

    assert merge_changelog(Sides(base, ours, theirs)) == changelog(
        section("1.0.1", "Three", "Four", "Two")
    )


def test_an_entry_keeps_its_further_lines() -> None:
    long = "Long\n\n  with a paragraph\n\n  - and a list"
    ours = changelog(section("1.0.1", long))
    theirs = changelog(section("1.0.1", "Short"))

    merged = merge_changelog(Sides(TITLE, ours, theirs))

    assert merged == changelog(section("1.0.1", "Short", long))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("## [1.1.0](https://a/b) (2026-01-02)\n\n- Two\n", "### [1.0.1] - 2026-01-01\n\n- One\n"),
        ("# v1.1.0\n\n- Two\n", "## v1.0.1\n\n- One\n"),
    ],
)
def test_headings_of_other_tools_are_versions_too(one: str, two: str) -> None:
    assert merge_changelog(Sides(TITLE, TITLE + one, TITLE + two)) == f"{TITLE}{one}\n{two}"


def test_a_version_in_a_code_fence_is_no_heading() -> None:
    fenced = "## 1.0.1\n\n- Write\n\n```md\n## 9.9.9\n```\n"

    merged = merge_changelog(Sides(TITLE, TITLE + fenced, changelog(section("1.1.0", "Two"))))

    assert merged == changelog(section("1.1.0", "Two"), fenced)


def test_a_word_above_the_versions_is_settled_like_any_text() -> None:
    ours, theirs = START.replace("# app", "# The app"), START.replace("# app", "# An app")

    assert merge_changelog(Sides(START, ours, RELEASED)) == RELEASED.replace("# app", "# The app")
    with pytest.raises(UnsettledError):
        merge_changelog(Sides(START, ours, theirs))


def test_a_changelog_that_one_side_has_removed_is_gone() -> None:
    """Also when a release on the other side has written into it."""
    versions = "1.0.0", "1.0.1"

    assert merge_changelog(Sides(START, None, START), versions) is None
    assert merge_changelog(Sides(START, None, RELEASED), versions) is None
    assert merge_changelog(Sides(RELEASED, RELEASED, None), versions) is None


def test_a_changelog_that_went_with_a_reverted_release_stays() -> None:
    """Its package has still the version of the release, for versions do not go backwards."""
    assert merge_changelog(Sides(RELEASED, RELEASED, None), ("1.0.1", "1.0.0")) == RELEASED
    assert merge_changelog(Sides(RELEASED, None, RELEASED), ("1.0.0", "1.0.1")) == RELEASED


def test_a_changelog_that_is_new_stays() -> None:
    assert merge_changelog(Sides(None, None, START), ("0.9.0", "1.0.0")) == START
    assert merge_changelog(Sides(None, START, None), ("1.0.0", "1.0.0")) == START


VERSIONS = st.lists(st.integers(0, 9), unique=True, max_size=6)


@given(VERSIONS, VERSIONS, VERSIONS)
def test_whatever_either_side_tells_is_told_once_in_order(
    base: list[int], ours: list[int], theirs: list[int]
) -> None:
    """And the merge is the same whichever side is ours, and with what it has made."""
    texts = [
        changelog(*(section(f"1.{each}.0", f"Did {each}") for each in sorted(side, reverse=True)))
        for side in (base, {*base, *ours}, {*base, *theirs})
    ]

    merged = merge_changelog(Sides(*texts))

    told = sorted({*base, *ours, *theirs}, reverse=True)
    assert merged == changelog(*(section(f"1.{each}.0", f"Did {each}") for each in told))
    assert merged == merge_changelog(Sides(texts[0], texts[2], texts[1]))
    assert merged == merge_changelog(Sides(texts[2], merged, texts[2]))
