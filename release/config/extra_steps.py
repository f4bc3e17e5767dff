"""`[[tool.release.workflows.steps]]`: what else a job does before it runs our task."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from release.config.options import FILLED, STRINGS, Kind, listed
from release.config.pins import Pin, parse_pin
from release.config.toml_options import Path, TomlOptions, values_of
from release.errors import Problem, did_you_mean

JOBS = (
    "pull",
    "preview",
    "changesets",
    "detect",
    "publish",
    "done",
    "sync",
    "snapshot",
    "watchdog",
    "board",
)
"""The jobs of all workflows that can have steps and are of no app, by their ids."""

_ACTION = re.compile(r"(?P<action>\w[\w.-]*/[\w.-]+(?:/[\w.-]+)*)@(?P<pin>.+)", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Use(NamedTuple):
    """An action, as `owner/repository` or with a path in that, at a commit."""

    action: str
    pin: Pin

    def __str__(self) -> str:
        return f"{self.action}@{self.pin}"


class ExtraStep(NamedTuple):
    """A step of the owner's own: an action or a script, whose expressions GitHub computes.

    `jobs` are apps, each for every job that builds it, and ids of other jobs; without one it is in
    every job that builds an app. `inputs` are the action's.
    """

    name: str
    jobs: tuple[str, ...] = ()
    uses: Use | None = None
    inputs: Mapping[str, str | int | bool] = MappingProxyType({})
    run: str = ""
    env: Mapping[str, str] = MappingProxyType({})

    def is_in(self, job: str, builds: Collection[str]) -> bool:
        """Whether the job of that id, which builds these apps, has the step."""
        if not self.jobs:
            return bool(builds)
        return job in self.jobs or any(app in self.jobs for app in builds)


def parse_use(text: str) -> Use | None:
    """What `uses` says; None when it is no action, or one without its commit and its version."""
    found = _ACTION.fullmatch(text)
    pin = parse_pin(found["pin"]) if found else None
    return Use(found["action"], pin) if found and pin else None


def _is_map(found: object, *kinds: type) -> bool:
    return isinstance(found, dict) and all(type(each) in kinds for each in found.values())


STEP_KINDS: Mapping[str, Kind] = {
    "name": FILLED,
    "jobs": STRINGS,
    "uses": Kind(
        lambda found: isinstance(found, str) and parse_use(found) is not None,
        "an action at a commit, with its version: `owner/repository@COMMIT # v1.2.3`",
    ),
    "with": Kind(
        lambda found: _is_map(found, str, int, bool), "a table of strings, numbers, true and false"
    ),
    "run": FILLED,
    "env": Kind(lambda found: _is_map(found, str), "a table of strings"),
}
"""The keys of one step."""


def parse_steps(
    options: TomlOptions,
    where: Path,
    tables: Sequence[Mapping[str, Any]],
    apps: Collection[str],
    problems: list[Problem],
) -> tuple[ExtraStep, ...]:
    """Every step of a list of tables; what is wrong joins `problems`."""
    found = []
    known = (*apps, *JOBS)
    for number, content in enumerate(tables):
        at = (*where, number)
        values = values_of(options, at, content, STEP_KINDS, problems)
        problems += _contradictions(options, at, content)
        problems += [
            options.problem(
                (*at, "env", name),
                "is not a name for a variable",
                "letters, digits and `_`, no digit first",
            )
            for name in values.get("env", {})
            if not _VARIABLE.fullmatch(name)
        ]
        problems += _unknown_jobs(options, (*at, "jobs"), values.get("jobs", ()), known)
        found.append(_step(values))
    return tuple(found)


def _step(values: Mapping[str, Any]) -> ExtraStep:
    return ExtraStep(
        name=values.get("name", ""),
        jobs=tuple(values.get("jobs", ())),
        uses=parse_use(values.get("uses", "")),
        inputs=values.get("with", {}),
        run=values.get("run", ""),
        env=values.get("env", {}),
    )


def _contradictions(
    options: TomlOptions, at: Path, content: Mapping[str, Any]
) -> Iterator[Problem]:
    """Keys that are missing, or do not go with others."""
    if "name" not in content:
        yield options.problem(
            at, "has no `name`", "GitHub shows it where the job tells what it did"
        )
    if ("uses" in content) == ("run" in content):
        many = "both `uses` and `run`" if "run" in content else "neither `uses` nor `run`"
        yield options.problem(at, f"has {many}", "a step is an action or a script")
    if "with" in content and "uses" not in content:
        yield options.problem(
            (*at, "with"),
            "is for an action, and this step is a script",
            "give a script its values in `env`",
        )


def _unknown_jobs(
    options: TomlOptions, at: Path, jobs: Sequence[str], known: Collection[str]
) -> Iterator[Problem]:
    for job in jobs:
        if job not in known:
            hint = did_you_mean(job, known) or f"there are {listed(known)}"
            yield options.problem(at, f"names `{job}`, which is neither an app nor a job", hint)
