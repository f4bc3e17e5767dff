"""Who waits for whom."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from release.model import App
from release.waves import reached, waves

APPS = (
    App("cloudprint", "cloudprint", needs=("backend",)),
    App("backend", "backend", needs=("database",)),
    App("frachter", "frachter", needs=("backend",)),
    App("database", "database"),
)


def test_an_app_comes_after_what_it_needs() -> None:
    assert waves(APPS) == (("database",), ("backend",), ("cloudprint", "frachter"))


def test_apps_that_need_nothing_keep_their_order() -> None:
    assert waves([App("b", "b"), App("a", "a"), App("c", "c")]) == (("b", "a", "c"),)


def test_no_apps_have_no_waves() -> None:
    assert waves([]) == ()


@given(st.permutations(APPS), st.lists(st.booleans(), min_size=12, max_size=12))
def test_whatever_is_needed_comes_in_an_earlier_wave(apps: list[App], edges: list[bool]) -> None:
    flags = iter(edges)
    names = [app.name for app in apps]
    graph = [
        App(name, name, needs=tuple(other for other in names[:index] if next(flags)))
        for index, name in enumerate(names)
    ]

    wave_of = {name: number for number, wave in enumerate(waves(graph)) for name in wave}

    assert set(wave_of) == set(names)
    for app in graph:
        assert wave_of[app.name] == max((wave_of[need] + 1 for need in app.needs), default=0)


def test_what_is_reached_is_all_that_the_edges_lead_to_and_the_start() -> None:
    """Also round a circle, and to names that lead nowhere."""
    edges = {"a": ("b",), "b": ("c", "a"), "d": ("a",)}

    assert {"a", "b", "c"} == reached(["a"], edges)
    assert set() == reached([], edges)
