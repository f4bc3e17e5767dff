"""`rehearse --releases`: the board as it would be after releases that never were."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from release.rehearsal.copy import staged_copy
from release.rehearsal.season import play
from tests.e2e.desk import typed
from tests.repositories import Repo
from tests.trains import FILES, a_train

pytestmark = pytest.mark.needs("git")

NUMBER = 24
STAGED = f"""{FILES["release.toml"]}
[apps.frachter.environments.staging]
target = "command"
command.roll-out = ["no-such-program"]
"""


def a_repo(at: Path, toml: str = STAGED) -> Repo:
    """A train that has never left."""
    found = Repo(at)
    a_train(found.root, {"release.toml": toml})
    found.commit("All aboard")
    return found


class Rehearsed(NamedTuple):
    """What one command left behind: the board, and what was in the repository before and after."""

    board: Any
    page: str
    said: str
    before: str
    after: str


def state(repo: Repo) -> str:
    """Every ref of a repository, and what is changed in its tree."""
    return f"{repo.git.for_each_ref()}{repo.git.status('--porcelain')}"


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    root = tmp_path_factory.mktemp("season")
    repo = a_repo(root / "train")
    before = state(repo)
    words = ["rehearse", f"--releases={NUMBER}", "--output=../b.html", "--output=../b.json"]
    environment = {**os.environ, "RUNNER_TEMP": str(root), "GITHUB_TOKEN": "ghp_oftheuser"}
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "release", *words],
        cwd=repo.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not ran.returncode, ran.stderr
    page = (root / "b.html").read_text("utf-8")
    return Rehearsed(
        json.loads((root / "b.json").read_text()), page, ran.stderr, before, state(repo)
    )


def test_nothing_is_touched_but_what_was_asked_for(rehearsed: Rehearsed) -> None:
    assert rehearsed.before == rehearsed.after
    assert f"{NUMBER} of {NUMBER} releases made up\n" in rehearsed.said
    assert "write ../b.html\nwrite ../b.json\n" in rehearsed.said
    assert "Release board of rehearsal/train" in rehearsed.page


def test_nobody_takes_it_for_what_happened(rehearsed: Rehearsed) -> None:
    assert rehearsed.board["simulated"]
    assert "This past is made up." in rehearsed.page


def test_every_fate_of_a_deployment_is_on_the_board(rehearsed: Rehearsed) -> None:
    """Of 24 releases three fail or are lost, one is rolled back, and what needs them waits."""
    events = rehearsed.board["events"]
    seen = Counter((each["what"], each["state"]) for each in events)
    good = seen["deploy", "success"] + seen["deploy", "inactive"]

    assert (2, 1) == (seen["deploy", "failure"], seen["deploy", "error"])
    assert 1 == sum(number for (what, _), number in seen.items() if what == "rollback")
    assert 4 == seen["deploy", "blocked"]
    assert {"it needs backend, which failed"} == {
        each["description"] for each in events if each["state"] == "blocked"
    }
    versions = {
        state: {(each["app"], each["version"]) for each in events if each["state"] == state}
        for state in ("blocked", "tagged")
    }
    assert versions["blocked"] < versions["tagged"]
    assert seen["release", "tagged"] == good > NUMBER
    assert [] != [each for each in events if each["unmoved"]]


def test_what_runs_is_what_was_released_last(rehearsed: Rehearsed) -> None:
    cells = {(each["app"], each["environment"]): each for each in rehearsed.board["apps"]}

    for (_, environment), cell in cells.items():
        assert ("runs", None) == (cell["state"], cell["trouble"])
        if environment == "production":
            assert (cell["wanted"], None) == (cell["version"], cell["drift"])
    assert ("frachter", "staging") in cells
    assert ("backend", "staging") not in cells


def test_the_train_of_the_season_goes_on(rehearsed: Rehearsed) -> None:
    train = rehearsed.board["train"]

    assert "chore: release versions" == train["pull_request"]["title"]
    assert ["main, staging", "staging"] == [each["branch"] for each in train["changesets"]]
    assert 1 == len(train["waiting"])
    assert "🟢 Will Deploy" in {each["status"] for each in train["upcoming"]}


def test_the_measures_and_the_health_are_told(rehearsed: Rehearsed) -> None:
    told = rehearsed.board
    (overall,) = [each for each in told["measures"] if (each["app"], each["days"]) == (None, 90)]

    assert overall["lead_time"]["value"] > 6 * 3600
    assert 0 < overall["failure_rate"]["value"] < 0.2
    assert 1 == overall["unknown"]
    assert ([], {"well"}) == (told["gaps"], {each["level"] for each in told["health"]})


@pytest.mark.parametrize("toml", [f'staging = "main"\n{STAGED}', FILES["release.toml"]])
def test_a_season_needs_neither_staging_nor_the_top_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toml: str
) -> None:
    monkeypatch.setenv("RUNNER_TEMP", str(tmp_path))
    repo = Repo(tmp_path / "whole")
    a_train(repo.root / "below", {"release.toml": toml})
    repo.commit("All aboard")
    made: list[int] = []

    with staged_copy(repo.root / "below", os.environ) as stage:
        play(stage, 6, datetime.now(UTC), made.append)

        bare = stage.there.bare
        main = bare.branch("main")
        assert main is not None
        log = stage.clone.answer("log", "--format=%s", "--first-parent", main).splitlines()
    assert [1, 2, 3, 4, 5, 6] == made
    assert 6 == log.count("chore: release versions")
    assert "Where the season begins" == log[-1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--releases=-1",), "error: `--releases -1` makes no season\n  hint: between 1 and 1000"),
        (("--releases=2000",), "error: `--releases 2000` makes no season"),
        (("--releases=9", "--break=token"), "nothing breaks meanwhile"),
        (("--output=board.html",), "`--releases` says how many are made up for a board"),
        (("--releases=9", "--history=9"), "goes with no other rehearsal"),
        (("--releases=9", "--output=board.pdf"), "`board.pdf` does not say what to write"),
    ],
)
def test_flags_that_make_no_season_are_refused(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    answer = typed(a_repo(tmp_path / "train").root, "rehearse", *words)

    assert 2 == answer.code
    assert said in answer.err


def test_a_repository_without_an_app_has_no_season(tmp_path: Path) -> None:
    answer = typed(a_repo(tmp_path / "train", "").root, "rehearse", "--releases=9")

    assert (2, True) == (answer.code, "there is no season without an app" in answer.err)
