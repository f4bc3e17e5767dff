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
from time import monotonic
from typing import NamedTuple

from release.apply.rollout import carry_out
from release.deployment.plan import DeployPlan, Stop
from release.deployment.records import NewAttempt
from tests.deploy_fakes import (
    Faults,
    Killed,
    MemoryRecords,
    Trial,
    Trouble,
    Yard,
    a_recipe,
    a_shipment,
    a_site,
)

NEEDS: Mapping[str, tuple[str, ...]] = {
    "backend": (),
    "cloudprint": ("backend",),
    "frachter": ("backend",),
}
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
    """

    broken: Broken = frozenset()
    trouble: Trouble = "kill"
    at: int = 0
    undoes_wave: bool = False
    again: int = 0
    later: Broken = frozenset()

    def __str__(self) -> str:
        failing = ", ".join(f"{app} fails at {trial}" for app, trial in sorted(self.broken))
        what = f"{self.trouble} at boundary {self.at}" if self.at else "no trouble"
        for app, trial in sorted(self.later):
            what += f", then {app} fails at {trial}"
        if self.again:
            what += f", then killed at boundary {self.again}"
        return f"{failing or 'nothing fails'}; {what}{'; by wave' if self.undoes_wave else ''}"


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
        self._yard = Yard(runs=dict(OLD), wanted=NEW, needs=NEEDS)
        self._problems: list[tuple[Wrong, str]] = []
        self._number = 0
        for app, version in OLD.items():
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
            if each.runs is not None and each.runs != self._yard.runs[each.app]:
                self._wrong(Wrong.TOLD, f"{each} while {self._yard.runs[each.app]} runs")
        if report.is_good and (told := self._difference()):
            self._wrong(Wrong.GREEN, told)
        return report.is_good

    def _difference(self) -> str:
        """How it differs from what one clean run leaves; empty when it does not."""
        told = [
            f"{app} {self._yard.runs[app]} runs, {known(self._records, app)} is recorded"
            for app, version in NEW.items()
            if not self._yard.runs[app] == known(self._records, app) == version
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
    return NewAttempt(f"{app} {version}", app, version, f"commit of {version}", "production")


def known(records: MemoryRecords, app: str) -> str | None:
    """The version that runs as the records say; None where they do not know."""
    for attempt in records.attempts("production", [app])[app]:
        if attempt.state in {"success", "inactive"}:
            return attempt.wanted.version
        if attempt.state != "failure":
            return None
    return ""


def planned(records: MemoryRecords, *, undoes_wave: bool) -> DeployPlan:
    """The plan by what the records say."""
    return DeployPlan(
        "production", tuple(_stop(records, app) for app in NEEDS), "deploy", undoes_wave
    )


def _stop(records: MemoryRecords, app: str) -> Stop:
    wave, version = 1 + bool(NEEDS[app]), NEW[app]
    if known(records, app) == version:
        return Stop(app, wave, "already", version, "it runs", NEEDS[app])
    well = [
        each.wanted.version
        for each in records.attempts("production", [app])[app]
        if each.state in {"success", "inactive"}
    ]
    shipment = a_shipment(app, version, well[0])
    doubt = "" if known(records, app) else "nobody knows"
    recipe = a_recipe(shipment)
    return Stop(app, wave, "deploy", version, "is due", NEEDS[app], shipment, recipe, doubt)


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


def troubled(broken: Iterable[Broken], *troubles: Trouble) -> Iterator[Case]:
    """Trouble at every boundary of the runs that fail so; by app and by wave."""
    for each, undoes_wave in product(broken, (False, True)):
        clean = Scene(Case(each, undoes_wave=undoes_wave)).play()
        for trouble in troubles:
            places = clean.writes if trouble == "lost" else range(1, len(clean.boundaries) + 1)
            yield from (Case(each, trouble, at, undoes_wave) for at in places)


def twice() -> Iterator[Case]:
    """Killed at every boundary, and the next run again at every boundary that it comes to."""
    for case in troubled([frozenset()], "kill"):
        longest = len(Scene(case._replace(at=0)).play().boundaries)
        yield from (case._replace(again=at) for at in range(1, longest + 1))


def in_doubt() -> Iterator[Case]:
    """Killed or interrupted at every boundary; then apps fail, in every way."""
    for case, later in product(troubled([frozenset()], "kill", "stop"), failing()):
        yield case._replace(later=later)


def alone(broken: Iterable[Broken]) -> Iterator[Case]:
    """Nothing but apps that fail."""
    for each, undoes_wave in product(broken, (False, True)):
        yield Case(each, undoes_wave=undoes_wave)


FAMILIES: Mapping[str, Callable[[], Iterator[Case]]] = {
    "apps fail": lambda: alone(failing()),
    "apps fail, and so does their undo": lambda: alone(failing_twice()),
    "killed": lambda: troubled([frozenset()], "kill"),
    "interrupted": lambda: troubled([frozenset()], "stop"),
    "killed, and killed again": twice,
    "killed or interrupted, then apps fail": in_doubt,
    "answers lost": lambda: troubled([frozenset()], "lost"),
    "apps fail, and killed": lambda: troubled(failing(), "kill"),
    "apps fail, and interrupted": lambda: troubled(failing(), "stop"),
    "apps fail, and answers lost": lambda: troubled(failing(), "lost"),
    "undo fails, and killed or interrupted": lambda: troubled(failing_twice(), "kill", "stop"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Play all families, and print what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--each", type=int, default=1, help="play every so manieth case")
    every = parser.parse_args(arguments).each
    wrong: list[Ended] = []
    print(f"{'':40}{'cases':>7}{'runs':>7}" + "".join(f"{kind.value:>25}" for kind in Wrong))
    began = monotonic()
    for name, cases in FAMILIES.items():
        with ProcessPoolExecutor() as pool:
            found = list(pool.map(play, islice(cases(), 0, None, every), chunksize=50))
        kinds = Counter(kind for each in found for kind in {kind for kind, _ in each.problems})
        runs = max(each.runs for each in found)
        row = "".join(f"{kinds[kind]:>25}" for kind in Wrong)
        print(f"{name:40}{len(found):>7}{runs:>7}{row}", flush=True)
        wrong += [each for each in found if each.problems]
    print(f"{monotonic() - began:.0f} s")
    for each in wrong[:20]:
        print(each.case, *(f"{kind.value}: {told}" for kind, told in each.problems), sep="\n    ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
