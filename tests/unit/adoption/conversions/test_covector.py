"""covector's configuration and changes, as ours."""

from __future__ import annotations

import json
from typing import Any

import pytest

from release.adoption.conversions import covector
from release.errors import ChangesetError, ConfigError
from tests.fakes import MemoryFiles
from tests.unit.adoption.conversions.after import changesets, converted, told, versions

CONFIG: dict[str, Any] = {
    "gitSiteUrl": "https://github.com/acme/shop/",
    "additionalBumpTypes": ["housekeeping"],
    "changeTags": {"feat": "New Features"},
    "pkgManagers": {
        "javascript": {"version": True, "publish": ["npm publish"]},
        "rust": {"version": True},
    },
    "packages": {
        "web": {"path": "./web", "manager": "javascript", "dependencies": ["core"]},
        "core": {"path": "./core", "manager": "rust"},
        "desk": {"path": "./app", "manager": "javascript", "dependencies": ["web"]},
        "tool": {"path": "./tool", "manager": "javascript", "version": False},
    },
}
TREE = {
    "package.json": '{"name":"shop","private":true}',
    ".changes/config.json": json.dumps(CONFIG),
    ".changes/readme.md": "# Changes\n",
    ".changes/prints.md": '---\n"core": minor:feat\n"tool": major\n---\n\nIt prints.\n',
    ".changes/tidied.md": "---\ncore: housekeeping\n---\n\nTidied.",
    "web/package.json": '{"name":"@acme/web","version":"2.1.0"}',
    "core/Cargo.toml": '[package]\nname = "shop-core"\nversion = "0.9.0"\n',
    "app/package.json": '{"name":"desk","version":"1.0.0","private":true,'
    '"dependencies":{"@acme/web":"^2.0.0"}}',
    "tool/package.json": '{"name":"tool","version":"0.0.0"}',
}


def a_tree(**packages: dict[str, object]) -> dict[str, str]:
    """`TREE` with other options of its packages."""
    merged = {name: {**each, **packages.get(name, {})} for name, each in CONFIG["packages"].items()}
    return TREE | {".changes/config.json": json.dumps({**CONFIG, "packages": merged})}


def test_the_versions_are_those_that_covector_gives() -> None:
    """covector 0.12.4 was run on this tree."""
    _, project = converted(covector, TREE)

    assert versions(project) == {"shop-core": "0.10.0", "@acme/web": "2.1.1", "desk": "1.0.1"}


def test_its_files_go_and_its_changes_stay_pending() -> None:
    conversion, project = converted(covector, TREE)

    gone = [path for path, text in conversion.files.items() if text is None]
    assert sorted(gone) == sorted(path for path in TREE if path.startswith(".changes/"))
    assert changesets(conversion) == [".changeset/prints.md", ".changeset/tidied.md"]
    assert [each.summary for each in project.pending] == ["It prints.", "Tidied."]


def test_a_change_of_nothing_that_is_released_goes_and_is_told() -> None:
    tree = TREE | {".changes/tools.md": "---\ntool: major\n---\n\nTools.\n"}

    conversion, _ = converted(covector, tree)

    assert changesets(conversion) == [".changeset/prints.md", ".changeset/tidied.md"]
    assert told(conversion, ".changes/tools.md names no package")


def test_a_changeset_of_the_same_name_stays_as_it_is() -> None:
    tree = TREE | {
        ".changeset/prints.md": '---\n"@acme/web": patch\n---\n\nOurs.\n',
        ".changeset/prints-2.md": '---\n"@acme/web": patch\n---\n\nOurs, too.\n',
    }

    conversion, project = converted(covector, tree)

    assert changesets(conversion) == [".changeset/prints-3.md", ".changeset/tidied.md"]
    assert {"It prints.", "Ours.", "Ours, too."} <= {each.summary for each in project.pending}


def test_tags_go_on_as_they_were() -> None:
    _, project = converted(covector, a_tree(core={"releaseTag": "rs-${ pkgFile.version }"}))

    forms = {name: project.config.tag_of(name) for name in ("shop-core", "@acme/web", "desk")}
    assert forms == {
        "shop-core": "rs-{version}",
        "@acme/web": "web-v{version}",
        "desk": "desk-v{version}",
    }


def test_a_range_under_covector_s_own_name_holds_its_dependent_back() -> None:
    tree = TREE | {
        "app/package.json": '{"name":"desk","version":"1.0.0","dependencies":{"web":"^2.0.0"}}',
        "web/package.json": '{"name":"web","version":"2.1.0"}',
    }

    assert "desk" not in versions(converted(covector, tree)[1])


def test_what_depends_in_a_circle_is_opened() -> None:
    tree = a_tree(core={"path": "./core", "manager": "rust", "dependencies": ["web"]})

    _, project = converted(covector, tree)

    assert versions(project)["@acme/web"] == "2.1.1"


def test_two_manifests_of_a_directory_are_one_package_with_the_higher_version() -> None:
    packages = {
        "core": {"path": "./core", "manager": "rust"},
        "core-js": {"path": "./core", "manager": "javascript"},
    }
    tree = {
        ".changes/config.json": json.dumps({**CONFIG, "packages": packages}),
        ".changes/one.md": '---\n"core-js": patch\n---\n\nIt prints.\n',
        "package.json": '{"name":"shop","private":true}',
        "core/Cargo.toml": '[package]\nname = "shop-core"\nversion = "0.9.2" # crates.io\n',
        "core/package.json": '{"name":"@acme/core","version":"0.9.0"}',
    }

    conversion, project = converted(covector, tree)

    assert conversion.files["core/package.json"] == '{"name":"@acme/core","version":"0.9.2"}'
    assert "core/Cargo.toml" not in conversion.files
    assert versions(project) == {"@acme/core": "0.9.3"}
    assert told(conversion, "core", "one package")
    assert told(conversion, "core", "different versions")


def test_prerelease_mode_goes_on() -> None:
    tree = TREE | {
        ".changes/pre.json": json.dumps({"tag": "rc", "changes": [".changes/prints.md"]}),
        "core/Cargo.toml": '[package]\nname = "shop-core"\nversion = "0.10.0-rc.0"\n',
        ".changes/more.md": '---\n"core": patch\n---\n\nMore.\n',
    }

    conversion, project = converted(covector, tree)

    assert conversion.files[".changes/pre.json"] is None
    assert ".changeset/pre/prints.md" in conversion.files
    assert project.pre is not None
    assert project.pre.tag == "rc"
    assert versions(project)["shop-core"] == "0.10.0-rc.1"


def test_what_is_not_carried_over_is_told() -> None:
    conversion, _ = converted(covector, TREE)

    assert told(conversion, "`publish`", "web, desk")
    assert told(conversion, "tags of changes")
    assert told(conversion, "pull requests", ".changes/")
    assert told(conversion, "`gitSiteUrl`")


def test_every_mistake_in_its_changes_is_told_with_its_line() -> None:
    tree = TREE | {
        ".changes/a.md": "---\ncore: minr\nwebb: patch\n---\n\nX\n",
        ".changes/b.md": "no front matter",
    }

    with pytest.raises(ChangesetError) as caught:
        covector.convert(MemoryFiles(tree), ())

    assert [(str(each.where), each.message) for each in caught.value.problems] == [
        (".changes/a.md:2", "`core` has the unknown bump `minr`"),
        (".changes/b.md:1", "the file has no front matter"),
        (".changes/a.md:3", "`webb` is not a package of .changes/config.json"),
    ]


def test_a_configuration_that_is_no_json_is_refused() -> None:
    with pytest.raises(ConfigError, match="not JSON"):
        covector.convert(MemoryFiles({".changes/config.json": "{"}), ())


def test_it_is_found_by_its_configuration() -> None:
    assert covector.found(MemoryFiles(TREE)) == ".changes/config.json"
    assert covector.found(MemoryFiles({})) is None
