"""Commits of others on the release branch are not overwritten, unless that is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.errors import ForgeError, StateError
from tests.unit.release_pull.train import BRANCH, Train

pytestmark = pytest.mark.needs("git")


def test_somebody_s_commit_on_the_branch_is_not_overwritten(train: Train) -> None:
    train.release()
    sha = train.push_by_hand("apps/cloudprint/CHANGELOG.md", "# Better words\n")
    train.promote(**{".changeset__new.md": '---\n"backend": patch\n---\n\nFaster\n'})

    with pytest.raises(StateError, match=f"{sha} on .* would be lost: Word it better"):
        train.release()

    assert sha == train.tip(BRANCH)


def test_of_many_commits_of_others_some_are_told(train: Train) -> None:
    train.release()
    for number in range(11):
        train.push_by_hand("notes.md", f"{number}\n")

    with pytest.raises(StateError) as caught:
        train.release()

    assert 10 == len(caught.value.problems)


def test_with_force_it_is_overwritten(train: Train) -> None:
    train.release()
    sha = train.push_by_hand("apps/cloudprint/CHANGELOG.md", "# Better words\n")

    train.release(force=True)

    assert sha not in train.there.git.rev_list(BRANCH)


def test_our_commit_that_somebody_amended_is_his(train: Train) -> None:
    """It has our words still, and another tree."""
    train.release()
    train.there.switch(BRANCH)
    train.there.write("apps/cloudprint/CHANGELOG.md", "# Better words\n")
    train.there.git.commit("--quiet", "--all", "--amend", "--no-edit")
    train.there.detach()

    with pytest.raises(StateError, match="would be lost: chore: release versions"):
        train.release()


def test_a_merge_that_brings_nothing_of_its_own_is_overwritten(train: Train) -> None:
    """As that of the button `Update branch` is."""
    train.release()
    train.promote(**{"README.md": "More\n"})
    train.there.switch(BRANCH)
    train.there.merge("main")
    train.there.detach()

    train.release()

    assert train.tip("main") == str(train.there.git.rev_parse(f"{BRANCH}^"))


def test_a_branch_that_is_in_the_way_is_told(train: Train) -> None:
    train.there.git.branch("changeset-release")

    with pytest.raises(ForgeError, match="refused to move the branch `changeset-release/main`"):
        train.release()


def test_with_nothing_pending_somebody_s_commit_stays(train: Train) -> None:
    train.release()
    sha = train.push_by_hand("notes.md", "mine\n")
    for path in ("quick-otter-prints", "calm-fox-sails"):
        (train.here / f".changeset/{path}.md").unlink()
    train.promote("Think again")

    with pytest.raises(StateError, match=sha):
        train.release()

    assert (sha, 1) == (train.tip(BRANCH), len(train.forge.pulls))


def test_a_checkout_that_main_has_left_behind_is_told(train: Train) -> None:
    train.there.switch("main")
    there = train.there.commit("Meanwhile")
    here = train.clone.head

    with pytest.raises(StateError, match=f"{here} is checked out, and `main` .* is at {there}"):
        train.release()


def test_a_shallow_clone_is_refused(train: Train, tmp_path: Path) -> None:
    train.promote("More")
    train.here = train.there.clone(tmp_path / "shallower", depth=1)

    with pytest.raises(StateError, match="shallow"):
        train.release()
