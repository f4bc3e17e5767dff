"""The repository's own Python, which its configuration names as `module:attribute`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

_DOTTED = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_NAME = re.compile(rf"{_DOTTED}:{_DOTTED}")


def is_own_code(name: str) -> bool:
    """Whether `name` is of the form `module:attribute`, both of them with or without dots."""
    return _NAME.fullmatch(name) is not None


class OwnCode(Protocol):
    """An object of the repository's own, whose failures are told as what they are."""

    def text(self, function: str, *arguments: object) -> str:
        """What its `function` makes of `arguments`.

        Raises:
            CommandError: it failed, at the line of theirs that is told, or gave no text.
        """


LoadCode = Callable[[str, object, Sequence[str]], OwnCode]
"""Imports `module:attribute` from the root of the repository, then from what is installed.

It takes the name, the options that stand beside it in the configuration (None without any), and
the functions that will be called. What the name leads to either has these functions, or is called
with the options (a class, say) and gives something that has them.

Raises:
    ConfigError: there is no such module or attribute, or it lacks a function.
    CommandError: it failed when it was imported or made.
"""
