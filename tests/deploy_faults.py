"""Everything that can go wrong in a deployment, and what comes of it after up to two more runs.

Three apps, of which two need the first. Every subset of them fails at every phase; the process is
killed, or told to end, at every boundary of a run; the answer to every write of a record is lost;
each of those in each subset that fails, too. Then all is mended and run again, as a person does.
In the end the environment must be as one clean run leaves it, no run may end green while it is not
or while anything is unknown, and no app that was verified may be deployed again.

    python -m tests.deploy_faults             all of it, and a table
    python -m tests.deploy_faults --each 7    every seventh case of the large families
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from enum import Enum
from itertools import islice, product
from multiprocessing import get_context
from time import monotonic
from types import MappingProxyType
from typing import Any, NamedTuple

from release.apply.rollout import carry_out
from release.config.deploying import Environment
from release.config.options import Kind
from release.deployment import Recipe, Shipment
from release.deployment.plan import DeployPlan
from release.deployment.records import NewAttempt
from release.model import App
from release.rollout.deploy import Allowed, plan_deploy
from release.rollout.standing import standing
from tests.deploys.plans import a_recipe, a_site
from tests.deploys.records import MemoryRecords
from tests.deploys.scene import a_destination, a_sight
from tests.deploys.world import Faults, Killed, Trouble
from tests.deploys.yard import Trial, Yard

NEEDS: Mapping[str, tuple[str, ...]] = {
    "backend": (),
    "cloudprint": ("backend",),
    "frachter": ("backend",),
}
APPS = tuple(App(name, name, needs) for name, needs in NEEDS.items())
ENVIRONMENT = "local"  # what was never deployed there does not run there
OLD = dict.fromkeys(NEEDS, "1.0.0")
NEW = dict.fromkeys(NEEDS, "1.1.0")
RERUNS = 2
TRIALS: tuple[Trial, ...] = ("build", "publish", "roll out", "verify")

Broken = frozenset[tuple[str, Trial]]


class Wrong(Enum):
    """What must never be."""

    STATE = "wrong state"
    GREEN = "green with wrong state"
    REPEATED = "repeated"
    ORDER = "before what it needs"
    TOLD = "told what is not so"
    PULLED = "pulled while it runs"


class Case(NamedTuple):
    """What goes wrong: where apps fail, and what happens at which boundary of the first run.

    The second run is killed `again`, at that boundary; or the apps fail in it that are in `later`.
    If it `is_first`, no app has ever run there.
    """

    broken: Broken = frozenset()
    trouble: Trouble = "kill"
    at: int = 0
    undoes_wave: bool = False
    again: int = 0
    later: Broken = frozenset()
    is_first: bool = False

    def __str__(self) -> str:
        failing = ", ".join(f"{app} fails at {trial}" for app, trial in sorted(self.broken))
        what = f"{self.trouble} at boundary {self.at}" if self.at else "no trouble"
        for app, trial in sorted(self.later):
            what += f", then {app} fails at {trial}"
        if self.again:
            what += f", then killed at boundary {self.again}"
        how = f"{'; by wave' if self.undoes_wave else ''}{'; the first' if self.is_first else ''}"
        return f"{failing or 'nothing fails'}; {what}{how}"


class Ended(NamedTuple):
    """What came of a case. `runs` is how many it took; `boundaries` are those of the first."""

    case: Case
    problems: tuple[tuple[Wrong, str], ...]
    runs: int
    boundaries: tuple[str, ...]
    writes: tuple[int, ...]


class Scene:
    """An environment in which all apps ran before, and its records."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._records = MemoryRecords()
        old = {} if case.is_first else OLD
        self._yard = Yard(runs=dict(old), wanted=NEW, needs=NEEDS)
        self._problems: list[tuple[Wrong, str]] = []
        self._number = 0
        for app, version in old.items():
            attempt = self._records.begin(a_new_attempt(app, version))
            self._records.tell(attempt, "success", "")

    def play(self) -> Ended:
        """Run with all that goes wrong; then mend it, and run again until it is green."""
        first = Faults(self._case.at, self._case.trouble)
        self._yard.broken |= self._case.broken
        is_green = self._run(first)
        while not is_green and self._number <= RERUNS:
            self._yard.broken = {*self._case.later} if self._number == 1 else set()
            is_green = self._run(Faults(self._case.again if self._number == 1 else 0))
        if not is_green:
            self._wrong(Wrong.STATE, "never green")
        elif told := self._difference():
            self._wrong(Wrong.GREEN, told)
        if self._yard.early:
            self._wrong(Wrong.ORDER, ", ".join(self._yard.early))
        if self._yard.pulled:
            self._wrong(Wrong.PULLED, ", ".join(self._yard.pulled))
        return Ended(
            self._case, tuple(self._problems), self._number, tuple(first.names), tuple(first.writes)
        )

    def _run(self, faults: Faults) -> bool:
        """One run; whether it is green. What it says must be so, whatever became of it."""
        self._number += 1
        verified = {app for app in NEEDS if known(self._records, app) == NEW[app]}
        done = len(self._yard.done)
        plan = planned(self._records, undoes_wave=self._case.undoes_wave)
        report = None
        with suppress(Killed):
            report = carry_out(plan, a_site(self._records, self._yard, faults))
        for verb, app, _ in self._yard.done[done:]:
            if app in verified and verb != "tidy":
                self._wrong(Wrong.REPEATED, f"the {verb} of {app} in run {self._number}")
        if report is None:
            return False
        for each in report.outcomes:
            runs = self._yard.runs.get(each.app, "")
            if each.runs not in {None, runs}:
                self._wrong(Wrong.TOLD, f"{each} while `{runs}` runs")
        if report.is_good and (told := self._difference()):
            self._wrong(Wrong.GREEN, told)
        return report.is_good

    def _difference(self) -> str:
        """How it differs from what one clean run leaves; empty when it does not."""
        told = [
            f"{app} {self._yard.runs.get(app)} runs, {known(self._records, app)} is recorded"
            for app, version in NEW.items()
            if not self._yard.runs.get(app) == known(self._records, app) == version
        ]
        published = {*NEW.items()}
        if self._yard.published != published:
            told.append(f"{sorted(self._yard.published)} is published")
        return "; ".join(told)

    def _wrong(self, kind: Wrong, told: str) -> None:
        self._problems.append((kind, told))


def play(case: Case) -> Ended:
    """Play one case."""
    return Scene(case).play()


def a_new_attempt(app: str, version: str) -> NewAttempt:
    """One from before."""
    return NewAttempt(f"{app} {version}", app, version, f"commit of {version}", ENVIRONMENT)


def known(records: MemoryRecords, app: str) -> str | None:
    """The version that runs as the records say; None where they do not know."""
    return standing(records.attempts(ENVIRONMENT, [app])[app]).runs


def planned(records: MemoryRecords, *, undoes_wave: bool) -> DeployPlan:
    """The plan by what the records say."""
    environment = Environment(ENVIRONMENT, rollback="wave" if undoes_wave else "app")
    yard = a_destination(*APPS, environment=environment)._replace(targets={"crane": Port()})
    attempts = records.attempts(ENVIRONMENT, [*NEEDS])
    return plan_deploy(yard, a_sight(APPS, attempts), (), Allowed()).plan


class Port:
    """The target by which everything goes to a yard."""

    OPTIONS: Mapping[str, Kind] = MappingProxyType({})
    REQUIRED: tuple[str, ...] = ()

    def problems(self, _: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
        yield from ()

    def captures(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        del options
        return ()

    def deploy(self, shipment: Shipment, _: Mapping[str, Any]) -> Recipe:
        return a_recipe(shipment)

    def restore(self, shipment: Shipment, _: Mapping[str, Any]) -> Recipe:
        return a_recipe(shipment)


def failing() -> Iterator[Broken]:
    """Every subset of the apps, failing at every phase; the first is that none fails."""
    for trials in product((None, *TRIALS), repeat=len(NEEDS)):
        yield frozenset((app, at) for app, at in zip(NEEDS, trials, strict=True) if at is not None)


def failing_twice() -> Iterator[Broken]:
    """Those that change the environment, failing on the way back as well."""
    for broken in failing():
        late = {app for app, at in broken if at in {"roll out", "verify"}}
        if late:
            yield broken | {(app, "undo") for app in late}


def troubled(cases: Iterable[Case], *troubles: Trouble) -> Iterator[Case]:
    """Trouble at every boundary of the first run of each case."""
    for case in cases:
        ended = play(case)
        for trouble in troubles:
            places = ended.writes if trouble == "lost" else range(1, len(ended.boundaries) + 1)
            yield from (case._replace(trouble=trouble, at=at) for at in places)


def twice() -> Iterator[Case]:
    """Killed at every boundary, and the next run again at every boundary that it comes to."""
    for case in troubled(alone(), "kill"):
        longest = len(play(case._replace(at=0)).boundaries)
        yield from (case._replace(again=at) for at in range(1, longest + 1))


def in_doubt() -> Iterator[Case]:
    """Killed or interrupted at every boundary; then apps fail, in every way."""
    for case, later in product(troubled(alone(), "kill", "stop"), failing()):
        yield case._replace(later=later)


def alone(broken: Iterable[Broken] = (frozenset(),), *, is_first: bool = False) -> Iterator[Case]:
    """Nothing but apps that fail so; by app and by wave."""
    for each, undoes_wave in product(broken, (False, True)):
        yield Case(each, undoes_wave=undoes_wave, is_first=is_first)


FAMILIES: Mapping[str, Callable[[], Iterator[Case]]] = {
    "apps fail": lambda: alone(failing()),
    "apps fail, and so does their undo": lambda: alone(failing_twice()),
    "first deployments fail": lambda: alone(failing(), is_first=True),
    "first deployments, and any trouble": lambda: troubled(
        alone(failing(), is_first=True), "kill", "stop", "lost"
    ),
    "killed": lambda: troubled(alone(), "kill"),
    "interrupted": lambda: troubled(alone(), "stop"),
    "killed, and killed again": twice,
    "killed or interrupted, then apps fail": in_doubt,
    "answers lost": lambda: troubled(alone(), "lost"),
    "apps fail, and killed": lambda: troubled(alone(failing()), "kill"),
    "apps fail, and interrupted": lambda: troubled(alone(failing()), "stop"),
    "apps fail, and answers lost": lambda: troubled(alone(failing()), "lost"),
    "undo fails, and killed or interrupted": lambda: troubled(
        alone(failing_twice()), "kill", "stop"
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Play all families, and print what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--each", type=int, default=1, help="play every so manieth case")
    every = parser.parse_args(arguments).each
    wrong: list[Ended] = []
    total = 0
    headings = [f"  {kind.value}" for kind in Wrong]
    print(f"{'':40}{'cases':>7}{'runs':>6}", *headings, sep="")
    began = monotonic()
    for name, cases in FAMILIES.items():
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            found = list(pool.map(play, islice(cases(), 0, None, every), chunksize=50))
        kinds = Counter(kind for each in found for kind in {kind for kind, _ in each.problems})
        runs = max(each.runs for each in found)
        row = [f"{kinds[kind]:>{len(head)}}" for kind, head in zip(Wrong, headings, strict=True)]
        print(f"{name:40}{len(found):>7}{runs:>6}", *row, sep="", flush=True)
        total += len(found)
        wrong += [each for each in found if each.problems]
    print(f"{total} cases, {len(wrong)} wrong, {monotonic() - began:.0f} s")
    for each in wrong[:20]:
        print(each.case, *(f"{kind.value}: {told}" for kind, told in each.problems), sep="\n    ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
