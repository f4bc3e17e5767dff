"""Commands, as people write them in the configuration: argument lists, and tables that say more.

```toml
build = ["make", "dist"]
roll-out = [
  ["./deploy", "{version}"],
  { run = ["./digest"], capture = "digest", pattern = "sha256:[0-9a-f]{64}" },
  { shell = 'echo "$RELEASE_VERSION $RELEASE_DIGEST" >> log', directory = "." },
]
```

There is a shell only where one is asked for, and values are no part of the text that it reads:
they are in variables, `RELEASE_` and the placeholder's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from release.config.deploying import Trouble
from release.config.options import BOOLEAN, FILLED, SECONDS, STRING, Kind, list_of, listed
from release.deployment import Command, Group, Late
from release.errors import did_you_mean
from release.targets import placeholders
from release.targets.placeholders import NAMES, argument, arguments, filled

_WORDS = '["program", "argument"], a table with `run` or `shell`, or a list of these'
_SHELL = 'a shell is asked for by { shell = "..." }'
_FORMS = 'write { run = ["program", "argument"] }, or { shell = "..." }'
_QUOTES = "write it between single quotes, where TOML leaves backslashes alone"
_NAME = r"[a-z][a-z0-9_]*"

COMMANDS = Kind(lambda found: isinstance(found, list | dict), f"an argument list {_WORDS}")
VARIABLES = Kind(
    lambda found: isinstance(found, dict) and all(isinstance(each, str) for each in found.values()),
    "a table of strings",
)
_KEYS: Mapping[str, Kind] = {
    "run": list_of(STRING, "a list of strings"),
    "shell": FILLED,
    "capture": FILLED,
    "pattern": FILLED,
    "directory": FILLED,
    "timeout": SECONDS,
    "env": VARIABLES,
    "token": BOOLEAN,
}


class Setting(NamedTuple):
    """What the commands of an app have in common; each may say otherwise in its own table."""

    directory: str
    timeout: float = Command(()).timeout
    variables: tuple[tuple[str, str], ...] = ()


def groups(
    written: Any, setting: Setting, values: Mapping[str, str], captured: Sequence[str] = ()
) -> tuple[Group, ...]:
    """The commands, one after another.

    Args:
        written: a value of the kind COMMANDS, without problems.
        setting: what they have in common.
        values: what placeholders stand for.
        captured: the names of values that earlier commands capture.
    """
    late = [name for name in captured if name not in values]
    made: list[Group] = []
    for table in tables(written):
        made.append((_command(table, setting, values, late),))
        if "capture" in table:
            late.append(table["capture"])
    return tuple(made)


def captured_by(written: Any) -> tuple[str, ...]:
    """The names of the values that the commands capture, in their order."""
    names = [table.get("capture") for table in tables(written) if isinstance(table, dict)]
    return tuple(name for name in names if isinstance(name, str))


def placeholders_of(written: Any) -> set[str]:
    """The names of the commands' placeholders; of a shell's text also those of other variables."""
    found: set[str] = set()
    for table in tables(written):
        for text in (*table.get("run", ()), *table.get("env", {}).values()):
            found.update(placeholders.names_in(text))
        found.update(re.findall(r"\brelease_(\w+)", table.get("shell", "").lower()))
    return found


def problems(key: str, written: Any, captured: Sequence[str] = ()) -> Iterator[Trouble]:
    """What is wrong with a value of the kind COMMANDS, and what to do."""
    earlier = list(captured)
    for table in tables(written):
        if isinstance(table, dict):
            yield from _problems(key, table, earlier)
            earlier += captured_by(table)
        else:
            yield key, f"has a command that is not an argument list {_WORDS}", _SHELL


def of_what_goes(written: Any, captured: Sequence[str], hint: str) -> Iterator[Trouble]:
    """What in a `rollback` is of the version that it takes away, and looks right."""
    if any(problems("rollback", written, captured)):
        return
    for name in sorted({"tag", "commit"} & placeholders_of(written)):
        yield "rollback", f"has the {name} of the version that it takes away", hint


def _problems(key: str, table: Mapping[str, Any], earlier: Sequence[str]) -> Iterator[Trouble]:
    for name, value in table.items():
        if name not in _KEYS:
            hint = did_you_mean(name, _KEYS) or f"the keys are {listed(_KEYS)}"
            yield key, f"has `{name}`, which is not a key of a command", hint
        elif not _KEYS[name].admits(value):
            yield key, f"has a `{name}` that is not {_KEYS[name].words}", None
        elif name == "run":
            yield from placeholders.problems(key, value, earlier)
        elif name in {"directory", "env"}:
            yield from placeholders.problems(key, value)
        else:
            yield from _problems_of(key, name, value, earlier)
    if table.get("run", ["program"])[:1] in ([], [""]):
        yield key, "has a command without a program", 'write ["program", "argument"]'
    if ("run" in table) == ("shell" in table):
        yield key, "has a command without exactly one of `run` and `shell`", _FORMS
    if "pattern" in table and "capture" not in table:
        yield key, "has a `pattern` and no `capture`", "name the value, as `capture`"


def _problems_of(key: str, name: str, value: Any, earlier: Sequence[str]) -> Iterator[Trouble]:
    """What is wrong with one value of a command's table, which is of its kind."""
    if name == "shell":
        for each in (*NAMES, *earlier):
            if re.search(rf"(?<!\$)\{{{each}\}}", value):
                hint = f'write "${_variable(each)}": nothing is pasted into what a shell reads'
                yield key, f"has `{{{each}}}` in a shell's text", hint
    elif name == "capture" and (value in NAMES or not re.fullmatch(_NAME, value)):
        hint = "a name is of small letters, digits and `_`, and none of " + listed(NAMES)
        yield key, f"cannot capture a value as `{value}`", hint
    elif name == "pattern":
        try:
            re.compile(value)
        except re.error as error:
            yield key, f"has a `pattern` that is not a regular expression: {error}", _QUOTES


def tables(written: Any) -> list[Any]:
    """Each command as a table; what is neither a table nor a list stays as it is."""
    if isinstance(written, dict):
        return [written]
    if written and not any(isinstance(each, list | dict) for each in written):
        return [{"run": written}]
    return [{"run": each} if isinstance(each, list) else each for each in written]


def _command(
    table: Mapping[str, Any], setting: Setting, values: Mapping[str, str], late: Sequence[str]
) -> Command:
    variables = tuple((name, filled(text, values)) for name, text in table.get("env", {}).items())
    made = Command(
        argv=arguments(table.get("run", ()), values),
        directory=filled(table["directory"], values) if "directory" in table else setting.directory,
        variables=(*setting.variables, *variables),
        captures=table.get("capture", ""),
        pattern=table.get("pattern", Command(()).pattern),
        timeout=table.get("timeout", setting.timeout),
        needs_token=table.get("token", False),
    )
    return _in_a_shell(made, table["shell"], values, late) if "shell" in table else made


def _in_a_shell(
    command: Command, text: str, values: Mapping[str, str], late: Sequence[str]
) -> Command:
    """A command that a shell reads, which ends with the first of its commands that fails."""
    known = tuple((_variable(name), value) for name, value in values.items())
    # What is captured is known when it starts: `env` hands it over as a variable, too.
    to_come = tuple(argument(f"{_variable(name)}={{{name}}}", values) for name in late)
    env: tuple[str | Late, ...] = ("env", *to_come) if to_come else ()
    return command._replace(
        argv=(*env, "/bin/sh", "-e", "-c", text), variables=(*known, *command.variables)
    )


def _variable(name: str) -> str:
    return f"RELEASE_{name.upper()}"
