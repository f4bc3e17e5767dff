"""The book of deployments where the team sees it: at GitHub, with the lock as a ref of `origin`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from release.adapters.deploy_lock import DeployLock
from release.adapters.github import deployments
from release.adapters.github.api import Api
from release.adapters.github.line import Access
from release.adapters.github.pace import pace_at
from release.deployment.records import Attempt, AttemptState, Lock, NewAttempt

BETWEEN_WRITES = 0.1
"""Seconds. Deployments notify nobody, and people wait for each of them."""


class GitHubRecords(NamedTuple):
    """`WritableRecords` by GitHub's deployments; one thread at a time."""

    api: Api
    locks: DeployLock

    @property
    def place(self) -> str:
        """Where it is kept, for people."""
        return f"the deployments of {self.api.access.repository}"

    def attempts(
        self, environment: str, apps: Sequence[str], *, whole: bool = False
    ) -> Mapping[str, tuple[Attempt, ...]]:
        """Ours, the newest first, for each of `apps`; asked afresh each time."""
        return deployments.attempts(self.api, environment, apps, whole=whole)

    def recent(
        self, environment: str, apps: Sequence[str], since: datetime
    ) -> Mapping[str, tuple[Attempt, ...]]:
        """The same, but all the way back to one that succeeded before `since`."""
        return deployments.recent(self.api, environment, apps, since)

    def lock(self, environment: str) -> Lock | None:
        """The lock that is held."""
        return self.locks.held(environment)

    def begin(self, wanted: NewAttempt) -> Attempt:
        """Have an attempt recorded, as `in_progress`."""
        return deployments.begin(self.api, wanted)

    def tell(self, attempt: Attempt, state: AttemptState, description: str) -> None:
        """Say how an attempt ended; a description that is too long is cut."""
        deployments.tell(self.api, attempt, state, description)

    def prune(self, environment: str, app: str, keep: int) -> int:
        """Drop what is `outdated` of an app's snapshots; how many went."""
        return deployments.prune(self.api, environment, app, keep)

    def take(self, lock: Lock, instead: Lock | None = None) -> Lock | None:
        """Take the lock, or that of `instead`; None when it is ours now, else whoever holds it."""
        return self.locks.take(lock, instead)

    def leave(self, lock: Lock) -> bool:
        """Let go of a lock, by its id; whether it was held."""
        return self.locks.leave(lock)


def github_records(access: Access, locks: DeployLock) -> GitHubRecords:
    """The book of one command."""
    return GitHubRecords(Api(access, pace_at(access.api, BETWEEN_WRITES)), locks)
