"""The workflows of pull requests, run: who is asked for a changeset, who is told, who merges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.act import Event
from tests.actions.events import CONFLICT, results_of
from tests.actions.train import ActTrain, an_act_train, an_intent

pytestmark = pytest.mark.needs("git")

PAGE = "apps/frachter/page.ts"


@pytest.fixture
def train(tmp_path: Path) -> Iterator[ActTrain]:
    with an_act_train(tmp_path) as found:
        yield found


def test_a_changed_package_without_a_changeset_is_red_until_it_has_one(train: ActTrain) -> None:
    train.push("page", {PAGE: "new\n"}, start="staging")
    train.propose("page", "staging")

    (asked,) = train.actions.run()

    assert asked.results == {"Changesets": "failure"}
    assert "frachter" in asked.said

    train.push("page", {".changeset/page.md": an_intent("frachter", "patch")})
    (answered,) = train.actions.run()

    assert answered.event.payload["action"] == "synchronize"
    assert answered.results == {"Changesets": "success"}


def test_a_merge_queue_asks_for_changesets_too(train: ActTrain) -> None:
    base, queue = train.there.bare.branch("main"), "gh-readonly-queue/main/pr-1-0123456789"
    train.push(queue, {PAGE: "new\n"}, start="main")
    ref, head = f"refs/heads/{queue}", train.there.bare.branch(queue)
    assert base is not None
    assert head is not None
    group = {"base_ref": "refs/heads/main", "base_sha": base, "head_ref": ref, "head_sha": head}
    told = {"action": "checks_requested", "merge_group": group}

    (run,) = train.actions.runs_of(Event("merge_group", ref, head, told, "ada"))

    assert run.results == {"Changesets": "failure"}
    assert "frachter" in run.said


def test_the_release_pull_request_and_its_one_comment_follow_what_is_mended_on_main(
    train: ActTrain,
) -> None:
    """And staging gets it, with a snapshot: that is more than a release."""
    versions = []
    for bump in ("patch", "minor"):
        mended = {PAGE: f"{bump}\n", f".changeset/{bump}.md": an_intent("frachter", bump)}
        train.push("main", mended)

        assert results_of(train.actions.run()) == {
            "Detect": "success",
            "Release pull request": "success",
            "Sync staging": "success",
            "Changesets": "success",
            "Preview": "success",
            "Snapshot": "success",
        }
        (comment,) = train.there.comments.values()
        versions += re.findall(r"frachter \| .* Will Deploy \| (\S+) \|", comment.body)

    assert versions == ["v2.0.1", "v2.1.0"]
    assert len(train.there.pulls) == 1


def test_a_release_branch_of_a_fork_is_never_previewed(train: ActTrain) -> None:
    train.push("changeset-release/main", {PAGE: "new\n"}, start="main")
    number = train.propose("changeset-release/main", "main")
    event = train.actions.pull_event(train.there.pulls[number], "opened", "eve")
    event.payload["pull_request"]["head"]["repo"]["full_name"] = "eve/train"

    runs = train.actions.runs_of(event)

    assert {run.file: run.results for run in runs} == {
        "changesets.yml": {"Changesets": "failure"},
        "release-preview.yml": {},
    }
    assert train.there.comments == {}


def test_a_conflict_of_the_back_merge_is_red_until_people_have_merged_its_pull_request(
    train: ActTrain,
) -> None:
    train.push("staging", {PAGE: "ours\n"}, "Turn it round [skip ci]")
    train.push("main", {PAGE: "theirs\n"})
    before = train.there.bare.branch("staging")

    (sync,) = train.actions.run("sync-staging.yml")

    assert sync.results == {"Sync staging": "failure"}
    assert f"`main` and `staging` have both changed {PAGE}" in sync.said
    assert train.there.bare.branch("staging") == before
    (pull,) = train.there.pulls.values()
    assert (pull.head, pull.base, pull.author) == ("backmerge/main", "staging", "release-bot")
    assert [why for _, why in train.actions.silent] == ["[skip ci]", CONFLICT]

    train.go("backmerge/main")
    train.people.git.merge("--quiet", "--strategy-option=theirs", "origin/staging")
    train.people.git.push("--quiet", "origin", "HEAD:backmerge/main")
    assert results_of(train.actions.run()) == {"Changesets": "success"}

    train.merge(pull.number)
    assert results_of(train.actions.run()) == {"Snapshot": "success"}
    (again,) = train.actions.runs_of(sync.event, "sync-staging.yml")
    assert again.results == {"Sync staging": "success"}
