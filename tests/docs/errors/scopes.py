"""A function as its source has it: what its names are set to, and what it answers."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
When = dict[object, int]
"""The choices on which something depends: which arm of which `if`."""
_TEXTS = re.compile(r"\bstr\b|Where|Trouble")  # kinds of values that hold texts


class Bound(NamedTuple):
    """What a name is set to at a line: `value`, or a part or an item of it, where `when` holds."""

    value: ast.expr
    when: When
    line: int
    part: int | None = None
    is_item: bool = False


@dataclass(eq=False)
class Module:
    """A file. `names` are those at its top, `imported` says where others come from."""

    path: str
    tree: ast.Module
    names: dict[str, ast.AST] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Every name in it."""
        return names_in(self.tree)


@dataclass(eq=False)
class Scope:
    """A function, or the top of a module where `function` is None."""

    module: Module
    function: Function | None
    owner: ast.ClassDef | None

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Their names, without `self` or `cls`."""
        if self.function is None:
            return ()
        found = self.function.args
        names = [each.arg for each in (*found.posonlyargs, *found.args, *found.kwonlyargs)]
        return tuple(each for each in names if each not in {"self", "cls"})

    @cached_property
    def defaults(self) -> Mapping[str, ast.expr]:
        """What a parameter is when nobody says."""
        if self.function is None:
            return {}
        found = self.function.args
        usual = [*found.posonlyargs, *found.args]
        pairs = [*zip(reversed(usual), reversed(found.defaults), strict=False)]
        pairs += [
            (one, two) for one, two in zip(found.kwonlyargs, found.kw_defaults, strict=True) if two
        ]
        return {each.arg: value for each, value in pairs}

    def texts_in(self, nodes: Iterable[ast.AST | None]) -> frozenset[str]:
        """The parameters that may be texts, and on which these expressions depend."""
        found: set[str] = set()
        new = {name for node in nodes if node for name in names_in(node)}
        while new:
            found |= new
            values = (each.value for name in new for each in self.bound.get(name, ()))
            new = {name for value in values for name in names_in(value)} - found
        return frozenset(found & self._texts)

    @cached_property
    def _texts(self) -> set[str]:
        if self.function is None:
            return set()
        given = self.function.args
        return {
            each.arg
            for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)
            if each.annotation is None or _TEXTS.search(ast.unparse(each.annotation))
        }

    @cached_property
    def steps(self) -> tuple[tuple[ast.AST, When], ...]:
        """Everything in it, with the choices that lead there; inner functions apart."""
        top: ast.AST = self.function or self.module.tree
        return tuple(_steps(top, {}))

    @cached_property
    def bound(self) -> Mapping[str, list[Bound]]:
        """What each of its own names is set to."""
        found: dict[str, list[Bound]] = defaultdict(list)
        for node, when in self.steps:
            for target, value, is_item in _settings(node):
                if isinstance(target, ast.Name):
                    found[target.id].append(Bound(value, when, target.lineno, None, is_item))
                elif isinstance(target, ast.Tuple):
                    for part, name in enumerate(target.elts):
                        if isinstance(name, ast.Name):
                            each = Bound(value, when, name.lineno, part, is_item)
                            found[name.id].append(each)
        return found

    def sources(self, node: ast.AST) -> set[str]:
        """The names of all that an expression is made of, here; also what joins a list of it."""
        found: set[str] = set()
        new = set(words_in(node))
        while new:
            found |= new
            new = {
                word
                for name in new
                for each in self._joining.get(name, ())
                for word in words_in(each)
            }
            new -= found
        return found

    @cached_property
    def _joining(self) -> Mapping[str, list[ast.expr]]:
        """What each name is set to, and every call that it is given to, or that is on it."""
        found = defaultdict(
            list, {name: [each.value for each in all_] for name, all_ in self.bound.items()}
        )
        for node, _ in self.steps:
            if isinstance(node, ast.Call):
                on = [node.func.value] if isinstance(node.func, ast.Attribute) else []
                for each in (*node.args, *on):
                    if isinstance(each, ast.Name):
                        found[each.id].append(node)
        return found

    def reaching(self, name: ast.Name) -> list[Bound]:
        """What a name can still be set to where it is used."""
        found = self.bound.get(name.id, [])
        leads = self.leads.get(name, {})
        before = [
            each
            for each in found
            if each.line <= name.lineno
            and all(leads.get(key, choice) == choice for key, choice in each.when.items())
        ]
        for at, each in reversed([*enumerate(before)]):
            if each.when.items() <= leads.items():
                return before[at:]
        return before or found

    @cached_property
    def leads(self) -> Mapping[ast.AST, When]:
        """The choices that lead to everything in it."""
        return dict(self.steps)

    @cached_property
    def answers(self) -> tuple[tuple[ast.expr, When], ...]:
        """What it returns or yields; see `is_generator`."""
        if isinstance(self.function, ast.Lambda):
            return ((self.function.body, {}),)
        kinds = (ast.Return, ast.Yield, ast.YieldFrom)
        return tuple(
            (node.value, when)
            for node, when in self.steps
            if isinstance(node, kinds) and node.value
        )

    @cached_property
    def says(self) -> bool:
        """Whether its answer can be a text."""
        returns = getattr(self.function, "returns", None)
        return returns is None or bool(_TEXTS.search(ast.unparse(returns)))

    @cached_property
    def is_promise(self) -> bool:
        """Whether it is a line of a protocol, which others keep."""
        return self.owner is not None and any(
            "Protocol" in names_in(each) for each in self.owner.bases
        )

    @cached_property
    def is_generator(self) -> bool:
        """Whether it yields."""
        return any(isinstance(node, ast.Yield | ast.YieldFrom) for node, _ in self.steps)


class Place(NamedTuple):
    """A call, in which scope it stands, and on which choices it depends."""

    scope: Scope
    call: ast.Call
    when: When


@cache
def names_in(node: ast.AST) -> frozenset[str]:
    """Every name in an expression or a statement."""
    return frozenset(each.id for each in ast.walk(node) if isinstance(each, ast.Name))


@cache
def words_in(node: ast.AST) -> frozenset[str]:
    """Every name in an expression, those of attributes too."""
    each = (each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute))
    return names_in(node) | {*each}


def _steps(top: ast.AST, when: When) -> Iterator[tuple[ast.AST, When]]:
    for name, value in ast.iter_fields(top):
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST):
                continue
            leads = when
            if isinstance(top, ast.If) and name in {"body", "orelse"}:
                leads = {**when, ast.unparse(top.test): int(name == "orelse")}
            yield node, leads
            if not isinstance(node, Function):
                yield from _steps(node, leads)


def _settings(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr, bool]]:
    """What is set in a statement, to what, and whether to each item of it in turn."""
    match node:
        case ast.Assign(targets=[target], value=value):
            yield target, value, False
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield target, value, False
        case ast.AugAssign(target=target, value=value):
            yield target, value, False
        case ast.NamedExpr(target=target, value=value):
            yield target, value, False
        case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
            yield target, value, True
