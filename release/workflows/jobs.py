"""What the jobs of all workflows have in common: little time, few rights, no caches, one task."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from release.config.pins import CHECKOUT, SETUP_PYTHON
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
PERSONAL: Mapping[str, str] = MappingProxyType({PAT: f"${{{{ secrets.{PAT} }}}}"})
"""The token of a person, whose doings start workflows. Nothing takes its place: it would fail."""
BUILT_IN: Mapping[str, str] = MappingProxyType({"GITHUB_TOKEN": "${{ github.token }}"})
"""The token of the job, with the job's own rights."""

RELEASE = "release"
"""The environment of GitHub that has the token of a person, where the repository has none."""


class Command(NamedTuple):
    """A step that runs one task. `env` is the step's alone; `id` is for who reads its outputs."""

    name: str
    words: tuple[str, ...]
    env: Mapping[str, str] = MappingProxyType({})
    id: str = ""

    def sheet(self, ground: Ground) -> Mapping[str, Node]:
        """The step."""
        found: dict[str, Node] = {"name": self.name}
        if self.id:
            found["id"] = self.id
        if self.env:
            found["env"] = self.env
        return {**found, "run": ground.run(*self.words)}


class Job(NamedTuple):
    """One job.

    `ref` is what it checks out; empty is the commit of the event. An empty `runner` is everybody's.
    """

    name: str
    commands: tuple[Command, ...]
    minutes: int = 10
    rights: Rights = READ
    needs: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    environment: str = ""
    outputs: Mapping[str, str] = MappingProxyType({})
    ref: str = ""
    runner: str = ""

    def sheet(self, ground: Ground) -> Mapping[str, Node]:
        """The job."""
        found: dict[str, Node] = {"name": self.name}
        if self.needs:
            found["needs"] = self.needs
        if self.condition:
            found["if"] = Clauses(self.condition)
        runner = self.runner or ground.workflows.runner
        found |= {"runs-on": runner, "timeout-minutes": self.minutes}
        if self.environment:
            found["environment"] = {
                "name": self.environment,
                "deployment": Noted(value=False, note="it is here for its rules and its secrets"),
            }
        found["permissions"] = self.rights
        if self.outputs:
            found["outputs"] = self.outputs
        commands = [each.sheet(ground) for each in self.commands]
        return {**found, "steps": [*_ready(ground, self.ref), *commands]}


def _ready(ground: Ground, ref: str) -> list[Mapping[str, Node]]:
    """The steps before a task can be run."""
    place: dict[str, Node] = {"ref": ref} if ref else {}
    return [
        {
            "name": "Check out",
            "uses": _uses(ground, CHECKOUT),
            "with": {
                **place,
                "fetch-depth": Noted(0, "versions are decided from all of the history, and tags"),
                "persist-credentials": False,
            },
        },
        {
            "name": "Set up Python",
            "uses": _uses(ground, SETUP_PYTHON),
            "with": {"python-version": ground.workflows.python},
        },
        {"name": "Install", "run": ground.install},
    ]


def _uses(ground: Ground, action: str) -> Noted:
    pin = ground.workflows.pins[action]
    return Noted(f"{action}@{pin.commit}", pin.version)


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
            "jobs": {key: job.sheet(ground) for key, job in jobs.items()},
        }
    )
