"""Which texts an expression can have, read from the source alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import product

from tests.docs.errors.calls import Leaf, arguments
from tests.docs.errors.leaves import DEEP, Leaves
from tests.docs.errors.readable import readable
from tests.docs.errors.scopes import Scope, When
from tests.docs.errors.source import Source
from tests.docs.errors.told import Frame, Told, joined

_FEW = 4  # so many readings of a part are told one by one, and of a call two
_SAME = {"strip", "rstrip", "lstrip", "replace", "removesuffix", "removeprefix", "format"}
"""Methods of a text whose answer is that text, for a reader."""


class Texts(Leaves):
    """Reads expressions."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._known: dict[tuple[ast.expr, Scope, object], list[Told]] = {}

    def of(self, node: ast.expr | None, frame: Frame) -> list[Told]:
        """The texts of an expression, no two alike; `` stands for None."""
        if node is None:
            return [Told("")]
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return [Told(node.value)]
        key = (node, frame.scope, frame.key)
        if key not in self._known:
            self._known[key] = []  # for what leads back to itself
            self._known[key] = self._of(node, frame)
        return self._known[key]

    def _of(self, node: ast.expr, frame: Frame) -> list[Told]:
        found = [told for leaf in self.leaves(node, frame) for told in self._rendered(leaf)]
        is_place = isinstance(node, ast.Call) and ast.unparse(node.func) == "Where"
        if not is_place and not any(each.words or not each.text for each in found):
            found = [Told.of_value(readable(node))]
        return [
            *{(each.text, *sorted(map(str, each.when.items()))): each for each in found}.values()
        ]

    def _rendered(self, leaf: Leaf) -> Iterator[Told]:
        node, frame, when, _ = leaf
        match node:
            case ast.Constant(value=None | str() as text):
                yield Told(text or "", when)
            case ast.JoinedStr(values=parts):
                yield from self._product(parts, frame, when)
            case ast.BinOp(left=one, op=ast.Add(), right=other):
                yield from self._product([one, other], frame, when)
            case ast.Name(id=name) if name in frame.given:
                for told in frame.given[name]:
                    if (both := joined(when, told.when)) is not None:
                        yield Told(told.text, both)
            case ast.Call():
                yield from self._called(node, frame, when)
            case _:
                yield from self._field(leaf)

    def _called(self, call: ast.Call, frame: Frame, when: When) -> Iterator[Told]:
        match call:
            case ast.Call(func=ast.Name(id="Where"), args=[path, *line]):
                at = f":{Told.of_value('line').text}" if line else ""
                yield from (Told(told.text + at, when) for told in self.of(path, frame))
            case ast.Call(func=ast.Attribute(value=inner, attr=verb)) if verb in _SAME:
                yield from self._changed(call, inner, frame, when)
            case ast.Call(func=ast.Attribute(value=glue, attr="join"), args=[listed]):
                yield from self._joined(glue, listed, frame, when)
            case _:
                yield Told.of_value(readable(call), when)

    def _product(self, parts: Sequence[ast.expr], frame: Frame, when: When) -> Iterator[Told]:
        for choice in product(*(self._embedded(each, frame) for each in parts)):
            both: When | None = when
            for each in choice:
                both = None if both is None else joined(both, each.when)
            if both is not None:
                yield Told("".join(each.text for each in choice), both)

    def _embedded(self, node: ast.expr, frame: Frame) -> list[Told]:
        """A part of a text: of a few readings all, otherwise a name for it."""
        if isinstance(node, ast.FormattedValue):
            node = node.value
        if isinstance(node, ast.Attribute):
            return [Told.of_value(readable(node))]
        found = self.of(node, frame)
        if isinstance(node, ast.Name) and node.id in frame.given:
            return found
        texts = [each for each in found if each.text]
        if len(texts) == 1 and len(found) > 1 and not texts[0].is_value:
            return [Told(f"[{texts[0].text}]")]
        found = texts or found
        few = 2 if isinstance(node, ast.Call) else _FEW
        return found if len(found) <= few else [Told.of_value(readable(node))]

    def _changed(self, call: ast.Call, inner: ast.expr, frame: Frame, when: When) -> Iterator[Told]:
        for told in self.of(inner, frame):
            if (both := joined(when, told.when)) is None:
                continue
            text = told.text
            for each in call.keywords:
                for value in self.of(each.value, frame)[:1]:
                    text = text.replace(f"{{{each.arg}}}", value.text)
            text = text.strip("\n ") if "strip" in ast.unparse(call.func) else text
            yield Told(text, both)

    def _joined(self, glue: ast.expr, listed: ast.expr, frame: Frame, when: When) -> Iterator[Told]:
        between = " " if ast.unparse(glue) == "shlex" else self.of(glue, frame)[0].text
        for leaf in self.leaves(listed, frame, when):
            match leaf.node:
                case ast.GeneratorExp(elt=item) | ast.ListComp(elt=item):
                    for told in self.of(item, leaf.frame)[:1]:
                        yield Told(f"{told.text}{between}...", leaf.when)
                case ast.List(elts=items) | ast.Tuple(elts=items):
                    parts: list[ast.expr] = []
                    for item in items:
                        text = ast.Constant("...") if isinstance(item, ast.Starred) else item
                        parts += [ast.Constant(between), text] if parts else [text]
                    yield from self._product(parts, leaf.frame, leaf.when)
                case _:
                    yield Told.of_value(readable(listed), leaf.when)

    def _field(self, leaf: Leaf) -> Iterator[Told]:
        """What the field of a thing can be, from all places that make such a thing."""
        node, frame, when, _ = leaf
        base, name = (node.value, node.attr) if isinstance(node, ast.Attribute) else (node, "")
        kind = self._kind(base, frame)
        if kind is None or frame.depth > DEEP:
            yield Told.of_value(readable(node), when)
            return
        fields = _fields(kind)
        for number, place in enumerate(self.source.calls[kind.name]):
            made = self.source.named(place.scope.module, kind.name)
            if made is None or made[1] is not kind:
                continue
            value = arguments(place.call, fields, {}).get(name or fields[0])
            for inner in self.frames(place.scope, value):
                for told in self.of(value, inner._replace(depth=frame.depth + 1)):
                    yield Told(told.text, {**when, (kind.name, ast.unparse(base)): number})

    def _kind(self, base: ast.expr, frame: Frame) -> ast.ClassDef | None:
        if not isinstance(base, ast.Name):
            return None
        names = [
            node.type
            for node, _ in frame.scope.steps
            if isinstance(node, ast.ExceptHandler) and node.name == base.id and node.type
        ]
        names += [
            each.annotation
            for each in (frame.scope.function.args.args if frame.scope.function else [])
            if each.arg == base.id and each.annotation
        ]
        for name in names:
            found = self.source.named(frame.scope.module, ast.unparse(name))
            if found and isinstance(found[1], ast.ClassDef):
                return found[1]
        return None


def _fields(kind: ast.ClassDef) -> list[str]:
    """The fields of a class of data, or what its `__init__` takes."""
    for node in kind.body:
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            return [each.arg for each in node.args.args[1:]]
    fields = [
        node.target.id
        for node in kind.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
    return fields or ["message", "where", "hint"]
