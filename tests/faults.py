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
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tests.github.command_flows import COMMANDS
from tests.github.flows import DEPLOYMENTS, LOCKS, RECORDS, WRITES, Flow
from tests.github.playhouse import Ended, Playhouse, Wrong
from tests.github.stage import Theatre
from tests.repositories import pack

FLOWS = (*WRITES, *RECORDS, *LOCKS, *DEPLOYMENTS, *COMMANDS)
QUIET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "NO_PROXY": "127.0.0.1",
    **{f"GIT_{role}_NAME": "Ada" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "ada@example.org" for role in ("AUTHOR", "COMMITTER")},
}
"""An environment in which git is the same everywhere."""


@contextmanager
def playhouse(flow: Flow) -> Iterator[Playhouse]:
    """The flow, ready to be tried."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        template, cases = Path(name, "template"), Path(name, "cases")
        template.mkdir()
        flow.build(template)
        if (template / "clone").is_dir():
            pack(template / "clone")  # each case begins with a copy
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
