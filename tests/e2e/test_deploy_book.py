"""`deploy.status`, `deploy.lock` and `deploy.unlock`, typed in a clone that keeps its own book."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from release.deployment.records import AttemptState, NewAttempt
from release.tasks.hosting import records
from tests.e2e.desk import Answer, typed
from tests.repositories import Repo
from tests.trains import FILES, a_train

pytestmark = pytest.mark.needs("git")

TOML = f"""{FILES["release.toml"]}
[environments.production]
records = "clone"
[environments.staging]
records = "clone"
[environments.local]
records = "clone"
"""
RUN = "https://ci.example.org/1"


class Clone:
    """A clone with three apps, and what is recorded in it."""

    def __init__(self, folder: Path) -> None:
        self.repo = Repo(folder)
        a_train(folder, {"release.toml": TOML})
        self.repo.commit("All aboard")
        self.number = 0

    def type(self, *words: str) -> Answer:
        return typed(self.repo.root, *words)

    def attempt(self, app: str, version: str, state: AttemptState, **more: Any) -> None:
        """Have an attempt recorded that ended so."""
        book = records(self.repo.root, os.environ, "clone")
        self.number += 1
        wanted = NewAttempt(f"{self.number}", app, version, self.repo.head, "local", run=RUN)
        attempt = book.begin(wanted._replace(**more))
        if state != "in_progress":
            book.tell(attempt, state, f"it ended in {state}")


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    for name in ("GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR", "GITHUB_RUN_ID"):
        monkeypatch.delenv(name, raising=False)
    return Clone(tmp_path / "work")


def test_it_is_told_what_runs_where(clone: Clone) -> None:
    """What runs, what it drifted from, what went wrong since, and what nobody knows."""
    clone.attempt("backend", "1.4.1", "success")
    clone.attempt("backend", "1.4.2", "failure")
    clone.attempt("frachter", "2.0.0", "in_progress")
    clone.attempt("cloudprint", "1.0.0-snapshot", "success", kind="snapshot")

    answer = clone.type("deploy.status", "--environment", "local", "--json")
    told = json.loads(answer.out)["environments"]["local"]

    assert (0, None) == (answer.code, told["lock"])
    seen = {name: (each["state"], each["version"]) for name, each in told["apps"].items()}
    assert {
        "backend": ("runs", "1.4.1"),
        "cloudprint": ("runs", "1.0.0-snapshot"),
        "frachter": ("unknown", None),
    } == seen
    backend = told["apps"]["backend"]
    assert ("behind 1.4.2", "") == (backend["drift"], told["apps"]["cloudprint"]["drift"])
    assert (clone.repo.head, RUN) == (backend["commit"], backend["run"])
    failed = {"version": "1.4.2", "state": "failure", "description": "it ended in failure"}
    assert failed == backend["newest"]

    table = clone.type("deploy.status", "--environment", "local").out
    (row,) = [line for line in table.splitlines() if "| backend |" in line]
    assert "| v1.4.1 | runs; 1.4.2 failure: it ended in failure | behind 1.4.2 |" in row
    assert f"| {clone.repo.head[:7]} | {RUN} |" in row
    assert "| local | cloudprint | v1.0.0-snapshot | runs (snapshot) |  |" in table
    assert "local: this clone alone (.git/monorepo-release.deployments)" in table


def test_all_environments_are_told_of(clone: Clone) -> None:
    told = clone.type("deploy.status").out

    for name in ("production", "staging", "local"):
        assert f"nothing was ever deployed to {name}\n" in told


def test_a_book_that_cannot_be_read_hides_no_other(clone: Clone) -> None:
    """What is known is shown, and then it ends red: what runs elsewhere is not known."""
    text = TOML.replace('[environments.staging]\nrecords = "clone"\n', "[environments.staging]\n")
    clone.repo.write("release.toml", text)
    clone.attempt("backend", "1.4.1", "success")

    answer = clone.type("deploy.status")

    assert 2 == answer.code
    assert "| local | backend | v1.4.1 | runs |" in answer.out
    assert "error: staging: nothing says which repository of GitHub this is" in answer.err
    assert 2 == clone.type("deploy.status", "--environment", "staging").code


def test_a_person_locks_an_environment_and_unlocks_it_by_its_id(clone: Clone) -> None:
    locked = clone.type("deploy.lock", "--environment", "local", "--message", "the fair", "--json")
    identity = json.loads(locked.out)["id"]
    assert 0 == locked.code

    shown = clone.type("deploy.status", "--environment", "local").out
    assert "local is locked by " in shown
    assert ': "the fair"' in shown
    assert f"run `inv deploy.unlock --environment local --id {identity}`" in shown
    again = clone.type("deploy.lock", "--environment", "local", "--message", "mine")
    assert (4, True) == (again.code, "local is locked by" in again.err)
    wrong = clone.type("deploy.unlock", "--environment", "local", "--id", "another")
    assert (4, True) == (wrong.code, "by another lock than `another`" in wrong.err)

    would = clone.type("deploy.unlock", "--environment", "local", "--id", identity, "--dry-run")
    assert "would unlock local, which " in would.out
    assert 0 == clone.type("deploy.unlock", "--environment", "local", "--id", identity).code
    free = clone.type("deploy.unlock", "--environment", "local", "--id", identity)
    assert (0, True) == (free.code, "nothing to do: local is not locked" in free.err)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("deploy.lock", "--environment", "local"), "nothing says why `local` is to be locked"),
        (("deploy.unlock", "--environment", "local"), "nothing says which lock"),
        (("deploy.status", "--environment", "locl"), "did you mean `local`?"),
        (
            ("deploy.status", "--environment", "local", "--environment", "locl"),
            "error: environment `locl` does not exist",
        ),
        (("deploy.lock", "--environment", "locl", "--message", "x"), "did you mean `local`?"),
        (("deploy.rollback", "--environment", "local"), "`--app` is missing\n  hint: the app"),
        (("tauri.offer", "--app", "x"), "`--version` is missing"),
        (("deploy", "--wait", "soon"), "`--wait soon` is not a number of seconds"),
        (("staging.snapshot", "--wait=-1"), "`--wait -1` is not a number of seconds"),
        (("deploy.rollback", "--app", "web", "--wait", "nan"), "not a number of seconds"),
        (("tauri.offer", "--app", "x"), "`--tag` is missing\n  hint: the tag of that version"),
    ],
)
def test_what_is_not_said_is_asked_for(clone: Clone, words: tuple[str, ...], told: str) -> None:
    answer = clone.type(*words)

    assert (2, True) == (answer.code, told in answer.err)
    assert "" == str(clone.repo.git.for_each_ref("refs/monorepo-release"))
