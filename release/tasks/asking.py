"""Questions on a terminal, asked on stderr like all talk.

Control-C, Escape and the end of the input end them with KeyboardInterrupt.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from release.ecmascript import trim

if TYPE_CHECKING:
    from questionary import Choice, Question, Separator

MANY = 16
"""Choices; a longer list is filtered by typing."""

_KEYS = "(space selects, enter goes on)"
_KEYS_OF_MANY = "(type to filter, space selects, enter goes on)"

_EVERYTHING = ("tab", "c-a")
"""Keys that select all of a list; where a filter hides some of it, a slip would take those, too."""


def can_ask() -> bool:
    """Whether there is a terminal to ask on."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_line(message: str, instruction: str, *, needed: bool = False, default: str = "") -> str:
    """Ask for a line of text; trimmed."""
    from questionary import text

    def validate(typed: str) -> bool | str:
        return bool(trim(typed)) or not needed or "Write at least a word."

    question = text(message, default, instruction=instruction, validate=validate, **on_stderr())
    return trim(answer_to(question))


def confirm(message: str, *, default: bool) -> bool:
    """Ask for a yes or a no."""
    from questionary import confirm as ask

    return bool(answer_to(ask(message, default=default, **on_stderr())))


def ask_some(
    message: str,
    lines: Sequence[Choice | Separator],
    *,
    is_long: bool,
    validate: Callable[[list[str]], bool | str] = lambda _: True,
) -> list[str]:
    """Ask which ones of a list; one that `is_long` is filtered by typing."""
    from questionary import checkbox

    question = checkbox(
        message,
        lines,
        validate=validate,
        instruction=_KEYS_OF_MANY if is_long else _KEYS,
        use_search_filter=is_long,
        use_jk_keys=not is_long,
        **on_stderr(),
    )
    chosen: list[str] = answer_to(question, unbound=_EVERYTHING if is_long else ())
    return chosen


def answer_to(question: Question, unbound: Iterable[str] = ()) -> Any:
    """The answer. Escape and the end of the input are Control-C; `unbound` keys do nothing."""
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

    leaving = KeyBindings()

    @leaving.add("escape", eager=True)
    def _(event: Any) -> None:
        event.app.exit(exception=KeyboardInterrupt, style="class:aborting")

    for key in unbound:
        leaving.add(key, eager=True)(lambda _: None)
    application = question.application
    own = application.key_bindings
    application.key_bindings = merge_key_bindings([own, leaving] if own else [leaving])
    try:
        return question.unsafe_ask()
    except EOFError:
        raise KeyboardInterrupt from None


def on_stderr() -> dict[str, Any]:
    """What has a question shown on stderr."""
    from prompt_toolkit.output import create_output

    return {"output": create_output(stdout=sys.stderr)}
