"""The charts: what is drawn, and that nothing but shapes, words and classes is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest

from release.board.model import Event, Week
from release.board.page.drawing import steps
from release.board.page.elements import Child
from release.board.page.lanes import MOST, lanes
from release.board.page.weeks import weeks
from tests.board.boards import NOW, before

_ALLOWED = {"svg", "title", "g", "line", "rect", "circle", "text"}


def drawn(chart: Iterable[Child]) -> Element:
    """The drawing of the first figure."""
    figure = next(each for each in chart if isinstance(each, Element))
    drawing = figure.find(".//svg")
    assert drawing is not None
    return drawing


def words(drawing: Element) -> list[str]:
    return [each.text or "" for each in drawing.iter("text")]


def marks(drawing: Element) -> Counter[str]:
    return Counter(each.get("class", "") for each in drawing.iter("circle"))


def an_event(hours: float, state: str = "success", what: str = "deploy", app: str = "web") -> Event:
    return Event(before(hours=hours), what, app, "1.0.0", state, "production")  # type: ignore[arg-type]  # the word is one


def test_the_weeks_stand_beside_one_another() -> None:
    found = [Week(NOW + timedelta(weeks=number), number, number % 2) for number in range(4)]

    drawing = drawn(weeks(found))

    assert ["failed", "succeeded"] == words(drawing)[:2]
    assert {"0", "1", "2", "3", "4", "26 Nov", "03 Dec", "10 Dec", "17 Dec"} <= {*words(drawing)}
    bars = Counter(each.get("class") for each in drawing.iter("rect"))
    assert (5, 5) == (bars["failed"], bars["succeeded"])  # one of each is in the legend
    heights = [
        float(each.get("height", "")) for each in drawing.findall(".//*[@class='succeeded']")
    ]
    assert heights[1] < heights[2] < heights[3] < heights[4]


def test_each_outcome_has_a_mark_of_its_own() -> None:
    tried = [
        an_event(1),
        an_event(2, "failure"),
        an_event(3, what="rollback"),
        an_event(4, "error"),
        an_event(5, "in_progress", app="shop"),
        an_event(6, "blocked"),
        Event(NOW, "release", "web", "1.0.0", "tagged"),
    ]

    drawing = drawn(lanes(tried))

    assert dict.fromkeys(("succeeded", "failed", "back", "blocked", "lost", "going"), 1) == marks(
        drawing
    )
    named = {"succeeded", "failed", "rolled back", "blocked", "unknown", "in progress"}
    assert named | {"web, production", "shop, production"} <= {*words(drawing)}
    title = drawing.find("title")
    assert title is not None
    assert (title.get("id"), "img") == (drawing.get("aria-labelledby"), drawing.get("role"))
    assert "6 deployments from 2026-11-26 to 2026-11-26: 1 succeeded, 1 failed" in (
        title.text or ""
    )


def test_nothing_is_drawn_of_nothing() -> None:
    assert [] == [*lanes([Event(NOW, "release", "web", "1.0.0", "tagged")])]
    assert [] == [*weeks([Week(NOW, 0, 0)])]


def test_of_many_attempts_the_newest_are_drawn() -> None:
    drawing = drawn(lanes([an_event(each) for each in range(MOST + 100)]))

    assert {"succeeded": MOST} == marks(drawing)


@pytest.mark.parametrize(
    "chart",
    [weeks([Week(NOW, 3, 2)]), lanes([an_event(1, app="<script>\udcff"), an_event(2, "failure")])],
)
def test_a_drawing_has_no_style_of_its_own(chart: Iterable[Child]) -> None:
    drawing = drawn(chart)

    assert {each.tag for each in drawing.iter()} <= _ALLOWED
    looks = {"fill", "stroke", "style", "font-family", "font-size"}
    assert [] == [each.attrib for each in drawing.iter() if looks & each.attrib.keys()]
    assert not any("\udcff" in each for each in words(drawing))


@pytest.mark.parametrize(
    ("highest", "marked"),
    [
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (18, [0, 5, 10, 15, 20]),
        (99, [0, 20, 40, 60, 80, 100]),
        (1001, [0, 500, 1000, 1500]),
    ],
)
def test_the_marks_of_an_axis_are_few_and_whole(highest: int, marked: list[int]) -> None:
    assert marked == [*steps(highest)]
