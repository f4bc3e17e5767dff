"""Pages of the board in a real browser: what people see there, and what it lets others do."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.real_components import Components

_SCRIPT = Path(__file__).with_name("browser.mjs")
_LONGEST = 240  # seconds, on a machine that has other things to do

Colours = Sequence[Sequence[str]]
"""Of the page and of a link in it: the colour of its text, and of what is behind it."""


class Seen(NamedTuple):
    """One page.

    `requests` are the addresses that it asked for, `said` what it complained of. `stops` are where
    the Tab key leads, `skipped` where the first of them does; `unfolded` tells whether the key
    opened what is folded. `violations` are axe's, by day, by night, with the reader's own colours,
    on paper and on phones; `passes` the rules that were met; `widths` the page's;
    `captions` those that do not fit the window; `marks` the colours of text and of a chart's mark.
    `attack` is what the policy let a script do.
    """

    text: str
    requests: list[str]
    said: list[str]
    scripts: int
    stops: Sequence[Mapping[str, Any]] = ()
    skipped: str = ""
    unfolded: bool | None = None
    violations: Mapping[str, list[str]] = MappingProxyType({})
    passes: int = 0
    widths: Mapping[str, int] = MappingProxyType({})
    captions: Mapping[str, list[str]] = MappingProxyType({})
    marks: Mapping[str, list[str]] = MappingProxyType({})
    light: Colours = ()
    dark: Colours = ()
    printed: Colours = ()
    nav: str = ""
    paper: str = ""
    attack: Mapping[str, Any] = MappingProxyType({})


def looked_at(components: Components, pages: Mapping[str, Path], *brief: str) -> dict[str, Seen]:
    """Have a browser look at each of the pages; those named in `brief` are only opened and read."""
    chromium = components.require("chromium")
    paths = {name: str(path) for name, path in pages.items()}
    ran = subprocess.run(
        [components.node, str(_SCRIPT), str(components.node_modules), str(chromium)],
        input=json.dumps({"pages": paths, "brief": brief}),
        text=True,
        capture_output=True,
        check=False,
        timeout=_LONGEST,
        env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": "disabled:"},
    )
    assert not ran.returncode, ran.stderr
    return {name: Seen(**seen) for name, seen in json.loads(ran.stdout).items()}


def brightness(colour: str) -> float:
    """How bright `rgb(…)` is, from 0 to 1."""
    red, green, blue = (int(part) for part in colour.strip("rgb()").split(",")[:3])
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
