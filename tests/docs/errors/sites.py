"""Every place of the program that makes an error, and what that says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import product
from typing import NamedTuple

from release import errors
from tests.docs.errors.calls import arguments
from tests.docs.errors.scopes import Place, Scope, names_in
from tests.docs.errors.source import Source
from tests.docs.errors.subjects import NO_ERRORS, PASSED_ON
from tests.docs.errors.texts import Texts
from tests.docs.errors.told import Frame, joined

_OWN = "release/errors.py"
_GATHERED = ("of", "raise_any")
_LACKING = "lacking"  # what `perform` raises as a StateError under --check
_REFUSE = "refuse"  # with what `endings` ends for what was typed
_USAGE = 1
_REASONS = {
    "Faltered": "{app} {version} failed in `{phase}`: ",
    "Malformed": "not {language}: ",
    "RefusedError": "`{path}` cannot be {done}: ",
}
"""Exceptions that are told in a sentence, which begins so."""


class Entry(NamedTuple):
    """An error as its reader sees it, with `{name}` where a value stands."""

    message: str
    where: str
    hint: str


class Site(NamedTuple):
    """A place in the program that makes an error, and the exit codes that it can end with."""

    path: str
    line: int
    codes: tuple[int, ...]
    entries: tuple[Entry, ...]


@cache
def sites(source: Source | None = None) -> tuple[Site, ...]:
    """Every place of the program that makes an error, sorted."""
    return tuple(sorted(_Sites(source or Source()).all()))


def strays(source: Source) -> Iterator[str]:
    """Where a class of errors is used as a value, so that nobody sees what is made of it."""
    found = _Sites(source)
    chosen = (value for values in found.chosen.values() for value in values)
    seen = {each for value in chosen for each in ast.walk(value)}
    for module in source.modules.values():
        seen |= {name for node in ast.walk(module.tree) for name in _plain(node)}
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Name) or node in seen:
                continue
            if node.id in {"Problem", *found.codes}:
                yield f"{module.path}:{node.lineno}"


def _plain(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a place where the class of an error makes none, or one that is seen."""
    match node:
        case ast.Call(func=ast.Name() as name, args=args):
            yield name
            if name.id in {"isinstance", "suppress"}:
                yield from (each for arg in args for each in ast.walk(arg))
        case ast.Attribute(value=value):
            yield value
        case ast.ExceptHandler(type=ast.expr() as kind):
            yield from ast.walk(kind)
        case ast.arg(annotation=ast.expr() as kind) | ast.AnnAssign(annotation=kind):
            yield from ast.walk(kind)
        case ast.FunctionDef(returns=ast.expr() as kind):
            yield from ast.walk(kind)
        case ast.ClassDef(bases=bases):
            yield from bases
        case ast.Assign(value=ast.IfExp(body=ast.Name() as one, orelse=ast.Name() as other)):
            yield from (one, other)  # what is made of the choice is a site of its own


class _Sites:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.texts = Texts(source)
        self.codes = {
            name: each.exit_code
            for name, each in vars(errors).items()
            if isinstance(each, type) and issubclass(each, errors.ReleaseError)
        }
        self.codes |= {"Malformed": 2, "RefusedError": 4}
        self.worded: dict[ast.AST, str] = {}
        for place in source.calls["__init__"]:
            owner = place.scope.owner
            code = owner and next(
                (
                    self.codes[name]
                    for each in owner.bases
                    if (name := ast.unparse(each)) in self.codes
                ),
                None,
            )
            if owner and code and place.scope.module.path != _OWN:
                self.codes[owner.name] = code
                if not isinstance(place.call.args[0], ast.Name):
                    self.worded[place.call] = owner.name

    def all(self) -> Iterator[Site]:
        for name in ("Problem", *self.codes):
            for place in self.source.calls[name]:
                made = isinstance(place.call.func, ast.Name) and name not in self.worded.values()
                if made and place.scope.module.path != _OWN and not _is_in(place, NO_ERRORS):
                    yield self._site(name, place)
        for place in self.source.calls["__init__"]:
            if place.call in self.worded:
                yield self._site(self.worded[place.call], place)
        for places in self.source.calls.values():
            for place in places:
                if place.call in self.chosen:
                    yield self._site("", place)

    @cached_property
    def chosen(self) -> dict[ast.Call, list[ast.expr]]:
        """Calls of a class of errors that is chosen before, and what it is chosen from."""
        return {
            place.call: values
            for name, places in self.source.calls.items()
            for place in places
            if name in place.scope.bound and isinstance(place.call.func, ast.Name)
            if (values := self._choices(place.scope, name))
        }

    def _choices(self, scope: Scope, name: str) -> list[ast.expr]:
        values = [each.value for each in scope.bound[name]]
        tops = (scope.module.names.get(word) for value in values for word in names_in(value))
        values += [each for each in tops if isinstance(each, ast.expr)]
        return [each for each in values if names_in(each) & self.codes.keys()]

    def _site(self, kind: str, place: Place) -> Site:
        if kind in self.codes:
            codes = {self.codes[kind]}
        elif kind:
            codes = self._codes(place.scope, place.call)
        else:
            named = {name for each in self.chosen[place.call] for name in names_in(each)}
            codes = {self.codes[name] for name in named & self.codes.keys()}
        entries = dict.fromkeys(self._entries(kind, place))
        path = place.scope.module.path
        return Site(path, place.call.lineno, tuple(sorted(codes)), tuple(entries))

    def _entries(self, kind: str, place: Place) -> Iterator[Entry]:
        fields = errors.Problem._fields if kind not in _REASONS else ("message", "lines")
        given = arguments(place.call, fields, {})
        told = [given.get(name) for name in errors.Problem._fields]
        start = place.scope
        frames = [Frame(start)] if place.call in self.worded else self.texts.frames(start, *told)
        passed_on = next((text for key, text in PASSED_ON.items() if _is_in(place, key)), None)
        for frame in frames:
            for message, where, hint in product(*(self.texts.of(each, frame) for each in told)):
                both = joined(message.when, hint.when)
                if both is not None and joined(both, place.when) is not None:
                    text = message.shown if message.words else passed_on
                    at = "{path}:{line}" if where.shown == "{where}" else where.shown
                    if text:
                        yield Entry(_REASONS.get(kind, "") + text, at, hint.shown)

    def _codes(self, start: Scope, call: ast.Call) -> set[int]:
        """The exit codes with which the problems that a function makes can end."""
        found: set[int] = set()
        first = [start] if start.function else [*self._users(start, call)]
        seen, new = {*first}, [(each, "Problem") for each in first]
        while new:
            scope, came = new.pop()
            if codes := self._raised(scope, came):
                found |= codes
                continue
            more = {*self.source.users(scope)} - seen
            seen |= more
            new += [(each, getattr(scope.function, "name", "")) for each in more]
        return found

    def _users(self, top: Scope, call: ast.Call) -> Iterator[Scope]:
        """Who uses a constant that stands at the top of a module."""
        names = {name for name, value in top.module.names.items() if value is call}
        for scope in self.source.scopes.values():
            if scope.module is top.module and scope.function and names & names_in(scope.function):
                yield scope

    def _raised(self, scope: Scope, came: str) -> set[int]:
        """The exit codes with which a function raises what `came` gives it."""
        found: dict[bool, set[int]] = {True: set(), False: set()}
        for node, _ in scope.steps:
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr=verb), args=args
                ) if verb in _GATHERED:
                    kinds = [each.value for each in scope.bound.get(name, ())]
                    named = {name}.union(*map(names_in, kinds))
                    is_of_it = any(came in scope.sources(each) for each in args)
                    found[is_of_it] |= {self.codes[each] for each in named if each in self.codes}
                case ast.Call(func=ast.Name(id=name), args=args) if name == _REFUSE:
                    found[any(came in scope.sources(each) for each in args)].add(_USAGE)
                case ast.Call(keywords=keywords):
                    for each in keywords:
                        if each.arg == _LACKING:
                            found[came in scope.sources(each.value)].add(
                                errors.StateError.exit_code
                            )
        return found[True] or found[False]


def _is_in(place: Place, named: str) -> bool:
    """Whether a place is in a function that `subjects` names, behind the room where it is."""
    room, _, name = named.partition(":")
    is_there = place.scope.module.path.startswith(f"release/{room}")
    return is_there and getattr(place.scope.function, "name", "") == name
