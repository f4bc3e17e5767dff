"""Workflows, run where something is wrong: what is red, what stands then, and what mends it."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from release.rehearsal import Caller, Fault, Kind, Knock
from release.rehearsal.faults import no_faults
from tests.actions.events import Run, results_of
from tests.actions.train import BOTS, ActTrain, an_act_train, an_intent

pytestmark = pytest.mark.needs("git")

LONGEST = 60  # seconds: the runner's next signal comes after 7.5, which a busy machine may need


@pytest.fixture
def train(tmp_path: Path) -> Iterator[ActTrain]:
    with an_act_train(tmp_path) as found:
        yield found


def test_an_ill_backend_goes_back_and_nothing_follows_it_until_it_is_well(train: ActTrain) -> None:
    illness = train.host / "backend-is-ill"
    illness.touch()
    train.release_by_hand(backend="minor", cloudprint="minor")

    (run,) = train.actions.run("deploy.yml")

    assert run.results == {"Detect": "success", "backend": "failure", "Done": "failure"}
    assert train.shipped == ["ship backend 1.5.0 production"]
    assert train.tags == []
    assert train.watch().results == {"Watchdog": "failure"}

    illness.unlink()
    (again,) = train.actions.runs_of(run.event, "deploy.yml")

    assert {*again.results.values()} == {"success"}
    assert train.shipped[1:] == [
        "ship backend 1.5.0 production",
        "ship cloudprint 1.1.0 production sealed",
    ]
    assert train.tags == ["backend@1.5.0", "cloudprint@1.1.0"]


def test_without_a_good_token_of_a_person_nothing_is_asked_for_and_nothing_comes_back(
    train: ActTrain,
) -> None:
    actions, red = train.actions, {"Release pull request": "failure", "Sync staging": "failure"}
    del actions.secrets["release"]
    train.push("main", {".changeset/colour.md": an_intent("cloudprint", "minor")})
    staging = train.there.bare.branch("staging")

    missing = actions.run()

    assert results_of(missing) == {"Detect": "success", **red}
    assert [run.said.count("there is no token in GH_PAT") for run in missing] == [0, 1, 1]

    actions.secrets["release"] = {"GH_PAT": BOTS}
    train.hub.add_token(BOTS, Caller("release-bot", expires=datetime(2026, 1, 2, tzinfo=UTC)))
    expired = actions.runs_of(missing[0].event)

    assert results_of(expired) == {"Detect": "success", **red}
    assert [run.said.count("it is wrong, or has expired") for run in expired] == [0, 1, 1]
    assert train.there.pulls == {}
    assert train.there.bare.branch("staging") == staging

    train.hub.add_token(BOTS, Caller("release-bot"))
    assert {*results_of(actions.runs_of(missing[0].event)).values()} == {"success"}


def half_released(train: ActTrain) -> Run:
    """The run that tagged a new version of frachter, and could not make its release."""

    def no_releases(knock: Knock) -> Fault | None:
        is_release = knock.method == "POST" and knock.path.endswith("/releases")
        return Fault(Kind.UNAUTHORIZED) if is_release else None

    train.hub.faults = no_releases
    train.release_by_hand(frachter="patch")
    (run,) = train.actions.run("deploy.yml")
    train.hub.faults = no_faults
    return run


def test_what_is_tagged_and_could_not_be_released_is_red_until_it_is(train: ActTrain) -> None:
    """Another run has nothing to deploy, and so nothing to release; the watchdog tells."""
    run = half_released(train)

    assert run.results["Publish"] == "failure"
    assert train.tags == ["frachter@2.0.1"]

    (again,) = train.actions.runs_of(run.event, "deploy.yml")
    watched = train.watch()

    assert again.results == {"Detect": "success"}
    assert watched.results == {"Watchdog": "failure"}
    assert "2.0.1 is not published: there is no release frachter@2.0.1" in watched.said

    train.type("release.publish")
    assert train.watch().results == {"Watchdog": "success"}


def test_a_version_that_waits_does_not_hide_a_tag_without_its_release(train: ActTrain) -> None:
    half_released(train)
    train.release_by_hand(backend="patch")

    said = train.watch().said

    assert "backend 1.4.3 is not released: there is no tag backend@1.4.3" in said
    assert "2.0.1 is not published: there is no release frachter@2.0.1" in said


def test_what_reviewers_reject_is_not_deployed_and_approved_late_does_not_go_backwards(
    tmp_path: Path,
) -> None:
    with an_act_train(tmp_path, 'approval = "production-approval"') as train:
        train.actions.rejected.add("production-approval")
        train.release_by_hand(frachter="patch")

        (run,) = train.actions.run("deploy.yml")

        assert run.results == {"Detect": "success", "Approve": "failure", "Done": "failure"}
        assert train.shipped == []

        train.actions.rejected.clear()
        train.release_by_hand(frachter="minor")
        (newer,) = train.actions.run("deploy.yml")
        (late,) = train.actions.runs_of(run.event, "deploy.yml")

        assert {*newer.results.values()} == {"success"}
        assert late.results["Approve"] == "success"
        assert late.results["frachter"] == "failure"
        assert "frachter would go backwards in `production`" in late.said
        assert train.shipped == ["ship frachter 2.1.0 production"]
        assert train.tags == ["frachter@2.1.0"]


def test_who_cancels_a_job_frees_the_environment_and_it_is_known_how_far_it_came(
    train: ActTrain,
) -> None:
    """The runner tells nobody but its own child, and kills all that is left soon after."""
    slowness = train.host / "frachter-is-slow"
    slowness.touch()
    train.release_by_hand(frachter="patch")
    with train.step("deploy.yml", "deploy-frachter", "Deploy") as step:
        while not train.shipped:
            assert step.poll() is None, step.communicate()
            time.sleep(0.02)
        step.send_signal(signal.SIGINT)
        step.communicate(timeout=LONGEST)

    assert step.returncode == 128 + signal.SIGINT
    *_, last = train.there.deployment_statuses.values()
    assert (last.state, last.description.partition(" in ")[0]) == ("error", "interrupted by SIGINT")
    assert {ref.split("/")[1] for ref in train.there.bare.refs()} == {"heads", "tags"}  # no lock

    slowness.unlink()
    (run,) = train.actions.run("deploy.yml")
    assert {*run.results.values()} == {"success"}
    assert train.shipped == ["ship frachter 2.0.1 production"] * 2
