"""The keys of an app that say how it is deployed, here and there: target, health, log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from release.config.deploying import (
    Deploying,
    Environment,
    Placement,
    PlatformRules,
    TargetRules,
    Trouble,
)
from release.config.environments import names_of, unknown_environment
from release.config.health import parse_health
from release.config.options import STRINGS, TABLE, Kind, listed
from release.config.toml_options import Path, TomlOptions, values_of
from release.deployment import Check
from release.errors import Problem, did_you_mean

Targets = Mapping[str, TargetRules]


class Rules(NamedTuple):
    """What the floors above know of the tables for deployments.

    `texts` tells what is wrong with the placeholders in what a key is set to, as targets tell it;
    its last argument are the names of captured values that may stand there. `by_platform` are the
    targets whose apps several jobs can build.
    """

    targets: Targets = MappingProxyType({})
    texts: Callable[[str, object, Iterable[str]], Iterable[Trouble]] = lambda *_: ()
    by_platform: Mapping[str, PlatformRules] = MappingProxyType({})


_TARGET = Kind(
    lambda found: found is False or (isinstance(found, str) and found != ""),
    "the name of a target, or false",
)
_HEALTH = Kind(
    lambda found: (
        TABLE.admits(found) or (isinstance(found, list) and all(map(TABLE.admits, found)))
    ),
    "a table, or a list of tables",
)
PLACING_KINDS: Mapping[str, Kind] = {
    "target": _TARGET,
    "health": _HEALTH,
    "log": STRINGS,
    "programs": STRINGS,
}
"""The keys that an app has, and that can differ in an environment."""


class _Part(NamedTuple):
    """What one table says: that of the app, or that of an environment in it; None: nothing.

    `health` is what the checks are written as.
    """

    target: str | None = None
    tables: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
    checks: tuple[Check, ...] | None = None
    log: tuple[str, ...] | None = None
    programs: tuple[str, ...] | None = None
    health: Any = None

    def under(self, other: _Part) -> _Part:
        """This, where `other` does not say otherwise, key by key."""
        names = {**self.tables, **other.tables}
        return _Part(
            self.target if other.target is None else other.target,
            {name: {**self.tables.get(name, {}), **other.tables.get(name, {})} for name in names},
            self.checks if other.checks is None else other.checks,
            self.log if other.log is None else other.log,
            self.programs if other.programs is None else other.programs,
            self.health if other.health is None else other.health,
        )

    def deploying(self) -> Deploying:
        """The same for whoever deploys."""
        target = self.target or ""
        return Deploying(
            target,
            self.tables.get(target, {}),
            self.checks or (),
            self.log or (),
            self.programs or (),
        )


def kinds_of(own: Mapping[str, Kind], targets: Targets) -> dict[str, Kind]:
    """The keys of a table that has `own` ones, and a table for each target."""
    return {**own, **dict.fromkeys(targets, TABLE)}


class Placer:
    """Reads how apps are deployed; what is wrong joins `problems`."""

    def __init__(
        self,
        options: TomlOptions,
        rules: Rules,
        environments: Mapping[str, Environment],
        problems: list[Problem],
    ) -> None:
        self.options = options
        self.targets = rules.targets
        self.texts = rules.texts
        self.environments = environments
        self.problems = problems

    def place(self, app: str, values: Mapping[str, Any]) -> Placement:
        """One app, whose table has these well-formed values."""
        where: Path = ("apps", app)
        everywhere = self._part(where, values)
        parts = {
            name: everywhere.under(part)
            for name, part in self._parts((*where, "environments"), values.get("environments", {}))
        }
        used = set(names_of(self.environments)) - set(parts)
        if used:
            self._check(where, everywhere)
        for name, part in parts.items():
            self._check((*where, "environments", name), part)
        differs = {name: part.deploying() for name, part in parts.items()}
        return Placement(everywhere.deploying(), differs)

    def _parts(self, where: Path, tables: Mapping[str, Any]) -> Iterator[tuple[str, _Part]]:
        kinds = kinds_of(PLACING_KINDS, self.targets)
        for name, content in tables.items():
            place = (*where, name)
            if wrong := unknown_environment(name, self.environments):
                self.problems.append(self.options.problem(place, f"is wrong: {wrong[0]}", wrong[1]))
            if not TABLE.admits(content):
                self.problems.append(self.options.problem(place, f"is not {TABLE.words}"))
                continue
            yield (
                name,
                self._part(place, values_of(self.options, place, content, kinds, self.problems)),
            )

    def _part(self, where: Path, values: Mapping[str, Any]) -> _Part:
        target = values.get("target")
        if target and target not in self.targets:
            known = self.targets
            hint = did_you_mean(target, known) or f"the targets are {listed(known) or 'none'}"
            problem = self.options.problem(
                (*where, "target"), f"is `{target}`, which is not a target", hint
            )
            self.problems.append(problem)
            target = False
        health, log, programs = (values.get(key) for key in ("health", "log", "programs"))
        return _Part(
            "" if target is False else target,
            {
                name: self._table(where, name, values[name])
                for name in self.targets
                if name in values
            },
            None
            if health is None
            else parse_health(self.options, (*where, "health"), health, self.problems),
            None if log is None else tuple(log),
            None if programs is None else tuple(programs),
            health,
        )

    def _table(self, where: Path, target: str, content: Mapping[str, Any]) -> dict[str, Any]:
        kinds = self.targets[target].OPTIONS
        return values_of(self.options, (*where, target), content, kinds, self.problems)

    def _check(self, where: Path, part: _Part) -> None:
        """What a target misses, what it says of its options, and what is wrong with texts."""
        target = part.target
        if target:
            self._check_target(where, target, part)
        options = part.tables.get(target or "", {})
        captured = self.targets[target].captures(options) if target else ()
        # An address has to be known from the start: it is a part of the plan.
        commands, others = _texts(part.health)
        for key, text, late in (
            ("health", commands, captured),
            ("health", others, ()),
            ("log", list(part.log or ()), captured),
        ):
            home = where if self._stands((*where, key)) else where[:2]
            for _, message, hint in self.texts(key, text, late):
                self._tell((*home, key), message, hint)

    def _check_target(self, where: Path, target: str, part: _Part) -> None:
        rules, options = self.targets[target], part.tables.get(target, {})
        for key in rules.REQUIRED:
            if key not in options and self._home(where, target, key) is None:
                hint = f"give it `{target}.{key}`; where it is not deployed, `target = false`"
                self._tell(where, f"lacks `{target}.{key}`, which its target needs", hint)
        for option, message, advice in rules.problems(options):
            self._tell(self._home(where, target, option) or where, message, advice)
        promoted = options.get("promote")
        if promoted and (wrong := unknown_environment(str(promoted), self.environments)):
            home = self._home(where, target, "promote") or where
            self._tell(home, f"is wrong: {wrong[0]}", wrong[1])

    def _home(self, where: Path, target: str, key: str) -> Path | None:
        """The table's option, where it is written: for the environment, or for the whole app."""
        for table in (where, where[:2]):
            option = (*table, target, key)
            if self._stands(option):
                return option
        return None

    def _stands(self, option: Path) -> bool:
        content: Any = self.options.content
        for each in option:
            content = content.get(each) if isinstance(content, dict) else None
        return content is not None

    def _tell(self, option: Path, message: str, hint: str | None) -> None:
        problem = self.options.problem(option, message, hint)
        if problem not in self.problems:  # told of another environment already
            self.problems.append(problem)


def _texts(health: Any) -> tuple[list[object], list[object]]:
    """What the checks are written as: the arguments of commands, and all other texts."""
    tables = [health] if isinstance(health, dict) else health or []
    commands = [table.get("command") for table in tables]
    others = [{key: each for key, each in table.items() if key != "command"} for table in tables]
    return commands, [*others]
