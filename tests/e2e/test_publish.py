"""`release.publish` against the local GitHub: over HTTP, from a clone, with a token."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from release.deployment.records import NewAttempt
from release.rehearsal import Caller, Fault, Kind, LocalGitHub
from release.rehearsal.nouns import Release
from release.tasks.hosting import records
from tests.e2e.desk import Answer, typed
from tests.github.judge import judged
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

TOKEN = "ghp_adas0123456789abcdefghijklmnopqrstuv"
TRAIN = "acme/train"
FILES = {
    "package.json": '{"name": "train", "private": true, "workspaces": ["apps/*"]}\n',
    "package-lock.json": '{"lockfileVersion": 3}\n',
    ".changeset/config.json": "{}\n",
    ".changeset/brave-otter.md": '---\n"cloudprint": minor\n---\n\nIt counts sheets.\n',
    "apps/backend/package.json": '{"name": "backend", "version": "1.4.2"}\n',
    "apps/cloudprint/package.json": '{"name": "cloudprint", "version": "1.0.0"}\n',
    "release.toml": """\
[apps.backend]
[apps.cloudprint]
assets = ["dist/*.deb"]
latest = true
""",
}


@dataclass(frozen=True)
class Train:
    """A clone of acme/train, whose last commit released cloudprint 1.1.0."""

    repo: Repo
    hub: LocalGitHub
    url: str

    def publish(self, *flags: str) -> Answer:
        return typed(self.repo.root, "release.publish", *flags)

    def push(self, spec: str) -> None:
        """Push, as somebody else would, and leave no trace in the log."""
        address = f"{self.url.replace('://', f'://x:{TOKEN}@')}/{TRAIN}.git"
        self.repo.git.push("--quiet", address, spec)
        self.hub.log.clear()

    @property
    def releases(self) -> dict[str, Release]:
        """The releases by their tags, the last of each."""
        return {each.tag: each for each in self.hub.site.repositories[TRAIN].releases.values()}

    def published(self) -> list[str]:
        """The tags whose releases are public."""
        return [tag for tag, each in self.releases.items() if each.published]

    @property
    def tags(self) -> Mapping[str, str]:
        """The commits of the tags, as the server has them."""
        bare = self.hub.site.repositories[TRAIN].bare
        return {
            name.removeprefix("refs/tags/"): bare.peel(sha) or ""
            for name, sha in bare.refs().items()
            if name.startswith("refs/tags/")
        }

    @property
    def writes(self) -> list[str]:
        """What was written over there."""
        return [
            f"{each.method} {each.path.partition('?')[0]}" for each in self.hub.log if each.wrote
        ]


@pytest.fixture
def train(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Train]:
    seed = Repo(tmp_path / "seed")
    seed.commit("Start", FILES)
    hub = LocalGitHub(tmp_path / "hub")
    hub.add_repository(TRAIN, seed=seed.root)
    hub.add_token(TOKEN, Caller("ada"))
    with judged(hub.answer) as door, hub.serve(door) as url:
        repo = Repo(tmp_path / "work")
        repo.git.remote("add", "origin", f"{url}/{TRAIN}.git")
        repo.git.pull("--quiet", "origin", "main")
        environment = {
            "GH_PAT": TOKEN,
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_SERVER_URL": url,
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        for name in ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        assert 0 == typed(repo.root, "release.baseline").code
        assert 0 == typed(repo.root, "changeset.version").code
        repo.commit("chore: release versions")
        repo.write("apps/cloudprint/dist/cloudprint 1.1.0.deb", "a package\n")
        made = Train(repo, hub, url)
        made.push("HEAD:main")
        yield made


def test_a_release_is_tagged_drafted_and_published(train: Train) -> None:
    """And a second run has nothing to do, here and in a fresh clone."""
    answer = train.publish()

    assert 0 == answer.code, answer.err
    release = train.releases["cloudprint@1.1.0"]
    assert release.published is not None
    assert "cloudprint v1.1.0" == release.name
    assert "It counts sheets." in (release.body or "")
    assert {"cloudprint@1.1.0": train.repo.head} == train.tags
    assert [
        f"POST /{TRAIN}.git/git-receive-pack",
        f"POST /api/v3/repos/{TRAIN}/releases",
        f"POST /api/uploads/repos/{TRAIN}/releases/{release.id}/assets",
        f"PATCH /api/v3/repos/{TRAIN}/releases/{release.id}",
    ] == train.writes
    assert 8 == len([each for each in train.hub.log if "/api/" in each.path])

    train.hub.log.clear()
    again = train.publish()

    assert 0 == again.code
    assert "nothing to do: every version is published, or was released before" in again.err
    assert [] == train.writes
    assert 3 == len(train.hub.log)


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(train: Train) -> None:
    head = train.repo.head[:7]

    answer = train.publish("--dry-run")

    assert (
        f"would tag {head} as cloudprint@1.1.0\n"
        "would publish cloudprint v1.1.0 with 1 file as the release of cloudprint@1.1.0, "
        "the latest\n"
    ) in answer.out
    checked = train.publish("--check")
    assert 4 == checked.code
    assert "cloudprint 1.1.0 is not published: there is no tag cloudprint@1.1.0" in checked.err
    assert [] == train.writes


def test_the_document_and_the_output_name_the_tags(train: Train, tmp_path: Path) -> None:
    document = json.loads(train.publish("--json").out)

    assert ["cloudprint@1.1.0"] == document["published"]
    assert ["tag", "release"] == [each["action"] for each in document["actions"]]
    assert "published<<" in (tmp_path / "output").read_text()
    again = json.loads(train.publish("--json").out)
    assert (["cloudprint@1.1.0"], []) == (again["published"], again["actions"])
    assert "published" == again["apps"]["cloudprint"]["release"]
    assert 0 == train.publish("--check").code


def test_a_later_commit_has_nothing_to_publish_and_is_no_error(train: Train) -> None:
    """The build's files need not be there any more."""
    train.publish()
    train.repo.commit("Later")
    train.repo.remove("apps/cloudprint/dist/cloudprint 1.1.0.deb")
    train.hub.log.clear()

    answer = train.publish("--json")

    assert 0 == answer.code, answer.err
    assert [] == json.loads(answer.out)["published"]
    assert [] == train.writes


def test_a_release_that_was_not_finished_is_completed_from_a_later_commit(train: Train) -> None:
    """The ledger says that we made the version, so its tag is where it belongs."""
    made = train.repo.head
    train.push(f"{made}:refs/tags/cloudprint@1.1.0")
    train.repo.commit("Later")

    answer = train.publish()

    assert 0 == answer.code, answer.err
    assert train.releases["cloudprint@1.1.0"].published is not None
    assert {"cloudprint@1.1.0": made} == train.tags


def test_a_tag_elsewhere_stops_everything(train: Train) -> None:
    before = str(train.repo.git.rev_parse("HEAD~1"))
    train.push(f"{before}:refs/tags/cloudprint@1.1.0")

    answer = train.publish()

    assert 4 == answer.code
    assert f"the tag cloudprint@1.1.0 is on {before}" in answer.err
    assert train.repo.head in answer.err
    assert [] == train.writes


def test_a_commit_that_main_has_not_is_not_tagged(train: Train) -> None:
    """A tag would bring it along, and it was reviewed by nobody."""
    train.repo.commit("Not pushed")

    answer = train.publish()

    assert 4 == answer.code
    assert f"{train.repo.head} is to be released, and is not on `main` of http" in answer.err
    assert [] == train.writes


def test_a_version_that_is_not_committed_is_not_tagged(train: Train) -> None:
    """The commit that would be tagged has another one."""
    train.repo.write("apps/backend/package.json", '{"name": "backend", "version": "2.0.0"}\n')

    answer = train.publish()

    assert 4 == answer.code
    assert "apps/backend/package.json has changes that are in no commit" in answer.err
    assert [] == train.writes


def test_hostile_notes_are_published_as_text(train: Train) -> None:
    """They can be too long, and hold what no JSON, log or page can."""
    start = "- `abc` ##[add-mask]e @ada \x1b[2J\x00 \u202e <!-- </details>\n\n  ```\n"
    notes = start + "  ##[group]long\n" * 10_000
    train.repo.write("apps/cloudprint/CHANGELOG.md", f"# log\n\n## 1.1.0\n\n{notes}\udcff\n")
    train.repo.commit("Hostile")
    train.push("HEAD:main")

    answer = train.publish("--json")

    assert 0 == answer.code, answer.err
    assert "##[" not in answer.out + answer.err
    body = train.releases["cloudprint@1.1.0"].body or ""
    assert body.startswith("- `abc` ##[add-mask]e @ada �[2J� � <!-- </details>\n\n  ```\n")
    assert len(body) <= 125_000
    link = f"{train.url}/{TRAIN}/blob/cloudprint%401.1.0/apps/cloudprint/CHANGELOG.md"
    assert body.endswith(f"\n  ```\n\nThe rest is in [the full changelog]({link}).\n")


def test_a_commit_that_main_has_gone_on_from_is_tagged(train: Train) -> None:
    """As in a job that waited for its turn: this clone does not know of the later commits yet."""
    released = train.repo.head
    train.repo.git.commit("--quiet", "--allow-empty", "--message", "Later")
    train.push("HEAD:refs/heads/main")
    train.repo.git.reset("--quiet", "--hard", released)
    train.repo.git.update_ref("-d", "refs/remotes/origin/main")
    train.repo.git.reflog("expire", "--expire=now", "--all")
    train.repo.git.gc("--quiet", "--prune=now")

    answer = train.publish()

    assert 0 == answer.code, answer.err
    assert {"cloudprint@1.1.0": released} == train.tags


def test_a_main_branch_that_is_not_there_is_told(train: Train) -> None:
    train.repo.write("release.toml", 'main = "trunk"\n' + FILES["release.toml"])

    answer = train.publish()

    assert 4 == answer.code
    assert "has no branch `trunk`, which releases are made from" in answer.err


def test_a_file_that_was_not_built_stops_everything(train: Train) -> None:
    train.repo.remove("apps/cloudprint/dist/cloudprint 1.1.0.deb")

    answer = train.publish()

    assert 4 == answer.code
    assert "there is no file dist/*.deb in apps/cloudprint" in answer.err
    assert [] == train.writes


def test_a_token_that_expires_on_the_way_is_told_and_the_next_one_goes_on(train: Train) -> None:
    train.hub.faults = lambda knock: (
        Fault(Kind.UNAUTHORIZED)
        if knock.method == "POST" and "/api/uploads" in knock.path
        else None
    )

    answer = train.publish()

    assert 5 == answer.code
    assert "GH_PAT is wrong or has expired" in answer.err
    assert train.published() == []
    train.hub.faults = lambda _: None
    assert 0 == train.publish().code
    assert train.published() == ["cloudprint@1.1.0"]
    assert 1 == len(train.hub.site.repositories[TRAIN].releases)


def test_an_app_that_is_not_there_is_told(train: Train) -> None:
    answer = train.publish("--app", "cloudprnt")

    assert 2 == answer.code
    assert "did you mean `cloudprint`?" in answer.err


def test_an_app_alone_is_published(train: Train) -> None:
    """What a baseline has is nobody's to publish, and asks nobody."""
    answer = train.publish("--app", "backend")

    assert 0 == answer.code
    assert "nothing to do" in answer.err
    assert [] == train.hub.log


def test_the_token_is_in_nothing_that_stays_or_is_said(train: Train, tmp_path: Path) -> None:
    answer = train.publish()

    assert TOKEN not in answer.out + answer.err
    kept = [*(train.repo.root / ".git").rglob("*"), tmp_path / "output"]
    assert not [each for each in kept if each.is_file() and TOKEN.encode() in each.read_bytes()]


DEPLOYED = '\ntarget = "command"\n[apps.cloudprint.command]\nroll-out = ["true"]\n'


def test_what_is_deployed_is_published_once_it_runs(train: Train) -> None:
    """And not before, nor when nobody knows; the others are, without the book being asked for."""
    train.repo.write("release.toml", FILES["release.toml"] + DEPLOYED)
    train.repo.commit("Deploy it")
    train.push("HEAD:main")

    book = records(train.repo.root, os.environ, "forge")
    wanted = NewAttempt("1", "cloudprint", "1.0.9", train.repo.head, "production")
    book.tell(book.begin(wanted), "success", "")
    waits = train.publish()
    assert 0 == waits.code, waits.err
    why = "waits until 1.1.0 runs in production, where 1.0.9 runs"
    assert f"| cloudprint | cloudprint@1.1.0 | ⏳ {why} |" in waits.out
    told = "nothing to do: every version is published, or was released before, or waits"
    assert told in waits.err

    attempt = book.begin(wanted._replace(key="2", version="1.1.0"))
    waiting = json.loads(train.publish("--json").out)["waiting"]
    assert "where 1.1.0 was begun, and nothing tells how it ended" in waiting["cloudprint"]
    assert {} == train.releases

    book.tell(attempt, "success", "")

    assert ["cloudprint@1.1.0"] == json.loads(train.publish("--json").out)["published"]
    assert {"cloudprint@1.1.0"} == set(train.published())
    train.hub.log.clear()
    again = json.loads(train.publish("--json").out)
    assert ({}, []) == (again["waiting"], [each for each in train.hub.log if "deploy" in each.path])
