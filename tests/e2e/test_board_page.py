"""The board in a real browser: by keyboard, in all colours, on paper, on phones, under attack."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from release.board.model import Event
from release.board.page import render
from release.steps.board import Wish, look
from tests.board.boards import a_board, an_empty_board, before
from tests.board.browser import Seen, brightness, looked_at
from tests.board.season import Season, rides
from tests.real_components import Components

pytestmark = pytest.mark.needs("chromium", "git")

HOSTILE = (
    """'"></title><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>"""
)
EVENTS = [
    Event(before(hours=each), "deploy", "web", f"1.{each}.0", "inactive", "production")
    for each in range(10_000)
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two hundred releases, text of attackers everywhere, nothing at all, 10,000 deployments."""
    folder = tmp_path_factory.mktemp("pages")
    season = Season(folder / "train", rides(200, timedelta(hours=10)), HOSTILE)
    wish = Wish(records="clone", name="acme/train", page="https://github.com/acme/train")
    boards = {
        "season": look(season.view, wish)[0],
        "hostile": a_board(HOSTILE),
        "empty": an_empty_board(),
        "long": a_board(events=EVENTS),
    }
    for name, board in boards.items():
        (folder / f"{name}.html").write_text(render(board), "utf-8")
    return {name: folder / f"{name}.html" for name in boards}


@pytest.fixture(scope="module")
def seen(components: Components, pages: dict[str, Path]) -> dict[str, Seen]:
    return looked_at(components, pages, "long")


def test_a_person_reads_all_parts(seen: dict[str, Seen]) -> None:
    text = seen["season"].text

    for part in (
        "Release board of acme/train",
        "What runs where",
        "v9.67.0 ✓ runs",
        "🟢 Will Deploy",
        "15.6 a week",
        "n = 200 deployments",
        "The newest 200 of 430 events",
        "✗ failed",
        "? unknown",
        "staging has all of the main branch",
    ):
        assert part in text
    assert "n = 2 recoveries" in text
    assert "not enough data" in text


def test_nothing_is_asked_of_anybody(seen: dict[str, Seen], pages: dict[str, Path]) -> None:
    """One request for the page itself, and no complaint."""
    for name, page in seen.items():
        assert [pages[name].as_uri()] == page.requests
        assert ([], 0) == (page.said, page.scripts)


def test_axe_finds_nothing_wherever_it_is_read(seen: dict[str, Seen]) -> None:
    looks = ("day", "night", "contrast", "paper", "phone of 360", "phone of 320")
    for name, passes in (("season", 25), ("hostile", 25), ("empty", 18)):
        assert {look: [] for look in looks} == seen[name].violations
        assert seen[name].passes > passes


def test_the_keyboard_comes_everywhere_and_is_seen_there(seen: dict[str, Seen]) -> None:
    page = seen["season"]
    names = [stop["name"] for stop in page.stops]

    assert "Skip to the content" == names[0]
    assert "content" == page.skipped
    parts = ["What runs where", "The train", "How well it goes", "What happened", "Health"]
    assert parts == [name for name in names if name in parts]
    assert "The version of each app in each environment. Ages are as of the time above." in names
    assert [] == [stop for stop in page.stops if not (stop["seen"] and stop["inside"])]
    assert page.unfolded


def test_the_dark_is_dark_and_paper_is_white(seen: dict[str, Seen]) -> None:
    page = seen["season"]

    for colours, is_dark in ((page.light, False), (page.dark, True), (page.printed, False)):
        text, behind = map(brightness, colours[0])
        assert is_dark == (behind < text)
        assert abs(behind - text) > 0.7
    assert ("none", "%PDF-") == (page.nav, page.paper)


def test_a_phone_scrolls_tables_and_not_the_page(seen: dict[str, Seen]) -> None:
    for name in ("season", "hostile", "empty"):
        widths = seen[name].widths
        assert (360, 320) == (widths["phone of 360"], widths["phone of 320"])


def test_what_a_table_is_about_is_read_without_scrolling(seen: dict[str, Seen]) -> None:
    for page in (seen["season"], seen["hostile"]):
        assert [] == [each for cut in page.captions.values() for each in cut]


def test_the_readers_own_colours_are_the_charts_too(seen: dict[str, Seen]) -> None:
    marks = seen["season"].marks

    assert 1 == len(set(marks["contrast"]))
    assert 2 == len(set(marks["day"])) == len(set(marks["night"]))


def test_text_of_attackers_is_read_and_does_nothing(seen: dict[str, Seen]) -> None:
    for page in (seen["hostile"], seen["season"]):
        assert HOSTILE in page.text
        assert ([], 0) == (page.said, page.scripts)


def test_a_script_that_got_in_could_do_nothing(
    seen: dict[str, Seen], pages: dict[str, Path]
) -> None:
    """The policy is the second wall: no script, no style, no picture, no request."""
    attack = seen["season"].attack

    assert not attack["ran"]
    assert ["connect-src", "img-src", "script-src-elem", "style-src-attr"] == attack["broken"]
    assert [pages["season"].as_uri()] == attack["requests"]


def test_ten_thousand_deployments_make_no_page_that_takes_long(
    seen: dict[str, Seen], pages: dict[str, Path]
) -> None:
    assert pages["long"].stat().st_size < 150_000
    assert "The newest 200 of 10000 events" in seen["long"].text
