"""The program as its own source: what is called what, and who calls whom. Nothing is run."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import release
from tests.docs.errors.scopes import Function, Module, Place, Scope, names_in

ROOT = Path(__file__).parents[3]
INSTALLED = Path(release.__path__[0]).parent  # it may be the wheel that is tested
_COMMON = 3  # a method of so many classes is taken for none of them


class Source:
    """All modules of `release`."""

    def __init__(self, root: Path = INSTALLED) -> None:
        paths = sorted((root / "release").rglob("*.py"))
        self.modules = {_name(path, root): _module(path, root) for path in paths}
        self.scopes: dict[ast.AST, Scope] = {}
        self.methods: dict[str, list[Scope]] = defaultdict(list)
        self.functions: dict[str, list[Scope]] = defaultdict(list)
        for module in self.modules.values():
            self._learn(module, module.tree, None)
        self.calls: dict[str, list[Place]] = defaultdict(list)
        for scope in [*self.scopes.values()]:
            for node, when in scope.steps:
                if isinstance(node, ast.Call) and (called := _called(node)):
                    self.calls[called].append(Place(scope, node, when))

    def _learn(self, module: Module, top: ast.AST, owner: ast.ClassDef | None) -> None:
        if isinstance(top, ast.Module | Function):
            function = top if isinstance(top, Function) else None
            scope = self.scopes[top] = Scope(module, function, owner)
            if owner and not isinstance(top, ast.Module | ast.Lambda):
                self.methods[top.name].append(scope)
            elif isinstance(top, ast.FunctionDef):
                self.functions[top.name].append(scope)
        for node in ast.iter_child_nodes(top):
            self._learn(module, node, node if isinstance(node, ast.ClassDef) else owner)

    def named(self, module: Module, name: str) -> tuple[Module, ast.AST] | None:
        """What a name at the top of a module is, wherever it comes from."""
        above, _, name = name.rpartition(".")
        if above:
            inner = self.modules.get(".".join(module.imported.get(above, ())))
            return self.named(inner, name) if inner else None
        while name not in module.names:
            where, name = module.imported.get(name, ("", name))
            if where not in self.modules or self.modules[where] is module:
                return None
            module = self.modules[where]
        return module, module.names[name]

    def callees(self, scope: Scope, call: ast.Call) -> Iterator[Scope]:
        """The functions of ours that a call may be to; none: it is somebody else's."""
        name = call.func
        if isinstance(name, ast.Name):
            found = self.named(scope.module, name.id)
            if found and found[1] in self.scopes:
                yield self.scopes[found[1]]
        elif isinstance(name, ast.Attribute):
            yield from self._methods(scope, name)

    def _methods(self, scope: Scope, name: ast.Attribute) -> Iterator[Scope]:
        known = self.methods.get(name.attr, [])
        if isinstance(name.value, ast.Name):
            if name.value.id in {"self", "cls"} and scope.owner:
                yield from (each for each in known if each.owner is scope.owner)
                return
            where = scope.module.imported.get(name.value.id, ("", ""))
            inner = self.modules.get(".".join(filter(None, where)))
            if inner and inner.names.get(name.attr) in self.scopes:
                yield self.scopes[inner.names[name.attr]]
                return
        mentioned = scope.module.mentioned
        near = [each for each in known if each.owner and each.owner.name in mentioned]
        found = near or known
        if found and all(each.is_promise for each in found):
            same = found[0].parameters
            yield from (each for each in self.functions[name.attr] if each.parameters == same)
        elif len(found) < _COMMON:
            yield from found

    def callers(self, scope: Scope) -> Iterator[Place]:
        """Who calls a function."""
        if scope.function is None or isinstance(scope.function, ast.Lambda):
            return
        for place in self.calls[scope.function.name]:
            if scope in self.callees(place.scope, place.call):
                yield place

    def users(self, scope: Scope) -> Iterator[Scope]:
        """Who calls a function, or has it called by something else, such as `map`."""
        yield from (place.scope for place in self.callers(scope))
        if scope.owner or not isinstance(scope.function, ast.FunctionDef):
            return
        name = scope.function.name
        for each in self.scopes.values():
            if each.function and name in names_in(each.function):
                found = self.named(each.module, name)
                if found and found[1] is scope.function:
                    yield each


def _name(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _module(path: Path, root: Path) -> Module:
    module = Module(path.relative_to(root).as_posix(), ast.parse(path.read_text("utf-8")))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                module.imported[each.asname or each.name] = (node.module, each.name)
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            module.names[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            module.names[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            module.names[node.target.id] = node.value
    return module


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""
