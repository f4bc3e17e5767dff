"""The deployments of each week as a chart, which the table beside it says as well.

What failed is an outline above what succeeded: no colour is needed to read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from release.board.model import Week
from release.board.page.drawing import drawing, steps
from release.board.page.elements import Child, figure, table, tag
from release.phrases import counted

_HEIGHT = 220


def weeks(found: Sequence[Week]) -> Iterator[Child]:
    """The chart and its table; nothing where nothing was deployed."""
    if not any(each.succeeded + each.failed for each in found):
        return
    succeeded, failed = sum(each.succeeded for each in found), sum(each.failed for each in found)
    said = (
        f"Deployments to production by week: {succeeded} succeeded and {failed} failed "
        f"in {counted(len(found), 'week')}."
    )
    yield figure(_drawing(found, said), said)
    rows = [[f"{each.begin:%Y-%m-%d}", str(each.succeeded), str(each.failed)] for each in found]
    listed = table("The same in numbers.", ("Week from", "Succeeded", "Failed"), rows)
    yield tag("details", tag("summary", "The weeks in numbers"), listed)


def _drawing(found: Sequence[Week], said: str) -> Element:
    from leather import Chart  # noqa: PLC0415  only a page has charts: start-up

    names = [f"{each.begin:%d %b}" for each in found]
    ended = [each.succeeded + each.failed for each in found]
    succeeded = [each.succeeded for each in found]
    marks = steps(max(ended))
    chart = Chart()
    # leather stacks nothing: what succeeded is drawn over all that ended.
    for name, heights in (("failed", ended), ("succeeded", succeeded)):
        chart.add_columns([*zip(names, heights, strict=True)], name=name, fill_color=name)
    chart.add_y_scale(marks[0], marks[-1])
    chart.add_y_axis(ticks=[*marks])
    return drawing(chart, _HEIGHT, "weeks", said)
