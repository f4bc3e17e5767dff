"""The release pull request and its comment, from a clone by HTTP, on a GitHub of this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from release.rehearsal import Caller, LocalGitHub, Protection, Repository
from release.rehearsal.nouns import Comment, Pull
from tests.e2e.desk import Answer, typed
from tests.github.judge import judged
from tests.repositories import Repo
from tests.trains import a_released_train, tree_of

pytestmark = pytest.mark.needs("git")

TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
JOB_TOKEN = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"
BRANCH = "changeset-release/main"
REFS = ["GET git/info/refs", "POST git/git-upload-pack"]
PUSH = ["GET git/info/refs", "POST git/git-receive-pack"]


@dataclass
class Scene:
    """A clone at `here`, of a private repository at a GitHub whose address is `url`."""

    hub: LocalGitHub
    there: Repository
    clone: Repo
    url: str
    told: list[Answer] = field(default_factory=list)

    @property
    def here(self) -> Path:
        return self.clone.root

    def type(self, *arguments: str) -> Answer:
        """Run `release`, and forget what was asked of GitHub before."""
        self.hub.log.clear()
        self.told.append(typed(self.here, *arguments))
        return self.told[-1]

    @property
    def asked(self) -> list[str]:
        """What the last command asked of GitHub."""
        places = ((each.method, each.path.partition("?")[0]) for each in self.hub.log)
        return [
            f"{method} {path.removeprefix('/api/v3').removeprefix('/repos/acme/train')}".replace(
                "/acme/train.git", "git"
            )
            for method, path in places
        ]

    @property
    def writes(self) -> list[str]:
        """What the last command wrote there."""
        return [f"{each.method} {each.path}" for each in self.hub.log if each.wrote]

    @property
    def pulls(self) -> list[Pull]:
        """The open pull requests."""
        return [each for each in self.there.pulls.values() if each.open]

    @property
    def comments(self) -> list[Comment]:
        return list(self.there.comments.values())

    @property
    def tip(self) -> str | None:
        return self.there.bare.branch(BRANCH)

    def git(self, *arguments: str) -> str:
        """Git in the clone, signed in as a person would be."""
        header = f"http.extraHeader=Authorization: Bearer {TOKEN}"
        return str(self.clone.git.execute(["git", "-c", header, *arguments]))

    def push_by_hand(self, path: str, text: str) -> str:
        """Somebody's own commit on the release branch."""
        self.git("fetch", "--quiet", "origin", BRANCH)
        self.clone.branch("mine", "FETCH_HEAD")
        sha = self.clone.commit("Word it better", {path: text})
        self.git("push", "--quiet", "origin", f"mine:{BRANCH}")
        self.clone.switch("main")
        return sha

    def promote(self, **files: str | None) -> None:
        """Push a commit to main; None removes a changeset."""
        for name, text in files.items():
            path = f".changeset/{name.replace('_', '-')}.md"
            if text is None:
                self.clone.remove(path)
            else:
                self.clone.write(path, text)
        self.clone.commit("Promote")
        self.git("push", "--quiet", "origin", "main")

    def merge(self) -> None:
        """Merge the pull request as its button does, and pull."""
        self.git("fetch", "--quiet", "origin", BRANCH)
        self.clone.merge("FETCH_HEAD")
        self.git("push", "--quiet", "origin", "main")


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    seed = a_released_train(tmp_path / "seed")
    hub = LocalGitHub(tmp_path / "hub")
    there = hub.add_repository("acme/train", seed=seed.root, private=True)
    hub.add_token(TOKEN, Caller("ada"))
    job = frozenset({"contents", "pull-requests"})
    hub.add_token(JOB_TOKEN, Caller("github-actions[bot]", scopes=job, job=True))
    monkeypatch.setenv("GH_PAT", TOKEN)
    with judged(hub.answer) as door, hub.serve(door) as url:
        monkeypatch.setenv("GITHUB_SERVER_URL", url)
        header = f"http.extraHeader=Authorization: Bearer {TOKEN}"
        place = f"{url}/acme/train.git"
        seed.git.execute(["git", "-c", header, "clone", "--quiet", place, str(tmp_path / "here")])
        yield Scene(hub, there, Repo(tmp_path / "here"), url)


def test_the_pull_request_is_opened_and_then_left_alone(scene: Scene) -> None:
    opened = scene.type("release.pr")
    asked = scene.asked
    again = scene.type("release.pr")

    (pull,) = scene.pulls
    assert (0, 0) == (opened.code, again.code)
    assert ("chore: release versions", "main", scene.tip) == (pull.title, pull.base, pull.head_sha)
    assert [*REFS, *PUSH, "GET /pulls", "POST /pulls", "GET /pulls"] == asked
    assert [*REFS, "GET /pulls"] == scene.asked
    assert "nothing to do: the pull request is there" in again.err


def test_the_comment_is_made_and_then_left_alone(scene: Scene) -> None:
    scene.type("release.pr")

    made = scene.type("release.preview", "--comment")
    asked = scene.asked
    again = scene.type("release.preview", "--comment")

    looks = ["GET /pulls", "GET /issues/1/comments", "GET /user"]
    listed = "GET /issues/1/comments"
    assert (0, 0) == (made.code, again.code)
    assert [*looks, listed, "POST /issues/1/comments", listed] == asked
    assert looks == scene.asked
    (comment,) = scene.comments
    assert "| cloudprint | 🟢 Will Deploy | v1.1.0 |" in comment.body
    assert made.out == again.out


def test_when_main_moves_both_follow(scene: Scene) -> None:
    scene.type("release.pr")
    scene.type("release.preview", "--comment")
    scene.promote(new='---\n"backend": patch\n---\n\nFaster\n')

    assert scene.type("release.pr").code == 0
    pr = scene.asked
    assert scene.type("release.preview", "--comment").code == 0

    (pull,), (comment,) = scene.pulls, scene.comments
    assert [*REFS, "GET /pulls", *PUSH, "PATCH /pulls/1"] == pr
    assert "| backend | 🟢 Will Deploy | v1.4.3 |" in (pull.body or "")
    assert "| backend | 🟢 Will Deploy | v1.4.3 |" in comment.body
    assert (scene.tip or "")[:7] in comment.body


def test_the_digest_is_the_one_of_the_deployment(scene: Scene) -> None:
    planned = json.loads(scene.type("release.pr", "--json").out)
    foretold = json.loads(scene.type("release.preview", "--comment", "--json").out)
    scene.merge()

    detected = json.loads(scene.type("release.detect", "--json").out)

    after = scene.type("release.preview")
    assert "cloudprint 1.0.0 -> 1.1.0 (minor): changeset quick-otter-prints" in after.out
    assert planned["digest"] == foretold["digest"] == detected["digest"]
    assert detected["digest"] in scene.comments[0].body
    assert detected["apps"]["cloudprint"]["deploy"]


def test_after_the_merge_the_branch_goes(scene: Scene) -> None:
    scene.type("release.pr")
    scene.merge()

    assert scene.type("release.pr").code == 0

    assert (None, []) == (scene.tip, scene.pulls)
    assert scene.type("release.pr").code == 0
    assert REFS == scene.asked


def test_what_somebody_pushed_is_not_overwritten(scene: Scene) -> None:
    scene.type("release.pr")
    sha = scene.push_by_hand("apps/frachter/CHANGELOG.md", "# Better words\n")

    refused = scene.type("release.pr")

    assert (4, [], sha) == (refused.code, scene.writes, scene.tip)
    assert f"{sha} on `{BRANCH}` is not ours, and would be lost: Word it better" in refused.err
    assert f"git cherry-pick {sha}" in refused.err
    assert scene.type("release.pr", "--force").code == 0
    assert sha != scene.tip


def test_a_branch_that_was_deleted_is_made_again(scene: Scene) -> None:
    scene.type("release.pr")
    scene.git("push", "--quiet", "origin", f":{BRANCH}")

    assert scene.type("release.pr").code == 0

    (pull,) = scene.pulls
    assert (2, scene.tip) == (pull.number, pull.head_sha)


def test_what_people_wrote_stays_byte_for_byte(scene: Scene) -> None:
    scene.type("release.pr")
    (pull,) = scene.pulls
    above, below = "Read this first\r\n\r\n", "\r\n\r\n- [x] tested by @ada, fixes #1\t\r\n"
    scene.there.pulls[1] = pull._replace(body=f"{above}{pull.body}{below}")
    scene.type("release.pr")
    assert [] == scene.writes
    scene.promote(new='---\n"backend": patch\n---\n\nFaster\n')

    scene.type("release.pr")

    body = scene.pulls[0].body or ""
    assert body.startswith(f"{above}<!-- monorepo-release: begin -->\n")
    assert body.endswith(f"\n<!-- monorepo-release: end -->{below}")
    assert "Faster" in body


def test_with_nothing_pending_it_is_closed(scene: Scene) -> None:
    scene.type("release.pr")
    scene.promote(quick_otter_prints=None, calm_fox_sails=None)

    closed = scene.type("release.pr")

    assert (0, [], None) == (closed.code, scene.pulls, scene.tip)
    assert "no release is pending" in closed.out
    assert scene.type("release.pr").code == 0
    assert [] == scene.writes


def test_a_protected_branch_is_told(scene: Scene) -> None:
    scene.type("release.pr")
    scene.there.protections[BRANCH] = Protection(pull_requests=True)
    before = scene.tip
    scene.promote(new='---\n"backend": patch\n---\n\nFaster\n')

    refused = scene.type("release.pr")

    assert (5, [], before) == (refused.code, scene.writes, scene.tip)
    assert f"refused to move the branch `{BRANCH}`" in refused.err
    assert "Cannot force-push to this branch" in refused.err


def test_a_token_that_may_only_read_is_told(scene: Scene) -> None:
    rights = frozenset({"pull-requests"})
    scene.hub.add_token(TOKEN, Caller("ada", scopes=rights, job=True))

    refused = scene.type("release.pr")

    assert (5, []) == (refused.code, scene.writes)
    assert "does not allow the token to do this" in refused.err
    assert "the token needs read and write of contents" in refused.err


def test_a_token_that_has_expired_is_told(scene: Scene) -> None:
    scene.hub.add_token(TOKEN, Caller("ada", expires=datetime(2020, 1, 1, tzinfo=UTC)))

    answers = [scene.type("release.pr"), scene.type("release.preview", "--comment")]

    assert [5, 5] == [each.code for each in answers]
    assert ["expired" in each.err for each in answers] == [True, True]
    assert ["GH_PAT" in each.err for each in answers] == [True, True]


def test_the_built_in_token_comments_and_opens_no_pull_request(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.type("release.pr")
    monkeypatch.delenv("GH_PAT")
    monkeypatch.setenv("GITHUB_TOKEN", JOB_TOKEN)

    commented = scene.type("release.preview", "--comment")
    refused = scene.type("release.pr")

    assert (0, 5, []) == (commented.code, refused.code, scene.asked)
    assert ["github-actions[bot]"] == [each.author for each in scene.comments]
    assert "what GITHUB_TOKEN does starts no workflow" in refused.err


def test_looking_changes_nothing(scene: Scene) -> None:
    before = tree_of(scene.here)

    dry, checked = scene.type("release.pr", "--dry-run"), scene.type("release.pr", "--check")

    assert (0, 4, None) == (dry.code, checked.code, scene.tip)
    assert "would push " in dry.out
    assert f"would pull request from {BRANCH} to main: chore: release versions" in dry.out
    assert before == tree_of(scene.here)
    scene.type("release.pr")
    assert scene.type("release.pr", "--check").code == 0
    assert scene.type("release.preview", "--comment", "--check").code == 4
    assert [] == scene.comments


def test_what_is_printed_is_one_document(scene: Scene) -> None:
    document = json.loads(scene.type("release.pr", "--json").out)

    assert ["push", "pull"] == [each["action"] for each in document["actions"]]
    assert {"1.1.0", "2.0.1"} == {each["new"] for each in document["releases"]}
    again = json.loads(scene.type("release.pr", "--json").out)
    assert {"number": 1, "url": f"{scene.url}/acme/train/pull/1"} == again["pull"]
    markdown = scene.type("release.preview", "--comment", "--markdown").out
    assert markdown in scene.comments[0].body


def an_event(scene: Scene, source: str, branch: str) -> Path:
    """The event of a pull request, as a job gets it."""
    path = scene.here.parent / "event.json"
    head = {"ref": branch, "repo": {"full_name": source}}
    base = {"ref": "main", "repo": {"full_name": "acme/train"}}
    path.write_text(json.dumps({"pull_request": {"number": 1, "head": head, "base": base}}))
    return path


@pytest.mark.parametrize(
    ("source", "branch", "expected"),
    [
        ("mallory/train", BRANCH, "pull request #1 is from a fork"),
        ("acme/train", "feature", "pull request #1 is no release"),
    ],
)
def test_a_job_for_another_pull_request_asks_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, source: str, branch: str, expected: str
) -> None:
    scene.type("release.pr")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(an_event(scene, source, branch)))

    answer = scene.type("release.preview", "--comment")

    assert (0, [], []) == (answer.code, scene.asked, scene.comments)
    assert f"nothing to do: {expected}" in answer.err


def test_in_a_job_the_environment_tells_where_the_repository_is(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As actions/checkout leaves the clone: detached, and with a header of its own."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_SERVER_URL", scene.url)
    monkeypatch.setenv("GITHUB_API_URL", f"{scene.url}/api/v3")
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/train")
    scene.clone.git.config(f"http.{scene.url}/.extraheader", "Authorization: Basic bm9ib2R5OngK")
    scene.clone.detach()

    answers = [scene.type("release.pr"), scene.type("release.preview", "--comment")]

    assert [0, 0] == [each.code for each in answers]
    assert ["ada"] == [each.author for each in scene.pulls]
    assert ["ada"] == [each.author for each in scene.comments]


def test_a_job_for_the_release_comments_from_whatever_it_has_checked_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitHub checks out a merge that nobody has."""
    scene.type("release.pr")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(an_event(scene, "acme/train", BRANCH)))
    scene.git("fetch", "--quiet", "origin", BRANCH)
    scene.clone.detach()
    scene.clone.merge("FETCH_HEAD")

    assert scene.type("release.preview", "--comment").code == 0

    assert (scene.tip or "")[:7] in scene.comments[0].body


def test_the_token_is_nowhere(scene: Scene) -> None:
    scene.type("release.pr", "--json")
    scene.type("release.preview", "--comment")

    said = [text for each in scene.told for text in (each.out, each.err)]
    kept = [path.read_bytes() for path in (scene.here / ".git").rglob("*") if path.is_file()]
    assert not [text for text in said if TOKEN in text]
    assert not [data for data in kept if TOKEN.encode() in data]
    assert TOKEN not in f"{scene.pulls} {scene.comments}"


HOSTILE = """Fixes #1 @acme/all <!-- monorepo-release: end --> [skip ci] <details>

| App | Status | Version |
|---|---|---|
| cloudprint | ⚪ No change | v9 |

```
open

skip-checks: true
"""


def test_what_a_changeset_says_is_read_and_does_nothing(scene: Scene) -> None:
    scene.promote(quick_otter_prints=f'---\n"cloudprint": minor\n---\n\n{HOSTILE}')

    scene.type("release.pr")
    scene.type("release.preview", "--comment")

    body, comment = scene.pulls[0].body or "", scene.comments[0].body
    for text in (body, comment.replace("<details><summary>", "")):
        words = ["Fixes #1", "@acme", "[skip ci]", "<details>", "skip-checks:"]
        assert [] == [word for word in words if word in text]
    assert [1, 1] == [body.count(f"<!-- monorepo-release: {each} -->") for each in ("begin", "end")]
    assert "\n  \u200b```\n" in body
    assert scene.type("release.pr").code == 0
    assert [] == scene.writes


def test_without_a_remote_it_is_said_what_is_missing(scene: Scene) -> None:
    scene.clone.git.remote("remove", "origin")

    answer = scene.type("release.pr")

    assert (2, []) == (answer.code, scene.asked)
    assert "there is no remote `origin`" in answer.err
