"""The records of deployments in memory, and the same through faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from release.deployment.records import (
    Attempt,
    AttemptState,
    Lock,
    NewAttempt,
    as_far_as_needed,
    as_far_back,
    described,
    outdated,
)
from tests.deploys.world import Faults


class MemoryRecords:
    """`WritableRecords` in memory, as they are promised. `book` is all attempts, oldest first."""

    place = "the memory"

    def __init__(self) -> None:
        self.book: list[Attempt] = []
        self.locks: dict[str, Lock] = {}
        self.dropped: set[int] = set()
        self._since = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def attempts(
        self, environment: str, apps: Sequence[str], *, whole: bool = False
    ) -> Mapping[str, tuple[Attempt, ...]]:
        found = {}
        for app in apps:
            place = (environment, app)
            mine = [
                each
                for each in reversed(self.book)
                if _place(each.wanted) == place and each.id not in self.dropped
            ]
            found[app] = tuple(mine if whole else as_far_as_needed(mine))
        return found

    def recent(
        self, environment: str, apps: Sequence[str], since: datetime
    ) -> Mapping[str, tuple[Attempt, ...]]:
        found = self.attempts(environment, apps, whole=True)
        return {app: tuple(as_far_back(mine, since)) for app, mine in found.items()}

    def lock(self, environment: str) -> Lock | None:
        return self.locks.get(environment)

    def begin(self, wanted: NewAttempt) -> Attempt:
        for each in self.book:
            if each.wanted.key == wanted.key:
                return each
        number = len(self.book) + 1
        since = self._since + timedelta(minutes=number)
        url = f"https://example.org/deployments/{number}"
        self.book.append(Attempt(number, wanted, "in_progress", "", since, "ada", url, since))
        return self.book[-1]

    def tell(self, attempt: Attempt, state: AttemptState, description: str) -> None:
        if state == "success":
            for each in self.book[: attempt.id - 1]:
                if _place(each.wanted) == _place(attempt.wanted):
                    if each.state == "success":
                        self._say(each, "inactive", "another one runs")
                    elif each.state == "in_progress":
                        self._say(each, "error", "its run ended without a word")
        self._say(attempt, state, description)

    def _say(self, attempt: Attempt, state: AttemptState, description: str) -> None:
        known = self.book[attempt.id - 1]
        said = described(description)
        self.book[attempt.id - 1] = known._replace(state=state, description=said)

    def prune(self, environment: str, app: str, keep: int) -> int:
        listed = self.attempts(environment, [app], whole=True)[app]
        gone = outdated(
            listed,
            keep,
            lambda each: each.wanted.kind == "snapshot",
            lambda each: each.state,
        )
        before = len(self.dropped)
        self.dropped |= {each.id for each in list(gone)}
        return len(self.dropped) - before

    def take(self, lock: Lock, instead: Lock | None = None) -> Lock | None:
        held = self.locks.get(lock.environment)
        if held in (None, instead, lock):
            self.locks[lock.environment] = lock
            return None
        return held

    def leave(self, lock: Lock) -> bool:
        held = self.locks.get(lock.environment)
        if held is None or held.id != lock.id:
            return False
        del self.locks[lock.environment]
        return True


def _place(wanted: NewAttempt) -> tuple[str, str]:
    return wanted.environment, wanted.app


class FaultyRecords(MemoryRecords):
    """The same book, written through faults."""

    def __init__(self, book: MemoryRecords, faults: Faults) -> None:
        super().__init__()
        self.book, self.locks, self.dropped = book.book, book.locks, book.dropped
        self._faults = faults

    def begin(self, wanted: NewAttempt) -> Attempt:
        self._faults.boundary(f"before the record of {wanted.app}", writes=True)
        attempt = super().begin(wanted)
        self._faults.boundary(f"after the record of {wanted.app}", writes=True)
        return attempt

    def tell(self, attempt: Attempt, state: AttemptState, description: str) -> None:
        what = f"{attempt.wanted.app} was recorded as {state}"
        self._faults.boundary(f"before {what}", writes=True)
        super().tell(attempt, state, description)
        self._faults.boundary(f"after {what}", writes=True)
