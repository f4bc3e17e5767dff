"""A chart of leather's as a part of the page: its scales, axes and legend, and none of its colours.

What is filled has a class instead, and `style.css` says how that looks by day, by night and on
paper. leather makes plain SVG, without a script or a style, which the page's policy would forbid.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from release.board.page.elements import tag
from release.controls import readable

if TYPE_CHECKING:
    from leather import Chart

_WIDTH = 800  # in the drawing's own units
_CROP = 16  # of the margin that leather leaves all around
_LOOKS = ("fill", "stroke", "stroke-width", "font-family", "font-size")
_NUMBER = re.compile(r"-?\d+\.\d+")
_MOST_STEPS = 5  # of an axis


def drawing(chart: Chart, height: int, id_: str, said: str) -> Element:
    """The chart as an image with a title.

    Args:
        chart: whose series have a class as their colour.
        height: in its own units, 800 of which are its width.
        id_: that of its title.
        said: what it shows, in words.
    """
    body = chart.to_svg_group(_WIDTH, height + 2 * _CROP)
    for each in body.iter():
        looks = {key: each.attrib.pop(key) for key in _LOOKS if key in each.attrib}
        if each.tag in {"rect", "circle"} and looks["fill"].isalpha():
            each.set("class", looks["fill"])
        for key, value in each.attrib.items():
            each.set(key, _NUMBER.sub(_short, value))
        each.text = each.text and readable(each.text)
    return tag(
        "svg",
        tag("title", said, id=id_),
        body,
        viewBox=f"{_CROP} {_CROP} {_WIDTH - 2 * _CROP} {height}",
        role="img",
        aria_labelledby=id_,
    )


def steps(highest: int) -> range:
    """The marks of an axis that has whole numbers, up to `highest` or the next one."""
    powers = range(len(str(highest)))
    widths = (factor * 10**power for power in powers for factor in (1, 2, 5))
    width = next(each for each in widths if highest <= each * _MOST_STEPS)
    return range(0, highest + width, width)


def _short(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")
