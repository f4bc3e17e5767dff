"""Names for values that only a run knows."""

from __future__ import annotations

import ast

_BETTER = {
    "named": "option",
    "argv": "command",
    "stderr": "what git said",
    "said": "what it said",
    "lines": "what it said",
    "refusal": "what it said",
    "answer": "what it said",
    "error": "why",
    "reason": "why",
    "strerror": "why",
    "each": "name",
    "every": "names",
    "listed": "names",
    "known": "names",
    "close": "name",
    "line": "name",
    "get": "value",
}
"""Words for a reader, where the program has its own."""

_PLAIN = {"name", "path", "message", "text", "shown", "args"}  # a thing's own name says more


def readable(node: ast.expr) -> str:
    """A name for a value that only a run knows."""
    found = _readable(node)
    return _BETTER.get(found, found)


def _readable(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name.strip("_").lower()
        case ast.Attribute(value=value, attr=name):
            return readable(value) if name in _PLAIN else name.strip("_").lower()
        case ast.Call():
            return readable(_of_call(node))
        case _:
            part = _part(node)
            return readable(part) if part else "value"


def _of_call(call: ast.Call) -> ast.expr:
    """What in a call says most: what it is about."""
    match call:
        case ast.Call(func=ast.Attribute(value=value), args=[]):
            return value
        case ast.Call(func=ast.Attribute(value=ast.Constant()), args=[first, *_]):
            return first
        case ast.Call(args=[ast.Name() | ast.Attribute() as first, *_]):
            return first
        case _:
            return call.func


def _part(node: ast.expr) -> ast.expr | None:
    """What in another expression says most."""
    match node:
        case ast.Subscript(value=part) | ast.Starred(value=part) | ast.FormattedValue(value=part):
            return part
        case ast.GeneratorExp(elt=part) | ast.ListComp(elt=part) | ast.NamedExpr(target=part):
            return part
        case ast.BinOp(left=part) | ast.UnaryOp(operand=part) | ast.IfExp(body=part):
            return part
        case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts) | ast.Dict(values=parts):
            return next((each for each in parts if not isinstance(each, ast.Constant)), None)
        case _:
            return None
