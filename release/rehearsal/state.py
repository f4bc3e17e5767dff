"""What the local GitHub knows beside git.

A change puts a new noun into a dictionary, so that a copy of the dictionaries is a memory of how
everything was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from itertools import count

from release.rehearsal.bare import Bare
from release.rehearsal.nouns import (
    Asset,
    Caller,
    Comment,
    Deployment,
    DeploymentStatus,
    Dispatch,
    Environment,
    Label,
    Protection,
    Pull,
    Release,
    Settings,
    Status,
)


@dataclass(slots=True)
class Repository:
    """One repository: git's part in `bare`, all else here by number or id."""

    id: int
    owner: str
    name: str
    bare: Bare
    default_branch: str
    created: datetime
    private: bool = False
    settings: Settings = field(default_factory=Settings)
    protections: dict[str, Protection] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    releases: dict[int, Release] = field(default_factory=dict)
    assets: dict[int, Asset] = field(default_factory=dict)
    statuses: dict[int, Status] = field(default_factory=dict)
    deployments: dict[int, Deployment] = field(default_factory=dict)
    deployment_statuses: dict[int, DeploymentStatus] = field(default_factory=dict)
    environments: dict[str, Environment] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    burned: dict[str, int] = field(default_factory=dict)
    latest: int | None = None
    numbers: int = 0

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"

    @property
    def page(self) -> str:
        """The path of its page."""
        return f"/{self.full_name}"

    def next_number(self) -> int:
        """The number of the next issue or pull request."""
        self.numbers += 1
        return self.numbers

    def is_green(self, sha: str, context: str) -> bool:
        """Whether the check of that name last told success about a commit."""
        told = [one for one in self.statuses.values() if (one.sha, one.context) == (sha, context)]
        return bool(told) and told[-1].state == "success"

    def memory(self) -> Repository:
        """This repository as it is now, whatever happens to it later."""
        other = replace(self, bare=self.bare.as_of(self.bare.refs()))
        for one in fields(self):
            held = getattr(self, one.name)
            if isinstance(held, dict):
                setattr(other, one.name, dict(held))
        return other


@dataclass(slots=True)
class Site:
    """All of it. `url` is the address of its pages; `clock` says what time it is there."""

    clock: Callable[[], datetime]
    url: str = "http://github.localhost"
    repositories: dict[str, Repository] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    callers: dict[str, Caller] = field(default_factory=dict)
    dispatches: list[Dispatch] = field(default_factory=list)
    ids: count[int] = field(default_factory=lambda: count(1001))

    @property
    def api(self) -> str:
        """The address of the REST API."""
        return f"{self.url}/api/v3"

    @property
    def uploads(self) -> str:
        """Where assets are sent to."""
        return f"{self.url}/api/uploads"

    def next_id(self) -> int:
        """An id that nothing has had yet."""
        return next(self.ids)

    def repository(self, owner: str, name: str) -> Repository | None:
        """The repository of that name."""
        return self.repositories.get(f"{owner}/{name}")

    def memory(self) -> Site:
        """Everything as it is now."""
        kept: Mapping[str, Repository] = self.repositories
        return replace(self, repositories={name: repo.memory() for name, repo in kept.items()})
