"""Every request of every flow, and all that can go wrong with it.

A fault at each request, or at two of them; a run that is killed at each request; two runs at once.
After up to two more runs the hub must be as one clean run leaves it, no run may end green while it
is not, and when all is done one more run writes nothing. No run sends a write again that was
acknowledged, and none asks again before it may.

    python -m tests.faults                    every fault alone, every kill, 100 runs of two at once
    python -m tests.faults --pairs            every two faults, too; that takes long
    python -m tests.faults --pairs 500        500 of them for each flow
    python -m tests.faults --flow comment     one flow, by its name
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import Enum
from itertools import count, groupby, islice, pairwise
from pathlib import Path
from typing import NamedTuple

from release.errors import ReleaseError
from release.rehearsal import Fault, Kind
from tests.github.command_flows import COMMANDS
from tests.github.flows import DEPLOYMENTS, LOCKS, RECORDS, WRITES, Flow
from tests.github.stage import Actor, Stage, Theatre
from tests.github.stand import refs_of, state_of
from tests.github.wires import Exchange, Killed, Turns

FLOWS = (*WRITES, *RECORDS, *LOCKS, *DEPLOYMENTS, *COMMANDS)
RERUNS = 2
RETRY_AFTER = 77  # seconds; no pause of ours is as long by itself
BETWEEN_RUNS = 600.0  # seconds: who starts a job again does not do it at once
READ_FAULTS = (Kind.DROP, Kind.BAD_GATEWAY, Kind.SECONDARY_LIMIT, Kind.UNAUTHORIZED, Kind.STALE)
WRITE_FAULTS = (
    *(Kind.DROP, Kind.DROP_AFTER, Kind.BAD_GATEWAY, Kind.BAD_GATEWAY_AFTER),
    *(Kind.SECONDARY_LIMIT, Kind.UNAUTHORIZED),
)
"""A lost answer to a read is the same before and after; and a write reads nothing stale."""

QUIET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "NO_PROXY": "127.0.0.1",
    **{f"GIT_{role}_NAME": "Ada" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "ada@example.org" for role in ("AUTHOR", "COMMITTER")},
}
"""An environment in which git is the same everywhere."""

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


@contextmanager
def playhouse(flow: Flow) -> Iterator[Playhouse]:
    """The flow, ready to be tried."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        template, cases = Path(name, "template"), Path(name, "cases")
        template.mkdir()
        flow.build(template)
        with Theatre(template) as theatre:
            yield Playhouse(flow, theatre, cases)


class Share(NamedTuple):
    """A part of the cases of a flow, for one process: each `parts`-th one from `part` on.

    `pairs` is how many second faults are tried with each first one, the same for each `seed`; None
    is all of them. To be quick, a kill before a request is left out: it is much as one after the
    request before.
    """

    flow: str
    part: int = 0
    parts: int = 1
    pairs: int | None = 0
    orders: int = 100
    seed: int = 0
    is_quick: bool = False


def cases(share: Share) -> Iterator[tuple[str, Ended]]:
    """What comes of the cases, each with the word for its sort."""
    (flow,) = (each for each in FLOWS if each.name == share.flow)
    with playhouse(flow) as house:
        for case in islice(house.singles(), share.part, None, share.parts):
            ended = house.faulty(case)
            yield "a fault", ended
            second = list(house.pairs(case, ended))
            if share.pairs is not None:
                most = min(share.pairs, len(second))
                second = random.Random(f"{share.seed} {case}").sample(second, most)
            yield from (("two faults", house.faulty(each)) for each in second)
        for at in range(1 + share.part, len(house.requests) + 1, share.parts):
            for after in (True,) if share.is_quick else (True, False):
                yield "killed", house.killed(at, after=after)
            yield "two at once", house.overtaken(at)
        for order in range(share.seed + share.part, share.seed + share.orders, share.parts):
            yield "two at once", house.at_once(order)


class Tally(NamedTuple):
    """The cases of one sort. `problems` are counted by kind, `told` has some of them."""

    cases: int
    at_first: int
    later: int
    problems: Counter[Wrong]
    told: tuple[str, ...]

    def plus(self, ended: Ended) -> Tally:
        """With one case more."""
        good = not ended.problems
        kinds = Counter({each.kind for each in ended.problems})
        return Tally(
            self.cases + 1,
            self.at_first + (good and all(ended.greens)),
            self.later + (good and not all(ended.greens)),
            self.problems + kinds,
            self.told if good else (*self.told, str(ended)),
        )

    def joined(self, other: Tally) -> Tally:
        """Both of them."""
        return Tally(
            self.cases + other.cases,
            self.at_first + other.at_first,
            self.later + other.later,
            self.problems + other.problems,
            self.told + other.told,
        )


EMPTY = Tally(0, 0, 0, Counter(), ())


def tallies(share: Share) -> dict[str, Tally]:
    """What came of the cases, by sort."""
    found: dict[str, Tally] = {}
    for sort, ended in cases(share):
        found[sort] = found.get(sort, EMPTY).plus(ended)
    return found


def main(arguments: Sequence[str]) -> int:
    """Try the flows and print a table; 1 when anything is as it must never be."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--flow", choices=[flow.name for flow in FLOWS], action="append")
    parser.add_argument("--pairs", type=int, nargs="?", const=-1, default=0, metavar="NUMBER")
    parser.add_argument("--orders", type=int, default=100, help="runs of two at once")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    os.environ |= QUIET
    print(_row("flow", "requests", "trouble", *_HEADS), flush=True)
    told: list[str] = []
    with ProcessPoolExecutor(options.processes) as pool:
        for flow in FLOWS:
            if options.flow and flow.name not in options.flow:
                continue
            begun = time.monotonic()
            with playhouse(flow) as house:
                requests, singles = len(house.requests), len(list(house.singles()))
            pairs = None if options.pairs < 0 else -(-options.pairs // singles)
            parts = (4 if pairs == 0 else 16) * options.processes
            shares = [
                Share(flow.name, part, parts, pairs, options.orders, options.seed)
                for part in range(parts)
            ]
            found: dict[str, Tally] = {}
            for part in pool.map(tallies, shares):
                for sort, tally in part.items():
                    found[sort] = found.get(sort, EMPTY).joined(tally)
            for sort, tally in sorted(found.items()):
                wrong = [tally.problems[kind] for kind in Wrong]
                counts = (tally.cases, tally.at_first, tally.later, *wrong)
                print(_row(flow.name, requests, sort, *counts), flush=True)
                told += [f"{flow.name}: {each}" for each in tally.told]
            print(f"  ({time.monotonic() - begun:.0f} s)", file=sys.stderr)
    print("\n".join(told[:50]))
    return 1 if told else 0


_HEADS = ("cases", "right at first run", "red then right", *(kind.value for kind in Wrong))


def _row(flow: str, requests: object, sort: str, *cells: object) -> str:
    widths = map(len, _HEADS)
    counted = " ".join(f"{cell!s:>{width}}" for cell, width in zip(cells, widths, strict=True))
    return f"{flow:<34} {requests!s:>8} {sort:<11} {counted}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
