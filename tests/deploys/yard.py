"""An environment that commands of the recipes here change, and at which checks look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock as Mutex
from typing import Literal

from release.deployment import (
    Command,
    PhaseName,
)
from release.deployment.ports import Answered, Ran
from tests.deploys.world import Faults

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
