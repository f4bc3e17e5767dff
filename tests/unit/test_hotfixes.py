"""How a hotfix goes on, as it is typed."""

from __future__ import annotations

from release.hotfixes import advice, typed
from release.model import App, Bump

WEB = App("web", "web")


def test_where_it_is_not_production_every_command_says_where() -> None:
    told = advice("hotfix/web-1.0.0", WEB, Bump.PATCH, "eu")

    assert "  inv deploy --app web --environment eu" in told
    assert "  inv release.hotfix --app web --environment eu --back" in told


def test_production_goes_without_saying() -> None:
    assert "inv deploy --app web" == typed("deploy", WEB, "production")
    assert not any("--environment" in line for line in advice("b", WEB, Bump.PATCH, "production"))
