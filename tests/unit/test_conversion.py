"""Conversions in their workspace, and their proof."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from release.adoption.conversion import Conversion
from release.adoption.conversions import covector
from release.config.changesets import PATH as RULES
from release.replay import Past
from release.steps.conversion import completed, proof
from release.steps.setup.proved import proved_blocks, proved_document
from tests.fakes import MemoryFiles

TREE = {
    "package.json": '{"name":"shop","private":true,"workspaces":["packages/*"]}',
    "package-lock.json": "{}",
    "packages/web/package.json": '{"name":"web","version":"2.1.0"}',
    "packages/site/package.json": '{"name":"site","version":"0.0.0"}',
    "packages/raw/package.json": '{"name":"raw"}',
    "core/Cargo.toml": '[package]\nname = "core"\nversion = "0.9.0"\n',
}
SETTINGS = {"packages": ["packages/web", "core"], "tag": "{name}-v{version}"}
CONVERSION = Conversion({RULES: '{"fixed":[]}'}, SETTINGS, packages=("web", "core"))


def rules(conversion: Conversion) -> Any:
    return json.loads(conversion.files[RULES] or "")


def test_a_directory_that_is_in_the_workspace_anyway_is_not_added() -> None:
    found = completed(MemoryFiles(TREE), CONVERSION)

    assert found.settings == {"packages": ["core"], "tag": "{name}-v{version}"}


def test_what_the_other_tool_left_alone_is_ignored() -> None:
    assert rules(completed(MemoryFiles(TREE), CONVERSION)) == {"fixed": [], "ignore": ["site"]}


def test_what_others_stand_on_is_not_ignored() -> None:
    tree = TREE | {
        "packages/web/package.json": '{"name":"web","version":"2.1.0",'
        '"dependencies":{"site":"^0.0.0"}}'
    }

    assert rules(completed(MemoryFiles(tree), CONVERSION)) == {"fixed": []}


def test_the_base_branch_is_told_where_it_is_another() -> None:
    found = completed(MemoryFiles(TREE), CONVERSION, "trunk")

    assert rules(found)["baseBranch"] == "trunk"


def test_a_tag_without_a_name_is_its_package_s_own_beside_others() -> None:
    conversion = CONVERSION._replace(settings={"tag": "v{version}"}, packages=("web",))

    assert completed(MemoryFiles(TREE), conversion).settings == {"tags": {"web": "v{version}"}}


def test_a_tool_whose_rules_are_ours_is_left_as_it_is() -> None:
    conversion = Conversion({}, {})

    assert completed(MemoryFiles(TREE), conversion) is conversion


def test_a_directory_is_not_added_where_rules_are_there_already_either() -> None:
    conversion = Conversion({}, {"packages": ["packages/web"]}, packages=("web",))

    found = completed(MemoryFiles(TREE | {".changeset/config.json": "{}"}), conversion)

    assert found.settings == {}


CONFIG = json.dumps(
    {
        "pkgManagers": {"javascript": {"version": True}},
        "packages": {
            "web": {"path": "./packages/web", "manager": "javascript"},
            "site": {"path": "./packages/site", "manager": "javascript", "dependencies": ["web"]},
        },
    }
)
CHANGE = {".changes/config.json": CONFIG, ".changes/one.md": "---\nweb: minor\n---\n\nX\n"}


def a_past(after: Mapping[str, str], before: Mapping[str, str] = CHANGE) -> Past:
    """A release of `web` and what else is named."""
    old = {**TREE, **before}
    new = {path: text for path, text in old.items() if path != ".changes/one.md"}
    new |= {
        f"packages/{name}/package.json": f'{{"name":"{name}","version":"{version}"}}'
        for name, version in after.items()
    }
    changed = tuple(path for path in old if old[path] != new.get(path))
    return Past("0123456789", "Release", "2026-01-02", MemoryFiles(old), MemoryFiles(new), changed)


def proved(*pasts: Past) -> tuple[list[bool], str]:
    """Whether each release has the same versions, and all that is told."""
    found = list(proof(covector, pasts, lambda _: (), 5))
    text = "\n".join(str(each) for each in proved_blocks(found))
    return [bool(each["same_versions"]) for each in proved_document(found)], text


def test_a_release_that_comes_out_as_it_was_is_proved() -> None:
    same, told = proved(a_past({"web": "2.2.0", "site": "0.0.1"}))

    assert same == [True]
    assert "0123456" in told
    assert "site 0.0.1 and 1 more" in told
    assert "🟢 the same versions" in told


def test_another_version_is_told() -> None:
    same, told = proved(a_past({"web": "3.0.0", "site": "0.0.1"}))

    assert same == [False]
    assert "✗ 1 other version" in told
    assert "web: 3.0.0, and 2.2.0 with us" in told


def test_what_would_be_released_besides_is_told_and_does_no_harm() -> None:
    same, told = proved(a_past({"web": "2.2.0"}))

    assert same == [True]
    assert "the same versions, and 1 package more" in told
    assert "site: 0.0.1 as well" in told


def test_what_cannot_be_converted_is_told() -> None:
    broken = CHANGE | {".changes/one.md": "X"}

    same, told = proved(a_past({"web": "2.2.0"}, broken))

    assert same == [False]
    assert "✗ cannot be released" in told
    assert "the file has no front matter" in told


def test_nothing_released_proves_nothing() -> None:
    assert proved() == ([], "")
