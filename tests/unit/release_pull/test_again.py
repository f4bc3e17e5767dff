"""Run again, by anybody and at any time, it changes what has to change and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.actions import ClosePull, PushBranch, PutPull
from release.apply import apply
from release.steps.pull import release_pull
from tests.repositories import Repo
from tests.unit.release_pull.train import BRANCH, Train

pytestmark = pytest.mark.needs("git")


def test_a_second_run_has_nothing_to_do(train: Train) -> None:
    train.release()

    assert () == train.release().actions


def test_another_clone_has_nothing_to_do_either(train: Train, tmp_path: Path) -> None:
    """Whoever runs it, and though the branch was never fetched there."""
    train.release()
    train.here = tmp_path / "another"
    train.there.git.clone("--quiet", "--single-branch", "--branch=main", ".", str(train.here))
    Repo(train.here).git.config("user.name", "Grace")

    assert () == train.release().actions


def test_two_runs_at_once_make_the_same_commit(train: Train) -> None:
    first, second = (release_pull(train.world.view) for _ in range(2))

    apply(first.actions, train.world, lambda _: None)
    apply(second.actions, train.world, lambda _: None)

    assert 1 == len(train.forge.pulls)


def test_when_main_moves_the_release_moves_along(train: Train) -> None:
    train.release()
    first = train.tip(BRANCH)
    train.promote(**{".changeset__new.md": '---\n"backend": patch\n---\n\nFaster\n'})

    actions = train.release().actions

    (push, put) = actions
    assert isinstance(push, PushBranch)
    assert isinstance(put, PutPull)
    assert first == push.old
    assert '"version": "1.4.3"' in train.show("apps/backend/package.json")
    assert train.tip("main") == str(train.there.git.rev_parse(f"{BRANCH}^"))


def test_what_people_wrote_around_our_part_stays(train: Train) -> None:
    train.release()
    (pull,) = train.forge.pulls
    body = f"Read me first\r\n\r\n{pull.body}\r\n\r\n- [x] tested @ada  \r\n"
    train.forge.pulls = [pull._replace(body=body)]
    assert () == train.release().actions
    train.promote(**{".changeset__new.md": '---\n"backend": patch\n---\n\nFaster\n'})

    train.release()

    assert train.body.startswith("Read me first\r\n\r\n<!-- monorepo-release: begin -->\n")
    assert train.body.endswith("end -->\r\n\r\n- [x] tested @ada  \r\n")
    assert "Faster" in train.body


def test_a_branch_that_was_deleted_is_made_again(train: Train) -> None:
    train.release()
    train.there.git.branch("-D", BRANCH)
    train.forge.pulls.clear()  # as GitHub closes it

    train.release()

    assert train.has(BRANCH)
    assert 1 == len(train.forge.pulls)


def test_nothing_pending_closes_the_pull_request_and_deletes_its_branch(train: Train) -> None:
    train.release()
    for path in ("quick-otter-prints", "calm-fox-sails"):
        (train.here / f".changeset/{path}.md").unlink()
    train.promote("Think again")

    actions = train.release().actions

    assert [ClosePull, PushBranch] == [type(each) for each in actions]
    assert (False, []) == (train.has(BRANCH), train.forge.pulls)
    assert () == train.release().actions


def test_after_the_merge_its_branch_goes(train: Train) -> None:
    train.release()
    train.merge()

    (push,) = train.release().actions

    assert isinstance(push, PushBranch)
    assert push.new is None
    assert not train.has(BRANCH)
