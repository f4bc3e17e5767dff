"""Whatever is pushed, merged and deleted in whatever order: pull requests say what git says."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from release.adapters.shell import run
from release.rehearsal import Caller, LocalGitHub, Request
from tests.github.scene import START, TOKEN
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

BRANCHES = ("one", "two", "three")
STEPS = 40


class Life:
    """A repository to which things happen. Each commit adds a file, and no file is ever changed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = Random(seed)
        self.work = Repo(folder / "work")
        self.work.commit("Start", {"start": ""})
        self.hub = LocalGitHub(folder / "hub", clock=lambda: START)
        self.repo = self.hub.add_repository("acme/train", seed=self.work.root)
        self.hub.add_token(TOKEN, Caller("ada"))
        self.files = 0

    def ask(self, method: str, place: str, body: Any = None) -> tuple[int, Any]:
        """Ask the API; the status and what it says."""
        sent = json.dumps(body).encode() if body is not None else b""
        headers = {"authorization": f"token {TOKEN}"}
        path = f"/api/v3/repos/acme/train{place}"
        answer = self.hub.answer(Request(method, path, headers, sent))
        return answer.status, json.loads(answer.body or b"null")

    def step(self) -> None:
        """Have something happen."""
        branch = self.chance.choice(BRANCHES)
        tip = self.repo.bare.branch(branch)
        what = self.chance.choice(("commit", "commit", "open", "merge", "delete", "land", "main"))
        if what == "main":
            self.commit("main")
        elif what == "commit" or tip is None:
            self.commit(branch)
        elif what == "open":
            self.ask("POST", "/pulls", {"title": "T", "head": branch, "base": "main"})
        elif what == "delete":
            self.ask("DELETE", f"/git/refs/heads/{branch}")
        elif what == "land":  # main takes the branch, pushed by git
            self.check_out(branch)
            self.check_out("main")
            self.work.git.merge("--quiet", "--no-edit", tip)
            self.push("main")
        else:
            self.merge()

    def commit(self, branch: str) -> None:
        """Push a commit to a branch, begun at main when there is none."""
        self.check_out(branch if self.repo.bare.branch(branch) else "main")
        self.files += 1
        self.work.commit(f"Add {self.files}", {f"file-{self.files}": ""})
        self.push(branch)

    def merge(self) -> None:
        """Merge one of the open pull requests; nothing that either side had is lost by it."""
        _, pulls = self.ask("GET", "/pulls")
        if not pulls:
            return
        pull = self.chance.choice(pulls)
        method = self.chance.choice(("merge", "squash", "rebase"))
        both = self.listed(pull["head"]["sha"]) | self.listed(pull["base"]["sha"])
        status, told = self.ask("PUT", f"/pulls/{pull['number']}/merge", {"merge_method": method})
        assert (200, self.repo.bare.branch("main")) == (status, told["sha"])
        assert both == self.listed("main")

    def check(self) -> None:
        """Hold the pull requests against git."""
        _, pulls = self.ask("GET", "/pulls?state=all&per_page=100")
        for pull in pulls:
            head, base = pull["head"]["sha"], pull["base"]["sha"]
            assert head == self.repo.bare.ref(f"refs/pull/{pull['number']}/head")
            if pull["state"] == "open":
                assert (head, base) == tuple(
                    map(self.repo.bare.branch, (pull["head"]["ref"], "main"))
                )
                assert 1 == self.ancestry(head, "main")
            elif pull["merged_at"]:
                assert 0 == self.ancestry(pull["merge_commit_sha"], "main")
        opened = [pull["head"]["ref"] for pull in pulls if pull["state"] == "open"]
        assert len(set(opened)) == len(opened)

    def ancestry(self, commit: str, branch: str) -> int:
        """0 when a branch holds a commit, else 1."""
        argv = ("git", "merge-base", "--is-ancestor", commit, branch)
        return run(argv, self.repo.bare.folder).code

    def listed(self, commit: str) -> set[str]:
        """The files of a commit."""
        argv = ("git", "ls-tree", "-r", "--name-only", commit)
        return set(run(argv, self.repo.bare.folder).stdout.splitlines())

    def check_out(self, branch: str) -> None:
        """Have the clone stand where a branch is."""
        self.work.git.fetch("--quiet", str(self.repo.bare.folder), branch)
        self.work.git.checkout("--quiet", "--detach", "FETCH_HEAD")

    def push(self, branch: str) -> None:
        """Push where the clone stands."""
        self.work.git.push("--quiet", str(self.repo.bare.folder), f"HEAD:refs/heads/{branch}")


@pytest.mark.parametrize("seed", range(4))
def test_pull_requests_say_what_git_says(tmp_path: Path, seed: int) -> None:
    life = Life(tmp_path, seed)
    for _ in range(STEPS):
        life.step()
        life.check()
    assert life.repo.pulls
