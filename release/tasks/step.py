"""The task that every step is: the common flags, and one way to run.

What running needs is imported when a task runs, so that `inv --list` starts at Invoke's speed.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from invoke.exceptions import ParseError
from invoke.tasks import Task, task

from release.collector import without_collector

if TYPE_CHECKING:
    from invoke.parser.argument import Argument

    from release.actions import Decision
    from release.tasks.desk import Desk

_FLAGS = {
    "dry_run": "print what would be done, and do none of it",
    "json": "print one JSON document on stdout, and nothing else there",
    "check": "do nothing; exit 4 if there is anything to do",
    "quiet": "say nothing but data, warnings and errors",
    "verbose": "say what is asked of whom, and how long each answer took",
}


_HELP = "h"  # Invoke gives any free letter to a flag, and this one is looked for by everybody


class Step(Task["Callable[..., Decision]"]):
    """An Invoke task whose body takes a Desk and returns a Decision.

    A subclass, because Invoke tells two tasks apart by name and code: bodies wrapped by one
    decorator would be the same task to it, and only the first would run.
    """

    def __init__(
        self,
        *args: Any,
        locks: bool = True,
        starts_workflows: bool = False,
        is_patient: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.locks = locks
        self.starts_workflows = starts_workflows
        self.is_patient = is_patient
        self._hints = {**self.help}

    @property
    def common(self) -> tuple[str, ...]:
        """The common flags that it has: those of which it has none of its own."""
        own = super().argspec(self.body).parameters
        return tuple(name for name in _FLAGS if name not in own)

    @property
    def needed(self) -> frozenset[str]:
        """The flags without which nothing is done."""
        own = super().argspec(self.body).parameters.values()
        without_default = {each.name for each in own if each.default is Parameter.empty}
        return frozenset(without_default.difference(self.iterable))

    def get_arguments(self, ignore_unknown_help: bool | None = None) -> list[Argument]:
        """The flags, each with its help, which Invoke takes out of `help` as it asks for it."""
        self.help = _FLAGS | self._hints
        arguments = super().get_arguments(ignore_unknown_help)
        for each in arguments:
            each.names = tuple(name for name in each.names if name != _HELP)
            if each.kind is list:
                each.raw_value = None  # else Invoke takes `--app` without a value for none at all
            elif each.kind is int:
                each.kind = whole_number_of(each.names[0])
        return arguments

    def argspec(self, body: Callable[..., Decision]) -> Signature:
        """The body's own flags, then the common ones."""
        own = super().argspec(body)
        common = [
            Parameter(name, Parameter.KEYWORD_ONLY, default=False, annotation=bool)
            for name in self.common
        ]
        return own.replace(parameters=[*own.parameters.values(), *common])

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the body at a desk; what it decides is printed, checked or applied."""
        with without_collector():
            from release.tasks.perform import Flags, perform

            flags = Flags(**{name: kwargs.pop(name, False) for name in self.common})
            self.times_called += 1
            perform(
                lambda desk: self._decided(desk._replace(context=args[0]), *args[1:], **kwargs),
                flags,
                locks=self.locks,
                starts_workflows=self.starts_workflows,
                is_patient=self.is_patient,
            )

    def _decided(self, desk: Desk, *args: Any, **kwargs: Any) -> Decision:
        """What the body decides once it has all that it cannot do without.

        Raises:
            ConfigError: with every flag that is missing.
        """
        from release.errors import ConfigError, Problem

        own = list(super().argspec(self.body).parameters.values())[len(args) :]
        ConfigError.raise_any(
            [
                Problem(
                    f"`--{each.name.replace('_', '-')}` is missing", hint=self._hints.get(each.name)
                )
                for each in own
                if each.default is Parameter.empty and kwargs.get(each.name) is None
            ]
        )
        decision: Decision = self.body(desk, *args, **kwargs)
        return decision


def whole_number_of(flag: str) -> Callable[[str], int]:
    """What makes a number of a flag's value: like `int`, but a word is a usage error."""

    def whole_number(text: str) -> int:  # by its name it is known to Invoke's own log
        try:
            return int(text)
        except ValueError:
            raise ParseError(f"`--{flag} {text}` is no whole number") from None

    return whole_number


def step(**options: Any) -> Callable[[Callable[..., Decision]], Step]:
    """Make a function from a Desk (and flags) to a Decision an Invoke task.

    `locks=False` is for what only looks, or waits for a person, `starts_workflows=True` for what
    must be done with a person's token, and `is_patient=True` for what others may get in the way
    of: see `perform`.
    """
    decorate: Callable[[Callable[..., Decision]], Step] = task(klass=Step, **options)
    return decorate
