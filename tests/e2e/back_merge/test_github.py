"""`staging.sync` against the local GitHub: by HTTP with a token, or by a pull request."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from release.rehearsal import Caller, Fault, Kind, Knock, Protection
from release.rehearsal.faults import no_faults
from tests.e2e.watching import watched_commands
from tests.github.client import NAME, OWNER
from tests.github.scene import TOKEN
from tests.hosted import Hosted, hosted_railway

pytestmark = pytest.mark.needs("git")

PAGE = "apps/frachter/page.ts"
TITLE = "chore: merge main back into staging"


@pytest.fixture
def hosted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosted]:
    with hosted_railway(tmp_path, monkeypatch.setenv) as found:
        yield found


def test_a_release_comes_back_by_git_alone(hosted: Hosted) -> None:
    """The API is not asked, and the second run writes nothing."""
    hosted.railway.release()
    before = hosted.asked_api()

    hosted.railway.synced()

    written = hosted.written()
    assert hosted.railway.again_for_nothing()
    assert hosted.written() == written
    assert hosted.asked_api() == before


def test_the_token_is_in_no_argument_file_or_word(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands in the remote's address, and whatever header a checkout has left."""
    token = "ghp_onlyhere0123456789abcdefghijklmnop"
    hosted.hub.add_token(token, Caller("ada", admin=True))
    monkeypatch.setenv("GH_PAT", token)
    hosted.railway.release()
    git = hosted.railway.people.git
    git.config("remote.origin.url", hosted.railway.address.replace(TOKEN, "wrong"))
    server = os.environ["GITHUB_SERVER_URL"]
    git.config(f"http.{server}/.extraheader", "AUTHORIZATION: basic d3Jvbmc=")

    with watched_commands() as commands:
        answer = hosted.railway.sync()

    assert answer.code == 0, answer.err
    secrets = (token, b64encode(f"x-access-token:{token}".encode()).decode())
    assert any(f"git-remote-http {server}" in command for command in commands)
    assert not [command for command in commands for secret in secrets if secret in command]
    assert not [secret for secret in secrets if secret in answer.out + answer.err]
    files = [path for path in hosted.railway.people.root.rglob("*") if path.is_file()]
    assert not [
        path for path in files for secret in secrets if secret.encode() in path.read_bytes()
    ]


def test_a_conflict_becomes_one_pull_request(hosted: Hosted) -> None:
    railway = hosted.railway
    railway.change("staging", {PAGE: "ours\n"}, "Turn it round [skip ci]")
    railway.change("main", {PAGE: "theirs\n"}, "Mend the page (#12)")
    railway.release()
    before = railway.tip("staging")

    answer = railway.sync()

    assert answer.code == 4
    assert f"`main` and `staging` have both changed {PAGE}" in answer.err
    assert railway.tip("staging") == before
    assert railway.tip("backmerge/main") == railway.tip("main")
    (pull,) = hosted.pulls()
    assert (pull.title, pull.head.ref, pull.base.ref) == (TITLE, "backmerge/main", "staging")
    assert f"| `{PAGE}` |" in pull.body
    assert "`Turn it round (skip ci]` by `Ada`" in pull.body
    assert "`Mend the page (#12)` by `Ada`" in pull.body
    assert "git merge origin/staging" in pull.body


def test_a_conflict_that_is_known_is_told_again_and_written_never(hosted: Hosted) -> None:
    railway = hosted.railway
    railway.change("staging", {PAGE: "ours\n"})
    railway.change("main", {PAGE: "theirs\n"})
    railway.sync()
    written, asked = hosted.written(), hosted.asked_api()

    answer = railway.sync()

    assert answer.code == 4
    assert hosted.written() == written
    assert hosted.asked_api() - asked == 1
    assert railway.sync("--check").code == 4


def test_looking_at_a_conflict_writes_nothing(hosted: Hosted) -> None:
    railway = hosted.railway
    railway.change("staging", {PAGE: "ours\n"})
    railway.change("main", {PAGE: "theirs\n"})
    written = hosted.written()

    answer = railway.sync("--dry-run")

    assert answer.code == 4
    assert "would push" in answer.out
    assert "would pull request from backmerge/main to staging" in answer.out
    assert hosted.written() == written
    assert hosted.pulls() == []


def test_the_pull_request_follows_what_happens(hosted: Hosted) -> None:
    railway = hosted.railway
    railway.change("staging", {PAGE: "ours\n"})
    railway.change("main", {PAGE: "theirs\n"})
    railway.sync()
    railway.change("staging", {"README.md": "ours\n"})
    railway.change("main", {"README.md": "theirs\n"})

    railway.sync()

    (pull,) = hosted.pulls()
    assert "| `README.md` |" in pull.body
    assert railway.tip("backmerge/main") == railway.tip("main")


def test_a_solved_conflict_is_done(hosted: Hosted) -> None:
    """By the very commands of the pull request; its branch goes when it is merged."""
    railway = hosted.railway
    railway.change("staging", {PAGE: "ours\n"})
    railway.change("main", {PAGE: "theirs\n"})
    railway.release()
    railway.sync()
    (pull,) = hosted.pulls()
    git = railway.people.git
    commands = pull.body.partition("```sh\n")[2].partition("\n```")[0].splitlines()
    for command in commands:
        words = command.split(" && ")[0].split()
        if words[0] != "git":
            continue
        if words[1] == "merge":
            git.merge("origin/staging", with_exceptions=False)
            railway.people.write(PAGE, "both\n")
        else:
            git.execute(words)
        if words[1] == "add":
            git.commit("--no-edit")

    answer = railway.sync()
    assert answer.code == 4, "it is not merged yet"
    hosted.api.pulls.merge(pull.number, merge_method="merge")

    assert railway.sync().code == 0
    assert railway.again_for_nothing()
    assert railway.text("staging", PAGE) == "both"
    assert railway.tip("backmerge/main") == ""
    assert hosted.pulls() == []


def test_what_people_did_on_the_branch_is_not_lost(hosted: Hosted) -> None:
    railway = hosted.railway
    railway.change("staging", {PAGE: "ours\n"})
    railway.change("main", {PAGE: "theirs\n"})
    railway.sync()
    work = railway.change("backmerge/main", {"notes.md": "half done\n"})
    railway.change("main", {"README.md": "news\n"})

    answer = railway.sync()

    assert answer.code == 4
    assert "`backmerge/main` has commits of its own" in answer.err
    assert railway.tip("backmerge/main") == work


def test_a_conflict_that_goes_away_takes_its_pull_request_along(hosted: Hosted) -> None:
    railway = hosted.railway
    railway.change("staging", {PAGE: "ours\n"})
    railway.change("main", {PAGE: "theirs\n"})
    railway.sync()
    railway.change("main", {PAGE: None}, "Revert")

    answer = railway.sync()

    assert answer.code == 0, answer.err
    assert railway.tip("backmerge/main") == ""
    assert hosted.pulls() == []
    assert railway.again_for_nothing()


def test_a_protected_branch_says_why(hosted: Hosted) -> None:
    repository = hosted.hub.site.repositories[f"{OWNER}/{NAME}"]
    repository.protections["staging"] = Protection(pull_requests=True, enforce_admins=True)
    hosted.railway.release()

    answer = hosted.railway.sync()

    assert answer.code == 5
    assert "Changes must be made through a pull request." in answer.err


def test_an_expired_token_is_told(hosted: Hosted, monkeypatch: pytest.MonkeyPatch) -> None:
    hosted.railway.release()
    monkeypatch.setenv("GH_PAT", "ghp_gone0123456789abcdefghijklmnopqrstuv")

    answer = hosted.railway.sync()

    assert answer.code == 5
    assert "does not accept the token" in answer.err
    assert "ghp_gone" not in answer.err


@pytest.mark.parametrize("kind", [Kind.DROP, Kind.DROP_AFTER, Kind.BAD_GATEWAY_AFTER])
@pytest.mark.parametrize("number", range(1, 9))
def test_whatever_answer_is_lost_the_end_is_the_same(
    hosted: Hosted, tmp_path: Path, kind: Kind, number: int
) -> None:
    """At whatever request; no run that is green has another end, and a second is enough."""
    railway = hosted.railway
    railway.start_job(tmp_path / "job")
    before = railway.tip("staging")
    released = railway.release()
    begun = len(hosted.hub.log)

    def fault(_: Knock) -> Fault | None:
        return Fault(kind) if len(hosted.hub.log) == begun + number - 1 else None

    hosted.hub.faults = fault
    answer = railway.sync()
    hosted.hub.faults = no_faults
    is_pushed = railway.tip("staging") != before
    if answer.code:
        assert "may well work" in answer.err or "does not accept" in answer.err, answer.err
        assert not railway.sync().code
    else:
        assert is_pushed
    merge = railway.tip("staging")

    assert railway.parents(merge) == [before, released]
    assert railway.again_for_nothing()
