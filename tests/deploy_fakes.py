"""The world around a deployment, with a state of its own: an environment, its records, its clock.

Commands of the recipes here change the environment, checks look at it, records are kept in memory.
Everything goes through `Faults`: each command, check and write of a record has a boundary before
it and one after it, at which the process can be killed or told to end, and a write can lose its
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Lock as Mutex
from typing import Any, Literal

from release.deployment import (
    Call,
    Command,
    HttpCheck,
    Late,
    Patience,
    Phase,
    PhaseName,
    Recipe,
    Running,
    Shipment,
)
from release.deployment.outcome import Outcome
from release.deployment.plan import DeployPlan, Stop
from release.deployment.ports import Answered, Ran, Site
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
from release.errors import CommandError, UnansweredError

Trouble = Literal["kill", "stop", "lost"]
"""What can happen at a boundary: the process dies; it is told to end; an answer is lost."""


class Killed(BaseException):
    """The process is no more; whoever tries anything after it hears this again."""


class Wish:
    """`Interrupt` that is told when to end by setting `why`; its sleep takes no time."""

    def __init__(self) -> None:
        self.why = ""
        self.clock = Clock()

    def wait(self, seconds: float) -> bool:
        if not self.why:
            self.clock.sleep(seconds)
        return bool(self.why)


class Clock:
    """Seconds that pass by sleeping alone."""

    def __init__(self) -> None:
        self._now = 0.0
        self._turn = Mutex()

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        with self._turn:
            self._now += seconds


class Heard:
    """`Voice` that remembers. `lines` are of apps, `audits` of the log that is kept."""

    def __init__(self) -> None:
        self.phases: list[tuple[str, PhaseName | None]] = []
        self.lines: list[tuple[str, str, str]] = []
        self.outcomes: list[Outcome] = []
        self.audits: list[str] = []

    def begun(self, app: str, phase: PhaseName | None) -> None:
        self.phases.append((app, phase))

    def said(self, app: str, line: str, host: str = "") -> None:
        self.lines.append((app, line, host))

    def ended(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def audit(self, line: str) -> None:
        self.audits.append(line)


class Faults:
    """What happens at which boundary of a run. They count from 1; `names` tells them.

    At a boundary before or after a write of the records (`writes`) its answer can be lost: then
    nothing has been written, or it has.
    """

    def __init__(self, at: int = 0, trouble: Trouble = "kill") -> None:
        self.stop = Wish()
        self.names: list[str] = []
        self.writes: list[int] = []
        self._at = at
        self._trouble = trouble
        self._is_dead = False
        self._turn = Mutex()

    def boundary(self, name: str, *, writes: bool = False) -> None:
        """Come to a boundary.

        Raises:
            Killed: here, or before.
            UnansweredError: the answer is lost here.
        """
        with self._turn:
            if self._is_dead:
                raise Killed
            self.names.append(name)
            if writes:
                self.writes.append(len(self.names))
            if len(self.names) != self._at:
                return
            if self._trouble == "kill":
                self._is_dead = True
                raise Killed
            if self._trouble == "stop":
                self.stop.why = "SIGTERM"
            elif writes:
                raise UnansweredError(f"there was no answer {name}")


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


Trial = PhaseName | Literal["undo"]
"""Where an app can fail."""


@dataclass
class Yard:
    """An environment: which version of each app serves, and what was published for it.

    `broken` says where apps fail; a roll-out that fails, or that is interrupted, leaves half of a
    version behind. `done` is every command that has done its work. `needs` are looked after: the
    apps that went before what they need are `early`. What was unpublished while it ran is `pulled`.
    """

    runs: dict[str, str] = field(default_factory=dict)
    published: set[tuple[str, str]] = field(default_factory=set)
    broken: set[tuple[str, Trial]] = field(default_factory=set)
    done: list[tuple[str, ...]] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    pulled: list[str] = field(default_factory=list)
    wanted: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def half_do(self, verb: str, app: str, version: str) -> None:
        """What a command leaves that does not come to its end."""
        needs = self.needs.get(app, ())
        if any(self.runs.get(need) != self.wanted.get(need) for need in needs):
            self.early.append(app)
        if verb in {"roll-out", "restore"}:
            self.runs[app] = f"half of {version}"

    def do(self, verb: str, app: str, version: str) -> str:
        """Do what a command is for; why it failed, empty if it did not."""
        if (app, _TRIALS[verb]) in self.broken:
            return f"the {verb} of {app} {version} is broken"
        if verb == "roll-out":
            if (app, version) not in self.published:
                return f"{app} {version} is not published"
            self.runs[app] = version
        elif verb == "restore":
            self.runs[app] = version
        elif verb == "publish":
            self.published.add((app, version))
        elif verb == "unpublish":
            self.published.discard((app, version))
            if version in self.runs.get(app, ""):
                self.pulled.append(f"{app} {version}")
        self.done.append((verb, app, version))
        return ""


_TRIALS: Mapping[str, Trial | None] = {
    "build": "build",
    "publish": "publish",
    "roll-out": "roll out",
    "restore": "undo",
    "unpublish": None,
    "tidy": None,
}


class Crane:
    """`Runner` and `get` in a yard, through faults."""

    def __init__(self, yard: Yard, faults: Faults) -> None:
        self._yard = yard
        self._faults = faults
        self._turn = Mutex()

    def run(self, command: Command, argv: Sequence[str], say: Callable[[str], None]) -> Ran:
        """Run one of the commands of `a_recipe`."""
        verb, app, version = argv[:3]
        name = f"the {verb} of {app}"
        self._faults.boundary(f"before {name}")
        if why := self._interrupted():
            return Ran(127, why=why)
        say(f"{verb} {version}{f' for {command.host}' if command.host else ''}")
        with self._turn:
            self._yard.half_do(verb, app, version)
        self._faults.boundary(f"amid {name}")
        if why := self._interrupted():
            return Ran(-15, why=why)
        with self._turn:
            why = self._yard.do(verb, app, version)
        self._faults.boundary(f"after {name}")
        return Ran(1 if why else 0, f"sha256:{app}-{version}\n", (why,) if why else ())

    def get(self, url: str, timeout: float) -> Answered:
        """What an app answers under `http://APP.example/version`."""
        del timeout  # it answers at once
        app = url.removeprefix("http://").partition(".")[0]
        self._faults.boundary(f"before the check of {app}")
        version = self._yard.runs.get(app)
        is_well = version and (app, "verify") not in self._yard.broken
        self._faults.boundary(f"after the check of {app}")
        return (
            Answered(200, f'{{"version": "{version}"}}') if is_well else Answered(503, "starting")
        )

    def _interrupted(self) -> str:
        why = self._faults.stop.why
        return f"interrupted by {why}" if why else ""


class Programs:
    """`Runner` whose programs answer as they are told to; `ran` and `commands` are what was run.

    Those of which nothing is told end well. An answer can also be made when the program runs.
    """

    def __init__(
        self, answers: Mapping[str, Ran | Callable[[Sequence[str]], Ran]] | None = None
    ) -> None:
        self.answers = dict(answers or {})
        self.ran: list[str] = []
        self.commands: list[Command] = []

    def __call__(self, command: Command, argv: Sequence[str], say: Callable[[str], None]) -> Ran:
        self.ran.append(" ".join(argv))
        self.commands.append(command)
        answer = self.answers.get(argv[0], Ran(0))
        ran = answer if isinstance(answer, Ran) else answer(argv)
        for line in ran.lines:
            say(line)
        return ran


def a_recipe(shipment: Shipment) -> Recipe:
    """Build, publish, roll out by what was published, verify; and back."""
    app, version = shipment.app, shipment.version
    previous = shipment.previous.version if shipment.previous else ""

    def command(verb: str, version: str, *late: Late, captures: str = "") -> tuple[Command]:
        return (Command((verb, app, version, *late), captures=captures),)

    check = HttpCheck(f"http://{app}.example/version", version=version, patience=Patience(5, 1))
    return Recipe(
        phases=(
            Phase("build", (command("build", version),)),
            Phase(
                "publish",
                (command("publish", version, captures="digest"),),
                undo=(command("unpublish", version),),
            ),
            Phase(
                "roll out",
                (command("roll-out", version, Late("digest")),),
                undo=(command("restore", previous),),
            ),
            Phase("verify", checks=(check,)),
        ),
        afterwards=(command("tidy", version),),
        log=None,
    )


def a_shipment(app: str = "backend", version: str = "1.1.0", previous: str = "1.0.0") -> Shipment:
    """One of an app that ran before, unless `previous` is empty."""
    return Shipment(
        app=app,
        package=app,
        directory=f"apps/{app}",
        version=version,
        tag=f"{app}@{version}",
        commit=f"commit of {version}",
        environment="production",
        previous=Running(previous, f"commit of {previous}") if previous else None,
    )


def a_site(records: MemoryRecords, yard: Yard, faults: Faults | None = None) -> Site:
    """A site around a yard; its clock stands still but for sleep, and its voice remembers."""
    faults = faults or Faults()
    crane, clock, keys = Crane(yard, faults), Clock(), count(1)
    faults.stop.clock = clock

    def call(call: Call, shipment: Shipment, values: Mapping[str, str]) -> None:
        raise CommandError(f"there is no function for {call.phase} of {shipment.app}: {values}")

    return Site(
        records=FaultyRecords(records, faults),
        run_command=crane.run,
        get=crane.get,
        call=call,
        voice=Heard(),
        stop=faults.stop,
        now=clock.now,
        key=lambda: f"key-{len(records.book)}-{next(keys)}",
        run="https://example.org/runs/1",
        who="ada",
    )


def a_command(*argv: str | Late, **fields: Any) -> Command:
    """A command of these arguments."""
    return Command(argv)._replace(**fields)


def a_stop(
    app: str = "backend", recipe: Recipe | None = None, *, previous: str = "1.0.0", **fields: Any
) -> Stop:
    """One that is due, in the first wave."""
    shipment = a_shipment(app, previous=previous)
    recipe = recipe or a_recipe(shipment)
    stop = Stop(app, 1, "deploy", shipment.version, "is due", (), shipment, recipe)
    return stop._replace(**fields)


def a_deployment(*stops: Stop, **fields: Any) -> DeployPlan:
    """The plan that these make, in production."""
    return DeployPlan("production", stops)._replace(**fields)
