"""`board`, typed in a clone that has lived through a season of releases."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from release.board.document import document
from release.board.model import Board
from release.board.page import render
from release.steps.board import Wish, look
from tests.board.season import APPS, Season, rides
from tests.e2e.desk import typed
from tests.repositories import Repo
from tests.trains import FILES, a_train

pytestmark = pytest.mark.needs("git")

CLONE = 'records = "clone"\n'
TOML = f"""{FILES["release.toml"]}
[environments.production]
{CLONE}[environments.staging]
{CLONE}"""


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Season:
    """Two hundred releases within 84 days."""
    return Season(tmp_path_factory.mktemp("season") / "train", rides(200, timedelta(hours=10)))


@pytest.fixture(scope="module")
def board(season: Season) -> Board:
    found, failure = look(season.view, Wish(records="clone", name="acme/train"))
    assert failure is None
    return found


def test_what_runs_where_after_two_hundred_releases(board: Board) -> None:
    runs = {each.app: (each.state, each.version) for each in board.cells[:3]}

    newest = {ride.app: ("runs", ride.version) for ride in rides(200, timedelta(hours=10))}
    assert newest == runs
    assert {"production": "this clone alone (.git/monorepo-release.deployments)"}.items() <= (
        board.books.items()
    )


def test_every_release_and_every_attempt_has_its_place_in_the_timeline(board: Board) -> None:
    """200 tags; 200 deployments that worked, 10 that failed, 10 that nobody knows, 10 rollbacks."""
    seen = [(each.what, each.state) for each in board.events]
    deploys = [state for what, state in seen if what == "deploy"]

    assert 200 == seen.count(("release", "tagged"))
    assert (10, 10, 200) == (
        deploys.count("failure"),
        deploys.count("error"),
        deploys.count("success") + deploys.count("inactive"),
    )
    assert 10 == len([what for what, _ in seen if what == "rollback"])
    times = [each.at for each in board.events]
    assert sorted(times, reverse=True) == times
    assert {180.0} == {each.seconds for each in board.events if each.state == "failure"}


def test_the_measures_are_those_of_the_season(board: Board) -> None:
    told: Any = document(board)

    (overall,) = [each for each in told["measures"] if (each["app"], each["days"]) == (None, 90)]
    assert {"value": 200 * 7 / 90, "n": 200} == overall["frequency"]
    assert {"value": 20 / 210, "n": 210} == overall["failure_rate"]
    assert {"value": 10 / 210, "n": 210} == overall["rework_rate"]
    assert 20 == overall["recovery_time"]["n"]
    assert 2 * 3600 < overall["recovery_time"]["value"] < 2.1 * 3600
    # Two commits a release, of a day and of two days before it; the first release of each app
    # tells of none, and the bot's are not counted.
    assert 2 * (200 - len(APPS)) == overall["lead_time"]["n"]
    assert 24 * 3600 < overall["lead_time"]["value"] < 51 * 3600
    assert (10, 0) == (overall["unknown"], overall["not_recovered"])


def test_what_waits_on_staging_is_told(board: Board) -> None:
    train = board.train

    assert ["Print even faster"] == [each.subject for each in train.changes or ()]
    assert ["main, staging"] * 2 == [each.branch for each in train.intents]
    shown = {each.app: (each.status, each.version) for each in train.upcoming}
    assert {"⚪ No change", "🟢 Will Deploy"} == {status for status, _ in shown.values()}
    levels = {each.subject: each.level for each in board.signs}
    well = dict.fromkeys(("locks", "releases", "back-merge"), "well")
    never_staged = dict.fromkeys((f"snapshot of {app}" for app in APPS), "broken")
    assert {**well, **never_staged, "token": "unknown"} == levels


def test_the_board_of_a_season_fits_a_page(board: Board) -> None:
    page = render(board)

    assert len(page) < 200_000
    assert "The newest 200 of 430 events" in page


@pytest.fixture
def clone(tmp_path: Path) -> Repo:
    """A clone with three apps in which nothing was deployed yet."""
    repo = Repo(tmp_path / "work")
    a_train(repo.root, {"release.toml": TOML})
    repo.commit("All aboard")
    return repo


def test_one_command_writes_the_page_and_its_twins(clone: Repo) -> None:
    outputs = ("board.html", "board.json", "board.prom")

    answer = typed(
        clone.root, "board", "--records=clone", *(f"--output=../{each}" for each in outputs)
    )

    assert (0, "") == (answer.code, answer.out)
    page, twin, numbers = ((clone.root.parent / each).read_text("utf-8") for each in outputs)
    assert page.startswith("<!doctype html>")
    assert "release_pending_changesets 2" in numbers
    told = json.loads(twin)
    assert clone.head == told["commit"]
    assert ["calm-fox-sails", "quick-otter-prints"] == [
        each["id"] for each in told["train"]["changesets"]
    ]


def test_without_a_file_it_is_shown(clone: Repo) -> None:
    answer = typed(clone.root, "board", "--records", "clone")

    assert 0 == answer.code
    assert "  cloudprint: 🟢 Will Deploy, v1.1.0\n" in answer.out
    assert "`--output board.html` writes the page\n" == answer.err
    assert "| 🔴 error | release of backend | 1.4.2 has no tag for months" in answer.out
    assert json.loads(typed(clone.root, "board", "--records=clone", "--json").out)["apps"] == []
    numbers = typed(clone.root, "board", "--records=clone", "--prometheus").out
    assert 'release_health{subject="release of backend"} 2\n' in numbers


def test_it_changes_nothing_when_it_only_looks(clone: Repo) -> None:
    for flag, code in (("--dry-run", 0), ("--check", 0)):
        answer = typed(clone.root, "board", "--records=clone", "--output=../x.html", flag)

        assert code == answer.code
        assert not (clone.root.parent / "x.html").exists()


def test_what_cannot_be_read_is_on_the_board_and_ends_it_red(clone: Repo) -> None:
    """A board with a gap is written all the same, and is not taken for a whole one."""
    answer = typed(clone.root, "board", "--output=../x.html")

    page = (clone.root.parent / "x.html").read_text("utf-8")
    assert "nothing says which repository of GitHub this is" in page
    assert page.index("What could not be read") < page.index("What runs where</h2>")
    assert (2, True) == (answer.code, "`--records clone`" in answer.err)


def test_what_is_not_known_is_not_well(clone: Repo) -> None:
    """Without the records of production nobody knows its lock, its measures, its deployments."""
    clone.write("release.toml", FILES["release.toml"])

    told: Any = json.loads(typed(clone.root, "board", "--json").out)

    signs = {each["subject"]: each for each in told["health"]}
    assert ("unknown", []) == (signs["locks"]["level"], told["measures"])
    assert "its deployments could not be read" in signs["release of backend"]["message"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--output=x.pdf",), "error: `x.pdf` does not say what to write\n  hint: let it end in"),
        (("--records=clon",), "error: `--records clon` is not a place of records\n  hint: did you"),
    ],
)
def test_flags_without_a_meaning_are_refused(clone: Repo, words: tuple[str], said: str) -> None:
    answer = typed(clone.root, "board", *words)

    assert (2, True) == (answer.code, said in answer.err)
