"""The book of an environment: every attempt to deploy there, and the lock that one holds meanwhile.

It is kept where the team sees it, as deployments of the forge with the lock as a ref of the
remote, or in the clone alone (`adapters`).
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple, Protocol, TypeVar

from release.deployment.plan import Kind
from release.phrases import cut

AttemptState = Literal["in_progress", "success", "failure", "error", "inactive"]
"""GitHub's words. `success`: it runs, or ran until `inactive`. `failure`: what ran before runs.
`error`: nothing tells what runs, as after an interrupt; and so does `in_progress` of a run that
is no more."""

SUCCEEDED: frozenset[AttemptState] = frozenset({"success", "inactive"})
"""What ran, at least until the next success of its app."""

LONGEST_DESCRIPTION = 140
"""Characters of what is said of an attempt: GitHub takes no more."""


def described(text: str) -> str:
    """What is said of an attempt: on one line, and short enough."""
    return cut(" ".join(text.split()), LONGEST_DESCRIPTION)


class NewAttempt(NamedTuple):
    """An attempt that begins with its roll-out, or that failed before.

    `key` is of this attempt alone, so that it can be found when the answer was lost. `values` are
    those that were captured, `run` is the page of the CI job, `override` why a freeze did not
    stop it.
    """

    key: str
    app: str
    version: str
    commit: str
    environment: str
    kind: Kind = "deploy"
    previous: str | None = None
    values: Mapping[str, str] = MappingProxyType({})
    run: str = ""
    override: str = ""

    def document(self) -> dict[str, object]:
        """The attempt as JSON; its keys are the parameters that it is made with."""
        return {**self._asdict(), "values": dict(self.values)}


class Attempt(NamedTuple):
    """An attempt that was recorded, and what was last said of it.

    It is so `since` then; what is `inactive`, since it succeeded. It `began` with its roll-out.
    """

    id: int
    wanted: NewAttempt
    state: AttemptState
    description: str
    since: datetime
    by: str
    url: str = ""
    began: datetime | None = None


def last_word(state: AttemptState, version: str) -> tuple[AttemptState, str] | None:
    """What is said of an earlier attempt of an app once `version` has succeeded.

    Returns:
        Its new state and why; None where nothing is to be said.
    """
    now = f"{version} took its place"
    if state == "success":
        return "inactive", now
    return ("error", f"its run ended without a word; {now}") if state == "in_progress" else None


_OVER: frozenset[AttemptState] = frozenset({"inactive", "failure", "error"})
_T = TypeVar("_T")
_ENOUGH = 2  # successes: what runs, and what ran before it


def as_far_as_needed(attempts: Iterable[Attempt]) -> Iterator[Attempt]:
    """Attempts, the newest first, as far back as is needed to know what runs, and what may.

    A rollback that succeeded tells what runs; what it led away from is told by those before it.
    """
    for each in attempts:
        yield each
        if each.state in SUCCEEDED and each.wanted.kind != "rollback":
            return


def as_far_back(attempts: Iterable[Attempt], since: datetime) -> Iterator[Attempt]:
    """Attempts, the newest first, back to the first one that succeeded before `since`.

    It tells what was there when the time began.
    """
    for each in attempts:
        yield each
        if each.state in SUCCEEDED and each.since < since:
            return


def outdated(
    listed: Iterable[_T],
    keep: int,
    is_snapshot: Callable[[_T], bool],
    state: Callable[[_T], AttemptState],
) -> Iterator[_T]:
    """The snapshots of one app that nobody needs any more: those beyond the `keep` newest.

    Not among them are what runs and what ran before it, whatever their age, nor what has not
    ended. The state is asked only of those that it matters of.

    Args:
        listed: the attempts of the app, the newest first.
        keep: how many snapshots stay.
        is_snapshot: whether one is a snapshot; other attempts are neither counted nor dropped.
        state: what was last said of one.
    """
    succeeded = snapshots = 0
    for each in listed:
        is_old = is_snapshot(each) and snapshots >= keep
        snapshots += is_snapshot(each)
        if succeeded >= _ENOUGH and not is_old:
            continue
        now = state(each)
        if now in SUCCEEDED and succeeded < _ENOUGH:
            succeeded += 1
        elif is_old and now in _OVER:
            yield each


class Lock(NamedTuple):
    """Who deploys in an environment, or keeps everybody else from it.

    `id` is of this claim alone. `is_human`: a person took it, with a `message`; nobody waits for
    that one. `owner` is a login or a user and host. `run` is the page of the CI job, `claim` says
    which process it is: its job and attempt in CI, its host and process number elsewhere.
    """

    id: str
    environment: str
    owner: str
    since: datetime
    is_human: bool = False
    message: str = ""
    run: str = ""
    claim: str = ""

    @property
    def unlocking(self) -> str:
        """The command that takes it away, as it is typed."""
        words = ("deploy.unlock", "--environment", self.environment, "--id", self.id)
        return f"inv {shlex.join(words)}"


class Records(Protocol):
    """The book, to look at. `place` tells people where it is kept.

    Raises:
        ForgeError: whoever keeps it refused, or did not answer.
    """

    @property
    def place(self) -> str:
        """Where it is kept, for people."""

    def attempts(
        self, environment: str, apps: Sequence[str], *, whole: bool = False
    ) -> Mapping[str, tuple[Attempt, ...]]:
        """Ours, the newest first, for each of `apps`.

        They go back as far as is needed to know what runs, and what a rollback led away from: to
        one that succeeded and was none. With `whole` they go all the way back.
        """

    def recent(
        self, environment: str, apps: Sequence[str], since: datetime
    ) -> Mapping[str, tuple[Attempt, ...]]:
        """The same, but all the way back to one that succeeded before `since`."""

    def lock(self, environment: str) -> Lock | None:
        """The lock that is held."""


class WritableRecords(Records, Protocol):
    """The same, to write in. What is so already is left alone, and lost answers are looked up."""

    def begin(self, wanted: NewAttempt) -> Attempt:
        """Have an attempt recorded, as `in_progress`."""

    def tell(self, attempt: Attempt, state: AttemptState, description: str) -> None:
        """Say how an attempt ended; a description that is too long is cut.

        A success first makes the earlier ones of its app `inactive`, and an `error` of what is
        still `in_progress` there, for the run of that was killed.
        """

    def prune(self, environment: str, app: str, keep: int) -> int:
        """Drop what is `outdated` of an app's snapshots; how many went."""

    def take(self, lock: Lock, instead: Lock | None = None) -> Lock | None:
        """Take the lock, or that of `instead`, which is held by nobody alive.

        Returns:
            None when it is ours now; else whoever holds it.
        """

    def leave(self, lock: Lock) -> bool:
        """Let go of a lock, by its id; whether it was held."""
