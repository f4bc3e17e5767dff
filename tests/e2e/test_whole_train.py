"""The whole train on a GitHub of this machine: from the pull request to the back-merge."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from release.rehearsal import Caller, LocalGitHub, Repository
from tests.e2e.desk import Answer, typed
from tests.e2e.watching import watched_commands
from tests.github.client import connect
from tests.hosted import hosted_clone
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

TOKEN = "ghp_onlythistrain456789abcdefghijklmnopq"  # of no other test that runs meanwhile
PEOPLES = "ghp_people6789abcdefghijklmnopqrstuvwxyz"
TRAIN = "acme/train"
OPENING = (("release.pr",), ("release.preview", "--comment"))
CLOSING = (("release.publish",), ("staging.sync",))


class Train:
    """A clone by HTTP of a private repository, in which people wait for the next release."""

    def __init__(self, clone: Repo, hub: LocalGitHub, there: Repository, url: str) -> None:
        self.clone = clone
        self.hub = hub
        self.there = there
        self.url = url
        self.said: list[Answer] = []

    def run(self, *command: str) -> int:
        """Run a command, which must be green; how many requests had an effect."""
        before = len(self.hub.log)
        self.said.append(typed(self.clone.root, *command))
        assert self.said[-1].code == 0, self.said[-1].err
        return sum(entry.wrote for entry in self.hub.log[before:])

    def merge(self) -> None:
        """Press the button of the pull request, and pull what it made."""
        (pull,) = [each for each in self.there.pulls.values() if each.open]
        connect(self.hub.answer, f"{self.url}/api/v3", PEOPLES).pulls.merge(pull.number)
        header = f"http.extraHeader=Authorization: Bearer {PEOPLES}"
        self.clone.git.execute(["git", "-c", header, "pull", "--quiet", "origin", "main"])

    def ride(self) -> dict[str, tuple[int, int]]:
        """The whole way; what each command wrote, and what it wrote when it was run again."""
        written = {}
        for commands in (OPENING, CLOSING):
            for command in commands:
                first = self.run(*command)
                written[command[0]] = (first, self.run(*command))
            if commands is OPENING:
                self.merge()
        return written


@pytest.fixture
def train(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Train]:
    callers = {TOKEN: Caller("release-bot"), PEOPLES: Caller("ada", admin=True)}
    with hosted_clone(tmp_path, monkeypatch.setenv, callers) as (clone, hub, url):
        yield Train(clone, hub, hub.site.repositories[TRAIN], url)


def test_the_train_arrives_and_a_second_run_of_each_command_writes_nothing(train: Train) -> None:
    written = train.ride()

    assert all(first > 0 for first, _ in written.values())
    assert {0} == {again for _, again in written.values()}
    assert ["cloudprint@1.1.0", "frachter@2.0.1"] == sorted(
        each.tag for each in train.there.releases.values() if each.published
    )
    main, staging = (train.there.bare.branch(name) for name in ("main", "staging"))
    assert main is not None
    assert staging is not None
    assert train.there.bare.contains(staging, main)
    train.clone.git.fetch(train.there.bare.folder, "staging")
    assert "[skip ci]" in train.clone.git.log("-1", "--format=%B", "FETCH_HEAD")


def test_no_argument_file_or_word_holds_the_token(train: Train) -> None:
    with watched_commands() as commands:
        train.ride()

    secrets = (TOKEN, b64encode(f"x-access-token:{TOKEN}".encode()).decode())
    places = [path for path in train.clone.root.rglob("*") if path.is_file()]
    said = [text for answer in train.said for text in (answer.out, answer.err)]
    logged = [entry.path for entry in train.hub.log]
    assert any("git-remote-http" in command for command in commands)
    for secret in secrets:
        assert [] == [command for command in commands if secret in command]
        assert [] == [path for path in places if secret.encode() in path.read_bytes()]
        assert [] == [text for text in (*said, *logged) if secret in text]
