"""One flow on the stage again and again, each time with other faults, and what must never be."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import Enum
from itertools import count, groupby, pairwise
from pathlib import Path
from typing import NamedTuple

from release.errors import ReleaseError
from release.rehearsal import Fault, Kind
from tests.github.flows import Flow
from tests.github.stage import Actor, Stage, Theatre
from tests.github.stand import refs_of, state_of
from tests.github.wires import Exchange, Killed, Turns

RERUNS = 2
RETRY_AFTER = 77  # seconds; no pause of ours is as long by itself
BETWEEN_RUNS = 600.0  # seconds: who starts a job again does not do it at once
READ_FAULTS = (Kind.DROP, Kind.BAD_GATEWAY, Kind.SECONDARY_LIMIT, Kind.UNAUTHORIZED, Kind.STALE)
WRITE_FAULTS = (
    *(Kind.DROP, Kind.DROP_AFTER, Kind.BAD_GATEWAY, Kind.BAD_GATEWAY_AFTER),
    *(Kind.SECONDARY_LIMIT, Kind.UNAUTHORIZED),
)
"""A lost answer to a read is the same before and after; and a write reads nothing stale."""


Case = Mapping[int, Kind]
"""Faults, by the number of the request from 1 on."""


class Wrong(Enum):
    """What must never be."""

    STATE = "wrong"
    GREEN = "green with wrong state"
    WRITES = "re-run writes"
    REPEATED = "write repeated"
    HASTY = "asked too early"


class Problem(NamedTuple):
    """Something that must never be, and how it is."""

    kind: Wrong
    told: str


class Ended(NamedTuple):
    """What came of a case. `greens` tells of each run whether it ended well."""

    case: str
    greens: tuple[bool, ...]
    problems: tuple[Problem, ...]
    exchanges: tuple[Exchange, ...]

    def __str__(self) -> str:
        said = [f"{each.kind.value}: {each.told}" for each in self.problems]
        return "\n    ".join([f"{self.case} {self.greens}", *said])


class Playhouse:
    """One flow, ready to be tried, and what one clean run of it leaves behind."""

    def __init__(self, flow: Flow, theatre: Theatre, folder: Path) -> None:
        self._flow = flow
        self._theatre = theatre
        self._folder = folder
        self._numbers = count()
        self._more: dict[str, tuple[Problem, ...]] = {}
        with self._stage() as stage:
            flow.run(stage.actor())
            self._clean = state_of(stage.hub)
            self.requests = tuple(stage.exchanges)

    def singles(self) -> Iterator[Case]:
        """Every fault at every request."""
        return ({at: kind} for at, kind in _faults(self.requests, 1))

    def pairs(self, case: Case, ended: Ended) -> Iterator[Case]:
        """A case of one fault, that ended so, with every fault after it."""
        (at,) = case
        return ({**case, later: kind} for later, kind in _faults(ended.exchanges, at + 1))

    def faulty(self, case: Case) -> Ended:
        """Run the flow under faults."""
        told = ", ".join(f"{kind.value} at request {at}" for at, kind in case.items())
        with self._stage() as stage:
            stage.faults.update({at: Fault(kind, RETRY_AFTER) for at, kind in case.items()})
            return self._ended(told, stage, [])

    def killed(self, at: int, *, after: bool) -> Ended:
        """Kill the flow at a request, before or after that is carried out."""
        told = f"killed {'after' if after else 'before'} request {at}"
        with self._stage() as stage:
            actor = stage.actor()
            actor.wire.kill_at, actor.wire.kill_after = (0, at) if after else (at, 0)
            with suppress(Killed):
                self._flow.run(actor)
            assert actor.wire.is_dead, told
            return self._ended(told, stage, [False])

    def at_once(self, seed: int) -> Ended:
        """Run the flow twice at the same time, by turns at random."""
        return self._by_turns(f"two at once, in order {seed}", random.Random(seed).choice)

    def overtaken(self, at: int) -> Ended:
        """Run the flow, and all of it again by another run before a request of the first."""
        left = iter([0] * (at - 1))
        return self._by_turns(
            f"overtaken before request {at}", lambda waiting: waiting[next(left, -1)]
        )

    def _by_turns(self, case: str, choose: Callable[[Sequence[int]], int]) -> Ended:
        with self._stage() as stage:
            actors = [stage.actor(number) for number in (0, 1)]
            turns = Turns(choose, [actor.number for actor in actors])

            def play(actor: Actor) -> bool:
                actor.wire.turns = turns
                try:
                    return not self._red(actor)
                finally:
                    turns.leave(actor.number)

            with ThreadPoolExecutor(len(actors)) as pool:
                greens = list(pool.map(play, actors))
            return self._ended(case, stage, greens)

    @contextmanager
    def _stage(self) -> Iterator[Stage]:
        """The scene, set up."""
        folder = self._folder / f"{next(self._numbers)}"
        try:
            stage = self._theatre.stage(folder)
            self._flow.set_up(stage)
            stage.begin()
            yield stage
        finally:
            shutil.rmtree(folder)

    def _red(self, actor: Actor) -> str:
        """Run the flow; why it is red, empty when it is green."""
        try:
            self._flow.run(actor)
        except ReleaseError as error:
            return str(error)
        return ""

    def _ended(self, case: str, stage: Stage, greens: list[bool]) -> Ended:
        """Run the flow again until it is green, and once more; and judge all of it."""
        problems = []
        why = "" if greens and all(greens) else "not yet"
        most = RERUNS + (len(greens) or 1)
        while why and len(greens) < most:
            stage.clock.sleep(BETWEEN_RUNS)
            why = self._red(stage.actor())
            greens.append(not why)
        if why:
            problems.append(Problem(Wrong.STATE, f"never green: {why}"))
        elif told := self._difference(stage):
            problems.append(Problem(Wrong.GREEN, told))
        exchanges = tuple(stage.exchanges)
        problems += [*_repeated(exchanges), *_hasty(exchanges), *self._once_more(stage)]
        return Ended(case, tuple(greens), tuple(problems), exchanges)

    def _once_more(self, stage: Stage) -> Iterator[Problem]:
        """What one more run does; asked once for each state of the hub and of the clone."""
        state = repr((state_of(stage.hub), refs_of(stage.actor().root)))
        if state not in self._more:
            self._more[state] = tuple(self._more_of(stage))
        return iter(self._more[state])

    def _more_of(self, stage: Stage) -> Iterator[Problem]:
        stage.faults.clear()
        before = len(stage.exchanges)
        if why := self._red(stage.actor()):
            yield Problem(Wrong.STATE, f"red at last: {why}")
        if told := self._difference(stage):
            yield Problem(Wrong.STATE, told)
        for each in stage.exchanges[before:]:
            if each.wrote:
                yield Problem(Wrong.WRITES, each.key)

    def _difference(self, stage: Stage) -> str:
        found = state_of(stage.hub)
        return "; ".join(
            f"{name} {found[name]!r} in place of {wanted!r}"
            for name, wanted in self._clean.items()
            if found[name] != wanted
        )


def _faults(requests: Sequence[Exchange], first: int) -> Iterator[tuple[int, Kind]]:
    for at, request in enumerate(requests, 1):
        if at >= first:
            for kind in WRITE_FAULTS if request.writes else READ_FAULTS:
                yield at, kind


def _repeated(exchanges: Sequence[Exchange]) -> Iterator[Problem]:
    """The writes that a run sent again though they were acknowledged."""
    done: set[tuple[int, str]] = set()
    for each in exchanges:
        if (each.run, each.key) in done:
            yield Problem(Wrong.REPEATED, each.key)
        if each.is_acknowledged:
            done.add((each.run, each.key))


def _hasty(exchanges: Iterable[Exchange]) -> Iterator[Problem]:
    """The requests that a run sent earlier than it had been told to."""
    for _, mine in groupby(sorted(exchanges, key=lambda each: each.run), lambda each: each.run):
        for before, after in pairwise(mine):
            if after.at < before.at + before.wait:
                waited = f"after {after.at - before.at:g} s and not {before.wait}"
                yield Problem(Wrong.HASTY, f"{waited}: {after.key}")
