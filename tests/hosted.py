"""Trains whose remote is the local GitHub: a railway there, or a clone by HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from release.rehearsal import Caller, LocalGitHub
from tests.github.client import TRAIN, connect
from tests.github.judge import judged
from tests.github.scene import API, TOKEN, with_token
from tests.railway import Railway
from tests.repositories import Repo
from tests.trains import a_released_train


@dataclass
class Hosted:
    """A railway whose remote is the local GitHub, which `api` asks as its owner."""

    railway: Railway
    hub: LocalGitHub
    api: Any

    def pulls(self, state: str = "open") -> list[Any]:
        """The pull requests, with their bodies."""
        return list(self.api.pulls.list(state=state))

    def written(self) -> int:
        """How many requests had an effect so far."""
        return sum(entry.wrote for entry in self.hub.log)

    def asked_api(self) -> int:
        """How many requests came to the API so far."""
        return sum(entry.path.startswith("/api/") for entry in self.hub.log)


@contextmanager
def hosted_railway(
    folder: Path,
    setenv: Callable[[str, str], None],
    changed: Mapping[str, str] | None = None,
    *,
    judge: bool = True,
) -> Iterator[Hosted]:
    """Serve it, and have our commands know of it by their environment.

    Args:
        folder: where all of it is to be.
        setenv: sets a variable of the environment.
        changed: files that are not as in `a_train`.
        judge: whether each request is held against GitHub's own description, which takes its time.
    """
    hub = LocalGitHub(folder / "hub")
    hub.add_token(TOKEN, Caller("ada", admin=True))
    court = judged(hub.answer) if judge else nullcontext(hub.answer)
    with court as door, hub.serve(door) as url:

        def station(root: Path) -> str:
            hub.add_repository(TRAIN, seed=root)
            return with_token(url, TOKEN)

        for name, text in {
            "GITHUB_SERVER_URL": url,
            "GITHUB_API_URL": f"{url}/api/v3",
            "GITHUB_REPOSITORY": TRAIN,
            "GH_PAT": TOKEN,
        }.items():
            setenv(name, text)
        yield Hosted(Railway(folder, changed, station=station), hub, connect(door, API, TOKEN))


@contextmanager
def hosted_clone(
    folder: Path, setenv: Callable[[str, str], None], callers: Mapping[str, Caller]
) -> Iterator[tuple[Repo, LocalGitHub, str]]:
    """A clone by HTTP of a private repository with a released train, its GitHub, and the address.

    Args:
        folder: where all of it is to be.
        setenv: sets a variable of the environment.
        callers: who comes with which token. The first is what our commands have, and no file.
    """
    token = next(iter(callers))
    seed = a_released_train(folder / "seed")
    hub = LocalGitHub(folder / "hub")
    hub.add_repository(TRAIN, seed=seed.root, private=True)
    for each, caller in callers.items():
        hub.add_token(each, caller)
    setenv("GH_PAT", token)
    with judged(hub.answer) as door, hub.serve(door) as url:
        setenv("GITHUB_SERVER_URL", url)
        header = f"http.extraHeader=Authorization: Bearer {token}"
        place = f"{url}/{TRAIN}.git"
        seed.git.execute(["git", "-c", header, "clone", "--quiet", place, str(folder / "here")])
        yield Repo(folder / "here"), hub, url
