"""Ranges and versions against npm's own `semver`, on input that a grammar makes up.

One node process answers for all tests of a seed. The grammar is fond of what people do not
write: space in odd places, partial and enormous versions, stray operators, plain garbage.
"""

from __future__ import annotations

import json
import subprocess
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from release import ranges, versions
from release.model import Bump
from tests.real_components import Components

pytestmark = pytest.mark.needs("node")

SEED = 20261122
RANGES = 6000
VERSIONS = 3000

NPM = """
const semver = require(process.argv[1]);
const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
const attempt = (question) => { try { return question(); } catch { return null; } };
const set = (range) => new semver.Range(range).set.map((bounds) => bounds.map(String));
process.stdout.write(JSON.stringify({
  printed: asked.ranges.map((range) => attempt(() => new semver.Range(range).range)),
  sets: asked.ranges.map((range) => attempt(() => set(range)) ?? []),
  admitted: asked.pairs.map(([version, range]) => semver.satisfies(version, range)),
  parsed: asked.versions.map((version) => attempt(() => new semver.SemVer(version).version)),
  patch: asked.versions.map((version) => semver.inc(version, "patch")),
  minor: asked.versions.map((version) => semver.inc(version, "minor")),
  major: asked.versions.map((version) => semver.inc(version, "major")),
  order: asked.neighbours.map(([one, other]) => semver.compare(one, other)),
}));
"""

NUMBERS = [*"0011223", "10", "9007199254740990", "9007199254740991", "9007199254740992", "01", "x"]
NUMBER_WEIGHTS = [*[20] * 7, 10, 1, 1, 1, 1, 1]
PARTS = [
    *"001112223",
    "4",
    "10",
    *"xX*",
    "9007199254740991",
    "9007199254740992",
    "02",
    "",
    "9" * 30,
]
PART_WEIGHTS = [*[20] * 9, 10, 10, 10, 3, 5, 1, 1, 1, 1, 1]
SIGNS = ["", "", "^", "~", "~>", ">", ">=", "<", "<=", "=", "v", "==", "=v", "<>", "!", "^v", ">=v"]
SIGN_WEIGHTS = [*[20] * 10, 5, 1, 1, 1, 1, 1, 1]
IDENTIFIERS = ["0", "1", "2", "10", "a", "alpha", "beta", "rc", "x", "-", "1a", "v", "01", "", "é"]
IDENTIFIER_WEIGHTS = [*[10] * 8, 3, 3, 3, 3, 1, 1, 1]
GAPS = ["", " ", "  ", "\t", "\n", "\u00a0", "\ufeff", "\u2028", "\u0085", "\x1c", " +b ", "\r\n"]
GAP_WEIGHTS = [200, 30, 4, 2, 2, 1, 1, 1, 1, 1, 1, 1]
GARBAGE = " \t\u00a0\ufeff\u0085||<>=~^vVxX*-+.,012389aZ_é\U0001f600"


class Questions(NamedTuple):
    ranges: list[str]
    versions: list[str]
    pairs: list[tuple[str, str]]
    neighbours: list[tuple[str, str]]


class Answers(NamedTuple):
    printed: list[str | None]
    sets: list[list[list[str]]]
    admitted: list[bool]
    parsed: list[str | None]
    patch: list[str | None]
    minor: list[str | None]
    major: list[str | None]
    order: list[int]


@cache
def questions(seed: int) -> Questions:
    random = Random(seed)
    asked = [a_range(random) for _ in range(RANGES)]
    known = [a_version(random) for _ in range(VERSIONS)]
    valid = [version for version in known if versions.parse(version)]
    pairs = [(random.choice(known), each) for each in asked for _ in range(3)]
    return Questions(asked, known, pairs, list(pairwise(valid)))


@cache
def answers(node: str, node_modules: Path, seed: int) -> Answers:
    ran = subprocess.run(
        [node, "-e", NPM, str(node_modules / "semver")],
        input=json.dumps(questions(seed)._asdict()),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return Answers(**json.loads(ran.stdout))


@pytest.fixture
def npm(components: Components) -> Answers:
    return answers(components.node, components.node_modules, SEED)


def a_range(random: Random) -> str:
    alternatives = random.choices([1, 2, 3], [8, 2, 1])[0]
    return "||".join(
        a_gap(random) + an_alternative(random) + a_gap(random) for _ in range(alternatives)
    )


def an_alternative(random: Random) -> str:
    kind = random.choices(["words", "hyphen", "garbage"], [24, 5, 1])[0]
    if kind == "garbage":
        return "".join(random.choices(GARBAGE, k=random.randint(0, 8)))
    if kind == "hyphen":
        gap = random.choices([" ", "  ", "\t", ""], [20, 2, 1, 1])[0]
        return f"{a_partial(random, ['', 'v', '=', 'v ', '= '])}{gap}-{gap}{a_partial(random)}"
    words = random.choices([1, 2, 3], [6, 4, 1])[0]
    return random.choices([" ", "  ", "\t", ""], [20, 2, 1, 1])[0].join(
        a_sign(random) + a_partial(random) for _ in range(words)
    )


def a_sign(random: Random) -> str:
    sign = random.choices(SIGNS, SIGN_WEIGHTS)[0] + a_gap(random)
    return sign if random.random() < 0.98 else sign + random.choice([*"*=<>v~^", "= "])


def a_partial(random: Random, prefixes: list[str] | None = None) -> str:
    length = random.choices([1, 2, 3, 4], [40, 40, 120, 1])[0]
    core = ".".join(random.choices(PARTS, PART_WEIGHTS, k=length))
    prefix = random.choices(prefixes, [20, *[1] * (len(prefixes) - 1)])[0] if prefixes else ""
    star = "*" if random.random() < 0.01 else ""
    suffix = a_suffix(random) if length == 3 or random.random() < 0.03 else ""
    return prefix + core + suffix + star


def a_version(random: Random) -> str:
    core = ".".join(random.choices(NUMBERS, NUMBER_WEIGHTS, k=random.choices([2, 3], [1, 30])[0]))
    prefix = random.choices(["", "v", "=", "V", "v "], [60, 5, 1, 1, 1])[0]
    return f"{a_gap(random)}{prefix}{core}{a_suffix(random)}{a_gap(random)}"


def a_suffix(random: Random) -> str:
    """A prerelease, build metadata, both or (mostly) neither; rarely far too long."""
    suffix = ""
    if random.random() < 0.3:
        suffix += "-" + some_identifiers(random)
    if random.random() < 0.1:
        suffix += "+" + some_identifiers(random)
    if random.random() < 0.01:
        suffix += random.choice(["-", "+", "-a."]) + random.choice("a1") * random.randint(230, 260)
    return suffix


def some_identifiers(random: Random) -> str:
    identifiers = random.choices(IDENTIFIERS, IDENTIFIER_WEIGHTS, k=random.randint(1, 3))
    if random.random() < 0.02:
        identifiers.append(str(2**53 + random.randint(-2, 2)))
    return ".".join(identifiers)


def a_gap(random: Random) -> str:
    return random.choices(GAPS, GAP_WEIGHTS)[0]


def test_ranges_print_as_npm_prints_them(npm: Answers) -> None:
    asked = questions(SEED).ranges

    ours = [ranges.normalise(each) for each in asked]

    assert dict(zip(asked, npm.printed, strict=True)) == dict(zip(asked, ours, strict=True))


def test_ranges_have_the_bounds_that_npm_gives_them(npm: Answers) -> None:
    asked = questions(SEED).ranges

    ours = [[[str(bound) for bound in each] for each in ranges.comparators(it)] for it in asked]

    assert dict(zip(asked, npm.sets, strict=True)) == dict(zip(asked, ours, strict=True))


def test_ranges_admit_what_npm_admits(npm: Answers) -> None:
    asked = questions(SEED).pairs

    ours = [ranges.satisfies(version, requirement) for version, requirement in asked]

    assert dict(zip(asked, npm.admitted, strict=True)) == dict(zip(asked, ours, strict=True))


def test_the_ranges_are_worth_asking(npm: Answers) -> None:
    """A grammar that makes only nonsense would prove nothing."""
    assert RANGES // 2 < sum(printed is not None for printed in npm.printed) < RANGES
    assert sum(npm.admitted) > RANGES // 5


def test_versions_parse_as_npm_parses_them(npm: Answers) -> None:
    asked = questions(SEED).versions

    ours = [without_build(each) for each in asked]

    assert dict(zip(asked, npm.parsed, strict=True)) == dict(zip(asked, ours, strict=True))


def without_build(text: str) -> str | None:
    """npm's `version` property leaves the build metadata out."""
    version = versions.parse(text)
    return None if version is None else str(version._replace(build=None))


@pytest.mark.parametrize("bump", [Bump.PATCH, Bump.MINOR, Bump.MAJOR], ids=str)
def test_versions_increment_as_npm_increments_them(npm: Answers, bump: Bump) -> None:
    asked = questions(SEED).versions
    expected: list[str | None] = getattr(npm, str(bump))

    ours = [versions.increment(each, bump) for each in asked]

    assert dict(zip(asked, expected, strict=True)) == dict(zip(asked, ours, strict=True))


def test_versions_order_as_npm_orders_them(npm: Answers) -> None:
    asked = questions(SEED).neighbours

    ours = [compare(one, other) for one, other in asked]

    assert dict(zip(asked, npm.order, strict=True)) == dict(zip(asked, ours, strict=True))


def compare(one: str, other: str) -> int:
    left, right = versions.parse(one), versions.parse(other)
    assert left is not None
    assert right is not None
    return (versions.precedence(left) > versions.precedence(right)) - (
        versions.precedence(left) < versions.precedence(right)
    )
