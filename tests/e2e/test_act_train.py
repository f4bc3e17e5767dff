"""All workflows, run: from the intent on staging to the back-merge, by events alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.events import JOBS, results_of
from tests.actions.rights import least
from tests.actions.train import ActTrain, an_act_train, an_intent

pytestmark = pytest.mark.needs("git")


@pytest.fixture
def train(tmp_path: Path) -> Iterator[ActTrain]:
    with an_act_train(tmp_path) as found:
        yield found


def test_an_intent_on_staging_comes_to_production_and_back(train: ActTrain) -> None:
    """People push, open and merge; all else is done by what that starts."""
    actions = train.actions
    train.push("staging", {".changeset/colour.md": an_intent("cloudprint", "minor")})

    assert results_of(actions.run()) == {"Snapshot": "success"}
    assert len(train.shipped) == 3
    assert all("-staging-" in line for line in train.shipped)

    promotion = train.propose("staging", "main")

    assert results_of(actions.run()) == {"Changesets": "success"}

    train.merge(promotion)

    assert results_of(actions.run()) == {
        "Detect": "success",
        "Release pull request": "success",
        "Sync staging": "success",
        "Changesets": "success",
        "Preview": "success",
    }
    (pull,) = (each for each in train.there.pulls.values() if each.open)
    (comment,) = train.there.comments.values()
    assert (pull.title, pull.author) == ("chore: release versions", "release-bot")
    assert (comment.number, comment.author) == (pull.number, JOBS)
    assert "| cloudprint | 🟢 Will Deploy | v1.1.0 |" in comment.body

    train.merge(pull.number)
    assert train.watch().results == {"Watchdog": "failure"}  # nothing has deployed it yet

    assert results_of(actions.run()) == {
        "Detect": "success",
        "cloudprint": "success",
        "Publish": "success",
        "Done": "success",
        "Release pull request": "success",
        "Sync staging": "success",
    }
    assert train.shipped[3:] == ["ship cloudprint 1.1.0 production sealed"]
    assert train.tags == ["cloudprint@1.1.0"]
    assert [each.tag for each in train.there.releases.values() if each.published] == train.tags
    main, staging = (train.there.bare.branch(name) for name in ("main", "staging"))
    assert main is not None
    assert staging is not None
    assert train.there.bare.contains(staging, main)
    assert {why for _, why in actions.silent} == {"[skip ci]"}
    assert actions.run() == []
    assert train.watch().results == {"Watchdog": "success"}
    # No job has a right that it needs not, or needs one that it has not.
    assert actions.granted == {job: least(actions.used[job]) for job in actions.granted}
    assert len(actions.granted) == 10


def test_where_nothing_is_deployed_the_packages_are_tagged_and_released(tmp_path: Path) -> None:
    with an_act_train(tmp_path, apps="", has_tasks=False) as train:
        train.release_by_hand(frachter="patch")

        (run,) = train.actions.run("deploy.yml")

        assert run.results == {"Detect": "success", "Publish": "success", "Done": "success"}
        assert train.shipped == []
        assert train.tags == ["frachter@2.0.1"]
        assert [each.tag for each in train.there.releases.values() if each.published] == train.tags
