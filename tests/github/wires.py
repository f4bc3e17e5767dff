"""What lies between who plays and a local GitHub: it records requests, kills and holds up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import httpx2

from release.adapters.git.program import GitProgram
from release.adapters.shell import Result
from release.rehearsal import Dropped, LocalGitHub, Request, Response
from tests.github.client import through
from tests.github.scene import VirtualClock

PATIENCE = 120.0  # seconds of real time until a schedule that hangs is an error
_PUSH = "/git-receive-pack"


class Killed(BaseException):
    """The process is no more."""


class Exchange(NamedTuple):
    """One request of a run, and what came of it. `key` is equal for equal writes.

    `writes` says that it may have an effect, and `wrote` that it had one; `status` is 0 without an
    answer. `at` is when it was sent, and `wait` what it was told to wait, both in seconds.
    """

    run: int
    key: str
    writes: bool
    wrote: bool
    status: int
    at: float
    wait: int

    @property
    def is_acknowledged(self) -> bool:
        """Whether it wrote, and whoever sent it knows."""
        return self.wrote and self.status in range(200, 300)


class Turns:
    """Lets one of several actors go on at a time, from request to request.

    `choose` says who of those that wait is next.
    """

    def __init__(self, choose: Callable[[Sequence[int]], int], actors: Iterable[int]) -> None:
        self._next = choose
        self._alive = set(actors)
        self._waiting: set[int] = set()
        self._turn: int | None = None
        self._changed = threading.Condition()

    def wait(self, actor: int) -> None:
        """Wait for the turn of an actor."""
        with self._changed:
            self._waiting.add(actor)
            self._choose()
            if not self._changed.wait_for(lambda: self._turn == actor, PATIENCE):
                raise TimeoutError(f"actor {actor} never has its turn")
            self._waiting.discard(actor)
            self._turn = None

    def leave(self, actor: int) -> None:
        """The actor is done."""
        with self._changed:
            self._alive.discard(actor)
            self._choose()

    def _choose(self) -> None:
        if self._alive and self._waiting == self._alive:
            self._turn = self._next(sorted(self._alive))
            self._changed.notify_all()


class Wire:
    """What lies between an actor and the hub; `exchanges` gets what came of each request.

    `turns` hold requests up. With `kill_at` the process dies when it sends its so-manieth request
    from 1 on, and with `kill_after` when that was carried out.
    """

    def __init__(
        self, actor: int, run: int, hub: LocalGitHub, clock: VirtualClock, exchanges: list[Exchange]
    ) -> None:
        self.turns: Turns | None = None
        self.kill_at = self.kill_after = 0
        self.is_dead = False
        self.run = run
        self._actor = actor
        self._hub = hub
        self._clock = clock
        self._exchanges = exchanges
        self._sent = 0

    def answer(self, request: Request) -> Response:
        """Have the hub answer, and record it.

        Raises:
            Dropped: there is no answer.
            Killed: there is nobody left to answer.
        """
        if self.is_dead:
            raise Dropped("the connection was closed")
        if self.turns:
            self.turns.wait(self._actor)
        self._sent += 1
        if self._sent == self.kill_at:
            self._die()
        response = self._recorded(request)
        if self._sent == self.kill_after:
            self._die()
        if response is None:
            raise Dropped("the connection was closed")
        return response

    def _die(self) -> None:
        self.is_dead = True
        raise Killed

    def _recorded(self, request: Request) -> Response | None:
        hub, at = self._hub, self._clock.moment.timestamp()
        response = None
        with suppress(Dropped):
            response = hub.answer(request)
        entry = hub.log[-1]
        told = response.headers.get("retry-after", "0") if response else "0"
        exchange = Exchange(
            run=self.run,
            key=_key(request),
            writes=_may_write(request),
            wrote=entry.wrote,
            status=entry.status,
            at=at,
            wait=int(told),
        )
        self._exchanges.append(exchange)
        return response


def _may_write(request: Request) -> bool:
    if request.place.startswith("/api/"):
        return request.method != "GET"
    return request.method == "POST" and request.place.endswith(_PUSH)


def _key(request: Request) -> str:
    """A request without what differs each time: of a push, the moves of refs alone."""
    body = request.body.partition(b"PACK")[0] if request.place.endswith(_PUSH) else request.body
    return f"{request.method} {request.path} {body.decode(errors='replace')}"


class MortalGit(GitProgram):
    """The git program of a process that can be killed while git is at work."""

    __slots__ = ("_wire",)

    def __init__(self, root: Path, environment: Mapping[str, str], wire: Wire) -> None:
        super().__init__(root, environment)
        self._wire = wire

    def ask(
        self, *arguments: str, feed: str | None = None, timeout: float | None = None
    ) -> Result | None:
        """One git process."""
        answer = super().ask(*arguments, feed=feed, timeout=timeout)
        if self._wire.is_dead:
            raise Killed
        return answer


class Line:
    """The client of one actor at a time, for a whole process: ghapi is costly to make for it."""

    def __init__(self) -> None:
        self.wire: Wire | None = None
        self.client = httpx2.Client(transport=httpx2.MockTransport(through(self.answer)))

    def answer(self, request: Request) -> Response:
        """Have the actor's wire answer."""
        assert self.wire is not None, "nobody is on stage"
        return self.wire.answer(request)

    def mortal(self, request: Request) -> Response:
        """The same for a port: who is killed there dies in another thread, in `MortalGit`."""
        try:
            return self.answer(request)
        except Killed:
            raise Dropped("the connection was closed") from None


LINES = (Line(), Line())
"""Of those who can be on stage at the same time."""
