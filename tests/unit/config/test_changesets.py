"""`.changeset/config.json`: what it may say, and what it then means."""

from __future__ import annotations

import json

import pytest

from release.config.changesets import PATH, ChangesetsConfig, check_skipped_dependents, is_skipped
from release.config.changesets_file import parse_changesets_config
from release.config.profile import PRETTIER_2
from release.errors import ConfigError, Where
from release.model import Bump, Package
from tests.factories import a_package, a_workspace

UNSAFE = "___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH"


PACKAGES = tuple(
    a_package()._replace(name=name) for name in ("@acme/core", "@acme/web", "cli", "web")
)


def parsed(**options: object) -> ChangesetsConfig:
    return parse_changesets_config(json.dumps(options), PACKAGES)


def problems(text: str) -> list[tuple[int | None, str]]:
    """The line of each problem, and the option that it names."""
    with pytest.raises(ConfigError) as caught:
        parse_changesets_config(text, PACKAGES)
    return [
        (each.where.line if each.where else None, each.message.split("`")[1])
        for each in caught.value.problems
    ]


def test_an_empty_configuration_has_the_defaults_of_changesets_3() -> None:
    """Private packages are not versioned, and the branch is main."""
    assert ChangesetsConfig() == parsed()


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        ({"changelog": False}, {"changelog": None}),
        ({"changelog": "./x"}, {"changelog": ("./x", None)}),
        ({"changelog": ["./x", {"repo": "a/b"}]}, {"changelog": ("./x", {"repo": "a/b"})}),
        ({"changelog": ["./x", None]}, {"changelog": ("./x", None)}),
        ({"commit": True}, {"commit": ("@changesets/cli/commit", {"skipCI": "version"})}),
        ({"commit": False}, {"commit": None}),
        ({"commit": "./x"}, {"commit": ("./x", None)}),
        ({"access": "public"}, {"access": "public"}),
        ({"baseBranch": "trunk"}, {"base_branch": "trunk"}),
        ({"changedFilePatterns": ["src/**"]}, {"changed_file_patterns": ("src/**",)}),
        ({"format": False}, {"format": None}),
        ({"format": "deno"}, {"format": "deno"}),
        ({"ignore": ["@acme/*"]}, {"ignore": frozenset({"@acme/core", "@acme/web"})}),
        ({"fixed": [["web", "cli"]]}, {"fixed": (("cli", "web"),)}),
        ({"linked": [["@acme/*", "!@acme/web"]]}, {"linked": (("@acme/core",),)}),
        (
            {"updateInternalDependencies": "minor"},
            {"update_internal_dependencies": Bump.MINOR},
        ),
        (
            {"bumpVersionsWithWorkspaceProtocolOnly": True},
            {"bump_versions_with_workspace_protocol_only": True},
        ),
        (
            {"privatePackages": True},
            {"private_packages_version": True, "private_packages_tag": True},
        ),
        ({"privatePackages": False}, {}),
        ({"privatePackages": {}}, {}),
        ({"privatePackages": {"version": True}}, {"private_packages_version": True}),
        ({"snapshot": {"useCalculatedVersion": True}}, {"snapshot_use_calculated_version": True}),
        ({"snapshot": {"prereleaseTemplate": "{tag}"}}, {"snapshot_prerelease_template": "{tag}"}),
        (
            {UNSAFE: {"onlyUpdatePeerDependentsWhenOutOfRange": True}},
            {"only_update_peers_out_of_range": True},
        ),
        ({UNSAFE: {"updateInternalDependents": "always"}}, {"always_update_dependents": True}),
        ({UNSAFE: {"updateInternalDependents": "out-of-range"}}, {}),
    ],
)
def test_an_option_fills_its_field(options: dict[str, object], fields: dict[str, object]) -> None:
    """Every form of every option."""
    expected = ChangesetsConfig()._replace(**fields)  # type: ignore[arg-type]  # mixed fields

    assert expected == parsed(**options)


def test_all_problems_are_told_with_their_lines() -> None:
    """Wrong types, nested ones too, and what does not go together."""
    text = """{
  "access": "private",
  "commit": null,
  "snapshot": {
    "prereleaseTemplate": ""
  },
  "fixed": [["web"], ["w*"]],
  "linked": [["web", "cli"]],
  "ignore": "web",
  "privatePackages": {
    "tag": true
  }
}"""

    assert problems(text) == [
        (2, "access"),
        (3, "commit"),
        (5, "snapshot.prereleaseTemplate"),
        (7, "fixed"),
        (8, "linked"),
        (9, "ignore"),
        (11, "privatePackages.tag"),
    ]


@pytest.mark.parametrize("text", ["", "null", "3", '"x"', "{,}", "{} // x", "\ufeff{}"])
def test_refuses_what_is_no_json_object(text: str) -> None:
    """Comments and a byte order mark are errors for Changesets too."""
    with pytest.raises(ConfigError) as caught:
        parse_changesets_config(text, ())

    assert Where(PATH, 1) == caught.value.problems[0].where


def test_a_pattern_of_a_group_that_matches_nothing_is_a_warning() -> None:
    """In `ignore` it is not even that."""
    config = parsed(fixed=[["web", "webb"]], linked=[["x/*"]], ignore=["gone"])

    assert config.warnings == (
        f"{PATH}: `fixed` has `webb`, which matches no package",
        f"{PATH}: `linked` has `x/*`, which matches no package",
    )


def test_a_misspelt_option_is_a_warning() -> None:
    """Changesets ignores what it does not know, but a near miss is hardly meant."""
    text = """{
  "$schema": "x", "prettier": true, "mine": 1,
  "baseBranh": "x",
  "snapshot": { "tpl": 1, "useCalculatedVersions": 1 }
}"""

    assert parse_changesets_config(text, ()).warnings == (
        f"{PATH}:3: nothing reads `baseBranh`: did you mean `baseBranch`?",
        (
            f"{PATH}:4: nothing reads `snapshot.useCalculatedVersions`: "
            "did you mean `useCalculatedVersion`?"
        ),
    )


@pytest.mark.parametrize(
    ("package", "config", "expected"),
    [
        (a_package(), ChangesetsConfig(), False),
        (a_package(), ChangesetsConfig(ignore=frozenset({"package"})), True),
        (a_package(private=True), ChangesetsConfig(), True),
        (a_package(private=True), ChangesetsConfig(private_packages_version=True), False),
        (a_package(None), ChangesetsConfig(private_packages_version=True), True),
    ],
)
def test_which_packages_are_skipped(
    package: Package, config: ChangesetsConfig, expected: bool
) -> None:
    """The ignored, the private unless they are versioned, and those without a version."""
    assert expected == is_skipped(package, config)


WORKSPACE = a_workspace(
    core=a_package(), hidden=a_package(private=True), old=a_package(None), web=a_package()
)
DEPENDENTS = {"core": ["web", "hidden"], "hidden": ["web"], "old": ["web", "hidden"], "web": []}


@pytest.mark.parametrize(
    ("config", "hints"),
    [
        (ChangesetsConfig(private_packages_version=True), ["give `old`"]),
        (ChangesetsConfig(), ["version `hidden`", "give `old`"]),
        (
            ChangesetsConfig(private_packages_version=True, ignore=frozenset({"core"})),
            ["add `web` to `ignore`", "give `old`"],
        ),
        (ChangesetsConfig(ignore=frozenset({"core", "web"})), []),
    ],
)
def test_a_versioned_package_cannot_stand_on_a_skipped_one(
    config: ChangesetsConfig, hints: list[str]
) -> None:
    """Unless it is private: then nobody installs it."""
    found = check_skipped_dependents(config, WORKSPACE, DEPENDENTS)

    assert hints == [
        (each.hint or "")[: len(hint)] for each, hint in zip(found, hints, strict=True)
    ]


# Changesets 2


def parsed_2(**options: object) -> ChangesetsConfig:
    return parse_changesets_config(json.dumps(options), PACKAGES, 2)


def test_an_empty_configuration_has_the_defaults_of_changesets_2() -> None:
    """Private packages are versioned, the branch is master, and Prettier formats."""
    assert parsed_2() == ChangesetsConfig(
        base_branch="master", private_packages_version=True, format=PRETTIER_2, compat=2
    )


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        ({"prettier": False}, {"format": None}),
        ({"prettier": True, "format": "deno"}, {"format": PRETTIER_2}),
        ({"privatePackages": False}, {"private_packages_version": False}),
        ({"privatePackages": {"tag": True}}, {"private_packages_tag": True}),
        ({"fixed": [["web", "cli"]]}, {"fixed": (("web", "cli"),)}),
        ({"ignore": ["!web"]}, {"ignore": frozenset({"@acme/core", "@acme/web", "cli"})}),
        ({"bumpVersionsWithWorkspaceProtocolOnly": 1}, {}),
        (
            {UNSAFE: {"useCalculatedVersionForSnapshots": True}},
            {"snapshot_use_calculated_version": True},
        ),
        (
            {
                "snapshot": {"useCalculatedVersion": False},
                UNSAFE: {"useCalculatedVersionForSnapshots": True},
            },
            {},
        ),
        ({"snapshot": {"prereleaseTemplate": ""}}, {}),
    ],
)
def test_changesets_2_means_something_else(
    options: dict[str, object], fields: dict[str, object]
) -> None:
    expected = {**parsed_2()._asdict(), **fields}

    assert expected == parsed_2(**options)._replace(warnings=())._asdict()


@pytest.mark.parametrize(
    "options",
    [
        {"privatePackages": True},
        {"privatePackages": {"version": False, "tag": True}},
        {"changelog": ["./x"]},
        {"changelog": ["./x", None, 1]},
        {"prettier": "yes"},
        {"ignore": ["nobody"]},
        {"fixed": [["nobody"]]},
        {"linked": [["web", "no-*"]]},
        {"access": "secret"},
        {UNSAFE: {"useCalculatedVersionForSnapshots": 1}},
    ],
)
def test_changesets_2_refuses(options: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        parsed_2(**options)


def test_deprecated_words_are_told() -> None:
    options = {"access": "private", UNSAFE: {"useCalculatedVersionForSnapshots": True}}

    assert [warning.split("`")[1] for warning in parsed_2(**options).warnings] == [
        "access",
        "useCalculatedVersionForSnapshots",
    ]
