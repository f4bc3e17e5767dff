"""Which waits for which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter

from release.model import App


def waves(apps: Sequence[App]) -> tuple[tuple[str, ...], ...]:
    """The apps in levels: an app comes in the first wave after all that it needs.

    Inside a wave they stand as in the configuration, which has made sure that every need is an
    app and that none goes round in a circle.
    """
    names = [app.name for app in apps]
    sorter = TopologicalSorter({app.name: app.needs for app in apps})
    sorter.prepare()
    levels = []
    while sorter.is_active():
        ready = sorter.get_ready()
        levels.append(tuple(sorted(ready, key=names.index)))
        sorter.done(*ready)
    return tuple(levels)


def reached(starts: Iterable[str], edges: Mapping[str, Sequence[str]]) -> set[str]:
    """The names of `starts`, and all that `edges` lead to from there, directly or not."""
    found: set[str] = set()
    ahead = list(starts)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += edges.get(name, ())
    return found
