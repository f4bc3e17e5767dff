"""Documents written anew, held against `JSON.stringify` and detect-indent in node itself."""

from __future__ import annotations

from random import Random

import pytest

from release.json_text import loads
from release.json_text.stringify import detected_indent, stringify
from tests.cli.monorepos_2 import ODD_MEMBERS
from tests.real_components import Components

pytestmark = pytest.mark.needs("node")

SCRIPT = """
const { createRequire } = require("node:module");
const detectIndent = createRequire(process.argv[1] + "/")("detect-indent");
const texts = JSON.parse(require("node:fs").readFileSync(0, "utf-8"));
const answers = texts.map((text) => {
  const indent = detectIndent(text).indent;
  return [indent, JSON.stringify(JSON.parse(text), null, indent || "  ")];
});
console.log(JSON.stringify(answers));
"""
NUMBERS = (
    *("0", "-0", "-0.0", "1.0", "1e21", "1E+2", "123456789012345680000", "5e-324", "1e400"),
    *("0.1e-6", "0.000001", "9007199254740993", "-1.5E-7", "1e23", "4.35", "1" + "0" * 400),
)
NAMES = ("a", "b", "1", "01", "-1", "4294967294", "4294967295", "__proto__", "é", "", "a\\u0000")


def documents(count: int) -> list[str]:
    """Random documents, each in a random shape."""
    return [document(Random(seed)) for seed in range(count)]


def document(dice: Random) -> str:
    step = dice.choice((" ", "  ", "   ", "    ", "\t", "", "           "))
    end = dice.choice(("\n", "\n", "\r\n", ""))
    odd = dice.choice((*ODD_MEMBERS, ""))
    return (
        value(dice, 0, step, end).replace("{", "{" + odd, 1) if odd else value(dice, 0, step, end)
    )


def value(dice: Random, depth: int, step: str, end: str) -> str:
    kind = dice.choice("oal12345") if depth else "o"
    if depth > 3 or kind.isdigit():
        return dice.choice((*NUMBERS, '"text"', '"\\ud83d"', "null", "true", "[]", "{}"))
    count = dice.choice((1, 2, 3, 5))
    inside = [value(dice, depth + 1, step, end) for _ in range(count)]
    margin = end + (step * (depth + 1) if dice.random() < 0.9 else " ")
    if kind == "o":
        inside = [f'"{dice.choice(NAMES)}": {each}' for each in inside]
    signs = "{}" if kind == "o" else "[]"
    return signs[0] + margin + f",{margin}".join(inside) + end + step * depth + signs[1]


def test_documents_come_out_as_node_writes_them(components: Components) -> None:
    texts = documents(400)
    theirs = components.ask_node(SCRIPT, asked=texts)

    ours = [
        (detected_indent(text), stringify(loads(text), detected_indent(text) or "  "))
        for text in texts
    ]

    assert [tuple(each) for each in theirs] == ours
