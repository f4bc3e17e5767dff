"""RELEASE_ARCHITECTURE.md is true: what it names is there."""

from __future__ import annotations

import re

import pytest

from tests.docs.reference import tasks
from tests.docs.scene import ROOT
from tests.test_floors import FLOORS, HOUSE

PAGES = ("RELEASE_ARCHITECTURE.md", "docs/commands.md", "README.md")
ARCHITECTURE = (ROOT / "RELEASE_ARCHITECTURE.md").read_text("utf-8")
_PATH = re.compile(
    r"`((?:release|tests|apps|examples|docs|\.github|\.ci)/[\w./-]*"
    r"|(?:\w+/)+\w*(?:\.py)?)`"
)
_ELSEWHERE = {"changeset-release/main", "backmerge/main", "backmerge/hotfix/", "src-tauri/", "pre/"}
"""What only looks like a path of this repository."""


def named(page: str) -> set[str]:
    """The paths that a page names, from the root or from the package."""
    return {*_PATH.findall((ROOT / page).read_text("utf-8"))} - _ELSEWHERE


def is_there(path: str) -> bool:
    """Whether there is a file, a folder or a module of that name."""
    places = [ROOT / path, HOUSE.parent / path, HOUSE / path]
    return any(place.exists() or place.with_suffix(".py").exists() for place in places)


@pytest.mark.parametrize("page", PAGES)
def test_every_path_is_there(page: str) -> None:
    assert [] == [path for path in sorted(named(page)) if not is_there(path)]


def test_the_table_of_the_floors_is_what_holds() -> None:
    rows = re.findall(r"^\| (\d) \| (.*?) \|", ARCHITECTURE, re.MULTILINE)
    shown = {int(floor): {*re.findall(r"`(\w+)/?`", rooms)} for floor, rooms in rows}

    assert dict(enumerate(FLOORS)) == shown


@pytest.mark.parametrize("page", PAGES)
def test_every_command_is_one(page: str) -> None:
    typed = re.findall(r"`inv ([a-z]\S*?)[`\s]", (ROOT / page).read_text("utf-8"))

    assert {*typed} <= {*tasks()}
