"""release-please's configuration and pending commits, as ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from release.adoption.conversions import release_please
from release.errors import ConfigError
from release.model import Bump
from tests.fakes import MemoryFiles
from tests.unit.adoption.conversions.after import a_commit, changesets, converted, told, versions

CONFIG: dict[str, Any] = {
    "release-type": "node",
    "packages": {
        "packages/web": {"extra-files": ["src/version.ts"]},
        "packages/core": {"release-type": "rust", "component": "engine", "tag-separator": "/"},
    },
}
TREE = {
    "package.json": '{"name":"shop","private":true,"workspaces":["packages/*"]}',
    ".release-please-manifest.json": '{"packages/web":"2.1.0","packages/core":"0.9.0"}',
    "packages/web/package.json": '{"name":"@acme/web","version":"2.1.0"}',
    "packages/web/src/version.ts": "export const V = '2.1.0'; // x-release-please-version\n",
    "packages/web/CHANGELOG.md": "# Changelog\n",
    "packages/core/Cargo.toml": '[package]\nname = "core"\nversion = "0.9.0"\n',
}
MANIFEST = ".release-please-manifest.json"
WEB, CORE = "packages/web/src/a.ts", "packages/core/src/lib.rs"
RELEASE = a_commit("chore: release main", MANIFEST, "packages/web/CHANGELOG.md", sha="0")
RELEASE_OF_CORE = a_commit("chore: release", MANIFEST, "packages/core/CHANGELOG.md", sha="f")


NONE: Mapping[str, object] = {}


def a_tree(
    options: Mapping[str, object] = NONE, of_web: Mapping[str, object] = NONE
) -> dict[str, str]:
    """`TREE` with more options, of all packages and of the first one."""
    web = {**CONFIG["packages"]["packages/web"], **of_web}
    packages = {**CONFIG["packages"], "packages/web": web}
    config = {**CONFIG, **options, "packages": packages}
    return TREE | {"release-please-config.json": json.dumps(config)}


@pytest.mark.parametrize(
    ("message", "version"),
    [
        ("feat: x", "2.2.0"),
        ("feature: x", None),
        ("fix: x", "2.1.1"),
        ("revert: x", "2.1.1"),
        ("chore: x", None),
        ("chore!: x", "3.0.0"),
        ("other!: x", None),
        ("fix: x\n\nBREAKING CHANGE: all", "3.0.0"),
        ("chore: x\n\nfeat: and y", "2.2.0"),
        ("fix: x (#3)\n\n* feat!: a line of a squash", "2.1.1"),
        ("Feat: x", None),
        ("x\n\nfix: y", "2.1.1"),
        ("x\n\nfix!: y", None),
        ("perf: x\n\nrevert!: y", "3.0.0"),
        ("fix: x\n\nBREAKING-CHANGE: all\n\n* feat: z", "3.0.0"),
        ("x", None),
    ],
)
def test_a_commit_moves_what_it_moved(message: str, version: str | None) -> None:
    """release-please 17.9.0 says so of each."""
    _, project = converted(release_please, a_tree(), RELEASE, a_commit(message, WEB))

    assert versions(project).get("@acme/web") == version


@pytest.mark.parametrize(
    ("options", "message", "version"),
    [
        ({}, "feat!: x", "1.0.0"),
        ({"bump-minor-pre-major": True}, "feat!: x", "0.10.0"),
        ({"bump-patch-for-minor-pre-major": True}, "feat: x", "0.9.1"),
        ({"versioning": "always-bump-patch"}, "feat: x", "0.9.1"),
        ({"changelog-sections": [{"type": "deps", "section": "D"}]}, "deps: x", "0.9.1"),
        ({"changelog-sections": [{"type": "deps", "section": "D"}]}, "feat: x", None),
    ],
)
def test_its_options_say_how_far(
    options: Mapping[str, object], message: str, version: str | None
) -> None:
    _, project = converted(
        release_please, a_tree(options), RELEASE_OF_CORE, a_commit(message, CORE)
    )

    assert versions(project).get("core") == version


def test_each_package_has_the_commits_since_its_own_release() -> None:
    commits = [
        RELEASE_OF_CORE,
        a_commit("feat: in both", WEB, CORE, sha="1"),
        RELEASE,
        a_commit("fix: the web", WEB, sha="2"),
        a_commit("feat: beside", "README.md", sha="3"),
    ]

    conversion, project = converted(release_please, a_tree(), *commits)

    assert changesets(conversion) == [
        ".changeset/commit-1111111111.md",
        ".changeset/commit-2222222222.md",
    ]
    assert versions(project) == {"@acme/web": "2.1.1", "core": "0.10.0"}


def test_the_commits_since_it_came_are_pending_where_nothing_was_released() -> None:
    commits = [
        a_commit("feat: before", WEB, sha="1"),
        a_commit("chore: release-please", MANIFEST, sha="2"),
        a_commit("fix: after", WEB, sha="3"),
    ]

    assert changesets(converted(release_please, a_tree(), *commits)[0]) == [
        ".changeset/commit-3333333333.md"
    ]


def test_a_package_that_came_later_has_all_its_commits() -> None:
    commits = [
        a_commit("chore: release-please", MANIFEST, sha="1"),
        a_commit("feat: the engine", MANIFEST, "packages/core/Cargo.toml", CORE, sha="2"),
        RELEASE,
    ]

    _, project = converted(release_please, a_tree(), *commits)

    assert versions(project) == {"core": "0.10.0"}


def test_without_changelogs_the_manifest_tells_of_a_release() -> None:
    release = a_commit("chore: release", MANIFEST, "packages/core/Cargo.toml", sha="2")
    commits = [a_commit("feat: x", CORE, sha="1"), release, a_commit("fix: x", CORE, sha="3")]

    _, project = converted(release_please, a_tree({"skip-changelog": True}), *commits)

    assert versions(project) == {"core": "0.9.1"}


def test_what_breaks_unseen_counts_beside_what_is_seen() -> None:
    commits = [RELEASE, a_commit("other!: x", WEB, sha="1"), a_commit("fix: y", WEB, sha="2")]

    _, project = converted(release_please, a_tree(), *commits)

    assert versions(project) == {"@acme/web": "3.0.0"}


def test_what_lies_in_excluded_paths_alone_moves_nothing() -> None:
    tree = a_tree(of_web={"exclude-paths": ["packages/web/docs"]})
    commits = [RELEASE, a_commit("feat: x", "packages/web/docs/a.md", "README.md", sha="1")]

    assert changesets(converted(release_please, tree, *commits)[0]) == []


def test_a_version_that_a_commit_asks_for_is_told() -> None:
    commit = a_commit("fix: x\n\nRelease-As: 4.0.0", WEB)

    conversion, project = converted(release_please, a_tree(), RELEASE, commit)

    assert versions(project) == {"@acme/web": "2.1.1"}
    assert told(conversion, "aaaaaaa", "4.0.0")


def test_the_root_has_every_commit() -> None:
    config = {"packages": {".": {"include-component-in-tag": False}}}
    tree = {
        "release-please-config.json": json.dumps(config),
        MANIFEST: '{".":"1.0.0"}',
        "package.json": '{"name":"shop","version":"1.0.0"}',
    }
    release = a_commit("chore: release", MANIFEST, "package.json", sha="0")

    conversion, project = converted(release_please, tree, release, a_commit("fix: x", "a/b"))

    assert versions(project) == {"shop": "1.0.1"}
    assert conversion.settings == {"tag": "v{version}"}


def test_tags_go_on_as_they_were() -> None:
    _, project = converted(release_please, a_tree())

    assert project.config.tag_of("@acme/web") == "web-v{version}"
    assert project.config.tag_of("core") == "engine/v{version}"


def test_linked_versions_are_a_fixed_group() -> None:
    plugin = {"type": "linked-versions", "groupName": "all", "components": ["web", "engine"]}
    commits = [RELEASE_OF_CORE, RELEASE, a_commit("fix: x", CORE, sha="1")]

    _, project = converted(release_please, a_tree({"plugins": [plugin]}), *commits)

    assert versions(project) == {"@acme/web": "2.1.1", "core": "2.1.1"}


def test_dependents_follow_where_a_plug_in_had_them_follow() -> None:
    tree = a_tree({"plugins": ["node-workspace"]}) | {
        "packages/page/package.json": '{"name":"page","version":"1.0.0","private":true,'
        '"dependencies":{"@acme/web":"^2.0.0"}}'
    }
    config = json.loads(tree["release-please-config.json"])
    config["packages"]["packages/page"] = {}
    tree["release-please-config.json"] = json.dumps(config)

    _, project = converted(release_please, tree, RELEASE, a_commit("fix: x", WEB, sha="1"))

    assert versions(project) == {"@acme/web": "2.1.1", "page": "1.0.1"}


def test_a_changelog_seen_from_the_root_is_found_there() -> None:
    tree = a_tree(of_web={"changelog-path": "/docs/WEB.md"}) | {"docs/WEB.md": "# Web\n"}
    del tree["packages/web/CHANGELOG.md"]

    conversion, _ = converted(release_please, tree)

    assert conversion.files["docs/WEB.md"] is None
    assert conversion.files["packages/web/CHANGELOG.md"] == "# Web\n"


def test_a_changelog_of_another_name_goes_on_under_ours() -> None:
    tree = a_tree(of_web={"changelog-path": "CHANGES.md"}) | {
        "packages/web/CHANGES.md": "# Changes\n"
    }
    tree.pop("packages/web/CHANGELOG.md")

    conversion, _ = converted(release_please, tree)

    assert conversion.files["packages/web/CHANGES.md"] is None
    assert conversion.files["packages/web/CHANGELOG.md"] == "# Changes\n"


def test_its_files_go_and_what_is_not_carried_over_is_told() -> None:
    tree = a_tree(of_web={"release-as": "3.0.0"}) | {MANIFEST: '{"packages/web":"2.0.0"}'}
    config = json.loads(tree["release-please-config.json"])
    config["packages"]["charts"] = {"release-type": "helm"}
    tree["release-please-config.json"] = json.dumps(config)

    conversion, _ = converted(release_please, tree)

    assert conversion.files["release-please-config.json"] is None
    assert conversion.files[MANIFEST] is None
    assert told(conversion, "charts", "leads")
    assert told(conversion, "`release-as`", "@acme/web")
    assert told(conversion, MANIFEST, "2.0.0", "2.1.0")


def test_a_configuration_without_a_package_of_ours_is_refused() -> None:
    files = MemoryFiles({"release-please-config.json": '{"packages":{".":{}}}'})

    with pytest.raises(ConfigError, match="names no directory"):
        release_please.convert(files, ())


def test_a_commit_that_is_drafted_already_is_not_drafted_again() -> None:
    drafted = '---\n"@acme/web": minor\n---\n\nIn better words.\n'
    tree = a_tree() | {".changeset/commit-aaaaaaaaaa.md": drafted}

    conversion, project = converted(release_please, tree, RELEASE, a_commit("fix: x (#3)", WEB))

    assert changesets(conversion) == []
    assert [each.summary for each in project.pending] == ["In better words."]


def test_it_drafts_what_the_task_would_call_the_same() -> None:
    conversion, project = converted(release_please, a_tree(), RELEASE, a_commit("fix: x (#3)", WEB))

    assert [dict(each.bumps) for each in project.pending] == [{"@acme/web": Bump.PATCH}]
    assert conversion.files[".changeset/commit-aaaaaaaaaa.md"] == (
        '---\n"@acme/web": patch\n---\n\nx (#3)\n'
    )
