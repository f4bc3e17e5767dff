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


def version(railway: Railway, branch: str) -> str:
    text = railway.text(branch, "apps/cloudprint/package.json")
    return str(json.loads(text or "")["version"])


# Where it begins


def test_a_branch_begins_at_what_runs_and_its_way_back_is_told(railway: Railway) -> None:
    """Nothing here is touched, and again there is nothing to do, also when it is under way."""
    runs = railway.parents(railway.tip("main"))[0]
    before = tree_of(railway.root)
    dry = hotfix(railway, "--dry-run")
    none = railway.tip(BRANCH)

    answer, again = hotfix(railway), hotfix(railway)

    assert (0, 0, 0) == (dry.code, answer.code, again.code), answer.err
    assert ("", runs) == (none, railway.tip(BRANCH))
    assert "main" == str(railway.people.git.branch("--show-current"))
    assert before == tree_of(railway.root)
    assert f"would push {runs[:7]} to branch {BRANCH} (new)" in dry.out
    assert f"nothing to do: the branch `{BRANCH}` is there already" in again.err
    words = " ".join(dry.out.split())
    assert "1.1.0, which runs in `production` (this clone alone (.git/monorepo-rel" in words
    assert "main has 1 commit more" in words
    assert f"they change 1 file of cloudprint: {MAIN}" in words
    assert "main has cloudprint 1.1.0, and the merge raises it to 1.1.1" in words
    assert "the hotfix has no commits yet" in words
    assert f"git switch {BRANCH}" in dry.err
    assert "inv changeset.add --package cloudprint:patch" in dry.err

    mended = mend(railway)
    third = hotfix(railway)

    assert (0, mended) == (third.code, railway.tip(BRANCH))
    assert "nothing to do" in third.err
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


def test_what_cannot_be_is_refused(railway: Railway) -> None:
    """Nor is anything begun where nobody knows what runs; after a failure that is known."""
    for flags, code, message in (
        (["--app", "cloudprnt"], 2, "did you mean `cloudprint`?"),
        (["--app", "cloudprint", "--environment", "prod"], 2, "`prod`"),
        (["--app", "backend"], 4, "nothing tells which version of backend runs in `production`"),
        (["--app", "cloudprint", "--back"], 4, f"has no branch `{BRANCH}`"),
    ):
        answer = typed(railway.root, "release.hotfix", *flags)
        assert (code, True) == (answer.code, message in answer.err), answer.err
    states: tuple[tuple[AttemptState, int], ...] = (
        ("failure", 0),
        ("error", 4),
        ("in_progress", 4),
    )
    for state, code in states:
        recorded(railway, "1.2.0", railway.tip("main"), state)
        answer = hotfix(railway, "--dry-run")
        assert (code, code == 0) == (answer.code, BRANCH in answer.out), state
        assert ("what runs of cloudprint in `production` is unknown" in answer.err) == (code == 4)


def test_a_broken_main_keeps_nobody_from_mending_what_runs(railway: Railway) -> None:
    railway.change("main", {"apps/frachter/package.json": "{"})
    railway.people.git.switch("--quiet", "--detach", "HEAD~1")

    answer = hotfix(railway)

    assert 0 == answer.code, answer.err
    assert railway.tip(BRANCH)
    assert "nobody can tell: on main, not JSON" in " ".join(answer.out.split())


def test_tags_tell_what_runs_without_records_and_which_version_is_taken(railway: Railway) -> None:
    git = railway.people.git
    git.tag("-m", "x", "backend@1.4.2", "HEAD~1")
    git.tag("-m", "x", "backend@1.4.1", "HEAD")
    git.tag("cloudprint@1.1.1", "HEAD")
    git.push("--quiet", "origin", "cloudprint@1.1.1")

    answer = typed(railway.root, "release.hotfix", "--app", "backend")
    taken = hotfix(railway, "--dry-run")

    assert 0 == answer.code, answer.err
    assert railway.parents(railway.tip("main"))[0] == railway.tip("hotfix/backend-1.4.2")
    assert "tag backend@1.4.2; no deployment is recorded" in " ".join(answer.out.split())
    assert "cloudprint 1.1.1 is taken: the hotfix needs a minor changeset" in taken.err
    assert "inv changeset.add --package cloudprint:minor" in taken.err


# And out, and back

YARD = """
[apps.cloudprint]
target = "command"
command.roll-out = [["cp", "package.json", "{yard}/cloudprint.json"]]
command.rollback = [["false"]]
health.command = ["true"]
"""


@pytest.fixture
def hosted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosted]:
    """cloudprint 1.1.0 runs in production; main has unreleased work since."""
    (tmp_path / "yard").mkdir()
    apps = '[environments.production]\nrecords = "clone"\n[apps.backend]\n[apps.frachter]\n'
    config = {"release.toml": apps + YARD.format(yard=tmp_path / "yard")}
    with hosted_railway(tmp_path, monkeypatch.setenv, config, judge=False) as found:
        found.railway.release()
        assert not deployed(found.railway).code
        found.railway.change("main", NEWS)
        yield found


def deployed(railway: Railway) -> Answer:
    """Deploy what is checked out, and release it."""
    answer = typed(railway.root, "deploy", "--app", "cloudprint")
    if not answer.code:
        published = typed(railway.root, "release.publish", "--app", "cloudprint")
        assert not published.code, published.err
    return answer


def runs(folder: Path) -> str:
    return str(json.loads((folder / "yard/cloudprint.json").read_text())["version"])


def test_a_hotfix_goes_out_from_its_branch_and_comes_back_to_main_and_staging(
    hosted: Hosted, tmp_path: Path
) -> None:
    """What a release writes, in which git sees conflicts, is settled; again it does nothing."""
    railway = hosted.railway
    assert not hotfix(railway).code
    mend(railway)
    answer = deployed(railway)
    assert (0, "1.1.1") == (answer.code, runs(tmp_path)), answer.err
    railway.go("main")
    backwards = deployed(railway)
    assert 4 == backwards.code
    assert "cloudprint would go backwards in `production`" in backwards.err
    railway.release()
    found = json.loads(hotfix(railway, "--dry-run", "--json").out)

    answer = hotfix(railway, "--back")
    (pull,) = hosted.pulls()
    written = hosted.written()
    again = hotfix(railway, "--back")

    assert (0, 0) == (answer.code, again.code), answer.err
    assert ("hotfix/cloudprint-1.1.1", "1.1.1") == (found["branch"], found["version"])
    assert ("1.2.0", "1.1.2", "patch") == tuple(
        found["back"][e] for e in ("main", "hotfix", "bump")
    )
    assert "apps/cloudprint/CHANGELOG.md" in found["back"]["settled"]
    assert [] == found["back"]["conflicts"]
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
    railway.go("main")
    assert (0, "1.2.0") == (deployed(railway).code, runs(tmp_path))


def test_its_branch_follows_main_and_what_people_did_there_stays(hosted: Hosted) -> None:
    """What only they can solve is told, and they are asked."""
    railway, work = hosted.railway, f"backmerge/{BRANCH}"
    hotfix(railway)
    mend(railway)
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

    railway.change(BRANCH, {MAIN: MENDED})
    hosted.api.pulls.update(hosted.pulls()[0].number, state="closed")
    railway.people.git.push("--quiet", "origin", f":{work}")

    plan, asked = hotfix(railway, "--dry-run"), hotfix(railway, "--back")

    assert 4 == asked.code
    assert MAIN in plan.out.partition("for people to solve: ")[2]
    (pull,) = hosted.pulls()
    assert f"`{MAIN}`" in pull.body
