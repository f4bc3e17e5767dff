"""The target `command`: an app is deployed by commands of the team's own, one list a phase.

`rollback` brings back `{previous}`, and takes away `{version}`: after a failure the version that
ran before, and in `deploy.rollback` the one that is asked for. The values in it that commands
capture are those of `{previous}`, from when it was deployed. Where nothing ran before, `stop`
takes away `{version}`; without it a `rollback` does that has no `{previous}` and no such value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from release.config.deploying import Trouble
from release.config.options import FILLED, SECONDS, Kind
from release.deployment import Group, Phase, Recipe, Running, Shipment
from release.errors import ConfigError
from release.targets import Options, written
from release.targets.placeholders import filled, values_of
from release.targets.placeholders import problems as placeholder_problems
from release.targets.written import COMMANDS, VARIABLES, Setting

_WORK = ("build", "publish", "roll-out", "verify")

OPTIONS: Mapping[str, Kind] = {
    **dict.fromkeys((*_WORK, "rollback", "stop", "present"), COMMANDS),
    "directory": FILLED,
    "timeout": SECONDS,
    "env": VARIABLES,
}
REQUIRED: tuple[str, ...] = ()


def problems(options: Options) -> Iterator[Trouble]:
    """What is wrong with the commands, whatever their phase."""
    if not any(key in options for key in _WORK[:3]):
        hint = 'write `roll-out = ["program", "argument"]`'
        yield "roll-out", "is missing, and so are `build` and `publish`: nothing is done", hint
    captured: list[str] = []
    for key in (*_WORK, "rollback", "stop", "present"):
        commands = options.get(key, [])
        yield from written.problems(key, commands, captured)
        captured += written.captured_by(commands) if key in _WORK else ()
    for key in ("directory", "env"):
        yield from placeholder_problems(key, options.get(key, ""))
    hint = "it brings back `{previous}`; a captured value is that version's own"
    yield from written.of_what_goes(options.get("rollback", []), captures(options), hint)


def captures(options: Options) -> tuple[str, ...]:
    """Those that `capture` names."""
    return tuple(name for key in _WORK for name in written.captured_by(options.get(key, [])))


def deploy(shipment: Shipment, options: Options) -> Recipe:
    """Every phase by its own commands; without a `rollback` nothing is taken back."""
    values = values_of(shipment)
    build, publish, roll_out, verify = _work(shipment, options, values, _WORK)
    undo = _back(shipment, options, shipment.version, shipment.previous)
    return Recipe(
        (
            Phase("build", build),
            Phase("publish", publish),
            Phase("roll out", roll_out, undo=undo),
            Phase("verify", verify),
        )
    )


def restore(shipment: Shipment, options: Options) -> Recipe:
    """By `rollback`, and then verified as after a deployment.

    Raises:
        ConfigError: there is no `rollback`.
    """
    if "rollback" not in options:
        raise ConfigError(
            f"`{shipment.app}` cannot be brought back in `{shipment.environment}`: "
            "its target `command` has no `rollback`",
            hint="say in `rollback` how `{previous}` is brought back",
        )
    now = shipment.previous
    wanted = Running(shipment.version, shipment.commit, shipment.values)
    values = {**values_of(shipment), **shipment.values}
    present, verify = _work(shipment, options, values, ("present", "verify"))
    return Recipe(
        (
            Phase(
                "roll out",
                _back(shipment, options, now.version if now else "", wanted),
                undo=_back(shipment, options, shipment.version, now),
            ),
            Phase("verify", verify),
        ),
        present=tuple(each for group in present for each in group),
    )


def _work(
    shipment: Shipment, options: Options, values: Mapping[str, str], keys: tuple[str, ...]
) -> Iterator[tuple[Group, ...]]:
    """The groups of each of `keys`, one after another."""
    captured: list[str] = []
    for key in keys:
        commands = options.get(key, [])
        yield _groups(commands, shipment, options, values, captured)
        captured += written.captured_by(commands)


def _back(
    shipment: Shipment, options: Options, leaving: str, wanted: Running | None
) -> tuple[Group, ...]:
    """What takes away the version `leaving` and brings back `wanted`."""
    if wanted is None and "stop" in options:
        values = {**values_of(shipment), "version": leaving}
        return _groups(options["stop"], shipment, options, values, captures(options))
    commands = options.get("rollback", [])
    needed = {"previous", *captures(options)} - {*written.captured_by(commands)}
    if wanted is None and needed & written.placeholders_of(commands):
        return ()
    values = {**values_of(shipment), **(wanted.values if wanted else {})}
    values |= {"version": leaving, "previous": wanted.version if wanted else ""}
    return _groups(commands, shipment, options, values)


def _groups(
    commands: Any,
    shipment: Shipment,
    options: Options,
    values: Mapping[str, str],
    captured: Sequence[str] = (),
) -> tuple[Group, ...]:
    variables = options.get("env", {}).items()
    setting = Setting(
        filled(options["directory"], values) if "directory" in options else shipment.directory,
        options.get("timeout", Setting("").timeout),
        tuple((name, filled(text, values)) for name, text in variables),
    )
    return written.groups(commands, setting, values, captured)
