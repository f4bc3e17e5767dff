"""The text of the release pull request: what is ours, what is others', and how much fits."""

from __future__ import annotations

import re

import pytest

from release.announce import Preview
from release.announce.comment import LIMIT, MARKER, preview_comment
from release.announce.pull_body import BEGIN, END, Entry, PullText, pull_body, pull_title
from release.detection import AppState, Detection
from release.markdown import size
from release.model import Bump, PlannedRelease, ReleasePlan


def a_release(name: str = "cloudprint") -> PlannedRelease:
    return PlannedRelease(name, Bump.MINOR, "1.0.0", "1.1.0")


def a_text(*told: str, apps: int = 0, pre: str | None = None) -> PullText:
    """The text of so many releases, each with such a changelog."""
    names = [f"app-{number}" for number in range(apps or len(told))]
    states = tuple(AppState(n, n, True, "1.1.0", "1.0.0", f"{n}@1.1.0", "new") for n in names)
    releases = tuple(a_release(name) for name in names)
    preview = Preview(
        detection=Detection(states, (tuple(names),)),
        plan=ReleasePlan((), releases),
        files=(),
        commit="a" * 40,
        deploys=True,
    )
    entries = tuple(Entry(each, text) for each, text in zip(releases, told, strict=False))
    return PullText(preview, entries, "main", pre)


def test_our_part_is_between_its_markers() -> None:
    body = pull_body(a_text("- A change"))

    assert body.startswith(f"{BEGIN}\n")
    assert body.endswith(f"\n{END}")
    assert "## app-0@\u200b1.1.0\n\n- A change\n" in body


def test_what_others_wrote_is_kept_and_ours_is_replaced() -> None:
    before = f"Above\r\n {pull_body(a_text('- Old'))}\r\n\tBelow \n"

    after = pull_body(a_text("- New"), before)

    assert f"Above\r\n {pull_body(a_text('- New'))}\r\n\tBelow \n" == after


def test_the_same_text_again_changes_nothing() -> None:
    for before in ("", "Mine\n", f"{BEGIN} lost"):
        once = pull_body(a_text("- A change"), before)

        assert once == pull_body(a_text("- A change"), once)


@pytest.mark.parametrize("before", ["Mine\n", f"{BEGIN}\nMine", f"Mine\n{END}", f"{END} {BEGIN}"])
def test_without_both_markers_nothing_of_it_is_ours(before: str) -> None:
    body = pull_body(a_text("- A change"), before)

    assert body.endswith(before)
    assert pull_body(a_text("- New"), body).endswith(before)


def test_a_changelog_can_neither_end_our_part_nor_begin_another() -> None:
    text = a_text(f"- {END}\n{BEGIN}\n<!--", "- Kept")

    body = pull_body(text)

    assert [1, 1] == [body.count(marker) for marker in (BEGIN, END)]
    assert "- Kept" in body
    assert body == pull_body(text, body)


def test_a_changelog_that_is_too_long_is_left_out_and_the_headings_stay() -> None:
    body = pull_body(a_text("- A\n" * 20_000, "- B"))

    assert size(body) <= LIMIT
    assert "- A" not in body
    assert ["app-0", "app-1"] == re.findall(r"^## (.*)@", body, re.MULTILINE)
    assert "| app-1 | 🟢 Will Deploy | v1.1.0 |" in body


def test_headings_that_are_too_many_are_left_out_and_the_table_stays() -> None:
    body = pull_body(a_text(*[""] * 1000))

    assert size(body) <= LIMIT
    assert "## " not in body
    assert 1000 == body.count("Will Deploy")


def test_a_table_that_is_too_long_is_counted_and_never_cut() -> None:
    body = pull_body(a_text(*[""] * 3000))

    assert size(body) <= LIMIT
    assert "|" not in body
    assert "3000 packages are released" in body
    assert "plan sha256:" in body


def test_the_more_others_wrote_the_less_room_is_ours() -> None:
    others = "x" * (LIMIT - 2000)

    body = pull_body(a_text("- A change\n" * 300), others)

    assert size(body) <= LIMIT
    assert "too long to be told here" in body
    assert body.endswith(others)


@pytest.mark.parametrize(
    ("title", "pre", "expected"),
    [
        ("chore: release versions", None, "chore: release versions"),
        ("chore: release versions", "next", "chore: release versions (next)"),
        (" two\n lines ", None, "two lines"),
    ],
)
def test_a_title_is_one_line(title: str, pre: str | None, expected: str) -> None:
    assert expected == pull_title(title, pre)


def test_a_large_comment_tells_of_the_apps_alone() -> None:
    preview = a_text("").preview
    others = tuple(a_release(f"package-{number}") for number in range(3000))
    plan = preview.plan._replace(releases=(*preview.plan.releases, *others))

    text = preview_comment(preview._replace(plan=plan, files=("a.md",)))

    assert size(text) <= LIMIT
    assert "- app-0 1.0.0 -&gt; 1.1.0" in text
    assert "package-0" not in text


def test_a_huge_comment_keeps_its_table_as_long_as_that_fits() -> None:
    some, many = (preview_comment(a_text(apps=number).preview) for number in (1000, 3000))

    assert [True, True] == [size(each) <= LIMIT for each in (some, many)]
    assert [True, True] == [each.startswith(f"{MARKER}\n") for each in (some, many)]
    assert (1000, 0) == (some.count("Will Deploy"), many.count("Will Deploy"))
    assert "3000 apps are to be released" in many
