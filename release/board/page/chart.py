"""The deployments of each week as a chart, which the table beside it says as well.

What failed is hatched, and stands above what succeeded: no colour is needed to read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from release.board.model import Week
from release.board.page.elements import Child, table, tag
from release.phrases import counted

_WIDTH, _HEIGHT, _LEFT, _FOOT, _HEAD = 800, 220, 40, 30, 20  # of the drawing, in its own units
_GAP = 0.3  # of a bar's place


def weeks(found: Sequence[Week]) -> Iterator[Child]:
    """The chart and its table; nothing where nothing was deployed."""
    if not any(each.succeeded + each.failed for each in found):
        return
    succeeded, failed = sum(each.succeeded for each in found), sum(each.failed for each in found)
    said = (
        f"{succeeded} succeeded and {failed} failed in {counted(len(found), 'week')}; "
        "those that failed are hatched."
    )
    caption = tag("figcaption", f"Deployments to production by week: {said}")
    yield tag("figure", _drawing(found, said), caption)
    rows = [[f"{each.begin:%Y-%m-%d}", str(each.succeeded), str(each.failed)] for each in found]
    listed = table("The same in numbers.", ("Week from", "Succeeded", "Failed"), rows)
    yield tag("details", tag("summary", "The weeks in numbers"), listed)


def _drawing(found: Sequence[Week], said: str) -> Element:
    highest = max(each.succeeded + each.failed for each in found)
    unit = (_HEIGHT - _HEAD - _FOOT) / highest
    place = (_WIDTH - _LEFT) / len(found)
    title = tag("title", f"Deployments by week: {said}", id="weeks")
    drawing = tag(
        "svg",
        title,
        tag("defs", _hatch()),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_labelledby="weeks",
    )
    floor = _HEIGHT - _FOOT
    drawing.append(tag("text", str(highest), x="0", y=f"{_HEAD + 4}"))
    drawing.append(_line(_HEAD))
    drawing.append(_line(floor))
    for number, each in enumerate(found):
        left, width = _LEFT + place * (number + _GAP / 2), place * (1 - _GAP)
        top = floor - each.succeeded * unit
        drawing.append(_bar("succeeded", left, top, width, each.succeeded * unit))
        if each.failed:
            higher = top - each.failed * unit
            drawing.append(_bar("failed", left, higher, width, each.failed * unit))
            drawing.append(_bar("", left, higher, width, each.failed * unit, fill="url(#hatch)"))
        label = f"{each.begin:%d %b}"
        drawing.append(tag("text", label, x=f"{left:.1f}", y=f"{_HEIGHT - 10}"))
    return drawing


def _hatch() -> Element:
    stripe = tag("path", class_="hatch", d="M0 6L6 0")
    return tag("pattern", stripe, id="hatch", width="6", height="6", patternUnits="userSpaceOnUse")


def _line(height: float) -> Element:
    ends = {"x1": f"{_LEFT}", "x2": f"{_WIDTH}", "y1": f"{height}", "y2": f"{height}"}
    return tag("line", class_="axis", **ends)


def _bar(class_: str, x: float, y: float, width: float, height: float, **more: str) -> Element:
    size = {"x": x, "y": y, "width": width, "height": height}
    shape = {key: f"{each:.1f}" for key, each in size.items()}
    return tag("rect", **({"class_": class_} if class_ else {}), **shape, **more)
