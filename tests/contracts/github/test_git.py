"""git over HTTP, at the same door: tokens, protocols, sizes, and what both sides then see."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from release.adapters.shell import Result, run
from release.rehearsal import Caller, Protection
from tests.github.scene import JOB, READER, TOKEN, LocalScene, with_token
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

PLACE = "acme/train"


def test_anybody_reads_a_public_repository(local: LocalScene, tmp_path: Path) -> None:
    assert 0 == clone(local, tmp_path, None).code


def test_a_private_repository_is_there_for_its_own(local: LocalScene, tmp_path: Path) -> None:
    local.repo.private = True

    assert "could not read Username" in clone(local, tmp_path, None).stderr
    assert "not found" in clone(local, tmp_path, READER).stderr
    assert 0 == clone(local, tmp_path, TOKEN).code


def test_an_address_may_leave_out_the_ending(local: LocalScene) -> None:
    """As the one that actions/checkout fetches from."""
    place = with_token(local.url, TOKEN).removesuffix(".git")
    commit = local.work.commit("Mine", {"a": "new\n"})

    assert 0 == git(local.work, "push", place, "HEAD:refs/heads/mine").code
    assert git(local.work, "ls-remote", place, "mine").stdout.startswith(commit)


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (None, "could not read Username"),
        ("ghp_wrong", "Authentication failed"),
        (READER, "The requested URL returned error: 403"),
    ],
)
def test_only_who_may_write_pushes(local: LocalScene, token: str | None, words: str) -> None:
    before = local.tip("main")
    local.work.commit("Mine", {"a": "new\n"})
    place = with_token(local.url, token) if token else f"{local.url}/{PLACE}.git"

    refused = git(local.work, "push", "--force", place, "HEAD:main")

    assert refused.code
    assert words in refused.stderr
    assert before == local.tip("main")


def test_a_token_is_sent_in_a_header(local: LocalScene) -> None:
    """As actions/checkout sends it, and without a password in any address."""
    local.work.git.fetch("--quiet", "origin")
    local.work.git.switch("--quiet", "--detach", local.tip("main"))
    sha = local.work.commit("Mine", {"a": "new\n"})

    for scheme in ("Bearer", "Basic"):
        header = {"Bearer": TOKEN, "Basic": basic(TOKEN)}[scheme]
        variables = {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{local.url}/.extraheader",
            "GIT_CONFIG_VALUE_0": f"Authorization: {scheme} {header}",
        }
        place = f"{local.url}/{PLACE}.git"
        assert 0 == git(local.work, "push", place, f"HEAD:refs/heads/{scheme}", **variables).code
        assert sha == local.tip(scheme)


def test_a_jobs_token_pushes(local: LocalScene) -> None:
    sha = local.work.commit("Mine", {"a": "new\n"})

    assert 0 == git(local.work, "push", with_token(local.url, JOB), "HEAD:refs/heads/topic").code
    assert sha == local.tip("topic")


def test_an_expired_token_is_none(local: LocalScene, tmp_path: Path) -> None:
    local.repo.private = True
    local.hub.add_token("ghp_old", Caller("ada", expires=local.clock() + timedelta(days=1)))

    assert 0 == clone(local, tmp_path / "before", "ghp_old").code
    local.clock.sleep(86_400)
    assert "Authentication failed" in clone(local, tmp_path / "after", "ghp_old").stderr


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_every_version_of_gits_protocol_is_spoken(
    local: LocalScene, tmp_path: Path, version: str
) -> None:
    local.commit("topic", {"a": "new\n"})
    place, trace = with_token(local.url, TOKEN), tmp_path / "trace"

    told = git(
        local.work,
        *("-c", f"protocol.version={version}", "ls-remote", place, "refs/heads/topic"),
        GIT_TRACE_PACKET=str(trace),
    )

    assert f"{local.tip('topic')}\trefs/heads/topic\n" == told.stdout
    assert (version != "0") == (f"< version {version}" in trace.read_text())


def test_a_large_push_comes_in_chunks(local: LocalScene, tmp_path: Path) -> None:
    """git sends what is larger than its buffer without a length, and compresses what it asks."""
    content = "".join(f"{number * 7919 % 100_003}\n" for number in range(400_000))
    local.work.git.config("http.postBuffer", "65536")
    local.work.git.config("core.compression", "0")

    sha = local.commit("large", {"large": content})

    copy = tmp_path / "copy"
    assert 0 == clone(local, copy, TOKEN).code
    assert sha == local.tip("large")
    shown = run(("git", "show", "origin/large:large"), copy / "train")
    assert content == shown.stdout


def test_a_protected_branch_takes_pull_requests_only(local: LocalScene) -> None:
    """The other branches of the same push are taken."""
    protect(local, "main", Protection(pull_requests=True, enforce_admins=True))
    before = local.tip("main")
    sha = local.commit("topic", {"a": "new\n"})

    refused = git(local.work, "push", "origin", "HEAD:main", "HEAD:refs/heads/more")

    assert refused.code
    assert "GH006: Protected branch update failed for refs/heads/main." in refused.stderr
    assert "Changes must be made through a pull request." in refused.stderr
    assert (before, sha) == (local.tip("main"), local.tip("more"))


def test_a_protected_branch_is_not_begun_by_a_push(local: LocalScene) -> None:
    local.repo.protections["staging"] = Protection(pull_requests=True, enforce_admins=True)
    local.commit("topic", {"a": "new\n"})

    assert "GH006" in git(local.work, "push", "origin", "HEAD:refs/heads/staging").stderr
    assert "" == local.tip("staging")


def test_a_protected_branch_waits_for_its_checks(local: LocalScene) -> None:
    """What is green may be pushed."""
    local.repo.protections["main"] = Protection(checks=("build",), enforce_admins=True)
    sha = local.commit("topic", {"a": "new\n"})

    refused = git(local.work, "push", "origin", "HEAD:main")
    local.api.repos.create_commit_status(sha, "success", context="build")
    taken = git(local.work, "push", "origin", "HEAD:main")

    assert 'Required status check "build" is expected.' in refused.stderr
    assert (0, sha) == (taken.code, local.tip("main"))


def test_the_tag_of_an_immutable_release_stays(local: LocalScene) -> None:
    local.set(immutable_releases=True)
    local.api.repos.create_release("v1")
    local.commit("topic", {"a": "new\n"})

    for arguments in (("--force", "HEAD:refs/tags/v1"), ("--delete", "refs/tags/v1")):
        assert "immutable release" in git(local.work, "push", "origin", *arguments).stderr


def test_a_workflow_is_pushed_by_who_has_the_scope_for_it(local: LocalScene) -> None:
    """Others may bring along what is there already, as a merge does."""
    workflow = {".github/workflows/ci.yml": "on: push\n"}
    local.hub.add_token("ghp_less", Caller("bob", frozenset({"repo"})))
    local.commit("topic", {"a": "new\n"})
    local.work.commit("Work", workflow)

    refused = git(local.work, "push", with_token(local.url, "ghp_less"), "HEAD:refs/heads/topic")
    local.push("HEAD:refs/heads/topic")
    local.work.git.commit("--quiet", "--allow-empty", "--message", "More")
    taken = git(local.work, "push", with_token(local.url, "ghp_less"), "HEAD:refs/heads/topic")

    assert "without `workflow` scope" in refused.stderr
    assert 0 == taken.code


@pytest.mark.parametrize("arguments", [("--delete", "staging"), ("--force", "HEAD:staging")])
def test_a_protected_branch_is_never_forced_nor_deleted(
    local: LocalScene, arguments: tuple[str, ...]
) -> None:
    """Also not by those whom its other rules do not bind; forwards they may go."""
    local.commit("staging", {"a": "new\n"})
    protect(local, "staging", Protection(pull_requests=True))
    before = local.commit("staging", {"a": "newer\n"})
    local.work.git.switch("--quiet", "--orphan", "other")
    local.work.commit("Mine", {"a": "mine\n"})

    refused = git(local.work, "push", "origin", *arguments)

    assert refused.code
    assert "GH006" in refused.stderr
    assert before == local.tip("staging")


def test_pushes_at_once_lose_nothing(local: LocalScene) -> None:
    """Of two pushes to one branch the later is refused, and to two branches both are taken."""
    local.work.git.fetch("--quiet", "origin")
    start = local.tip("main")
    for name in ("one", "two"):
        local.work.git.switch("--quiet", "--create", name, start)
        local.work.commit(name, {name: "new\n"})

    place = with_token(local.url, TOKEN)
    assert 0 == git(local.work, "push", place, "one:main", "two:two").code
    late = git(local.work, "push", place, "two:main")

    assert late.code
    assert "[rejected]" in late.stderr


def test_many_push_and_ask_at_once(local: LocalScene) -> None:
    """Every push is taken, and every answer is whole."""
    local.work.git.fetch("--quiet", "origin")
    local.work.git.switch("--quiet", "--detach", local.tip("main"))
    names = [f"topic-{number}" for number in range(4)]
    commits = {name: local.work.commit(name, {name: "new\n"}) for name in names}
    place = with_token(local.url, TOKEN)

    def push(name: str) -> int:
        return git(local.work, "push", place, f"{commits[name]}:refs/heads/{name}").code

    def ask(_: int) -> int:
        return int(local.raw("GET", "/repos/acme/train/branches").status_code)

    with ThreadPoolExecutor(8) as pool:
        pushed = pool.map(push, names)
        asked = pool.map(ask, range(20))

    assert {0} == set(pushed)
    assert {200} == set(asked)
    assert commits == {name: local.tip(name) for name in names}


def test_a_commit_that_is_no_ref_any_more_can_be_fetched(local: LocalScene) -> None:
    sha = local.commit("topic", {"a": "new\n"})
    local.push("--delete", "topic")

    assert 0 == git(local.work, "fetch", "origin", sha).code


def test_no_request_of_gits_is_answered_by_files(local: LocalScene) -> None:
    """Only git's smart protocol is there, as on GitHub."""
    response = local.api.transport.client.get(f"{local.url}/{PLACE}.git/HEAD")

    assert 404 == response.status_code


def clone(local: LocalScene, folder: Path, token: str | None) -> Result:
    """Clone into `folder`/train."""
    place = with_token(local.url, token) if token else f"{local.url}/{PLACE}.git"
    folder.mkdir(exist_ok=True)
    return run(("git", "clone", "--quiet", place), folder)


def git(work: Repo, *arguments: str, **variables: str) -> Result:
    """Run git in the clone, whatever comes of it."""

    named = [f"{name}={value}" for name, value in variables.items()]
    return run(("env", *named, "git", *arguments), work.root)


def basic(token: str) -> str:
    """A token as a password."""
    return base64.b64encode(f"x-access-token:{token}".encode()).decode()


def protect(local: LocalScene, branch: str, protection: Protection) -> None:
    """Guard a branch."""
    local.repo.protections[branch] = protection
