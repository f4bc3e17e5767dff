"""git over HTTP, at the same door: tokens, protocols, sizes, and what both sides then see."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest

from release.adapters.shell import Result, run
from release.rehearsal import Caller, Protection
from tests.github.scene import JOB, READER, TOKEN, Scene, with_token
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

PLACE = "acme/train"


def test_anybody_reads_a_public_repository(scene: Scene, tmp_path: Path) -> None:
    assert 0 == clone(scene, tmp_path, None).code


def test_a_private_repository_is_there_for_its_own(scene: Scene, tmp_path: Path) -> None:
    scene.hub.site.repositories[PLACE].private = True

    assert "could not read Username" in clone(scene, tmp_path, None).stderr
    assert "not found" in clone(scene, tmp_path, READER).stderr
    assert 0 == clone(scene, tmp_path, TOKEN).code


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (None, "could not read Username"),
        ("ghp_wrong", "Authentication failed"),
        (READER, "The requested URL returned error: 403"),
    ],
)
def test_only_who_may_write_pushes(scene: Scene, token: str | None, words: str) -> None:
    before = scene.tip("main")
    scene.work.commit("Mine", {"a": "new\n"})
    place = with_token(scene.url, token) if token else f"{scene.url}/{PLACE}.git"

    refused = git(scene.work, "push", "--force", place, "HEAD:main")

    assert refused.code
    assert words in refused.stderr
    assert before == scene.tip("main")


def test_a_token_is_sent_in_a_header(scene: Scene) -> None:
    """As actions/checkout sends it, and without a password in any address."""
    scene.work.git.fetch("--quiet", "origin")
    scene.work.git.switch("--quiet", "--detach", scene.tip("main"))
    sha = scene.work.commit("Mine", {"a": "new\n"})

    for scheme in ("Bearer", "Basic"):
        header = {"Bearer": TOKEN, "Basic": basic(TOKEN)}[scheme]
        variables = {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{scene.url}/.extraheader",
            "GIT_CONFIG_VALUE_0": f"Authorization: {scheme} {header}",
        }
        place = f"{scene.url}/{PLACE}.git"
        assert 0 == git(scene.work, "push", place, f"HEAD:refs/heads/{scheme}", **variables).code
        assert sha == scene.tip(scheme)


def test_a_jobs_token_pushes(scene: Scene) -> None:
    sha = scene.work.commit("Mine", {"a": "new\n"})

    assert 0 == git(scene.work, "push", with_token(scene.url, JOB), "HEAD:refs/heads/topic").code
    assert sha == scene.tip("topic")


def test_an_expired_token_is_none(scene: Scene, tmp_path: Path) -> None:
    scene.hub.site.repositories[PLACE].private = True
    scene.hub.add_token("ghp_old", Caller("ada", expires=scene.clock() + timedelta(days=1)))

    assert 0 == clone(scene, tmp_path / "before", "ghp_old").code
    scene.clock.sleep(86_400)
    assert "Authentication failed" in clone(scene, tmp_path / "after", "ghp_old").stderr


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_every_version_of_gits_protocol_is_spoken(
    scene: Scene, tmp_path: Path, version: str
) -> None:
    scene.commit("topic", {"a": "new\n"})
    place, trace = with_token(scene.url, TOKEN), tmp_path / "trace"

    told = git(
        scene.work,
        *("-c", f"protocol.version={version}", "ls-remote", place, "refs/heads/topic"),
        GIT_TRACE_PACKET=str(trace),
    )

    assert f"{scene.tip('topic')}\trefs/heads/topic\n" == told.stdout
    assert (version != "0") == (f"< version {version}" in trace.read_text())


def test_a_large_push_comes_in_chunks(scene: Scene, tmp_path: Path) -> None:
    """git sends what is larger than its buffer without a length, and compresses what it asks."""
    content = "".join(f"{number * 7919 % 100_003}\n" for number in range(400_000))
    scene.work.git.config("http.postBuffer", "65536")
    scene.work.git.config("core.compression", "0")

    sha = scene.commit("large", {"large": content})

    copy = tmp_path / "copy"
    assert 0 == clone(scene, copy, TOKEN).code
    assert sha == scene.tip("large")
    shown = run(("git", "show", "origin/large:large"), copy / "train")
    assert content == shown.stdout


def test_a_protected_branch_takes_pull_requests_only(scene: Scene) -> None:
    """The other branches of the same push are taken."""
    protect(scene, "main", Protection(pull_requests=True, enforce_admins=True))
    before = scene.tip("main")
    sha = scene.work.commit("Mine", {"a": "new\n"})

    refused = git(scene.work, "push", "--force", "origin", "HEAD:main", "HEAD:refs/heads/topic")

    assert refused.code
    assert "GH006: Protected branch update failed for refs/heads/main." in refused.stderr
    assert "Changes must be made through a pull request." in refused.stderr
    assert (before, sha) == (scene.tip("main"), scene.tip("topic"))


@pytest.mark.parametrize("arguments", [("--delete", "staging"), ("--force", "HEAD:staging")])
def test_a_protected_branch_is_never_forced_nor_deleted(
    scene: Scene, arguments: tuple[str, ...]
) -> None:
    """Also not by those whom its other rules do not bind; forwards they may go."""
    scene.commit("staging", {"a": "new\n"})
    protect(scene, "staging", Protection(pull_requests=True))
    before = scene.commit("staging", {"a": "newer\n"})
    scene.work.git.switch("--quiet", "--orphan", "other")
    scene.work.commit("Mine", {"a": "mine\n"})

    refused = git(scene.work, "push", "origin", *arguments)

    assert refused.code
    assert "GH006" in refused.stderr
    assert before == scene.tip("staging")


def test_pushes_at_once_lose_nothing(scene: Scene) -> None:
    """Of two pushes to one branch the later is refused, and to two branches both are taken."""
    scene.work.git.fetch("--quiet", "origin")
    start = scene.tip("main")
    for name in ("one", "two"):
        scene.work.git.switch("--quiet", "--create", name, start)
        scene.work.commit(name, {name: "new\n"})

    place = with_token(scene.url, TOKEN)
    assert 0 == git(scene.work, "push", place, "one:main", "two:two").code
    late = git(scene.work, "push", place, "two:main")

    assert late.code
    assert "[rejected]" in late.stderr


def test_a_commit_that_is_no_ref_any_more_can_be_fetched(scene: Scene) -> None:
    sha = scene.commit("topic", {"a": "new\n"})
    scene.push("--delete", "topic")

    assert 0 == git(scene.work, "fetch", "origin", sha).code


def test_no_request_of_gits_is_answered_by_files(scene: Scene) -> None:
    """Only git's smart protocol is there, as on GitHub."""
    response = scene.api.transport.client.get(f"{scene.url}/{PLACE}.git/HEAD")

    assert 404 == response.status_code


def clone(scene: Scene, folder: Path, token: str | None) -> Result:
    """Clone into `folder`/train."""
    place = with_token(scene.url, token) if token else f"{scene.url}/{PLACE}.git"
    folder.mkdir(exist_ok=True)
    return run(("git", "clone", "--quiet", place), folder)


def git(work: Repo, *arguments: str, **variables: str) -> Result:
    """Run git in the clone, whatever comes of it."""

    named = [f"{name}={value}" for name, value in variables.items()]
    return run(("env", *named, "git", *arguments), work.root)


def basic(token: str) -> str:
    """A token as a password."""
    return base64.b64encode(f"x-access-token:{token}".encode()).decode()


def protect(scene: Scene, branch: str, protection: Protection) -> None:
    """Guard a branch."""
    scene.hub.site.repositories[PLACE].protections[branch] = protection
