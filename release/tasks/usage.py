"""What is wrong with what was typed, and what was probably meant.

Invoke's parser tells in one sentence what it could not make sense of; here that becomes an error
like any other. What it says that is not known here is told as it is.
"""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from invoke.parser.context import to_flag

from release.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from invoke.exceptions import ParseError
    from invoke.parser.context import ParserContext

_UNKNOWN = re.compile(r"No idea what (.+) is!", re.DOTALL)
_LACKING = re.compile(r"'.+' did not receive required positional arguments: (.+)", re.DOTALL)
_VALUELESS = re.compile(r"Flag <\w+: ([\w-]+).*> needed value")
_MOST = 4
"""Names in a hint; a longer list is not read."""


class Vocabulary(NamedTuple):
    """What could have been typed, and what was.

    `program` is how it was called, `core` are its own flags, `tasks` has each task's flags by the
    name that people type, `namespaces` are the names before the dots, and `typed` is all that was
    typed behind the program's own flags.
    """

    program: str
    core: ParserContext
    tasks: Mapping[str, ParserContext] = MappingProxyType({})
    namespaces: frozenset[str] = frozenset()
    typed: Sequence[str] = ()

    def name_of(self, context: ParserContext | None) -> str:
        """What people type for a task; empty for the program."""
        for name, each in self.tasks.items():
            if context and each.name == context.name:
                return name
        return ""


def problem_of(error: ParseError, words: Vocabulary) -> Problem:
    """What Invoke's parser could not make sense of."""
    said = str(error)
    if found := _UNKNOWN.fullmatch(said):
        return unknown(_literal(found[1]), error.context, words)
    if (found := _LACKING.fullmatch(said)) and error.context:
        names = re.findall(r"'([^']+)'", found[1])
        flags, verb = _joined(map(to_flag, names), "and"), "are" if names[1:] else "is"
        return Problem(f"{flags} {verb} missing", hint=_what(error.context, names))
    if found := _VALUELESS.match(said):
        flag, hint = to_flag(found[1]), _what(error.context, [found[1]])
        return Problem(f"`{flag}` needs a value", hint=hint)
    return Problem(said.rstrip("!."))


def unknown(word: str, within: ParserContext | None, words: Vocabulary) -> Problem:
    """A word that is no task, or no flag of the task that it stands behind.

    Args:
        word: as it was typed.
        within: the flags that are known where it stands; None, or one without a name, is the
            program.
        words: what else could have been typed.
    """
    task = words.name_of(within)
    if word.startswith("-"):
        whose = task or words.program
        return Problem(f"`{whose}` has no flag `{word}`", hint=_meant_flag(word, within, words))
    if word in words.namespaces:
        return Problem(f"`{word}` is a namespace, not a task", hint=_inside(word, words))
    return Problem(f"there is no task `{word}`", hint=_meant_task(word, task, words))


def unknown_namespace(word: str, words: Vocabulary) -> Problem:
    """A word that is no namespace whose tasks could be listed."""
    some = f"there are {_joined(sorted(words.namespaces), 'and')}" if words.namespaces else None
    hint = did_you_mean(word, words.namespaces) or some or _list_of(words)
    return Problem(f"there is no namespace `{word}`", hint=hint)


def unknown_format(word: str, formats: Sequence[str]) -> Problem:
    """A word that is none of the formats in which tasks are listed."""
    return Problem(f"there is no format `{word}`", hint=f"it is {_joined(formats, 'or')}")


def _inside(namespace: str, words: Vocabulary) -> str:
    """The task of a namespace that was meant; a blank is easily typed in the place of a dot."""
    before = [*words.typed, ""]
    name = f"{namespace}.{before[before.index(namespace) + 1]}" if namespace in before else ""
    if name in words.tasks:
        return f"did you mean `{name}`?"
    return f"`{words.program} --list {namespace}` lists its tasks"


def _meant_task(word: str, before: str, words: Vocabulary) -> str:
    """Which task was probably meant; `before` is the one that the word stands behind."""
    space, _, last = word.rpartition(".")
    exact = [] if space and space not in words.namespaces else _called(last, before, words)
    if exact:
        return f"did you mean {_joined(exact[:_MOST], 'or')}?"
    whole = {name.rpartition(".")[2]: name for name in words.tasks}
    whole |= {name: name for name in words.tasks}
    close = get_close_matches(word, sorted(whole), n=1)
    if close:
        return f"did you mean `{whole[close[0]]}`?"
    return _list_of(words)


def _list_of(words: Vocabulary) -> str:
    return f"`{words.program} --list` lists all tasks"


def _called(last: str, before: str, words: Vocabulary) -> list[str]:
    """The tasks of that name in any namespace, or in that of the task which it stands behind."""
    near = f"{before.partition('.')[0]}.{last}"
    if before and near in words.tasks:
        return [near]
    return sorted(name for name in words.tasks if name.endswith(f".{last}"))


def _meant_flag(word: str, within: ParserContext | None, words: Vocabulary) -> str:
    task = words.name_of(within)
    others = sorted(name for name, each in words.tasks.items() if word in each.flags)[:_MOST]
    help_ = f"`{words.program} --help{f' {task}' if task else ''}` lists its flags"
    if others and task:
        return f"it is one of {_joined(others, 'and')}; {help_}"
    if others:
        return f"write it behind a task that has it, such as {_joined(others, 'or')}"
    known = _flags(within) if task and within else _flags(words.core)
    return did_you_mean(word, known) or help_


def _flags(context: ParserContext) -> list[str]:
    return [name for name in (*context.flags, *context.inverse_flags) if name.startswith("--")]


def _what(context: ParserContext | None, names: Sequence[str]) -> str | None:
    """What the flags of these names are for."""
    found = [context.args[name] for name in names if context and name in context.args]
    said = {each.names[0]: each.help for each in found if each.help}
    if len(names) == 1:
        return next(iter(said.values()), None)
    return "; ".join(f"`{to_flag(name)}`: {text}" for name, text in said.items()) or None


def _literal(text: str) -> str:
    """A word that is quoted as Python quotes it."""
    try:
        return str(literal_eval(text))
    except (SyntaxError, ValueError):
        return text.strip("'")


def _joined(names: Iterable[str], word: str) -> str:
    """`a`, `b` and `c`, each in backticks."""
    *before, last = (f"`{name}`" for name in names)
    return f"{', '.join(before)} {word} {last}" if before else last
