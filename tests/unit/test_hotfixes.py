"""Which version a hotfix gets, and how it goes on, as it is typed."""

from __future__ import annotations

import pytest

from release.hotfixes import advice, smallest_free, typed
from release.model import App, Bump

WEB = App("web", "web")


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (set(), (Bump.PATCH, "1.2.4")),
        ({"1.2.4"}, (Bump.MINOR, "1.3.0")),
        ({"1.2.4", "1.3.0"}, (Bump.MAJOR, "2.0.0")),
        ({"1.2.4", "1.3.0", "2.0.0"}, (Bump.NONE, "")),
        ({"1.2.5", "1.3.0", "2.0.0"}, (Bump.PATCH, "1.2.4")),
    ],
)
def test_a_hotfix_gets_the_smallest_bump_to_a_version_that_no_release_has(
    taken: set[str], expected: tuple[Bump, str]
) -> None:
    assert smallest_free("1.2.3", frozenset(taken)) == expected


def test_where_it_is_not_production_every_command_says_where() -> None:
    told = advice("hotfix/web-1.0.0", WEB, Bump.PATCH, "eu")

    assert "  inv deploy --app web --environment eu" in told
    assert "  inv release.hotfix --app web --environment eu --back" in told


def test_production_goes_without_saying() -> None:
    assert "inv deploy --app web" == typed("deploy", WEB, "production")
    assert not any("--environment" in line for line in advice("b", WEB, Bump.PATCH, "production"))
