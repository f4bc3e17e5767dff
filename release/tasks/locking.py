"""The lock of an environment, for as long as we deploy there: waited for, taken, left."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple, Protocol

from release.announce.locks import holding, how_to_unlock, refusal
from release.deployment.ports import Interrupt
from release.deployment.records import Lock
from release.errors import InterruptError, MovedError, ReleaseError, StateError, UnansweredError

LONGEST_PAUSE = 15.0
"""Seconds between looks whether the lock has been left, once a while has passed."""

FIRST_PAUSE = 2.0
"""Seconds between the first looks; each pause is longer by half than the last."""

_TRIES = 3  # how often it is tried to leave a lock


class Locks(Protocol):
    """What keeps locks: `WritableRecords`, of which no more is needed here."""

    def take(self, lock: Lock, instead: Lock | None = None) -> Lock | None:
        """Take a lock, or that of `instead`; None when it is ours now, else whoever holds it."""

    def leave(self, lock: Lock) -> bool:
        """Let go of a lock, by its id; whether it was held."""


class Turn(NamedTuple):
    """Our turn in an environment: `ours` is the lock that we have then.

    `is_over` tells why the holder of another lock is provably no more, empty where nothing proves
    it. `say` is told what people want to know meanwhile, `warn` what they must know, `audit` what
    was changed. `clock` is what time it is, and `now` seconds that only grow.
    """

    ours: Lock
    locks: Locks
    is_over: Callable[[Lock, Lock], str]
    stop: Interrupt
    say: Callable[[str], None]
    warn: Callable[[str], None]
    audit: Callable[[str], None]
    clock: Callable[[], datetime]
    now: Callable[[], float] = time.monotonic

    def take(self, patience: float) -> None:
        """Take the lock, also that of a holder who is provably no more.

        Locks of other deployments are waited for, and those of people are not.

        Args:
            patience: seconds that it is waited for.

        Raises:
            StateError: a person keeps everybody out, or another deployment did to the end.
            InterruptError: a signal came meanwhile.
            ForgeError: whoever keeps the locks refused, or did not answer to the end.
        """
        until = self.now() + patience
        told, over, pause = "", "", FIRST_PAUSE
        instead: Lock | None = None
        while held := self._tried(instead, until):
            instead, over = None, self.is_over(held, self.ours)
            if over:
                instead = held
                continue
            if held.is_human or self.now() >= until:
                raise refusal(held, self.clock(), patience)
            if told != held.id:
                told = held.id
                self.say(f"waiting for up to {patience:g} s: {holding(held, self.clock())}")
            self._wait(min(pause, until - self.now()))
            pause = min(1.5 * pause, LONGEST_PAUSE)
        whose = f", over from {instead.owner}: {over}" if instead else ""
        self._note(f"took the lock{whose}")

    def leave(self) -> ReleaseError | None:
        """Leave the lock; what went wrong with that, which has been told."""
        environment = self.ours.environment
        try:
            was_held = self._left()
        except ReleaseError as error:
            hint = f"  hint: {how_to_unlock(self.ours)}"
            self.warn(f"the lock of {environment} could not be left\n{error}\n{hint}")
            return error
        if was_held:
            self._note("left the lock")
            return None
        gone = StateError(
            f"the lock of {environment} was taken away during this deployment",
            hint="see with `deploy.status` who else deployed there meanwhile",
        )
        self.warn(gone.problems[0].message)
        return gone

    def _note(self, what: str) -> None:
        self.audit(f"{self.ours.environment}: {self.ours.owner} {what}")

    def _tried(self, instead: Lock | None, until: float) -> Lock | None:
        while True:
            try:
                return self.locks.take(self.ours, instead)
            except (MovedError, UnansweredError) as error:
                try:
                    self._rest(error, until)
                except ReleaseError:
                    with suppress(ReleaseError):  # it may be ours although nobody said so
                        self.locks.leave(self.ours)
                    raise

    def _rest(self, error: ReleaseError, until: float) -> None:
        if self.now() + FIRST_PAUSE > until:
            raise error
        self.say(f"{error.problems[0].message}; it is tried again in {FIRST_PAUSE:g} s")
        self._wait(FIRST_PAUSE)

    def _left(self) -> bool:
        for _ in range(_TRIES - 1):
            with suppress(MovedError, UnansweredError):
                return self.locks.leave(self.ours)
        return self.locks.leave(self.ours)

    def _wait(self, seconds: float) -> None:
        if self.stop.wait(seconds):
            raise InterruptError(
                f"interrupted by {self.stop.why} while waiting for the lock of "
                f"{self.ours.environment}",
                hint="nothing was changed; the same command begins again",
            )
