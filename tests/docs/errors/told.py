"""A text that the program can say, as far as the source tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from tests.docs.errors.scopes import Scope, When

_OPEN, _CLOSE = "\x02", "\x03"
_VALUE = re.compile(f"{_OPEN}[^{_CLOSE}]*{_CLOSE}")
_NONE: When = {}


class Told(NamedTuple):
    """One text that an expression can have, and the choices with which it has it."""

    text: str
    when: When = _NONE

    @classmethod
    def of_value(cls, name: str, when: When = _NONE) -> Told:
        """What only a run knows."""
        return cls(f"{_OPEN}{name}{_CLOSE}", when)

    @property
    def is_value(self) -> bool:
        """Whether only a run knows all of it."""
        return bool(_VALUE.fullmatch(self.text))

    @property
    def words(self) -> bool:
        """Whether it says anything by itself."""
        return bool(re.search("[A-Za-z]", _VALUE.sub("", self.text)))

    @property
    def shown(self) -> str:
        """The text for a reader, with `{name}` where a value stands."""
        return self.text.replace(_OPEN, "{").replace(_CLOSE, "}")


class Frame(NamedTuple):
    """A scope, with what its parameters are in one of the calls of it."""

    scope: Scope
    given: Mapping[str, tuple[Told, ...]] = MappingProxyType({})
    depth: int = 0

    @property
    def key(self) -> object:
        """What tells it from other frames of its scope."""
        given = ((name, tuple(each.text for each in told)) for name, told in self.given.items())
        return tuple(sorted(given))


def joined(one: When, two: When) -> When | None:
    """Both choices; None where they contradict each other."""
    if any(two.get(key, value) != value for key, value in one.items()):
        return None
    return {**one, **two}
