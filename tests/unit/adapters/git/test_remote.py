"""Another repository: read, fetched and pushed to, with an answer for each ref, on real git."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest

from release.adapters.git.program import GitProgram
from release.adapters.git.remote import PAUSES, GitRemote, git_remote
from release.adapters.shell import Result
from release.errors import ForgeError, StateError
from release.remote import Pushed, Update
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

STAGING = "refs/heads/staging"
MAIN = "refs/heads/main"
REFUSAL = "#!/bin/sh\necho 'GH006: Protected branch update failed.' >&2\nexit 1\n"


class Two:
    """A bare repository, and two clones of it, each with a branch `staging` at its one commit."""

    def __init__(self, folder: Path) -> None:
        self.here = Repo(folder / "here")
        self.first = self.here.commit("First", {"file": "1"})
        self.here.branch("staging")
        self.there = folder / "there.git"
        self.here.git.clone("--quiet", "--bare", str(self.here.root), str(self.there))
        self.here.git.remote("add", "origin", str(self.there))
        self.other = Repo(folder / "other")
        self.other.git.remote("add", "origin", str(self.there))
        self.other.git.fetch("--quiet", "origin")
        self.other.git.reset("--quiet", "--hard", "origin/staging")
        self.remote = git_remote(self.here.root, os.environ, str(self.there), None)

    def push_elsewhere(self) -> str:
        """A commit that somebody else pushes to `staging`."""
        commit = self.other.commit("Theirs", {"theirs": "1"})
        self.other.git.push("--quiet", "origin", f"HEAD:{STAGING}")
        return commit

    def hook(self, name: str, text: str) -> None:
        """Give the bare repository a hook."""
        place = self.there / "hooks" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)
        place.chmod(0o755)

    def now(self, ref: str) -> str:
        """What the bare repository has."""
        return str(self.here.git.ls_remote(str(self.there), ref)).partition("\t")[0]


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return Two(tmp_path)


def test_refs_that_are_there_are_told(two: Two) -> None:
    two.here.git.push("--quiet", "origin", "HEAD:refs/heads/other/refs/heads/staging")

    assert two.remote.refs([STAGING, "refs/heads/none"]) == {STAGING: two.first}


def test_a_fetch_brings_branches_and_touches_nothing_of_the_user(two: Two) -> None:
    theirs = two.push_elsewhere()
    two.here.write("file", "2")
    before = (two.here.git.status("--porcelain"), two.here.git.for_each_ref("refs/heads"))

    assert two.remote.fetch(["staging", "main"]) == {"staging": theirs, "main": two.first}

    assert before == (two.here.git.status("--porcelain"), two.here.git.for_each_ref("refs/heads"))
    assert two.here.git.cat_file("-t", theirs) == "commit"
    assert not (two.here.root / ".git/FETCH_HEAD").exists()


def test_a_fetch_follows_a_branch_that_was_rewritten(two: Two) -> None:
    two.push_elsewhere()
    two.remote.fetch(["staging"])
    two.other.git.push("--quiet", "--force", "origin", f"{two.first}:{STAGING}")

    assert two.remote.fetch(["staging"]) == {"staging": two.first}


def test_a_branch_that_is_not_there_is_told(two: Two) -> None:
    with pytest.raises(StateError, match="lacks a branch: couldn't find remote ref"):
        two.remote.fetch(["none"])


def test_a_push_moves_makes_and_removes_branches(two: Two) -> None:
    new = two.here.commit("Second", {"file": "2"})
    updates = [
        Update(STAGING, two.first, new),
        Update("refs/heads/new", None, new),
        Update(MAIN, two.first, None),
    ]

    assert two.remote.push(updates) == tuple(
        Pushed(each.ref, "pushed", each.new) for each in updates
    )
    assert (two.now(STAGING), two.now("refs/heads/new"), two.now(MAIN)) == (new, new, "")


def test_a_push_again_is_pushed(two: Two) -> None:
    update = Update(STAGING, two.first, two.here.commit("Second", {"file": "2"}))
    two.remote.push([update])

    assert two.remote.push([update]) == (Pushed(STAGING, "pushed", update.new),)


@pytest.mark.parametrize("force", [False, True])
def test_a_push_that_comes_second_moves_nothing(two: Two, *, force: bool) -> None:
    theirs = two.push_elsewhere()
    new = two.here.commit("Second", {"file": "2"})

    (pushed,) = two.remote.push([Update(STAGING, two.first, new, force=force)])

    assert (pushed.state, pushed.now) == ("moved", theirs)
    assert two.now(STAGING) == theirs


def test_a_forced_push_replaces_what_was_expected(two: Two) -> None:
    theirs = two.push_elsewhere()
    new = two.here.commit("Second", {"file": "2"})

    assert two.remote.push([Update(STAGING, theirs, new, force=True)])[0].state == "pushed"
    assert two.now(STAGING) == new


def test_a_forced_push_makes_no_branch_twice(two: Two) -> None:
    new = two.here.commit("Second", {"file": "2"})

    (pushed,) = two.remote.push([Update(STAGING, None, new, force=True)])

    assert (pushed.state, pushed.now) == ("moved", two.first)


def test_a_protected_branch_refuses_in_its_own_words(two: Two) -> None:
    two.hook("pre-receive", REFUSAL)
    new = two.here.commit("Second", {"file": "2"})

    (pushed,) = two.remote.push([Update(STAGING, two.first, new)])

    assert (pushed.state, pushed.now) == ("refused", two.first)
    assert "GH006: Protected branch update failed." in pushed.said


def test_a_branch_in_the_way_of_another_is_no_race(two: Two) -> None:
    """Git says the same in both cases, and only its own words tell them apart."""
    (pushed,) = two.remote.push([Update(f"{STAGING}/below", None, two.first)])

    assert (pushed.state, pushed.now) == ("refused", None)
    assert "exists; cannot create" in pushed.said


def test_of_two_updates_none_happens_when_one_is_refused(two: Two) -> None:
    two.hook("update", f'#!/bin/sh\ntest "$1" != {MAIN}\n')
    new = two.here.commit("Second", {"file": "2"})

    fates = two.remote.push([Update(STAGING, two.first, new), Update(MAIN, two.first, new)])

    assert [each.state for each in fates] == ["withheld", "refused"]
    assert (two.now(STAGING), two.now(MAIN)) == (two.first, two.first)


def test_of_two_updates_none_happens_when_one_lost_a_race(two: Two) -> None:
    theirs = two.push_elsewhere()
    new = two.here.commit("Second", {"file": "2"})

    fates = two.remote.push([Update(STAGING, two.first, new), Update(MAIN, two.first, new)])

    assert [each.state for each in fates] == ["moved", "withheld"]
    assert (two.now(STAGING), two.now(MAIN)) == (theirs, two.first)


def test_no_hook_of_the_clone_judges_what_is_pushed(two: Two) -> None:
    hook = two.here.root / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    new = two.here.commit("Second", {"file": "2"})

    assert two.remote.push([Update(STAGING, two.first, new)])[0].state == "pushed"


def test_another_repository_that_is_none_is_told(two: Two, tmp_path: Path) -> None:
    remote = git_remote(two.here.root, os.environ, str(tmp_path / "none.git"), None)

    with pytest.raises(ForgeError, match="there is no repository at"):
        remote.refs([STAGING])
    with pytest.raises(ForgeError, match="there is no repository at"):
        remote.push([Update(STAGING, None, two.first)])


class Flaky(GitProgram):
    """Git over a network that breaks, so often for a command, before or after it was obeyed."""

    def __init__(self, root: Path, *, times: dict[str, int], after: bool = False) -> None:
        super().__init__(root)
        self.times = times
        self.after = after

    def ask(
        self, *arguments: str, feed: str | None = None, timeout: float | None = None
    ) -> Result | None:
        left = self.times.get(arguments[0], 0)
        if not left:
            return GitProgram.ask(self, *arguments, feed=feed, timeout=timeout)
        self.times[arguments[0]] = left - 1
        if self.after:
            GitProgram.ask(self, *arguments, feed=feed, timeout=timeout)
        said = "fatal: the remote end hung up unexpectedly\nEverything up-to-date\n"
        return Result(arguments, 128, "", said)


@pytest.mark.parametrize(("after", "state"), [(True, "pushed"), (False, "lost")])
def test_a_lost_answer_to_a_push_is_looked_up(
    two: Two, *, after: bool, state: Literal["pushed", "lost"]
) -> None:
    git = Flaky(two.here.root, times={"push": 1}, after=after)
    new = two.here.commit("Second", {"file": "2"})

    (pushed,) = GitRemote(git, str(two.there)).push([Update(STAGING, two.first, new)])

    assert (pushed.state, pushed.now) == (state, new if after else two.first)
    assert two.now(STAGING) == pushed.now


def test_what_cannot_be_looked_up_is_no_success(two: Two) -> None:
    git = Flaky(two.here.root, times={"push": 1, "ls-remote": len(PAUSES) + 1}, after=True)
    new = two.here.commit("Second", {"file": "2"})
    remote = GitRemote(git, str(two.there), sleep=lambda _: None)

    with pytest.raises(ForgeError, match="nothing tells whether"):
        remote.push([Update(STAGING, two.first, new)])


def test_a_lost_answer_to_a_question_is_asked_for_again_after_growing_pauses(two: Two) -> None:
    slept: list[float] = []
    git = Flaky(two.here.root, times={"ls-remote": 2})

    assert GitRemote(git, str(two.there), sleep=slept.append).refs([STAGING]) == {
        STAGING: two.first
    }
    assert slept == [1, 2]


def test_a_network_that_stays_away_is_told(two: Two) -> None:
    slept: list[float] = []
    git = Flaky(two.here.root, times={"ls-remote": 99})

    with pytest.raises(ForgeError, match="did not answer: the remote end hung up") as caught:
        GitRemote(git, str(two.there), sleep=slept.append).refs([STAGING])
    assert slept == [1, 2, 4]
    assert caught.value.problems[0].hint == "it may well work when it is run again"
