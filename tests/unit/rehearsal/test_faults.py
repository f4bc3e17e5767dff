"""Faults, at both doors, and the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from release.adapters.shell import run
from release.rehearsal import (
    Caller,
    Dropped,
    Entry,
    Fault,
    Kind,
    Knock,
    LocalGitHub,
    Request,
    Response,
)
from tests.github.scene import START, TOKEN, with_token
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

TAG = "/api/v3/repos/acme/train/git/ref/tags/v1"
REFS = "/api/v3/repos/acme/train/git/refs"


@pytest.fixture
def hub(tmp_path: Path) -> LocalGitHub:
    """A repository with one commit."""
    seed = Repo(tmp_path / "seed")
    seed.commit("Start", {"a": "a\n"})
    made = LocalGitHub(tmp_path / "hub", clock=lambda: START)
    made.add_repository("acme/train", seed=seed.root)
    made.add_token(TOKEN, Caller("ada"))
    return made


@pytest.mark.parametrize(
    ("kind", "status", "applied"),
    [
        (Kind.DROP, 0, False),
        (Kind.DROP_AFTER, 0, True),
        (Kind.BAD_GATEWAY, 502, False),
        (Kind.BAD_GATEWAY_AFTER, 502, True),
        (Kind.SECONDARY_LIMIT, 403, False),
        (Kind.UNAUTHORIZED, 401, False),
    ],
)
def test_a_fault_takes_the_place_of_the_answer(
    hub: LocalGitHub, kind: Kind, status: int, *, applied: bool
) -> None:
    """Whether the write took place is the fault's to say, and the log tells it."""
    hub.faults = once(Fault(kind))

    assert status == status_of(hub, "POST", REFS, make_tag(hub))
    assert [Entry("POST", REFS, status, applied)] == hub.log
    assert (200 if applied else 404) == status_of(hub, "GET", TAG)


def test_a_secondary_limit_says_how_long_to_wait(hub: LocalGitHub) -> None:
    hub.faults = once(Fault(Kind.SECONDARY_LIMIT, retry_after=17))

    assert "17" == ask(hub, "GET", TAG).headers["retry-after"]


def test_a_stale_read_is_from_before_the_last_write(hub: LocalGitHub) -> None:
    """The next one is not."""
    make = make_tag(hub)
    ask(hub, "POST", REFS, make)
    hub.faults = once(Fault(Kind.STALE))

    assert [404, 200] == [status_of(hub, "GET", TAG) for _ in range(2)]


def test_a_write_is_never_stale(hub: LocalGitHub) -> None:
    ask(hub, "POST", REFS, make_tag(hub))
    hub.faults = lambda _: Fault(Kind.STALE)

    assert 422 == status_of(hub, "POST", REFS, make_tag(hub))


def test_the_hook_is_told_what_comes(hub: LocalGitHub) -> None:
    seen: list[Knock] = []

    def watch(knock: Knock) -> None:
        seen.append(knock)

    hub.faults = watch
    ask(hub, "GET", TAG)
    ask(hub, "POST", REFS, make_tag(hub))

    assert [Knock("GET", TAG, 1, False), Knock("POST", REFS, 2, True)] == seen


@pytest.mark.parametrize(
    ("kind", "applied"), [(Kind.DROP, False), (Kind.DROP_AFTER, True), (Kind.BAD_GATEWAY, False)]
)
def test_a_push_meets_faults_too(
    hub: LocalGitHub, tmp_path: Path, kind: Kind, *, applied: bool
) -> None:
    """The client fails each time, and only the repository knows whether it was taken."""
    work = Repo(tmp_path / "work")
    sha = work.commit("Mine", {"b": "b\n"})
    hub.faults = lambda knock: Fault(kind) if knock.writes else None

    with hub.serve() as url:
        pushed = run(("git", "push", with_token(url, TOKEN), "HEAD:refs/heads/topic"), work.root)

    assert pushed.code
    assert (sha if applied else None) == hub.site.repositories["acme/train"].bare.branch("topic")
    # When a connection breaks, curl may send the same once more.
    assert applied == any(entry.wrote for entry in hub.log)


def test_git_reads_stale_refs_too(hub: LocalGitHub, tmp_path: Path) -> None:
    work = Repo(tmp_path / "work")
    work.commit("Mine", {"b": "b\n"})
    place = "/acme/train.git/git-upload-pack"
    with hub.serve() as url:
        remote = with_token(url, TOKEN)
        listing = ("git", "ls-remote", "--heads", remote)
        run(("git", "push", "--quiet", remote, "HEAD:refs/heads/topic"), work.root)
        hub.faults = lambda knock: Fault(Kind.STALE) if knock.path == place else None
        stale = run(listing, tmp_path)
        hub.faults = lambda _: None
        fresh = run(listing, tmp_path)

    assert ["main"] == branches(stale.stdout)
    assert ["main", "topic"] == branches(fresh.stdout)


def ask(hub: LocalGitHub, method: str, path: str, body: Any = None) -> Response:
    """Ask in this process."""
    sent = json.dumps(body).encode() if body else b""
    return hub.answer(Request(method, path, {"authorization": f"token {TOKEN}"}, sent))


def status_of(hub: LocalGitHub, method: str, path: str, body: Any = None) -> int:
    """The status of an answer; 0 without one."""
    try:
        return ask(hub, method, path, body).status
    except Dropped:
        return 0


def once(fault: Fault) -> Any:
    """A hook with one fault, for the first request that comes."""
    left: Iterator[Fault | None] = iter([fault])
    return lambda _: next(left, None)


def make_tag(hub: LocalGitHub) -> dict[str, str | None]:
    """The body of the request that makes the tag v1."""
    return {"ref": "refs/tags/v1", "sha": hub.site.repositories["acme/train"].bare.branch("main")}


def branches(told: str) -> list[str]:
    """The branches that `git ls-remote` lists."""
    return [line.rpartition("/")[2] for line in told.splitlines()]
