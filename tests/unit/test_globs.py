"""The glob dialect; tests/contracts/test_globs_real.py holds it against the real thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from release.globs import compile_glob, matches_any, select, select_by_pattern
from release.globs.directories import expand, expand_in_turn, leads_out

NAMES = ("@acme/core", "@acme/web", "@other/web", "core", "web", "web-ui")


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["core"], ["core"]),
        (["*"], ["core", "web", "web-ui"]),
        (["**"], list(NAMES)),
        (["@acme/*"], ["@acme/core", "@acme/web"]),
        (["@*/web"], ["@acme/web", "@other/web"]),
        (["web*"], ["web", "web-ui"]),
        (["@{acme,other}/web"], ["@acme/web", "@other/web"]),
        (["@(@acme/core|web)"], ["@acme/core", "web"]),
        (["!(@acme/*)"], ["@other/web", "core", "web", "web-ui"]),
        (["we[a-c]"], ["web"]),
        (["./web"], ["web"]),
        (["nothing"], []),
    ],
)
def test_a_pattern_selects_names(patterns: list[str], expected: list[str]) -> None:
    """A star stays within a scope; the selection keeps the order of the names."""
    assert tuple(expected) == select(NAMES, patterns)


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["web*", "!web-ui"], ["web"]),
        (["!web-ui", "web*"], ["web", "web-ui"]),
        (["web*", "!web*", "web"], ["web"]),
        (["!web"], []),
        (["!!web"], ["web"]),
        (["web", "core", "!web", "./core"], ["core"]),
        (["web", "!we*", "web-ui", "other"], ["web-ui"]),
    ],
)
def test_negations_apply_from_left_to_right(patterns: list[str], expected: list[str]) -> None:
    """A negation takes out only what an earlier pattern let in."""
    assert tuple(expected) == select(NAMES, patterns)


def test_a_pattern_matches_itself_letter_by_letter() -> None:
    """As in picomatch, where a name may hold what would be magic."""
    assert compile_glob("[id]")("[id]")


def test_files_that_begin_with_a_dot_need_a_dot_in_the_pattern() -> None:
    """`**` and `*` pass them by."""
    assert [matches_any(".env", [pattern]) for pattern in ("**", ".*")] == [False, True]


def test_refuses_an_empty_pattern() -> None:
    """It means nothing."""
    with pytest.raises(ValueError, match="empty"):
        compile_glob("")


TREE: Mapping[str, Sequence[str]] = {
    "": [".hidden", "apps", "node_modules", "packages"],
    "apps": ["web"],
    "apps/web": ["e2e"],
    "node_modules": ["left-pad"],
    "packages": [".old", "core", "node_modules", "ui"],
    "packages/ui": ["kit"],
}


def expanded(*patterns: str) -> list[str]:
    return sorted(expand(patterns, lambda directory: TREE.get(directory, ())))


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["packages/*"], ["packages/core", "packages/ui"]),
        (["./packages/*/"], ["packages/core", "packages/ui"]),
        (
            ["packages/**"],
            ["packages", "packages/core", "packages/ui", "packages/ui/kit"],
        ),
        (["packages/*", "packages/core"], ["packages/core", "packages/ui"]),
        (["packages/*", "!packages/core"], ["packages/ui"]),
        (["!packages/core", "packages/*"], ["packages/ui"]),
        (["packages/**", "!**/ui"], ["packages", "packages/core"]),
        (["{apps,packages}/*"], ["apps/web", "packages/core", "packages/ui"]),
        (["packages/.old"], ["packages/.old"]),
        (["."], [""]),
        (["*"], ["apps", "packages"]),
        (["**/e2e"], ["apps/web/e2e"]),
        (["packages/../apps/*"], ["apps/web"]),
        (["node_modules/left-pad"], ["node_modules/left-pad"]),
        ([], []),
        ([""], []),
    ],
)
def test_patterns_expand_to_directories(patterns: list[str], expected: list[str]) -> None:
    """Directories alone, no `node_modules`, nothing hidden, nothing twice."""
    assert expected == expanded(*patterns)


def test_everything_does_not_include_the_root() -> None:
    """Only `.` names the root."""
    assert "" not in expanded("**")


def test_only_what_can_match_is_listed() -> None:
    """A large repository is not walked for a pattern that speaks of one folder."""
    listed: list[str] = []

    def subdirectories(directory: str) -> Sequence[str]:
        listed.append(directory)
        return TREE.get(directory, ())

    expand(["packages/*"], subdirectories)

    assert listed == ["packages"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("../x", True),
        ("a/../../x", True),
        ("..", True),
        ("/x", True),
        ("a/..", False),
        ("!../x", False),
    ],
)
def test_knows_a_pattern_that_leads_out(pattern: str, expected: bool) -> None:
    """What is negated does not matter."""
    assert expected == leads_out(pattern)


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ([], []),
        (["web-ui", "core"], ["web-ui", "core"]),
        (["!web"], [name for name in NAMES if name != "web"]),
        (["!web", "web"], ["web"]),
        (["web", "!web"], []),
    ],
)
def test_select_by_pattern_is_micromatch(patterns: list[str], expected: list[str]) -> None:
    """In the order of the patterns; patterns with `!` alone take out of all names."""
    assert tuple(expected) == select_by_pattern(NAMES, patterns)


def test_expand_in_turn_refuses_only_what_an_earlier_pattern_let_in() -> None:
    """As globby has it for Changesets 2."""
    tree = {"": ["p"], "p": ["a", "b", "c"]}

    found = expand_in_turn(["!p/a", "p/*", "!p/b"], lambda path: tree.get(path, []))

    assert sorted(found) == ["p/a", "p/c"]
