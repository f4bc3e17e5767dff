"""Which lockfiles are written, and what is said of those that cannot be."""

from __future__ import annotations

import pytest

from release.actions import WriteFile
from release.errors import ConfigError
from release.lockfiles import LOCKFILES
from release.locks import LockText, plan_locks
from release.model import Member

CARGO_LOCK = 'version = 4\n\n[[package]]\nname = "app"\nversion = "1.0.0"\n'
NPM_LOCK = (
    '{"version": "1.0.0", "packages": {"": {"version": "1.0.0"}, "../core": {"version": "1.0.0"}}}'
)


def a_lock(path: str, text: str) -> LockText:
    return LockText(path, text, LOCKFILES[path.rpartition("/")[2]])


def crate(version: str) -> Member:
    return Member("cargo", "app", "app", version)


def test_a_lockfile_that_says_so_already_is_left_out() -> None:
    assert plan_locks([a_lock("Cargo.lock", CARGO_LOCK)], [crate("1.0.0")]) == ()


def test_a_write_says_how_many_lines_are_new() -> None:
    planned = plan_locks([a_lock("Cargo.lock", CARGO_LOCK)], [crate("1.0.1")])

    assert planned == (
        WriteFile("Cargo.lock", CARGO_LOCK.replace("1.0.0", "1.0.1"), reason="1 line"),
    )


def test_members_of_other_ecosystems_are_not_meant() -> None:
    """npm's `app` and the crate `app` can be two packages."""
    member = Member("npm", "app", "app", "2.0.0")

    assert plan_locks([a_lock("Cargo.lock", CARGO_LOCK)], [member]) == ()


def test_directories_are_seen_from_the_lockfile() -> None:
    members = [Member("npm", "app", "apps/a", "2.0.0"), Member("npm", "core", "apps/core", "3.0.0")]

    (written,) = plan_locks([a_lock("apps/a/package-lock.json", NPM_LOCK)], members)

    assert written.text == NPM_LOCK.replace('"1.0.0"', '"2.0.0"', 2).replace("1.0.0", "3.0.0")


def test_all_broken_lockfiles_are_told_at_once_with_what_writes_them_again() -> None:
    locks = [
        a_lock("Cargo.lock", "version = 4\nwhat\n"),
        a_lock("package-lock.json", '{\n  "packages": []\n}'),
    ]

    with pytest.raises(ConfigError) as refused:
        plan_locks(locks, [crate("1.0.0"), Member("npm", "app", "app", "1.0.0")])

    told = [(str(each.where), each.hint) for each in refused.value.problems]
    assert told == [
        ("Cargo.lock:2", "write it again with `cargo update --workspace`"),
        ("package-lock.json:2", "write it again with `npm install --package-lock-only`"),
    ]


@pytest.mark.parametrize("path", LOCKFILES)
@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "=======", ">>>>>>> topic", "||||||| base"])
def test_a_merge_conflict_anywhere_is_refused(path: str, mark: str) -> None:
    """Also in a part that is not read."""
    member = Member(LOCKFILES[path].ECOSYSTEM, "app", "app", "1.0.0")

    with pytest.raises(ConfigError, match="merge conflict") as refused:
        plan_locks([a_lock(path, f"x\r\n{mark}\r\n")], [member])

    assert str(refused.value.problems[0].where) == f"{path}:2"


def test_of_crates_with_one_name_each_lockfile_means_the_one_below_it() -> None:
    members = [
        Member("cargo", "app", "tools/app", "3.0.0"),
        Member("cargo", "app", "app", "2.0.0"),
    ]
    locks = [a_lock(path, CARGO_LOCK) for path in ("Cargo.lock", "tools/Cargo.lock")]

    planned = plan_locks(locks, members)

    assert [each.text for each in planned] == [
        CARGO_LOCK.replace("1.0.0", version) for version in ("2.0.0", "3.0.0")
    ]
