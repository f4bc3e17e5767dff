"""What the pages name is there: paths, rooms, commands."""

from __future__ import annotations

import re

import pytest

from tests.docs.page import File, events
from tests.docs.playing import PAGES as EVERY_PAGE
from tests.docs.reference import tasks
from tests.docs.scene import ROOT
from tests.test_floors import FLOORS, HOUSE

PAGES = [page.relative_to(ROOT).as_posix() for page in EVERY_PAGE]
ARCHITECTURE = (ROOT / "RELEASE_ARCHITECTURE.md").read_text("utf-8")
MAPS = {"RELEASE_ARCHITECTURE.md", "docs/commands.md", "README.md"}
"""The pages that name rooms from the package, too."""

_FROM_THE_ROOT = r"(?:release|tests|apps|examples|docs|\.github|\.ci)/[\w./-]*"
_PATH = re.compile(rf"`({_FROM_THE_ROOT})`")
_PATH_OR_ROOM = re.compile(rf"`({_FROM_THE_ROOT}|(?:\w+/)+\w*(?:\.py)?)`")
_ELSEWHERE = {
    *("changeset-release/main", "backmerge/main", "backmerge/hotfix/", "src-tauri/", "pre/"),
    ".github/workflows/doctor.yml",  # a command of docs/new-workflow.md makes it
}
"""What only looks like a path of this repository."""


def named(page: str) -> set[str]:
    """The paths that a page names, from the root or from the package, and does not make itself."""
    made = {event.path for event in events(ROOT / page) if isinstance(event, File)}
    path = _PATH_OR_ROOM if page in MAPS else _PATH
    return {*path.findall((ROOT / page).read_text("utf-8"))} - _ELSEWHERE - made


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

    assert {*typed} <= {*tasks(), "deploy.backend"}  # an app's own, as every app has one
