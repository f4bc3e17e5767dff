"""What somebody who adopts this tool asks for, and how that is understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.adoption.candidates import Candidate, by_any_name
from release.adoption.needs import Need
from release.config.circles import circles
from release.errors import ConfigError, Problem, did_you_mean


class Request(NamedTuple):
    """What is asked for with flags, or answered to questions; what is empty is ours to decide.

    `apps` are names of packages or of apps; None leaves them to us. `needs` are `APP:NEED`.
    `tool` is the one that released so far. `tasks`: a tasks.py is wanted. `replace`: workflows
    that have the names of ours may go.
    """

    apps: tuple[str, ...] | None = None
    needs: tuple[str, ...] = ()
    main: str = ""
    staging: str = ""
    tool: str = ""
    tasks: bool = False
    replace: bool = False

    @property
    def settings(self) -> tuple[str, ...]:
        """The flags that say what the configuration should have."""
        given = {
            "app": bool(self.apps),
            "needs": bool(self.needs),
            "main": bool(self.main),
            "staging": bool(self.staging),
            "from": bool(self.tool),
        }
        return tuple(f"--{flag}" for flag, is_given in given.items() if is_given)


def chosen(names: Sequence[str], found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates of these names, in the order of the packages.

    Raises:
        ConfigError: with every name that is of none.
    """
    known = by_any_name(found)
    ConfigError.raise_any([_unknown("app", name, known) for name in names if name not in known])
    wanted = {known[name].package.name for name in names}
    return tuple(each for each in found if each.package.name in wanted)


def wanted_needs(
    pairs: Sequence[str], apps: Sequence[Candidate], found: Sequence[Need]
) -> tuple[Need, ...]:
    """The needs that are asked for, and those that were found of the other apps.

    Raises:
        ConfigError: a pair is none, names what is no app, or closes a circle; all of them.
    """
    known = by_any_name(apps)
    problems: list[Problem] = []
    needs: list[Need] = []
    for pair in pairs:
        app, sign, need = pair.rpartition(":")
        if not sign:
            problems.append(Problem(f"--needs `{pair}` is not a pair", hint="write APP:NEED"))
        problems += [
            _unknown("needs", name, known) for name in (app, need) if sign and name not in known
        ]
        if app in known and need in known:
            needs.append(Need(known[app].app, known[need].app, "as you say"))
    said = {each.app for each in needs}
    needs += [each for each in found if each.app not in said]
    edges = {app.app: [each.need for each in needs if each.app == app.app] for app in apps}
    problems += [
        Problem(
            f"the needs go round in a circle: `{' -> '.join(circle)}`",
            hint="no app can be deployed after itself",
        )
        for circle in circles(edges)
    ]
    ConfigError.raise_any(problems)
    return tuple(dict.fromkeys(needs))


def _unknown(flag: str, name: str, known: Mapping[str, Candidate]) -> Problem:
    hint = did_you_mean(name, known) or f"there are {', '.join(known) or 'none'}"
    return Problem(f"--{flag} names `{name}`, which is not an app that could be", hint=hint)
