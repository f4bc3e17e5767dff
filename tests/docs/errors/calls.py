"""In which ways a function is called, as far as that changes what it says."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.docs.errors.scopes import Scope, When
from tests.docs.errors.source import Source
from tests.docs.errors.told import Frame, Told

_OPTIONAL = ("hint", "where")  # what may be None, and is no part of a text


class Leaf(NamedTuple):
    """What an expression comes from in the end, where, and with which choices.

    `is_item` tells that it is one of those that a generator yields.
    """

    node: ast.expr
    frame: Frame
    when: When
    is_item: bool = False


class Calls(ABC):
    """Knows the frames of each function."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._frames: dict[tuple[Scope, frozenset[str]], list[Frame]] = {}

    @abstractmethod
    def of(self, node: ast.expr | None, frame: Frame) -> list[Told]:
        """The texts of an expression."""

    @abstractmethod
    def leaves(self, node: ast.expr, frame: Frame, when: When | None = None) -> Iterator[Leaf]:
        """What an expression comes from."""

    def frames(self, scope: Scope, *nodes: ast.AST | None) -> list[Frame]:
        """A scope in each of the ways in which it is called, as far as `nodes` depend on that."""
        needed = scope.texts_in(nodes)
        if not needed:
            return [Frame(scope)]
        key = (scope, needed)
        if key not in self._frames:
            self._frames[key] = [Frame(scope)]  # for those that call themselves
            found = [
                each
                for place in self.source.callers(scope)
                for outer in self.frames(place.scope, place.call)
                for each in self.inner(place.call, outer, scope, needed)
            ]
            self._frames[key] = [*{each.key: each for each in found}.values()] or [Frame(scope)]
        return self._frames[key]

    def inner(
        self, call: ast.Call, outer: Frame, callee: Scope, needed: frozenset[str]
    ) -> Iterator[Frame]:
        """A function in one call of it, with the texts that its parameters are there."""
        depth = outer.depth + 1
        given = arguments(call, callee.parameters, callee.defaults)
        told = {name: self._given(name, given[name], outer) for name in needed if name in given}
        starred = [(at, each) for at, each in enumerate(call.args) if isinstance(each, ast.Starred)]
        if not starred:
            yield Frame(callee, {name: each for name, each in told.items() if each}, depth)
        for first, each in starred[:1]:
            for leaf in self.leaves(each.value, outer):
                if not isinstance(leaf.node, ast.Tuple):
                    continue
                rest = zip(callee.parameters[first:], leaf.node.elts, strict=False)
                more = {name: self._given(name, part, leaf.frame) for name, part in rest}
                yield Frame(callee, {**told, **more}, depth)

    def _given(self, name: str, node: ast.expr, frame: Frame) -> tuple[Told, ...]:
        """What a parameter is, where that says anything by itself."""
        told = self.of(node, frame)
        return tuple(each for each in told if each.words or (not each.text and name in _OPTIONAL))


def arguments(
    call: ast.Call, names: Sequence[str], defaults: Mapping[str, ast.expr]
) -> dict[str, ast.expr]:
    """What each parameter of a function, or field of a class, is in a call."""
    plain = [each for each in call.args if not isinstance(each, ast.Starred)]
    found = {**defaults, **dict(zip(names, plain, strict=False))}
    found |= {each.arg: each.value for each in call.keywords if each.arg}
    return found
