"""`deploy.rollback`, typed in a clone that keeps its own book."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from release.deployment.records import NewAttempt
from release.tasks.hosting import records
from tests.e2e.desk import Answer, typed
from tests.repositories import Repo
from tests.trains import FILES, a_train

pytestmark = pytest.mark.needs("git")

E = "local"
PUT = """\
import pathlib, sys
version = sys.argv[1]
if version == pathlib.Path("broken").read_text():
    sys.exit(f"{version} does not start")
pathlib.Path("runs").write_text(version)
"""
LOOK = """\
import pathlib, sys
kept = pathlib.Path("kept").read_text().split()
sys.exit(None if sys.argv[1] in kept else f"{sys.argv[1]} was pruned")
"""
TOML = f"""{FILES["release.toml"]}
[environments.{E}]
records = "clone"
freeze = [{{ from = "2000-01-01", to = "2999-01-01", why = "for ever" }}]
[apps.backend.environments.{E}]
target = "command"
[apps.backend.environments.{E}.command]
directory = "."
roll-out = ["python3", "put.py", "{{version}}"]
rollback = ["python3", "put.py", "{{previous}}"]
present = ["python3", "look.py", "{{version}}"]
"""


class Place:
    """A clone, and an environment where backend ran in three versions; 1.3.0 was pruned."""

    def __init__(self, folder: Path) -> None:
        self.repo = Repo(folder)
        mine = {"put.py": PUT, "look.py": LOOK, ".gitignore": "runs\nkept\nbroken\n"}
        a_train(folder, {"release.toml": TOML, **mine})
        self.repo.commit("All aboard")
        self.repo.write("kept", "1.2.0 1.4.2")
        self.repo.write("runs", "1.4.2")
        self.repo.write("broken", "")
        self.book = records(self.repo.root, os.environ, "clone")
        for version in ("1.2.0", "1.3.0", "1.4.2"):
            wanted = NewAttempt(version, "backend", version, self.repo.head, E)
            self.book.tell(self.book.begin(wanted), "success", "it runs")

    def back(self, *words: str) -> Answer:
        arguments = ("--app", "backend", "--environment", E, *words)
        return typed(self.repo.root, "deploy.rollback", *arguments)

    @property
    def runs(self) -> str:
        return (self.repo.root / "runs").read_text()

    def newest(self) -> tuple[Any, ...]:
        """What is told of the last attempt."""
        newest = self.book.attempts(E, ["backend"])["backend"][0]
        return newest.wanted.version, newest.wanted.kind, newest.wanted.previous, newest.state


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "work")


def test_a_version_that_ran_before_is_brought_back(place: Place) -> None:
    """Although the environment is frozen; it is recorded, and no tag moves."""
    answer = place.back("--to", "v1.2.0", "--json")

    assert 0 == answer.code, answer.err
    assert "deployed" == json.loads(answer.out)["report"]["outcomes"]["backend"]["state"]
    assert ("1.2.0", ("1.2.0", "rollback", "1.4.2", "success")) == (place.runs, place.newest())
    assert "" == str(place.repo.git.for_each_ref("refs/tags", "refs/monorepo-release"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "backend 1.3.0 cannot be brought back: `python3 look.py 1.3.0` ended with exit code"),
        (("--to", "1.3.0"), ": 1.3.0 was pruned"),
        (("--to", "9.9.9"), "backend 9.9.9 never ran in `local`"),
        (("--to", "1.4.2"), "backend 1.4.2 runs in `local` already"),
    ],
)
def test_what_cannot_be_brought_back_is_refused_and_the_choices_are_listed(
    place: Place, words: tuple[str, ...], told: str
) -> None:
    answer = place.back(*words)

    assert (4, True) == (answer.code, told in answer.err), answer.err
    assert "hint: there are: " in answer.err
    assert "1.2.0" in answer.err.partition("hint: ")[2]
    assert ("1.4.2", ("1.4.2", "deploy", None, "success")) == (place.runs, place.newest())


def test_only_what_is_still_there_is_listed(place: Place) -> None:
    assert "hint: there are: 1.2.0\n" in place.back().err


def test_a_dry_run_changes_nothing(place: Place) -> None:
    answer = place.back("--to", "1.2.0", "--dry-run")

    assert 0 == answer.code, answer.err
    assert "1.2.0" in answer.out
    assert ("1.4.2", ("1.4.2", "deploy", None, "success")) == (place.runs, place.newest())


def test_one_that_fails_is_taken_back_itself(place: Place) -> None:
    place.repo.write("broken", "1.2.0")

    answer = place.back("--to", "1.2.0")

    assert 6 == answer.code
    assert "1.2.0 does not start" in answer.err + answer.out
    assert ("1.4.2", ("1.2.0", "rollback", "1.4.2", "failure")) == (place.runs, place.newest())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--app", "backand", "--environment", E), "did you mean `backend`?"),
        (("--app", "frachter", "--environment", E), "`frachter` has no target in `local`"),
        (("--app", "backend", "--environment", "locl"), "did you mean `local`?"),
    ],
)
def test_what_is_not_there_is_told(place: Place, words: tuple[str, ...], told: str) -> None:
    answer = typed(place.repo.root, "deploy.rollback", *words)

    assert (2, True) == (answer.code, told in answer.err), answer.err
