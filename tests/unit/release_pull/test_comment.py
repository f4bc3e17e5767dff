"""The comment on the release pull request tells what merging it will do."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.announce.comment import MARKER
from release.events import PullEvent
from release.steps import release as steps
from tests.unit.release_pull.train import BRANCH, Train

pytestmark = pytest.mark.needs("git")


def test_the_comment_tells_of_the_head_what_the_pull_request_told_of_main(train: Train) -> None:
    """The changesets are consumed there, and the plan is the same."""
    released = train.release()

    decision = train.comment()

    (said,) = train.forge.said
    assert said.body.startswith(f"{MARKER}\n| App | Status | Version |\n")
    assert "| cloudprint | 🟢 Will Deploy | v1.1.0 |" in said.body
    why = r"1.0.0 -&gt; 1.1.0 \(minor\): Print in colour \[quick-otter-prints\]"
    assert f"- cloudprint {why}" in said.body
    assert train.tip(BRANCH)[:7] in said.body
    assert released.document
    assert decision.document
    assert released.document["digest"] == decision.document["digest"]
    assert () == train.comment().actions


def test_the_plan_of_the_comment_is_what_is_detected_after_the_merge(train: Train) -> None:
    train.release()
    foretold = train.comment().document
    train.merge()

    detected = steps.detect(train.world.view).document

    assert foretold
    assert detected
    assert foretold["digest"] == detected["digest"]
    assert foretold["apps"] == detected["apps"]


def test_the_comment_moves_with_the_release(train: Train) -> None:
    train.release()
    train.comment()
    train.promote(**{".changeset__new.md": '---\n"backend": patch\n---\n\nFaster\n'})
    train.release()

    train.comment()

    (said,) = train.forge.said
    assert "| backend | 🟢 Will Deploy | v1.4.3 |" in said.body


def test_a_clone_without_the_branch_fetches_it(train: Train, tmp_path: Path) -> None:
    train.release()
    train.here = tmp_path / "another"
    train.there.git.clone("--quiet", "--single-branch", "--branch=main", ".", str(train.here))

    train.comment()

    assert 1 == len(train.forge.said)


def test_without_a_pull_request_there_is_nothing_to_comment_on(train: Train) -> None:
    decision = train.comment()

    assert () == decision.actions
    assert decision.done == f"there is no open pull request from {BRANCH} to main"


AN_EVENT = PullEvent(7, "acme/train", BRANCH, "main", "acme/train")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (AN_EVENT._replace(source="evil/train"), "#7 is from a fork"),
        (AN_EVENT._replace(source=None), "#7 is from a fork"),
        (AN_EVENT._replace(branch="feature"), "#7 is no release: it is from feature to main"),
        (AN_EVENT._replace(base="staging"), f"#7 is no release: it is from {BRANCH} to staging"),
    ],
)
def test_another_pull_request_is_left_alone(train: Train, event: PullEvent, expected: str) -> None:
    train.release()

    decision = train.comment(event)

    assert expected in decision.done
    assert ((), []) == (decision.actions, train.forge.said)


def test_on_its_own_pull_request_the_comment_is_made(train: Train) -> None:
    train.release()

    train.comment(AN_EVENT)

    assert 1 == len(train.forge.said)
