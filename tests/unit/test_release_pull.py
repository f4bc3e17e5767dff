"""`release.pr` and its comment, on real git and a forge in memory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import pytest

from release.actions import ClosePull, Decision, PushBranch, PutPull
from release.adapters.disk import Disk
from release.adapters.git.objects import git_objects
from release.adapters.git.remote import git_remote
from release.adapters.git.repository import GitRepository
from release.announce.comment import MARKER
from release.apply import apply
from release.errors import ForgeError, StateError
from release.events import PullEvent
from release.steps import release as steps
from release.steps.comment import comment
from release.steps.pull import release_pull
from release.world import Formatting, Unformatted, World
from tests.e2e.desk import typed
from tests.fakes import (
    FakeBlobs,
    FakeCode,
    FakeCredits,
    MemoryForge,
    MemoryJournal,
    a_moment,
    no_records,
)
from tests.repositories import Repo
from tests.trains import a_train, tree_of

pytestmark = pytest.mark.needs("git")

BRANCH = "changeset-release/main"


class Train:
    """A clone of a repository over there, and the forge beside it."""

    def __init__(self, folder: Path, **changed: str) -> None:
        self.there = Repo(a_train(folder / "there", changed))
        self.there.commit("All aboard")
        for tag in ("backend@1.4.2", "cloudprint@1.0.0", "frachter@2.0.0"):
            self.there.tag(tag)
        self.there.detach()  # so that its main can be pushed to
        self.here = folder / "here"
        self.there.clone(self.here, depth=1)
        self.clone = Repo(self.here)
        self.clone.git.fetch("--quiet", "--unshallow", "--tags")
        self.forge = MemoryForge(self.tip)
        self.formatting: Formatting = Unformatted()

    def tip(self, branch: str) -> str:
        return str(self.there.git.rev_parse(f"refs/heads/{branch}"))

    def has(self, branch: str) -> bool:
        return bool(self.there.git.branch("--list", branch))

    def show(self, path: str, branch: str = BRANCH) -> str:
        return str(self.there.git.show(f"{branch}:{path}"))

    @property
    def body(self) -> str:
        return self.forge.pulls[0].body

    @property
    def world(self) -> World:
        return World(
            files=Disk(self.here),
            journal=MemoryJournal(),
            lock=nullcontext,
            git=GitRepository(self.here),
            clock=a_moment,
            load_code=FakeCode(),
            credits=FakeCredits,
            forge=lambda: self.forge,
            remote=lambda: git_remote(self.here, os.environ, str(self.there.root), None),
            objects=lambda: git_objects(self.here, os.environ),
            records=no_records,
            blobs=FakeBlobs(),
            exports=NoExports(),
            confirm_locks=lambda _: None,
            commit_files=lambda _, __: False,
            open_file=lambda _: None,
            formatting=self.formatting,
        )

    def release(self, *, force: bool = False) -> Decision:
        """Run `release.pr`."""
        decision = release_pull(self.world.view, force=force)
        apply(decision.actions, self.world, lambda _: None)
        return decision

    def comment(self, event: PullEvent | None = None) -> Decision:
        """Run `release.preview --comment`."""
        decision = comment(self.world.view, event)
        apply(decision.actions, self.world, lambda _: None)
        return decision

    def promote(self, message: str = "More", **files: str) -> None:
        """Push a commit to main."""
        self.clone.commit(message, {path.replace("__", "/"): text for path, text in files.items()})
        self.clone.git.push("--quiet", str(self.there.root), "HEAD:main")

    def push_by_hand(self, path: str, text: str) -> str:
        """Somebody's own commit on the release branch."""
        self.there.switch(BRANCH)
        sha = self.there.commit("Word it better", {path: text})
        self.there.detach()
        return sha

    def merge(self) -> None:
        """Merge the pull request, and pull."""
        self.there.switch("main")
        self.there.merge(BRANCH)
        self.there.detach()
        self.forge.pulls.clear()
        self.clone.git.pull("--quiet", "--tags", str(self.there.root), "main")


class Shouting:
    """`Formatting` in capitals."""

    def format(self, choice: str, texts: Mapping[str, str]) -> Mapping[str, str]:
        return {path: f"{text.upper()}<!-- {choice} -->" for path, text in texts.items()}


class NoExports:
    """Nothing is exported here."""

    def write(self, path: str, text: str) -> None:
        raise AssertionError(path, text)


@pytest.fixture
def train(tmp_path: Path) -> Train:
    return Train(tmp_path)


def test_the_release_is_one_commit_on_top_of_main(train: Train) -> None:
    train.release()

    parent, subject = train.there.git.log("-1", "--format=%P%n%s", BRANCH).split("\n")
    assert (train.tip("main"), "chore: release versions") == (parent, subject)
    assert '"version": "1.1.0"' in train.show("apps/cloudprint/package.json")
    assert 'version = "1.1.0"' in train.show("apps/cloudprint/src-tauri/Cargo.lock")
    assert "Print in colour" in train.show("apps/cloudprint/CHANGELOG.md")
    assert "otter" not in train.there.git.ls_tree("-r", "--name-only", BRANCH)


def test_it_is_what_changeset_version_writes(train: Train) -> None:
    """The files of the branch and those of the command in the work tree are the same bytes."""
    train.release()
    assert typed(train.here, "changeset.version").code == 0

    train.clone.git.add("--all")
    tree = train.clone.git.write_tree()
    assert tree == str(train.there.git.rev_parse(f"{BRANCH}^{{tree}}"))


def test_its_changelogs_are_formatted(tmp_path: Path) -> None:
    config = '{"privatePackages": {"version": true}, "format": "prettier"}'
    train = Train(tmp_path, **{".changeset/config.json": config})
    train.formatting = Shouting()

    train.release()

    assert "PRINT IN COLOUR" in train.show("apps/cloudprint/CHANGELOG.md")
    assert train.show("apps/cloudprint/CHANGELOG.md").endswith("<!-- prettier -->")
    assert "PRINT IN COLOUR" in train.body


def test_the_pull_request_tells_the_table_the_changelogs_and_the_plan(train: Train) -> None:
    decision = train.release()

    assert train.forge.pulls[0].title == "chore: release versions"
    assert "| cloudprint | 🟢 Will Deploy | v1.1.0 |" in train.body
    assert "### Minor Changes" in train.body
    assert "Print in colour" in train.body
    assert decision.document
    assert str(decision.document["digest"]) in train.body
    assert train.tip("main")[:7] in train.body


def test_neither_the_work_tree_nor_the_index_plays_a_part(train: Train) -> None:
    (train.here / "apps/cloudprint/package.json").write_text("{ broken")
    (train.here / ".changeset/staged.md").write_text('---\n"frachter": major\n---\n\nNo\n')
    train.clone.git.add(".changeset/staged.md")
    before = (tree_of(train.here), (train.here / ".git/index").read_bytes())

    train.release()

    assert '"version": "2.0.1"' in train.show("apps/frachter/package.json")
    assert before == (tree_of(train.here), (train.here / ".git/index").read_bytes())


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


def test_a_branch_that_was_deleted_is_made_again(train: Train) -> None:
    train.release()
    train.there.git.branch("-D", BRANCH)
    train.forge.pulls.clear()  # as GitHub closes it

    train.release()

    assert train.has(BRANCH)
    assert 1 == len(train.forge.pulls)


def test_a_branch_that_is_in_the_way_is_told(train: Train) -> None:
    train.there.git.branch("changeset-release")

    with pytest.raises(ForgeError, match="refused to move the branch `changeset-release/main`"):
        train.release()


def test_nothing_pending_closes_the_pull_request_and_deletes_its_branch(train: Train) -> None:
    train.release()
    for path in ("quick-otter-prints", "calm-fox-sails"):
        (train.here / f".changeset/{path}.md").unlink()
    train.promote("Think again")

    actions = train.release().actions

    assert [ClosePull, PushBranch] == [type(each) for each in actions]
    assert (False, []) == (train.has(BRANCH), train.forge.pulls)
    assert () == train.release().actions


def test_with_nothing_pending_somebody_s_commit_stays(train: Train) -> None:
    train.release()
    sha = train.push_by_hand("notes.md", "mine\n")
    for path in ("quick-otter-prints", "calm-fox-sails"):
        (train.here / f".changeset/{path}.md").unlink()
    train.promote("Think again")

    with pytest.raises(StateError, match=sha):
        train.release()

    assert (sha, 1) == (train.tip(BRANCH), len(train.forge.pulls))


def test_after_the_merge_its_branch_goes(train: Train) -> None:
    train.release()
    train.merge()

    (push,) = train.release().actions

    assert isinstance(push, PushBranch)
    assert push.new is None
    assert not train.has(BRANCH)


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


def test_in_prerelease_mode_the_title_says_so(tmp_path: Path) -> None:
    pre = '{"mode": "pre", "tag": "next"}'
    train = Train(tmp_path, **{".changeset/pre.json": pre})

    train.release()

    assert train.forge.pulls[0].title == "chore: release versions (next)"
    assert "chore: release versions (next)" in train.there.git.log("-1", "--format=%s", BRANCH)
    assert "v1.1.0-next.0" in train.body
    assert "prerelease mode (next)" in train.body


def test_without_changelogs_the_reasons_are_told(tmp_path: Path) -> None:
    config = '{"privatePackages": {"version": true}, "format": false, "changelog": false}'
    train = Train(tmp_path, **{".changeset/config.json": config})

    train.release()

    assert r"- Print in colour \[quick-otter-prints\]" in train.body


def test_a_title_that_skips_workflows_is_warned_of(tmp_path: Path) -> None:
    train = Train(tmp_path, **{"release.toml": 'title = "release [skip ci]"\n'})

    assert any("[skip ci]" in each for each in train.release().warnings)


# The comment


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
