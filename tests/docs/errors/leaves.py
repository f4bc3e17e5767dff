"""What an expression comes from: through names, choices, calls, and parts of other things."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.docs.errors.calls import Calls, Leaf
from tests.docs.errors.scopes import When
from tests.docs.errors.told import Frame, joined

DEEP = 8  # steps from name to name, or into calls
_PLAIN = {"str", "next", "list", "sorted", "tuple"}  # what they are given is what they answer


class Leaves(Calls):
    """Follows expressions."""

    def leaves(self, node: ast.expr, frame: Frame, when: When | None = None) -> Iterator[Leaf]:
        """What an expression comes from in the end, each time it can be something else."""
        when = when or {}
        match node:
            case ast.IfExp() | ast.BoolOp():
                yield from self._choices(node, frame, when)
            case ast.NamedExpr(value=value):
                yield from self.leaves(value, frame, when)
            case ast.Name():
                yield from self._named(node, frame, when)
            case ast.Subscript(value=value, slice=ast.Constant(value=int(part))):
                yield from self._parts(value, part, frame, when)
            case ast.Subscript(value=value):
                yield from self._values(node, value, frame, when)
            case ast.Call():
                yield from self._answers(node, frame, when)
            case _:
                yield Leaf(node, frame, when)

    def _choices(self, node: ast.IfExp | ast.BoolOp, frame: Frame, when: When) -> Iterator[Leaf]:
        if isinstance(node, ast.IfExp):
            for choice, value in enumerate((node.body, node.orelse)):
                if (both := joined(when, {ast.unparse(node.test): choice})) is not None:
                    yield from self.leaves(value, frame, both)
            return
        *firsts, last = node.values
        for value in firsts if isinstance(node.op, ast.Or) else ():
            for leaf in self.leaves(value, frame, when):
                if not (isinstance(leaf.node, ast.Constant) and not leaf.node.value):
                    yield leaf
        yield from self.leaves(last, frame, when)

    def _named(self, node: ast.Name, frame: Frame, when: When) -> Iterator[Leaf]:
        scope = frame.scope
        bound = scope.reaching(node) if scope.function else []
        is_known = node.id in frame.given or frame.depth > DEEP
        if is_known or (not bound and node.id in scope.parameters):
            yield Leaf(node, frame, when)
            return
        deeper = frame._replace(depth=frame.depth + 1)
        for each in bound:
            if (both := joined(when, each.when)) is None:
                continue
            if each.is_item:
                for item in self._items(each.value, deeper, both):
                    yield from self._part(item, each.part)
            elif each.part is None:
                yield from self.leaves(each.value, deeper, both)
            else:
                yield from self._parts(each.value, each.part, deeper, both)
        if not bound:
            yield from self._at_top(node, deeper, when)

    def _at_top(self, node: ast.Name, frame: Frame, when: When) -> Iterator[Leaf]:
        found = self.source.named(frame.scope.module, node.id)
        if found and isinstance(found[1], ast.expr):
            top = self.source.scopes[found[0].tree]
            yield from self.leaves(found[1], Frame(top, depth=frame.depth), when)
        else:
            yield Leaf(node, frame, when)

    def _parts(self, value: ast.expr, part: int, frame: Frame, when: When) -> Iterator[Leaf]:
        for number, leaf in enumerate(self.leaves(value, frame, when)):
            both = joined(leaf.when, {(ast.unparse(value), frame.scope): number})
            if both is not None:
                yield from self._part(leaf._replace(when=both), part)

    def _part(self, leaf: Leaf, part: int | None) -> Iterator[Leaf]:
        if part is None:
            yield from self.leaves(leaf.node, leaf.frame, leaf.when)
        elif isinstance(leaf.node, ast.Tuple | ast.List) and part < len(leaf.node.elts):
            yield from self.leaves(leaf.node.elts[part], leaf.frame, leaf.when)

    def _values(self, node: ast.expr, value: ast.expr, frame: Frame, when: When) -> Iterator[Leaf]:
        for leaf in self.leaves(value, frame, when):
            if isinstance(leaf.node, ast.Dict):
                for number, each in enumerate(leaf.node.values):
                    both = joined(leaf.when, {ast.unparse(node): number})
                    if both is not None:
                        yield from self.leaves(each, leaf.frame, both)
                return
        yield Leaf(node, frame, when)

    def _items(self, value: ast.expr, frame: Frame, when: When) -> Iterator[Leaf]:
        """The items of a list, a tuple, a generator, or of what a function yields."""
        for number, leaf in enumerate(self.leaves(value, frame, when)):
            both = joined(leaf.when, {(ast.unparse(value), frame.scope): number})
            if both is None:
                continue
            if leaf.is_item:
                yield leaf._replace(when=both, is_item=False)
                continue
            match leaf.node:
                case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                    yield from self._listed(value, items, leaf.frame, both)
                case ast.GeneratorExp(elt=item) | ast.ListComp(elt=item):
                    yield Leaf(item, leaf.frame, both)
                case _:
                    yield leaf._replace(when=both)

    def _listed(
        self, value: ast.expr, items: list[ast.expr], frame: Frame, when: When
    ) -> Iterator[Leaf]:
        for at, item in enumerate(items):
            both = {**when, (ast.unparse(value), frame.scope, "item"): at}
            if isinstance(item, ast.Starred):
                yield from self._items(item.value, frame, both)
            else:
                yield Leaf(item, frame, both)

    def _answers(self, call: ast.Call, frame: Frame, when: When) -> Iterator[Leaf]:
        match call:
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _PLAIN:
                yield from self.leaves(first, frame, when)
            case ast.Call(func=ast.Attribute(value=value, attr="get"), args=args):
                yield from self._values(call, value, frame, when)
                if len(args) == 1:
                    nothing = {**when, ast.unparse(call): -1}
                    yield Leaf(ast.Constant(None), frame, nothing)
            case _:
                yield from self._of_callees(call, frame, when)

    def _of_callees(self, call: ast.Call, frame: Frame, when: When) -> Iterator[Leaf]:
        callees = [each for each in self.source.callees(frame.scope, call) if each.says]
        if not callees or frame.depth > DEEP:
            yield Leaf(call, frame, when)
            return
        for callee in callees:
            needed = callee.texts_in(value for value, _ in callee.answers)
            for inner in self.inner(call, frame, callee, needed):
                for value, leads in callee.answers:
                    tagged: When = {(call, key): choice for key, choice in leads.items()}
                    if (both := joined(when, tagged)) is not None:
                        for leaf in self.leaves(value, inner, both):
                            yield leaf._replace(is_item=callee.is_generator)
