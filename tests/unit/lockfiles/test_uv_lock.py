"""uv.lock as text; tests/contracts/lockfiles has uv itself agree."""

from __future__ import annotations

import pytest

from release.lockfiles.uv_lock import update
from release.model import Member
from release.spans import Malformed

LOCK = """version = 1
requires-python = ">=3.11"
conflicts = [[
    { package = "root", extra = "a" },
], [
    { package = "root", extra = "b" },
]]

[manifest]
members = [
    "alpha",
    "root",
]

[[package]]
name = "alpha"
version = "0.1.0"
source = { editable = "services/alpha" }
dependencies = [
    { name = "anyio" },
]

[package.metadata]
requires-dist = [{ name = "anyio", specifier = ">=0.1.0" }]

[[package]]
name = "anyio"
version = "0.1.0"
source = { registry = "https://registry.example/simple" }

[[package]]
name = "dynamic"
source = { editable = "services/dynamic" }

[[package]]
name = "root"
version = "0.1.0"
source = { virtual = "." }
"""


def python(directory: str, version: str | None) -> Member:
    return Member("python", directory.rpartition("/")[2] or "root", directory, version)


@pytest.mark.parametrize(
    ("version", "locked"),
    [("0.2.0", "0.2.0"), ("1.0.0-rc.3", "1.0.0rc3"), ("1.0.0-alpha.0", "1.0.0a0")],
)
def test_a_member_is_known_by_its_directory(version: str, locked: str) -> None:
    before = 'name = "alpha"\nversion = "0.1.0"'

    after = update(LOCK, [python("services/alpha", version)])

    assert after == LOCK.replace(before, before.replace("0.1.0", locked))


def test_the_root_is_a_point() -> None:
    head, mark, root = LOCK.partition('name = "root"\n')

    assert update(LOCK, [python("", "0.2.0")]) == head + mark + root.replace("0.1.0", "0.2.0")


@pytest.mark.parametrize("version", [None, "2024.1", "0.1.0"])
def test_a_version_that_is_none_or_there_already_changes_nothing(version: str | None) -> None:
    """No version, a version that only Python reads, the version that is there."""
    assert update(LOCK, [python("services/alpha", version)]) == LOCK


def test_a_dynamic_version_is_not_locked() -> None:
    assert update(LOCK, [python("services/dynamic", "1.0.0")]) == LOCK


def test_a_registrys_package_with_a_members_name_is_left_alone() -> None:
    assert update(LOCK, [python("anyio", "1.0.0")]) == LOCK


def test_dependants_that_name_the_version_follow() -> None:
    """They do when two packages have the name."""
    text = LOCK + (
        "dependencies = [\n"
        '    { name = "b", version = "0.2.0", source = { editable = "b" }, marker = "x" },\n'
        '    { name = "b", version = "0.2.0", source = { registry = "r" } },\n]\n'
        '\n[[package]]\nname = "b"\nversion = "0.2.0"\nsource = { editable = "b" }\n'
        '\n[[package]]\nname = "b"\nversion = "0.2.0"\nsource = { registry = "r" }\n'
    )

    after = update(text, [python("b", "0.3.0")])

    assert after == text.replace(
        '"0.2.0", source = { editable', '"0.3.0", source = { editable'
    ).replace('"0.2.0"\nsource = { editable', '"0.3.0"\nsource = { editable')


def test_carriage_returns_stay() -> None:
    released = [python("services/alpha", "1.0.0")]

    assert update(LOCK.replace("\n", "\r\n"), released) == update(LOCK, released).replace(
        "\n", "\r\n"
    )


@pytest.mark.parametrize("broken", ["<<<<<<< HEAD", "[[package]", "version: 1"])
def test_refuses_what_uv_does_not_write(broken: str) -> None:
    with pytest.raises(Malformed) as refused:
        update(LOCK.replace("[manifest]", broken), [python("services/alpha", "1.0.0")])

    assert refused.value.line == LOCK[: LOCK.index("[manifest]")].count("\n") + 1
