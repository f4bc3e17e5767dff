"""What past releases consumed, as the commits tell that removed changesets."""

from __future__ import annotations

import json

from release.adoption.past import past_intents
from release.ledger import Intent, hash_of
from release.model import Bump
from release.world import Removal
from tests.factories import a_changeset

OTTER = a_changeset(app=Bump.MINOR, core=Bump.PATCH)
PATH = ".changeset/brave-otter.md"
TEXT = '---\n"app": minor\n"core": patch\n---\n\nA change\n'


def a_move(name: str, *versions: str) -> dict[str, tuple[str, str]]:
    """A package.json whose version changed."""
    before, after = (json.dumps({"name": name, "version": version}) for version in versions)
    return {f"packages/{name}/package.json": (before, after)}


APP, CORE = a_move("app", "1.0.0", "1.1.0"), a_move("core", "2.0.0", "2.0.1")


def a_removal(
    changed: dict[str, tuple[str, str]], text: str = TEXT, path: str = PATH, added: str = ""
) -> Removal:
    """A commit that removed one file."""
    return Removal({path: text}, frozenset({added} if added else ()), changed)


def the_otter(**packages: str | None) -> Intent:
    """`OTTER` as the ledger knows it."""
    return Intent("brave-otter", hash_of(OTTER), packages)


def test_a_commit_that_removes_a_changeset_and_moves_its_packages_is_a_release() -> None:
    assert past_intents([a_removal(APP | CORE)]) == (the_otter(app="1.1.0", core="2.0.1"),)


def test_only_packages_that_moved_were_released() -> None:
    """The rest of it waited, or was released by another commit."""
    assert past_intents([a_removal(CORE)]) == (the_otter(core="2.0.1"),)


def test_what_was_removed_by_hand_was_not_released() -> None:
    assert past_intents([a_removal({}), a_removal(a_move("web", "1.0.0", "1.0.1"))]) == ()
    assert past_intents([a_removal(a_move("app", "1.0.0", "1.0.0"))]) == ()


def test_what_prerelease_mode_puts_aside_is_released_at_the_exit() -> None:
    kept = ".changeset/pre/brave-otter.md"

    assert past_intents([a_removal(APP, added=kept)]) == ()
    assert past_intents([a_removal(APP, path=kept)]) == (the_otter(app="1.1.0"),)


def test_empty_and_none_changesets_go_with_a_release() -> None:
    empty = a_removal(APP, "---\n---\n")
    none = a_removal(APP, '---\n"core": none\n---\n')

    assert [dict(each.packages) for each in past_intents([none, empty])] == [{}, {"core": None}]
    assert past_intents([a_removal({}, "---\n---\n")]) == ()


def test_the_oldest_comes_first_and_repetition_counts_once() -> None:
    again = a_move("app", "1.1.0", "1.2.0")

    found = past_intents([a_removal(again), a_removal(APP), a_removal(APP)])

    assert [each.packages["app"] for each in found] == ["1.1.0", "1.2.0"]


def test_what_nobody_could_read_was_not_released() -> None:
    damaged = {"packages/app/package.json": ("{", '{"name": "app", "version": "1.1.0"}')}

    assert past_intents([a_removal(APP, "no front matter")]) == ()
    assert past_intents([a_removal(damaged)]) == ()
    assert past_intents([a_removal(APP, path=".changeset/config.json")]) == ()


def test_a_crate_is_a_package_too() -> None:
    text = '[package]\nname = "core"\nversion = "{}"\n'
    crate = {"core/Cargo.toml": (text.replace("{}", "1.0.0"), text.replace("{}", "1.1.0"))}

    assert past_intents([a_removal(crate)]) == (the_otter(core="1.1.0"),)
