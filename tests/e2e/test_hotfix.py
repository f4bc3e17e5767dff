"""`release.hotfix` on real git: a branch at what production runs, and its way back to main."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from release.adapters.clone_records import clone_records
from release.deployment.records import AttemptState, NewAttempt
from tests.e2e.desk import Answer, typed
from tests.fakes import a_moment
from tests.hosted import Hosted, hosted_railway
from tests.railway import Railway
from tests.trains import FILES, tree_of

pytestmark = pytest.mark.needs("git")

BRANCH = "hotfix/cloudprint-1.1.0"
MAIN = "apps/cloudprint/src-tauri/src/main.rs"
MENDED = "fn main() { mended() }\n"
CLONE = {"release.toml": FILES["release.toml"] + '[environments.production]\nrecords = "clone"\n'}
NEWS = {
    MAIN: "fn main() { news() }\n",
    "apps/frachter/a.js": "1\n",
    ".changeset/tall-ship-sails.md": '---\n"cloudprint": minor\n---\n\nNews\n',
}
INTENT = ".changeset/sore-thumb-heals.md"


@pytest.fixture
def railway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Railway:
    """Production runs cloudprint 1.1.0; main has unreleased work since."""
    monkeypatch.setenv("GH_PAT", "a-token")
    railway = Railway(tmp_path, CLONE)
    recorded(railway, "1.1.0", railway.release())
    railway.change("main", NEWS)
    return railway


def recorded(
    railway: Railway, version: str, commit: str, state: AttemptState = "success", previous: str = ""
) -> None:
    """Have the clone's book say so."""
    book = clone_records(railway.root, os.environ, a_moment, "ada@home")
    key = f"{version} {state}"
    wanted = NewAttempt(key, "cloudprint", version, commit, "production", previous=previous)
    book.tell(book.begin(wanted), state, "")


def hotfix(railway: Railway, *flags: str) -> Answer:
    return typed(railway.root, "release.hotfix", "--app", "cloudprint", *flags)


def mend(railway: Railway, branch: str = BRANCH, path: str = "apps/cloudprint/mend.js") -> str:
    """Mend it on the branch, and make its version."""
    intent = '---\n"cloudprint": patch\n---\n\nMend it\n'
    railway.change(branch, {path: MENDED, INTENT: intent})
    answer = typed(railway.root, "changeset.version")
    assert not answer.code, answer.err
    return railway.push(branch, "chore: release versions")


def document(railway: Railway) -> dict[str, object]:
    answer = hotfix(railway, "--dry-run", "--json")
    assert not answer.code, answer.err
    found = json.loads(answer.out)
    assert isinstance(found, dict)
    return found


def version(railway: Railway, branch: str) -> str:
    text = railway.text(branch, "apps/cloudprint/package.json")
    return str(json.loads(text or "")["version"])


# Where it begins


def test_a_branch_begins_at_what_runs_and_nothing_here_is_touched(railway: Railway) -> None:
    runs = railway.tip("main")
    runs = railway.parents(runs)[0]
    before = tree_of(railway.root)
    dry = hotfix(railway, "--dry-run")
    none = railway.tip(BRANCH)

    answer = hotfix(railway)

    assert (0, 0) == (dry.code, answer.code), answer.err
    assert ("", runs) == (none, railway.tip(BRANCH))
    assert "main" == str(railway.people.git.branch("--show-current"))
    assert before == tree_of(railway.root)
    assert f"would push {runs[:7]} to branch {BRANCH} (new)" in dry.out


def test_its_way_back_is_told(railway: Railway) -> None:
    answer = hotfix(railway, "--dry-run")

    words = " ".join(answer.out.split())
    assert "1.1.0, which runs in `production` (this clone alone (.git/monorepo-rel" in words
    assert "main has 1 commit more" in words
    assert f"they change 1 file of cloudprint: {MAIN}" in words
    assert "main has cloudprint 1.1.0, and the merge raises it to 1.1.1" in words
    assert "the hotfix has no commits yet" in words
    assert f"git switch {BRANCH}" in answer.err
    assert "inv changeset.add --package cloudprint:patch" in answer.err


def test_run_again_it_does_nothing(railway: Railway) -> None:
    hotfix(railway)
    begun = railway.tip(BRANCH)

    again = hotfix(railway)
    mended = mend(railway)
    third = hotfix(railway)

    assert (0, 0) == (again.code, third.code)
    assert f"nothing to do: the branch `{BRANCH}` is there already" in again.err
    assert "nothing to do" in third.err
    assert begun != mended == railway.tip(BRANCH)
    assert "2 commits of the hotfix to merge" in third.out
    assert "no other conflict" in third.out


def test_a_branch_that_begins_elsewhere_is_told_and_left_alone(railway: Railway) -> None:
    people = railway.people
    people.git.switch("--quiet", "--orphan", "other")
    other = people.commit("Other", {"x": "x"})
    people.git.push("--quiet", "origin", f"other:{BRANCH}")
    railway.go("main")

    answer = hotfix(railway)

    assert 4 == answer.code
    assert f"`{BRANCH}` is at {other}, which does not come from" in answer.err
    assert other == railway.tip(BRANCH)


@pytest.mark.parametrize(
    ("flags", "code", "message"),
    [
        (["--app", "cloudprnt"], 2, "did you mean `cloudprint`?"),
        (["--app", "cloudprint", "--environment", "prod"], 2, "`prod`"),
        (["--app", "backend"], 4, "nothing tells which version of backend runs in `production`"),
    ],
)
def test_what_cannot_be_is_refused(
    railway: Railway, flags: list[str], code: int, message: str
) -> None:
    answer = typed(railway.root, "release.hotfix", *flags)

    assert (code, True) == (answer.code, message in answer.err), answer.err


def test_without_records_the_highest_tag_tells(railway: Railway) -> None:
    git = railway.people.git
    git.tag("-m", "x", "backend@1.4.2", "HEAD~1")
    git.tag("-m", "x", "backend@1.4.1", "HEAD")

    answer = typed(railway.root, "release.hotfix", "--app", "backend")

    assert 0 == answer.code, answer.err
    assert railway.parents(railway.tip("main"))[0] == railway.tip("hotfix/backend-1.4.2")
    assert "tag backend@1.4.2; no deployment is recorded" in " ".join(answer.out.split())


@pytest.mark.parametrize(
    ("state", "expected"),
    [("failure", 0), ("error", 4), ("in_progress", 4)],
)
def test_what_runs_must_be_known(railway: Railway, state: AttemptState, expected: int) -> None:
    """After a failure what ran before runs; after anything else nobody knows."""
    recorded(railway, "1.2.0", railway.tip("main"), state)

    answer = hotfix(railway, "--dry-run")

    assert expected == answer.code
    assert (BRANCH in answer.out) == (expected == 0)
    assert ("what runs of cloudprint in `production` is unknown" in answer.err) == (expected == 4)


def test_a_version_that_is_taken_is_not_foretold(railway: Railway) -> None:
    git = railway.people.git
    git.tag("cloudprint@1.1.1", "HEAD")
    git.push("--quiet", "origin", "cloudprint@1.1.1")

    answer = hotfix(railway, "--dry-run")

    assert "cloudprint 1.1.1 is taken: the hotfix needs a minor changeset" in answer.err
    assert "inv changeset.add --package cloudprint:minor" in answer.err


def test_a_main_that_is_ahead_keeps_its_version(railway: Railway) -> None:
    """Its release is merged, and not deployed yet."""
    railway.release()

    found = document(railway)["back"]

    assert isinstance(found, dict)
    assert ("1.2.0", "1.1.1", "patch") == (found["main"], found["hotfix"], found["bump"])


# And back


@pytest.fixture
def hosted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosted]:
    """The hotfix 1.1.1 runs; main has released 1.2.0 meanwhile, and not deployed it."""
    with hosted_railway(tmp_path, monkeypatch.setenv, CLONE) as found:
        railway = found.railway
        recorded(railway, "1.1.0", railway.release())
        railway.change("main", NEWS)
        assert not hotfix(railway).code
        recorded(railway, "1.1.1", mend(railway), previous="1.1.0")
        railway.release()
        yield found


def test_it_comes_back_by_one_pull_request_and_staging_gets_it(hosted: Hosted) -> None:
    """What a release writes, in which git sees conflicts, is settled; again it does nothing."""
    railway = hosted.railway
    plan = hotfix(railway, "--dry-run")

    answer = hotfix(railway, "--back")
    (pull,) = hosted.pulls()
    written = hosted.written()
    again = hotfix(railway, "--back")

    assert (0, 0) == (answer.code, again.code), answer.err
    assert "git conflicts in what is settled by itself: apps/cloudprint/CHANGELOG" in plan.out
    assert (f"backmerge/{BRANCH}", "main") == (pull.head.ref, pull.base.ref)
    assert f"This brings `{BRANCH}` into `main`" in pull.body
    assert "the pull request" in again.err
    assert written == hosted.written()

    hosted.api.pulls.merge(pull.number, merge_method="merge")

    assert "1.2.0" == version(railway, "main")
    changelog = railway.text("main", "apps/cloudprint/CHANGELOG.md") or ""
    assert ["## 1.2.0", "## 1.1.1", "## 1.1.0"] == [
        line for line in changelog.splitlines() if line.startswith("## ")
    ]
    assert MENDED.strip() == railway.text("main", "apps/cloudprint/mend.js")
    assert f"delete branch backmerge/{BRANCH}" in hotfix(railway, "--back").err
    assert "nothing to do" in hotfix(railway, "--back").err
    railway.synced()
    assert "1.2.0" == version(railway, "staging")
    assert MENDED.strip() == railway.text("staging", "apps/cloudprint/mend.js")


def test_its_branch_follows_main_and_what_people_did_there_stays(hosted: Hosted) -> None:
    railway, work = hosted.railway, f"backmerge/{BRANCH}"
    hotfix(railway, "--back")
    railway.change("main", {"apps/frachter/b.js": "1\n"})

    hotfix(railway, "--back")
    followed = railway.tip(work)
    theirs = railway.change(work, {"apps/frachter/c.js": "1\n"})
    railway.change("main", {"apps/frachter/d.js": "1\n"})
    answer = hotfix(railway, "--back")

    assert railway.text(work, "apps/frachter/b.js")
    assert followed != theirs == railway.tip(work)
    assert f"`{work}` has commits of its own, and stays" in answer.err


def test_what_people_must_solve_is_told_and_asked_for(hosted: Hosted) -> None:
    railway = hosted.railway
    recorded(railway, "1.1.1", railway.change(BRANCH, {MAIN: MENDED}), "inactive")
    recorded(railway, "1.1.2", railway.tip(BRANCH), previous="1.1.0")

    plan, answer = hotfix(railway, "--dry-run"), hotfix(railway, "--back")

    assert 4 == answer.code
    assert MAIN in plan.out.partition("for people to solve: ")[2]
    (pull,) = hosted.pulls()
    assert f"`{MAIN}`" in pull.body


def test_without_a_hotfix_there_is_nothing_to_bring_back(railway: Railway) -> None:
    answer = hotfix(railway, "--back")

    assert 4 == answer.code
    assert f"has no branch `{BRANCH}`" in answer.err
