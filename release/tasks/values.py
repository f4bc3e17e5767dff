"""Which values of a flag there are, for a shell that completes what is begun."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from invoke.exceptions import ParseError

from release.tasks.surroundings import apps, environments

if TYPE_CHECKING:
    from invoke.parser import Parser
    from invoke.parser.context import ParserContext


def _mishaps() -> Iterable[str]:
    from release.rehearsal.breaks import BREAKS

    return BREAKS


def _tools() -> Iterable[str]:
    from release.adoption.conversions import SHELF

    return SHELF


def _places() -> Iterable[str]:
    from release.world import Bookkeeping

    return get_args(Bookkeeping)


def _shells() -> Iterable[str]:
    from release.tasks.completion import SCRIPTS

    return SCRIPTS


VALUES: Mapping[str, Callable[[], Iterable[str]]] = {
    "app": apps,
    "environment": environments,
    "break": _mishaps,
    "from": _tools,
    "records": _places,
    "print-completion-script": _shells,
}
"""What gives the values of a flag, by the flag's name, which means the same in every task."""


_HARMLESS = re.compile(r"[\w@./:+-]+")


def values(typed: Sequence[str], parser: Parser) -> list[str] | None:
    """What the last word can become.

    Args:
        typed: the words behind the program's name; the last is what is begun, and may be empty.
        parser: knows the program's flags and the tasks.

    Returns:
        None where that word is no value, or nobody knows which there are.
    """
    *before, begun = typed or [""]
    flag, is_apart, _ = begun.partition("=")
    if is_apart and flag.startswith("--"):  # zsh and fish: one word
        found = _of_flag(flag, _context(before, parser), parser)
        return found and [f"{flag}={each}" for each in found]
    if begun == "=" or before[-1:] == ["="]:  # bash: `=` is a word of its own
        before = before[: -1 if before[-1:] == ["="] else None]
        begun = ""
    if begun.startswith("-"):
        return None
    context = _context(before, parser)
    if before and before[-1].startswith("-"):
        return _of_flag(before[-1], context, parser)
    missing = context.missing_positional_args if context else []
    return _named(missing[0].names[0]) if missing else None


def _context(before: Sequence[str], parser: Parser) -> ParserContext | None:
    """The task that the words end in; the program itself where there is none yet."""
    try:
        found = parser.parse_argv([*before])
    except ParseError as error:  # a value is missing, which is why we are asked
        return error.context
    return found[-1] if found else None


def _of_flag(flag: str, context: ParserContext | None, parser: Parser) -> list[str] | None:
    """The values of a flag, none where nobody knows which; None where it takes none."""
    for place in (context, parser.initial):
        if place is not None and flag in place.flags:
            argument = place.flags[flag]
            return (_named(argument.names[0]) or []) if argument.takes_value else None
    return None


def _named(name: str) -> list[str] | None:
    """The values that bash can be given: it would run what stands in `$(...)` among them."""
    if name not in VALUES:
        return None
    return [each for each in VALUES[name]() if _HARMLESS.fullmatch(each)]
