"""Our globs against picomatch 4 and tinyglobby, the ones that the Changesets CLI brings along."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from release.globs import compile_glob, split_negation
from release.globs.directories import expand
from tests.real_components import Components

pytestmark = pytest.mark.needs("node")

SEED = 20261122

PATTERNS = (
    *("*", "**", "**/*", "*/*", "*/**", "**/**", "***", "*.*", ".*", ".*/*", "*-app", "~a", "@*/*"),
    *("packages/*", "packages/**", "packages/**/*", "packages/*/*", "packages/*/**", "packages/a"),
    *("packages/*/sub", "packages/**/sub", "**/sub", "**/sub/**", "*/sub", "**/a/*", "**/[ab]"),
    *("./packages/*", "packages/*.js", "packages/a.b", "packages/.a", "packages/.*", "packages/a*"),
    *("packages/*a", "packages/*-*", "packages/**a", "packages/a**", "packages/?", "packages/??"),
    *(
        "packages/{a,b}",
        "packages/{a,b-a}",
        "packages/{a,{b,c}}",
        "packages/{a}",
        "packages/*{a,b}",
    ),
    *("{packages,apps}/*", "{packages,apps}/**", "{packages/a,apps/*}", "packages/{a*,b*}"),
    *("packages/a{1..3}", "a{,b}", "{a,}", "packages/+(a|b)", "packages/@(a|b)", "packages/*(a)"),
    *("packages/@(a|b)*", "packages/?(a)b", "packages/(a|b)", "packages/[ab]", "packages/[^b]1"),
    *(
        "packages/[a-c]*",
        "packages/[[:alpha:]]",
        "packages/\\*",
        "packages/a\\*",
        "[a",
        "a]",
        "{a,b",
    ),
    *("@scope/*", "@scope/**", "@*/a*", "@scope/{a,b}", "@scope/pkg-*", "@{scope,other}/a"),
    *("@(scope|other)/a", "@(@scope/a|a)", "@(@scope/*)", "!(@scope/*)", "!(a)", "+(a)", "(a)"),
    *("pkg-?", "a|b", "a+b", "a$", "a^b", '"a"', "a,b", "a b", "a(b", "a)b", "!a", "!!a", "!@*/*"),
)
NAMES = (
    *("a", "b", "c", "ab", "aa", "aaa", "a1", "pkg-a", "a.b", "a.js", "my-app", "a+b", "a$", "a^b"),
    *("a|b", "a,b", "~a", ".", ".a", "*", "a*", "a]", "[a", "{a,b", "(a)", "a(b", "a)b", "a b"),
    *("packages", "packages/a", "packages/b", "packages/c", "packages/b-a", "packages/ab"),
    *("packages/.a", "packages/a.b", "packages/a1", "packages/a/sub", "packages/.a/sub"),
    *("packages/x/y/sub", "packages/a.js", "packages/*", "packages/a*", "packages/{a}", "sub"),
    *("apps/a", ".hidden/a", "x/sub", "a/b/c", "packages/node_modules", "packages/é", "@scope"),
    *("@scope/a", "@scope/b", "@scope/pkg-a", "@other/a", "@scope/.a", "scope/a", "@a/a"),
)

DIRECTORIES = (
    *("packages/a/sub/deep", "packages/ab", "packages/b/c", "packages/b-a", "packages/x/y/sub"),
    *("packages/node_modules/z", "apps/a", "apps/b/node_modules/q", "apps/.a", ".github/actions/a"),
    *(".config", "sub", "tools/a", "tools/b/sub", "node_modules/m/n", "node_modules/@s/a"),
    *("libs/@s/a", "libs/@s/b", "libs/a.b"),
)
POSITIVE = (
    *("packages/*", "packages/**", "**", "**/*", "*", ".", "./", "./packages/*", "packages/a"),
    *("packages/a/", "apps/*", "apps/**", "*/*", "*/**", "packages/*/**", "packages/**/*"),
    *("**/sub", "**/sub/**", "packages/{a,b}", "{packages,apps}/*", "{packages/a,apps/*}"),
    *("packages/@(a|b)", "packages/[ab]", "packages/.*", ".github/**", ".github/actions/*", "*/a"),
    *("**/.github", "**/.config", "node_modules/m/*", "node_modules/*", "**/node_modules"),
    *("packages/node_modules/z", "libs/@s/*", "libs/@*/a", "libs/*.*", "packages/b*", "tools/*/"),
    *(
        "packages/b/../../apps/a",
        "packages//a",
        "packages/a/sub/deep",
        "packages/(a|b)",
        "tools/**",
    ),
)
NEGATIVE = (
    *("!packages/a", "!packages/b", "!packages/*", "!packages", "!**/sub", "!**/a", "!apps", "!."),
    *("!apps/**", "!packages/**", "!packages/b/**", "!**/b/**", "!./packages/a", "!packages/a/"),
    *("!*/a", "!packages/{a,b}", "!!packages/a", "!tools", "!**", "!node_modules/m"),
)

PICOMATCH = """
const picomatch = require(process.argv[1] + "/picomatch");
const compiled = (pattern) => picomatch(pattern);
const { patterns, names } = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(
  patterns.map(compiled).map((matches) => names.filter((name) => matches(name))),
));
"""
TINYGLOBBY = """
const { globSync } = require(process.argv[1] + "/tinyglobby");
const { cwd, lists } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const options = {
  cwd, onlyDirectories: true, expandDirectories: false, ignore: ["**/node_modules"],
};
process.stdout.write(JSON.stringify(
  lists.map((patterns) => globSync(patterns, options)),
));
"""


def matching(pattern: str) -> list[str]:
    negated, positive = split_negation(pattern)
    return [name for name in NAMES if compile_glob(positive)(name) != negated]


def test_names_match_as_in_picomatch(components: Components) -> None:
    """Plain patterns, braces, classes, extended globs, and what only looks like one."""
    theirs = components.ask_node(
        PICOMATCH, components.node_modules, asked={"patterns": PATTERNS, "names": NAMES}
    )

    assert dict(zip(PATTERNS, theirs, strict=True)) == {each: matching(each) for each in PATTERNS}


def lists_of_patterns() -> list[list[str]]:
    """Every pattern alone and with a negation, and random mixtures."""
    random = Random(SEED)
    lists = [[each] for each in POSITIVE]
    lists += [[each, random.choice(NEGATIVE)] for each in POSITIVE]
    for _ in range(400):
        mixed = random.sample(POSITIVE, random.randint(2, 4))
        mixed += random.sample(NEGATIVE, random.randint(0, 2))
        lists.append(random.sample(mixed, len(mixed)))
    return lists


def resolved(path: str) -> str:
    """What manypkg makes of `packages/a/`, `packages/.` and `.`."""
    plain = str(Path(path))
    return "" if plain == "." else plain


def test_directories_expand_as_in_tinyglobby(components: Components, tmp_path: Path) -> None:
    """Negations, overlaps, nested packages, hidden folders and `node_modules`."""
    for directory in DIRECTORIES:
        (tmp_path / directory).mkdir(parents=True)
    lists = lists_of_patterns()
    theirs = components.ask_node(
        TINYGLOBBY, components.node_modules, asked={"cwd": str(tmp_path), "lists": lists}
    )

    def subdirectories(directory: str) -> Sequence[str]:
        return [each.name for each in (tmp_path / directory).iterdir() if each.is_dir()]

    expected = [sorted({resolved(each) for each in found}) for found in theirs]
    actual = [sorted(expand(patterns, subdirectories)) for patterns in lists]
    assert list(zip(lists, expected, strict=True)) == list(zip(lists, actual, strict=True))
