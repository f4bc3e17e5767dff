"""The command line that `release` and `inv` have in common: Invoke's own, in our words.

`release` is such a program. `inv` is Invoke's, and loads our tasks while it runs: `join` has it go
on as one. Nothing else of Invoke is changed, and no other program.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.exceptions import Exit, ParseError
from invoke.program import Program

from release.tasks.called import groups_of, our_name, typed_for
from release.tasks.endings import answering, refuse, refuse_lost
from release.tasks.streams import open_closed, printing, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoke.parser.argument import Argument
    from invoke.parser.context import ParserContext

    from release.tasks.usage import Vocabulary


_HELP = frozenset({"--help", "-h"})
_FORMATS = ("flat", "nested", "json")  # what Invoke lists tasks in


class CommandLine(Program):
    """Invoke's program, whose errors are like all others, and tell what was probably meant."""

    def core_args(self) -> list[Argument]:
        """The program's own flags, of which a number that is none is an error like all others."""
        from release.tasks.step import whole_number_of

        arguments = super().core_args()
        for each in arguments:
            if each.kind is int:
                each.kind = whole_number_of(each.names[0])
        return arguments

    def parse_core(self, argv: list[str] | None) -> None:
        """Parse the program's own flags, and answer `--version`.

        Raises:
            Exit: it was answered, or could not be; or they made no sense; that has been told.
        """
        open_closed()
        with answering():
            super().parse_core(argv)

    def parse_core_args(self) -> None:
        """Parse the program's own flags.

        Raises:
            Exit: they made no sense; that has been told.
        """
        try:
            super().parse_core_args()
        except ParseError as error:
            from release.tasks.usage import Vocabulary, problem_of

            refuse(problem_of(error, Vocabulary(self._called(), self.initial_context)))

    def parse_tasks(self) -> None:
        """Parse tasks and their flags.

        Raises:
            Exit: they made no sense; that has been told.
        """
        try:
            super().parse_tasks()
        except ParseError as error:
            from release.tasks.usage import problem_of

            refuse(problem_of(error, self._vocabulary()))
        for each in self.tasks:
            self._refuse_eaten(each)

    def _refuse_eaten(self, context: ParserContext) -> None:
        """Have no flag be a value of a task of ours, where one was forgotten.

        Invoke takes whatever stands there. Nobody means `--help` by a value, and no app and no
        tag begins like a flag.

        Raises:
            Exit: there is no such flag; that has been told.
        """
        from release.tasks.step import Step

        if not isinstance(self.collection[context.name], Step):
            return
        given = [each.value for each in context.args.values()]
        words = [word for each in given for word in (each if isinstance(each, list) else [each])]
        without_flag = [str(each.value) for each in context.positional_args]
        eaten = next((each for each in without_flag if each.startswith("-")), None)
        if not _HELP.isdisjoint(word for word in words if isinstance(word, str)):
            self.args.help.set_value(context.name, cast=False)
        elif eaten is not None:
            from release.tasks.usage import unknown

            refuse(unknown(eaten, context, self._vocabulary()))

    def parse_cleanup(self) -> None:
        """Answer `--help`, `--list` and `--complete`.

        Raises:
            Exit: it was answered; or there is nothing of that name, or nowhere to write to, and
                that has been told.
        """
        if self.args.complete.value:
            self._complete_value()
        topic, root = self.args.help.value, self.args.list.value
        spaces = self._namespaces()
        if isinstance(topic, str) and topic in spaces and topic not in self.parser.contexts:
            self.args.help.set_value(None, cast=False)
            self.args.list.set_value(topic, cast=False)
        elif isinstance(topic, str) and topic not in self.parser.contexts:
            from release.tasks.usage import unknown

            refuse(unknown(topic, None, self._vocabulary()))
        elif isinstance(root, str) and root not in spaces:
            from release.tasks.usage import unknown_namespace

            refuse(unknown_namespace(root, self._vocabulary()))
        elif root and self.args["list-format"].value not in _FORMATS:
            from release.tasks.usage import unknown_format

            refuse(unknown_format(self.args["list-format"].value, _FORMATS))
        with answering():
            super().parse_cleanup()

    def execute(self) -> None:
        """Run the tasks.

        Raises:
            Exit: one of them failed; or what a task that is none of ours printed is lost.
        """
        try:
            super().execute()
        finally:
            spoken(sys.stdout, "")
        refuse_lost()

    def _complete_value(self) -> None:
        """Print what the value of a flag can be, where one is begun.

        Raises:
            Exit: that has been printed. All else is for Invoke to complete.
        """
        from release.tasks.values import values

        _, *typed = self.core.remainder.split(" ")
        found = values(typed, self.parser)
        if found is not None:
            spoken(sys.stdout, "".join(f"{each}\n" for each in found))
            raise Exit

    def print_help(self) -> None:
        """Show what the program's own flags are."""
        with printing(sys.stdout):
            super().print_help()

    def list_tasks(self) -> None:
        """List tasks as `--list-format` has it."""
        with printing(sys.stdout):
            super().list_tasks()

    def print_task_help(self, name: str) -> None:
        """Show the page of the manual about a task of ours, and what Invoke has of another."""
        task = self.collection[name]
        if (ours := our_name(task)) is None:
            with printing(sys.stdout):
                super().print_task_help(name)
            return
        from release.tasks import terminal
        from release.tasks.columns import width
        from release.tasks.manual import page, placed
        from release.tasks.manual.pages import drawn, shown

        said = placed(page(ours, task), typed_for(self.parser.contexts[name]))
        terminal.write(shown(drawn(said, self._called(), width())))

    def print_columns(self, tuples: Sequence[tuple[str, str | None]]) -> None:
        """Print names with what they mean, as wide as the terminal is."""
        from release.tasks.columns import columns, width

        pairs = [(name, means or "") for name, means in tuples]
        spoken(sys.stdout, "".join(f"{line}\n" for line in [*columns(pairs, width()), ""]))

    def list_flat(self) -> None:
        """List tasks by their whole names, in the order in which they were added."""
        if self.list_depth:
            super().list_flat()
            return
        groups = [*groups_of(self.scoped_collection, self.list_root or "")]
        names = max(len(name) for group in groups for name, _ in group)
        within = f" of {self.list_root}" if self.list_root else ""
        spoken(sys.stdout, f"Available tasks{within}:\n\n")
        for group in groups:
            self.print_columns([(name.ljust(names), means) for name, means in group])

    def _namespaces(self) -> frozenset[str]:
        return frozenset(name.rpartition(".")[0] for name in self.parser.contexts) - {""}

    def _vocabulary(self) -> Vocabulary:
        from release.tasks.usage import Vocabulary

        tasks = {typed_for(each): each for each in self.parser.contexts.values()}
        typed = self.core.unparsed
        return Vocabulary(self._called(), self.initial_context, tasks, self._namespaces(), typed)

    def _called(self) -> str:
        """What people type to call this program."""
        name = Path(self.called_as).stem
        return name if name in self.binary_names else self.binary_names[-1]


def join() -> None:
    """Have `inv`, if it is what loads us, go on as a `CommandLine`.

    Invoke makes plain collections and parsers of whatever a tasks.py has, so that no subclass of
    those is asked once a word makes no sense. But it calls its own steps one by one, each by its
    name, as it means subclasses of `Program` to replace them: its one object becomes of such a
    class. A program of anybody else's, or one that is a subclass already, stays what it is.
    """
    main = sys.modules.get("invoke.main")  # which only `inv`, `invoke` and `python -m invoke` load
    program = getattr(main, "program", None)
    if type(program) is Program:
        program.__class__ = CommandLine
        open_closed()
