"""The manual: a page a task, of its docstring, its flags, and what `manual/` says of it.

`--help TASK` and docs/tasks.md both show these pages. What stands in the files is in the order of
the page.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from invoke.parser.argument import Argument
from invoke.parser.context import to_flag

from release.tasks.step import Step


class Flag(NamedTuple):
    """A flag: how it is spelled, its letter, what stands for its value, and what it means.

    Nothing is done without one that is `needed`; of a `positional` one the value alone will do.
    """

    spelled: str
    short: str
    value: str
    means: str
    needed: bool
    positional: bool


class Page(NamedTuple):
    """A page of the manual. Pairs are a name, a command or a code, and what it means."""

    name: str
    summary: str
    about: Sequence[str]
    flags: Sequence[Flag]
    common: Sequence[Flag]
    examples: Sequence[tuple[str, str]]
    reads: Sequence[str]
    writes: Sequence[str]
    exits: Sequence[tuple[str, str]]
    environment: Sequence[tuple[str, str]]
    see: Sequence[str]

    @property
    def usage(self) -> str:
        """The task, and what it cannot do without."""
        needed = (
            each.value if each.positional else f"{each.spelled} {each.value}"
            for each in self.flags
            if each.needed
        )
        return " ".join([self.name, *needed, "[flags]"])


def page(name: str, task: Step) -> Page:
    """The page of a task.

    Args:
        name: what people type for it.
        task: the task itself.
    """
    shared, said = common(), _said_of(name)
    summary, *about = (inspect.getdoc(task) or "").split("\n\n")
    flags = {each.name: _flag(each, task, shared["values"]) for each in task.get_arguments()}
    exits = {code: why for code, why in {**shared["exits"], **said["exits"]}.items() if why}
    names = [*said["environment"], *shared["everywhere"]["environment"]]
    return Page(
        name=name,
        summary=" ".join(summary.split()),
        about=[" ".join(each.split()) for each in about],
        flags=[each for name, each in flags.items() if name not in task.common],
        common=[each for name, each in flags.items() if name in task.common],
        examples=[(command, means) for command, means in said["examples"]],
        reads=said["reads"],
        writes=said["writes"],
        exits=sorted(exits.items(), key=lambda each: int(each[0])),
        environment=[(each, shared["environment"][each]) for each in names],
        see=said["see"],
    )


def has_page(name: str) -> bool:
    """Whether the manual has a page of that name."""
    try:
        return bool(_said_of(name))
    except (FileNotFoundError, KeyError):
        return False


def placed(said: Page, name: str) -> Page:
    """A page where the repository's own tasks.py has put the task elsewhere.

    Below another name all that the page names is there, too. Of a task with a new name nobody
    knows what the others are called.

    Args:
        said: the page, by our name.
        name: what people type.
    """
    above = name.removesuffix(said.name)
    if above + said.name != name:
        docs = [each for each in said.see if each.startswith("docs/")]
        return said._replace(name=name, examples=[], see=docs)
    return said._replace(
        name=name,
        examples=[(above + command, means) for command, means in said.examples],
        see=[each if each.startswith("docs/") else above + each for each in said.see],
    )


def common() -> Mapping[str, Any]:
    """What all pages have: exit codes, variables of the environment, the values of flags."""
    return _read("common")


def _flag(argument: Argument, task: Step, values: Mapping[str, str]) -> Flag:
    long = next(name for name in argument.names if len(name) > 1)
    short = next((to_flag(name) for name in argument.names if len(name) == 1), "")
    value = values.get(long, long.upper()) if argument.takes_value else ""
    if argument.optional:
        value = f"[{value}]"
    return Flag(
        spelled=to_flag(long),
        short=short,
        value=f"{value} ..." if argument.kind is list else value,
        means=_meaning(argument),
        needed=argument.name in task.needed,
        positional=argument.positional,
    )


def _meaning(argument: Argument) -> str:
    """What a flag's help says, and what counts without it."""
    means, default = argument.help or "", argument.default
    is_told = "default: " in means or not argument.takes_value or not isinstance(default, str | int)
    return means if is_told or not default else f"{means}; default: {default}"


@cache
def _read(name: str) -> Mapping[str, Any]:
    import tomllib

    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


def _said_of(name: str) -> Mapping[str, Any]:
    """What the files of the manual say of a task; the tasks of apps are the deployment of one."""
    space, _, last = name.rpartition(".")
    said = _read(space or name)
    found: Mapping[str, Any] = said.get(last) or said[space]
    return found
