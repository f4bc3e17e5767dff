"""What the jobs of all workflows have in common: little time, few rights, no caches, one task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from release.config.extra_steps import ExtraStep
from release.config.pins import CHECKOUT, SETUP_PYTHON, Pin
from release.forge import PAT
from release.workflows.ground import Ground
from release.workflows.paper import Clauses, Node, Noted, write

Rights = Mapping[str, Noted]

READ: Rights = MappingProxyType({"contents": Noted("read", "to check the tree out")})
DEPLOY: Rights = MappingProxyType(
    {
        "contents": Noted("write", "the lock of the environment is a ref"),
        "deployments": Noted("write", "what is deployed is recorded"),
    }
)
IDENTITY: Rights = MappingProxyType({"id-token": Noted("write", "to prove which workflow this is")})


def secrets_of(names: Iterable[str]) -> Mapping[str, str]:
    """Variables that have the secrets of the same names."""
    return MappingProxyType({name: f"${{{{ secrets.{name} }}}}" for name in names})


PERSONAL = secrets_of([PAT])
"""The token of a person, whose doings start workflows. Nothing takes its place: it would fail."""
BUILT_IN: Mapping[str, str] = MappingProxyType({"GITHUB_TOKEN": "${{ github.token }}"})
"""The token of the job, with the job's own rights."""

RELEASE = "release"
"""The environment of GitHub that has the token of a person, where the repository has none."""


class Queue(NamedTuple):
    """The runs that wait for each other. Of those that wait, all stay, or only the latest."""

    group: str
    all_stay: bool = False

    @property
    def sheet(self) -> Mapping[str, Node]:
        """The concurrency; what runs is never cut off."""
        every: dict[str, Node] = {"queue": Noted("max", "no run is thrown away")}
        return {
            "group": self.group,
            **(every if self.all_stay else {}),
            "cancel-in-progress": False,
        }


class Command(NamedTuple):
    """A step that runs one task. `env` is the step's alone; `id` is for who reads its outputs.

    `computed` are flags by name whose values GitHub computes: the shell finds them in variables.
    What is `regardless` is run though a step before it has failed.
    """

    name: str
    words: tuple[str, ...]
    env: Mapping[str, str] = MappingProxyType({})
    id: str = ""
    computed: Mapping[str, str] = MappingProxyType({})
    regardless: bool = False

    def sheet(self, ground: Ground) -> Mapping[str, Node]:
        """The step."""
        found: dict[str, Node] = {"name": self.name}
        if self.id:
            found["id"] = self.id
        if self.regardless:
            found["if"] = "${{ !cancelled() }}"
        variables = {f"RELEASE_{flag.upper()}": value for flag, value in self.computed.items()}
        if self.env or variables:
            found["env"] = {**variables, **self.env}
        flags = (f'--{flag}="$RELEASE_{flag.upper()}"' for flag in self.computed)
        return {**found, "run": " ".join([ground.run(*self.words), *flags])}


class Act(NamedTuple):
    """A step that runs one of the actions that are pinned, with its inputs."""

    name: str
    action: str
    inputs: Mapping[str, Node]
    condition: str = ""

    def sheet(self, ground: Ground) -> Mapping[str, Node]:
        """The step."""
        found: dict[str, Node] = {"name": self.name}
        if self.condition:
            found["if"] = self.condition
        found["uses"] = _uses(self.action, ground.workflows.pins[self.action])
        return {**found, "with": self.inputs} if self.inputs else found


class Script(NamedTuple):
    """A step that runs a line of shell."""

    name: str
    run: str

    def sheet(self, _ground: Ground) -> Mapping[str, Node]:
        """The step."""
        return {"name": self.name, "run": self.run}


class Job(NamedTuple):
    """One job.

    `steps` come after those that make our tasks run, which a job without tasks (`is_bare`) has
    not. `builds` are the apps that it builds. `ref` is what it checks out; empty is the commit of
    the event. An empty `runner` is everybody's. Of a `matrix` it runs once for each combination,
    and all to their end, by one shell whatever the system. GitHub itself makes a deployment of what
    `is_recorded`.
    """

    name: str
    steps: tuple[Command | Act | Script, ...]
    minutes: int = 10
    rights: Rights = READ
    needs: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    environment: str = ""
    outputs: Mapping[str, str] = MappingProxyType({})
    ref: str = ""
    runner: str = ""
    builds: tuple[str, ...] = ()
    queue: Queue | None = None
    matrix: Mapping[str, Node] = MappingProxyType({})
    is_bare: bool = False
    is_recorded: bool = False

    def sheet(self, ground: Ground, key: str) -> Mapping[str, Node]:
        """The job, whose id is `key`."""
        found: dict[str, Node] = {"name": self.name}
        if self.needs:
            found["needs"] = self.needs
        if self.condition:
            found["if"] = Clauses(self.condition)
        if self.matrix:
            found["strategy"] = {"fail-fast": False, "matrix": self.matrix}
        runner = self.runner or ground.workflows.runner
        found |= {"runs-on": runner, "timeout-minutes": self.minutes}
        if self.queue:
            found["concurrency"] = self.queue.sheet
        if self.environment:
            found["environment"] = {"name": self.environment, **_unrecorded(self.is_recorded)}
        found["permissions"] = self.rights
        if self.outputs:
            found["outputs"] = self.outputs
        if self.matrix:
            found["defaults"] = {"run": {"shell": "bash"}}
        return {**found, "steps": [*self._steps(ground, key)]}

    def _steps(self, ground: Ground, key: str) -> Iterator[Mapping[str, Node]]:
        if not self.is_bare:
            yield from _ready(ground, self.ref)
        for extra in ground.workflows.steps:
            if extra.is_in(key, self.builds):
                yield _extra(extra)
        for step in self.steps:
            yield step.sheet(ground)


def _unrecorded(is_recorded: bool) -> Mapping[str, Node]:
    note = "it is here for its rules and its secrets"
    return {} if is_recorded else {"deployment": Noted(value=False, note=note)}


def _ready(ground: Ground, ref: str) -> Iterator[Mapping[str, Node]]:
    """The steps before a task can be run."""
    place: dict[str, Node] = {"ref": ref} if ref else {}
    checkout = {
        **place,
        "fetch-depth": Noted(0, "versions are decided from all of the history, and tags"),
        "persist-credentials": False,
    }
    python = {"python-version": ground.workflows.python}
    yield Act("Check out", CHECKOUT, checkout).sheet(ground)
    yield Act("Set up Python", SETUP_PYTHON, python).sheet(ground)
    yield {"name": "Install", "run": ground.install}


def _extra(step: ExtraStep) -> Mapping[str, Node]:
    """A step of the owner's own."""
    found: dict[str, Node] = {"name": step.name}
    if step.uses:
        found["uses"] = _uses(step.uses.action, step.uses.pin)
    if step.inputs:
        found["with"] = step.inputs
    if step.env:
        found["env"] = step.env
    return {**found, "run": step.run} if step.run else found


def _uses(action: str, pin: Pin) -> Noted:
    return Noted(f"{action}@{pin.commit}", pin.version)


def workflow(
    ground: Ground, name: str, events: Mapping[str, Node], queue: Queue, jobs: Mapping[str, Job]
) -> str:
    """A workflow as text; without a job's own word nothing is permitted."""
    return write(
        {
            "name": name,
            "on": events,
            "permissions": {},
            "concurrency": queue.sheet,
            "jobs": {key: job.sheet(ground, key) for key, job in jobs.items()},
        }
    )
