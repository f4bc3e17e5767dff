"""A small repository on a GitHub, and a client for it: what the contract tests play on."""

from __future__ import annotations

import base64
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fasttransport.errors import APIError  # type: ignore[import-untyped]  # it has no types

from release.rehearsal import Caller, LocalGitHub, Repository
from tests.github.client import NAME, OWNER, connect
from tests.github.judge import judged
from tests.repositories import Repo

TOKEN = "ghp_adas0123456789abcdefghijklmnopqrstuv"
READER = "ghp_readers0123456789abcdefghijklmnopq"
JOB = "ghs_jobs0123456789abcdefghijklmnopqrstuv"
API = "http://github.localhost/api/v3"
START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
FILES = {name: f"{name}\n" * 9 for name in ("a", "b", "c")}


class VirtualClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.moment += timedelta(seconds=seconds)


class Scene(ABC):
    """The repository acme/train, with the files a, b and c on `main`. The caller is ada."""

    exact: ClassVar[bool] = True
    """Whether its refusals are told in GitHub's own words."""

    def __init__(self, api: Any) -> None:
        self.api = api

    @contextmanager
    def refused(self, status: int, words: str = "") -> Iterator[None]:
        """The block ends in a refusal with that status, whose text has `words` in it."""
        with pytest.raises(APIError) as caught:
            yield
        assert status == caught.value.status_code
        assert not self.exact or words in str(caught.value.raw)

    @abstractmethod
    def tip(self, branch: str) -> str:
        """The commit at the tip of a branch; empty without one."""

    @abstractmethod
    def commit(
        self, branch: str, files: Mapping[str, str], message: str = "Change", start: str = "main"
    ) -> str:
        """Add a commit to a branch, begun at `start` when there is none; the new commit."""

    def file(self, path: str, commit: str) -> str:
        """What a file says in a commit, as the API has it."""
        told = self.api.repos.get_content(path, ref=commit)
        return base64.b64decode(told.content).decode()

    def raw(self, method: str, place: str, token: str | None = TOKEN) -> Any:
        """An answer with its headers, which ghapi keeps to itself. `place` is below the API."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return self.api.transport.client.request(method, f"{API}{place}", headers=headers)

    def upload(self, release: Any, name: str, content: bytes) -> Any:
        """Send a file to where the release says."""
        place = release.upload_url.partition("{")[0]
        headers = {"content-type": "application/octet-stream", **self.api.headers}
        client = self.api.transport.client
        answer = client.post(place, params={"name": name}, content=content, headers=headers)
        if answer.is_error:
            raise APIError("", status_code=answer.status_code, raw=answer.text)
        return answer.json()

    def download(self, place: str) -> bytes:
        """The bytes of a file."""
        headers = {**self.api.headers, "Accept": "application/octet-stream"}
        return bytes(self.api.transport.client.get(place, headers=headers).content)


class LocalScene(Scene):
    """The scene on the local GitHub. `work` is a clone; `url` is where the pages are."""

    def __init__(self, api: Any, hub: LocalGitHub, clock: VirtualClock, work: Repo) -> None:
        super().__init__(api)
        self.hub = hub
        self.clock = clock
        self.work = work
        self.url = hub.site.url

    @property
    def repo(self) -> Repository:
        """What the local GitHub knows of the repository."""
        return self.hub.site.repositories[f"{OWNER}/{NAME}"]

    def tip(self, branch: str) -> str:
        """The commit at the tip of a branch, as git has it; empty without one."""
        return self.repo.bare.branch(branch) or ""

    def commit(
        self, branch: str, files: Mapping[str, str], message: str = "Change", start: str = "main"
    ) -> str:
        """Push a commit, its branch begun at `start` when there is none; the new commit."""
        at = self.tip(branch) or self.tip(start)
        self.work.git.fetch("--quiet", "origin")
        self.work.git.switch("--quiet", "--detach", at)
        sha = self.work.commit(message, files)
        self.push(f"HEAD:refs/heads/{branch}")
        return sha

    def push(self, *arguments: str) -> None:
        """Push over HTTP, as ada."""
        self.work.git.push("--quiet", "origin", *arguments)

    def set(self, **settings: Any) -> None:
        """Change settings of the repository that have no place in the API."""
        self.repo.settings = self.repo.settings._replace(**settings)

    def client(self, token: str) -> Any:
        """Another client, unjudged."""
        return connect(self.hub.answer, API, token)


@contextmanager
def local_scene(folder: Path) -> Iterator[LocalScene]:
    """The scene on the local GitHub; `api` and git are held against GitHub's own description."""
    clock = VirtualClock()
    seed = Repo(folder / "seed")
    seed.commit("Start", FILES)
    hub = LocalGitHub(folder / "hub", clock=clock)
    hub.add_repository(f"{OWNER}/{NAME}", seed=seed.root)
    hub.add_token(TOKEN, Caller("ada", admin=True))
    hub.add_token(READER, Caller("eve", frozenset()))
    hub.add_token(JOB, Caller("github-actions[bot]", frozenset({"contents"}), job=True))
    with judged(hub.answer) as door, hub.serve(door) as url:
        work = Repo(folder / "work")
        work.git.remote("add", "origin", with_token(url, TOKEN))
        yield LocalScene(connect(door, API, TOKEN), hub, clock, work)


def with_token(url: str, token: str) -> str:
    """The address of the repository for git, with a token in it, as only a test may write it."""
    return f"{url.replace('://', f'://x-access-token:{token}@')}/{OWNER}/{NAME}.git"
