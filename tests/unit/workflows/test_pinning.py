from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from release.config.extra_steps import ExtraStep, Use, parse_use
from release.config.pins import CHECKOUT, PINS, SETUP_PYTHON, Pin
from release.config.workflows import Workflows
from release.forge.releases import Published
from release.workflows.pinning import (
    choose,
    moved,
    repinned,
    repository_of,
    taken,
    uses,
    without_pins,
    wrong_taken,
)

OLD, NEW, OTHER = "0" * 40, "1" * 40, "2" * 40
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def a_use(version: str, commit: str = OLD, action: str = CHECKOUT) -> Use:
    return Use(action, Pin(commit, version))


def chosen(now: str, *published: tuple[str, int]) -> tuple[str | None, str | None]:
    """The version to take and the one that is too young, of tags with their ages in days."""
    there = [Published(tag, NOW - timedelta(days=age)) for tag, age in published]
    choice = choose(a_use(now), there, NOW - timedelta(days=7))
    return choice.newest and choice.newest.tag, choice.young and choice.young.tag


@pytest.mark.parametrize(
    ("now", "published", "expected"),
    [
        ("v4.1.0", [("v4.2.0", 9), ("v4.1.0", 90)], ("v4.2.0", None)),
        ("v4.9.0", [("v4.10.0", 9), ("v4.9.1", 8)], ("v4.10.0", None)),
        ("v4.1.0", [("v4.2.0", 7)], ("v4.2.0", None)),
        ("v4.1.0", [("v4.2.0", 6)], (None, "v4.2.0")),
        ("v4.1.0", [("v5.0.0", 1), ("v4.2.0", 30)], ("v4.2.0", "v5.0.0")),
        ("v4.1.0", [("v4.1.5", 1), ("v4.2.0", 30)], ("v4.2.0", None)),
        ("v4.1.0", [("v4.1.0", 90), ("v3.9.9", 8)], (None, None)),
        ("v5.0.0", [("v4.2.0", 9)], (None, None)),
        ("v4", [("v4", 9), ("v4.0.0", 9)], ("v4.0.0", None)),
        ("v4.1.0", [("codeql-bundle-v9", 9), ("v5.0.0-beta.1", 9), ("5.0.0", 9)], (None, None)),
        ("v4.1.0", [], (None, None)),
        ("v4.1.0-beta.1", [("v4.1.0", 9), ("v4.0.9", 9)], ("v4.1.0", None)),
        ("v4.1.0-beta.1", [("v4.0.9", 9)], (None, None)),
        ("v4.1.3a", [("v4.2.0", 9), ("v3.0.0", 9)], (None, None)),
    ],
)
def test_the_highest_version_is_chosen_that_is_old_enough(
    now: str, published: list[tuple[str, int]], expected: tuple[str | None, str | None]
) -> None:
    assert chosen(now, *published) == expected


def test_a_version_that_became_another_commit_is_told_with_both() -> None:
    problem = moved(a_use("v4.1.0"), NEW)

    assert problem
    assert OLD in problem.message
    assert NEW in problem.message
    assert moved(a_use("v4.1.0"), OLD) is None


@pytest.mark.parametrize("version", ["v4", "v4.1"])
def test_a_tag_that_is_meant_to_move_may(version: str) -> None:
    assert moved(a_use(version), NEW) is None


def test_an_action_may_be_a_folder_of_a_repository() -> None:
    use = parse_use(f"github/codeql-action/init@{OLD} # v4.0.0")

    assert use == Use("github/codeql-action/init", Pin(OLD, "v4.0.0"))
    assert repository_of(use) == "github/codeql-action"


def test_the_actions_are_those_of_the_table_and_of_steps_each_once() -> None:
    own = a_use("v1.0.0", action="acme/setup")
    again = Use(CHECKOUT, PINS[CHECKOUT])
    steps = tuple(ExtraStep("x", uses=each) for each in (own, again, own))

    assert uses(Workflows(steps=steps)) == (*(Use(*each) for each in PINS.items()), own)


SHEET = f"""\
    steps:
      - name: Check out
        uses: actions/checkout@{OLD} # v4.1.0
      - name: Set up
        uses: acme/setup/node@{OLD} # v1.0.0
        with:
          uses: nothing
"""


def test_what_others_chose_is_found_beside_what_we_would_write() -> None:
    theirs = SHEET.replace(f"checkout@{OLD} # v4.1.0", f"checkout@{NEW} # v5")
    ours = {"a.yml": SHEET, "b.yml": SHEET}

    assert without_pins(SHEET) == without_pins(theirs)
    assert taken(ours, {"a.yml": SHEET, "b.yml": theirs}) == {
        a_use("v4.1.0"): {Pin(NEW, "v5"): "b.yml"}
    }


def test_workflows_that_disagree_and_versions_that_moved_are_not_taken_in() -> None:
    found = {Pin(NEW, "v4.1.0"): "a.yml", Pin(OTHER, "v5.0.0"): "b.yml"}
    problems = list(wrong_taken(a_use("v4.1.0"), found))

    assert [str(each.where) for each in problems] == ["a.yml", "None"]
    assert "do not agree on `actions/checkout`: v4.1.0 in a.yml and v5.0.0 in b.yml" in (
        problems[1].message
    )


def test_pins_are_written_where_they_stand_and_else_into_a_table() -> None:
    text = f"""\
# ours
[tool.release.workflows.pins]
'actions/checkout' = '{OLD} # v4.1.0' # since May

[[tool.release.workflows.steps]]
name = "Set up"
uses = "acme/setup@{OLD} # v1.0.0"

[tool.ruff]
"""
    own = a_use("v1.0.0", action="acme/setup")
    pins = {**PINS, CHECKOUT: Pin(OLD, "v4.1.0")}
    workflows = Workflows(pins=pins, steps=(ExtraStep("Set up", uses=own),))
    new = Pin(NEW, "v9.0.0")
    python = Use(SETUP_PYTHON, PINS[SETUP_PYTHON])

    found = repinned(
        text, "pyproject.toml", workflows, {own: new, a_use("v4.1.0"): new, python: new}
    )

    assert found == text.replace(
        f"{OLD} # v4.1.0' # since May\n",
        f"""{NEW} # v9.0.0' # since May
"actions/setup-python" = "{NEW} # v9.0.0"
""",
    ).replace(f"{OLD} # v1.0.0", f"{NEW} # v9.0.0")
