"""Where in a TOML file an option stands."""

from __future__ import annotations

import pytest

from release.config.toml_options import line_of

NEEDS = ("tool", "release", "apps", "web", "needs")


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a = 1\nb = 2\n", ("b",), 2),
        ("[tool.release.apps.web]\nneeds = []\n", NEEDS, 2),
        ("[tool.release.apps.web]\nneeds = []\n", NEEDS[:3], 1),
        ("[tool.release]\n\napps.web.needs = []\n", NEEDS, 3),
        ("[tool.release]\napps = { web = { needs = [] } }\n", NEEDS, 2),
        ("[tool.release.apps.web]\nneeds = [\n'a',\n'b',\n]\ntarget = 'x'\n", NEEDS, 2),
        ("[tool.release.apps.web]\nneeds = [\n'a',\n]\ntarget = 'x'\n", (*NEEDS[:4], "target"), 5),
        ("[tool]\nx = 1\n[tool.release]\nx = 2\n", ("tool", "release", "x"), 4),
        ('[tool.release]\n"quoted key" = 1\n', ("tool", "release", "quoted key"), 2),
        (
            "x = '''\n[tool.release]\n'''\n[tool.release]\ny = 2\n",
            ("tool", "release", "y"),
            5,
        ),
        ("# [tool.release]\r\n[tool.release]\r\ny = 2\r\n", ("tool", "release", "y"), 3),
        ("[[other]]\na = 1\n[[other]]\nb = 1\n", ("other", "b"), 4),
        ("[[a.b]]\nx = 1\n[[a.b]]\nx = 2\n[a.b.c]\ny = 1\n", ("a", "b", 1), 3),
        ("[[a.b]]\nx = 1\n[[a.b]]\nx = 2\n[a.b.c]\ny = 1\n", ("a", "b", 1, "x"), 4),
        ("[[a.b]]\nx = 1\n[[a.b]]\nx = 2\n[a.b.c]\ny = 1\n", ("a", "b", 1, "c", "y"), 6),
        ("[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\nx = 1\n", ("a", 1, "b", 0, "x"), 5),
        ("[a]\nz = 1\nb = [\n{ x = 1 },\n{ y = 2 },\n]\n", ("a", "b", 1, "y"), 3),
        ("[[a]]\nx = 1\n", ("a", 1), None),
        ("a = 1\n", ("b",), None),
    ],
)
def test_the_line_of_an_option(
    text: str, path: tuple[str | int, ...], expected: int | None
) -> None:
    """Headers, dotted keys, inline tables, values over several lines, text that looks like one."""
    assert expected == line_of(text, path)
