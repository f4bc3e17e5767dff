"""package-lock.json as text; tests/contracts/lockfiles has npm itself agree."""

from __future__ import annotations

import json

import pytest

from release.lockfiles.package_lock import update
from release.model import Dependency, Member
from release.spans import Malformed


def a_member(directory: str, version: str | None, **sections: dict[str, str]) -> Member:
    name = directory.rpartition("/")[2] or "root"
    dependencies = tuple(
        Dependency(section, required, requirement)
        for section, ranges in sections.items()
        for required, requirement in ranges.items()
    )
    return Member("npm", name, directory, version, dependencies)


def a_lock(**content: object) -> str:
    return json.dumps({"lockfileVersion": 3, **content}, indent=2) + "\n"


def test_the_roots_version_stands_twice() -> None:
    text = a_lock(version="1.0.0", packages={"": {"version": "1.0.0"}})

    assert update(text, [a_member("", "1.1.0")]) == text.replace("1.0.0", "1.1.0")


def test_a_members_version_and_its_requirements_on_members() -> None:
    """The range on `lodash` is the tool's own affair, whatever the manifest says by now."""
    before = {"core": "^1.0.0", "lodash": "^4.0.0"}
    entry = {"version": "0.1.0", "dependencies": before, "peerDependencies": {"core": ">=1"}}
    text = a_lock(packages={"apps/web": entry, "node_modules/web": {"link": True}})
    web = a_member(
        "apps/web",
        "0.2.0",
        dependencies={"core": "^2.0.0", "lodash": "^5.0.0"},
        peerDependencies={"core": ">=2"},
    )

    after = update(text, [web, a_member("packages/core", "2.0.0")])

    assert after == text.replace("0.1.0", "0.2.0").replace("^1.0.0", "^2.0.0").replace(">=1", ">=2")


def test_the_old_tree_repeats_requirements_only() -> None:
    text = a_lock(
        requires=True,
        dependencies={
            "web": {"version": "file:apps/web", "requires": {"core": "^1.0.0"}},
            "core": {"version": "1.0.0", "requires": {"core": "^1.0.0"}},
            "outer": {
                "version": "3.0.0",
                "dependencies": {
                    "web": {"version": "file:apps/web", "requires": {"core": "^1.0.0"}}
                },
            },
        },
    )
    web = a_member("apps/web", "0.2.0", devDependencies={"core": "^2.0.0"})

    tree = json.loads(update(text, [web, a_member("packages/core", "2.0.0")]))["dependencies"]

    assert tree["web"] == {"version": "file:apps/web", "requires": {"core": "^2.0.0"}}
    assert tree["outer"]["dependencies"]["web"]["requires"] == {"core": "^2.0.0"}
    assert tree["core"]["requires"] == {"core": "^1.0.0"}


def test_an_installed_package_with_a_members_name_is_left_alone() -> None:
    text = a_lock(packages={"node_modules/core": {"version": "1.0.0"}})

    assert update(text, [a_member("packages/core", "2.0.0")]) == text


def test_odd_formatting_stays() -> None:
    text = '{"packages":\t{ "a" :{"version"\r\n:"1.0.0" } }}'

    assert update(text, [a_member("a", "1.0.1")]) == text.replace("1.0.0", "1.0.1")


def test_an_escaped_version_that_says_the_same_stays() -> None:
    text = '{"packages": {"a": {"version": "1\\u002e0.0"}}}'

    assert update(text, [a_member("a", "1.0.0")]) == text


def test_a_conflict_is_refused_with_its_line() -> None:
    text = '{\n  "packages": {\n<<<<<<< HEAD\n    "a": {}\n  }\n}\n'

    with pytest.raises(Malformed) as refused:
        update(text, [a_member("a", "1.0.0")])

    assert refused.value.line == 3
