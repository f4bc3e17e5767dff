"""What was due or tried in each environment, as marks along the time; a table says it as well.

What succeeded is a full mark, all else is an outline of its own: no colour is needed to read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from xml.etree.ElementTree import Element

from release.board.model import Event
from release.board.page.drawing import drawing
from release.board.page.elements import Child, figure
from release.board.words import outcome
from release.phrases import counted, cut

_LANE, _AROUND = 32, 96  # of the height: for a lane, and for the axis and the legend
_ALL, _STEP = 100, 10  # of the time, and from one of its marks to the next
MOST = 400
"""Marks of the chart."""

LONGEST_NAME = 28
"""Characters of what a lane is called; of a longer one it has the beginning."""

_ABOVE = 0.35
_LOOKS: Mapping[str, tuple[str, float, float]] = {
    "succeeded": ("succeeded", 2.5, 0),
    "failed": ("failed", 5, _ABOVE),
    "rolled back": ("back", 5, _ABOVE),
    "blocked": ("blocked", 5, _ABOVE),
    "unknown": ("lost", 4, _ABOVE),
    "in progress": ("going", 4, _ABOVE),
}
"""How each outcome looks: the class of its marks, their radius, how far above the lane they are."""


def lanes(events: Sequence[Event]) -> Iterator[Child]:
    """The chart of the events that have an environment; nothing where there is none."""
    every = [each for each in events if each.environment]
    tried = every[:MOST]
    if not tried:
        return
    ends = [_end(each) for each in tried]
    counts = ", ".join(f"{ends.count(end)} {end}" for end in _LOOKS if end in ends)
    first, last = (f"{each.at:%Y-%m-%d}" for each in (tried[-1], tried[0]))
    many = f"The newest {MOST} of " if len(every) > MOST else ""
    said = f"{many}{counted(len(every), 'deployment')} from {first} to {last}: {counts}."
    yield figure(_drawing(tried, said), said)


def _end(event: Event) -> str:
    end = outcome(event)
    if event.what == "rollback" and end == "succeeded":
        return "rolled back"
    return end if end in _LOOKS else "unknown"


def _drawing(tried: Sequence[Event], said: str) -> Element:
    from leather import Chart  # noqa: PLC0415  only a page has charts: start-up

    names = list(dict.fromkeys(_lane(each) for each in sorted(tried, key=_lane, reverse=True)))
    begin, length = tried[-1].at, max(tried[0].at - tried[-1].at, timedelta(days=1))
    chart = Chart()
    for end, (look, radius, above) in _LOOKS.items():
        dots = [
            (_ALL * ((each.at - begin) / length), names.index(_lane(each)) + above)
            for each in tried
            if _end(each) == end
        ]
        if dots:
            chart.add_dots(dots, name=end, fill_color=look, radius=radius)
    chart.add_x_scale(0, _ALL)
    chart.add_x_axis(
        ticks=[*range(0, _ALL + 1, _STEP)],
        tick_formatter=lambda part, *_: f"{begin + length * part / _ALL:%d %b}",
    )
    chart.add_y_scale(-1, len(names))
    chart.add_y_axis(ticks=[*range(len(names))], tick_formatter=lambda lane, *_: names[lane])
    return drawing(chart, _AROUND + _LANE * len(names), "lanes", said)


def _lane(event: Event) -> str:
    return cut(f"{event.app}, {event.environment}", LONGEST_NAME)
