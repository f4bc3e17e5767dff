"""`board` of a repository at a GitHub of this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from release.deployment.records import NewAttempt
from release.tasks.hosting import records
from tests.e2e.desk import Answer, typed
from tests.hosted import Hosted, hosted_railway

pytestmark = pytest.mark.needs("git")


@pytest.fixture
def hosted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosted]:
    for name in ("GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR", "GITHUB_RUN_ID"):
        monkeypatch.delenv(name, raising=False)
    with hosted_railway(tmp_path, monkeypatch.setenv, judge=False) as found:
        yield found


def type_(hosted: Hosted, *words: str) -> Answer:
    return typed(hosted.railway.root, *words)


def deployed(hosted: Hosted, app: str, version: str) -> None:
    """Have GitHub know of a deployment."""
    railway = hosted.railway
    book = records(railway.root, os.environ, "forge")
    wanted = NewAttempt(f"{app} {version}", app, version, railway.people.head, "production")
    book.tell(book.begin(wanted), "success", f"{version} runs, verified")


def test_the_release_pull_request_the_token_and_the_lock_are_told(hosted: Hosted) -> None:
    hosted.railway.go("main")
    deployed(hosted, "backend", "1.4.2")
    assert 0 == type_(hosted, "release.pr").code
    assert 0 == type_(hosted, "deploy.lock", "--message", "the fair").code
    written = hosted.written()

    answer = type_(hosted, "board", "--json")

    assert (0, written) == (answer.code, hosted.written())
    told: Any = json.loads(answer.out)
    (pull,) = hosted.pulls()
    assert pull.html_url == told["train"]["pull_request"]["url"]
    assert {"production": "the deployments of acme/train"} == told["records"]
    (backend,) = told["apps"]
    assert ("runs", "1.4.2", "ada") == tuple(backend[key] for key in ("state", "version", "by"))
    signs = {each["subject"]: each for each in told["health"]}
    assert "ada" in signs["token"]["message"]
    assert "worrying" == signs["lock of production"]["level"]
    assert "the fair" in signs["lock of production"]["message"]
    assert [] == told["gaps"]


def test_what_others_pushed_is_on_the_board(hosted: Hosted, tmp_path: Path) -> None:
    """Of the branches it tells what the remote has, and not what was last fetched."""
    railway = hosted.railway
    railway.go("main")
    railway.start_job(tmp_path / "job")
    text = '---\n"backend": patch\n---\n\nPrint more\n'
    railway.change("staging", {".changeset/more.md": text})

    def pending(*flags: str) -> dict[str, str]:
        told: Any = json.loads(typed(railway.job, "board", "--json", *flags).out)
        return {each["id"]: each["branch"] for each in told["train"]["changesets"]}

    assert "more" not in pending("--records=clone")
    assert "staging" == pending()["more"]


def test_it_asks_as_often_as_there_are_attempts(hosted: Hosted) -> None:
    """A page of the list for each app and environment, a question an attempt, and four more."""
    hosted.railway.go("main")
    deployed(hosted, "backend", "1.4.2")
    before = hosted.asked_api()
    assert 0 == type_(hosted, "board").code
    once = hosted.asked_api() - before
    deployed(hosted, "backend", "1.4.3")
    before = hosted.asked_api()
    assert 0 == type_(hosted, "board").code

    assert once + 1 == hosted.asked_api() - before


def test_without_a_token_the_clone_is_asked_alone(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GH_PAT")
    before = len(hosted.hub.log)

    alone = type_(hosted, "board", "--records=clone", "--json")
    torn = type_(hosted, "board", "--json")

    assert (0, before) == (alone.code, len(hosted.hub.log))
    assert [] == json.loads(alone.out)["gaps"]
    said = "there is no token in GH_PAT or GITHUB_TOKEN"
    where = "production and staging and the branches and the release pull request"
    assert (5, [f"{where}: {said}"]) == (torn.code, json.loads(torn.out)["gaps"])
    assert "; or `--records clone`: what this clone alone knows" in torn.err
