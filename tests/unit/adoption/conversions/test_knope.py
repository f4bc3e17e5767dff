"""knope's configuration, changes and commits, as ours."""

from __future__ import annotations

import pytest

from release.adoption.conversions import knope
from release.errors import ChangesetError, ConfigError
from tests.fakes import MemoryFiles
from tests.unit.adoption.conversions.after import a_commit, changesets, converted, told, versions

CONFIG = r"""
[packages.server]
versioned_files = [
  "server/Cargo.toml",
  "Cargo.lock",
  { path = "Cargo.toml", dependency = "shop-server" },
  { path = "README.md", regex = 'version: (?<version>\d+\.\d+\.\d+)' },
  "server/chart/pubspec.yaml",
]
changelog = "CHANGELOG.md"
scopes = ["server", "api"]
extra_changelog_sections = [{ name = "Notes", types = ["note"] }]

[packages.web]
versioned_files = ["web/package.json", "web/go.mod"]
changelog = "web/CHANGELOG.md"
scopes = ["web"]

[[workflows]]
name = "release"
[[workflows.steps]]
type = "PrepareRelease"
"""
TREE = {
    "knope.toml": CONFIG,
    "Cargo.toml": '[workspace]\nmembers = ["server"]\n',
    "README.md": "version: 0.9.0 or version: 0.9.0\n",
    "CHANGELOG.md": "# Changelog\n\n## 0.9.0\n\n- It was.\n",
    "server/Cargo.toml": '[package]\nname = "shop-server"\nversion = "0.9.0"\n',
    "server/chart/pubspec.yaml": "name: chart\nversion: 0.9.0\n",
    "web/package.json": '{"name":"@acme/web","version":"2.1.0","private":true}',
    "web/CHANGELOG.md": "# Changelog\n",
    "web/go.mod": "module web\n",
}
RELEASE = a_commit("chore: prepare release", "CHANGELOG.md", "server/Cargo.toml", sha="0")


def a_change(text: str, name: str = "one") -> dict[str, str]:
    return TREE | {f".changeset/{name}.md": text}


def test_below_one_a_version_moves_one_step_less_far() -> None:
    tree = a_change("---\nserver: major\nweb: major\n---\n\n# Breaks\n\nAll of it.\n")

    conversion, project = converted(knope, tree)

    assert versions(project) == {"shop-server": "0.10.0", "@acme/web": "3.0.0"}
    assert [each.summary for each in project.pending] == ["Breaks\n\nAll of it."]
    assert told(conversion, "below 1.0.0", "server")


@pytest.mark.parametrize(
    ("word", "version"), [("minor", "2.2.0"), ("patch", "2.1.1"), ("note", "2.1.1")]
)
def test_a_type_of_its_own_is_a_patch(word: str, version: str) -> None:
    _, project = converted(knope, a_change(f"---\nweb: {word}\n---\n\nX\n"))

    assert versions(project) == {"@acme/web": version}


def test_a_change_for_what_is_no_package_is_told() -> None:
    """knope passes it over, and its file goes."""
    conversion, project = converted(knope, a_change("---\nweb: minor\nweb2: major\n---\n\nX\n"))

    assert versions(project) == {"@acme/web": "2.2.0"}
    assert told(conversion, ".changeset/one.md names", "web2")


def test_commits_since_the_last_release_are_pending() -> None:
    commits = [
        a_commit("feat: long ago", sha="1"),
        RELEASE,
        a_commit("feat(api): new", sha="2"),
        a_commit("chore: none", sha="3"),
        a_commit("fix(web): not the server's", sha="4"),
        a_commit("docs: none\n\nBREAKING CHANGE: all", sha="5"),
    ]

    conversion, project = converted(knope, TREE, *commits)

    assert changesets(conversion) == [
        ".changeset/commit-2222222222.md",
        ".changeset/commit-5555555555.md",
    ]
    assert versions(project) == {"shop-server": "0.10.0"}


def test_commits_are_not_read_where_knope_reads_none() -> None:
    config = "[changes]\nignore_conventional_commits = true\n" + CONFIG

    conversion, _ = converted(
        knope, TREE | {"knope.toml": config}, RELEASE, a_commit("feat: new", sha="2")
    )

    assert changesets(conversion) == []


def test_the_files_that_repeat_a_version_go_on() -> None:
    conversion, project = converted(knope, TREE)

    assert conversion.settings["files"] == {
        "shop-server": [
            {
                "path": "../README.md",
                "pattern": r"version: (?P<version>\d+\.\d+\.\d+)",
                "count": 2,
            },
            {"path": "chart/pubspec.yaml", "key": "version"},
        ]
    }
    assert project.config.tag_of("shop-server") == "server/v{version}"
    assert told(conversion, "web/go.mod", "no format")


def test_a_changelog_goes_to_its_package() -> None:
    conversion, _ = converted(knope, TREE)

    assert conversion.files["CHANGELOG.md"] is None
    assert conversion.files["server/CHANGELOG.md"] == TREE["CHANGELOG.md"]
    assert told(conversion, "CHANGELOG.md is server/CHANGELOG.md now")


def test_a_changelog_of_several_packages_stays_with_the_one_that_it_lies_beside() -> None:
    tree = TREE | {
        "knope.toml": CONFIG.replace('"CHANGELOG.md"', '"./web/CHANGELOG.md"'),
        "web/CHANGELOG.md": "# Changelog\n\n## 2.1.0\n",
    }

    conversion, _ = converted(knope, tree)

    assert "web/CHANGELOG.md" not in conversion.files
    assert conversion.files["server/CHANGELOG.md"] == tree["web/CHANGELOG.md"]


def test_a_changelog_outside_of_the_repository_is_none_of_ours() -> None:
    config = CONFIG.replace('"CHANGELOG.md"', '"server/../../CHANGELOG.md"')

    conversion, _ = converted(knope, TREE | {"knope.toml": config, "../CHANGELOG.md": "# A\n"})

    assert "server/CHANGELOG.md" not in conversion.files


@pytest.mark.parametrize("workflows", ['["release"]', "1", "[{steps = 1}, {steps = [1]}]"])
def test_workflows_of_another_shape_say_nothing(workflows: str) -> None:
    config = f"workflows = {workflows}\n" + CONFIG.partition("[[workflows]]")[0]

    assert not told(converted(knope, TREE | {"knope.toml": config})[0], "our tasks do this")


def test_words_of_a_changelog_s_own_are_told() -> None:
    tree = TREE | {"web/CHANGELOG.md": "# Changelog\n\nAll that changed.\n\n## 2.1.0\n"}

    conversion, _ = converted(knope, tree)

    assert told(conversion, "web/CHANGELOG.md begins with words")
    assert not told(conversion, "server/CHANGELOG.md begins with words")


def test_manifests_elsewhere_are_one_group() -> None:
    config = '[package]\nversioned_files = ["web/package.json", "server/Cargo.toml"]\n'
    tree = TREE | {
        "knope.toml": config,
        "server/Cargo.toml": '[package]\nname = "shop-server"\nversion = "2.1.0"\n',
        ".changeset/one.md": "---\ndefault: minor\n---\n\nX\n",
    }

    _, project = converted(knope, tree)

    assert versions(project) == {"@acme/web": "2.2.0", "shop-server": "2.2.0"}


def test_a_crate_that_inherits_its_version_is_as_young_as_that() -> None:
    tree = a_change("---\nserver: major\n---\n\nX\n") | {
        "Cargo.toml": '[workspace]\nmembers = ["server"]\n[workspace.package]\nversion = "0.9.0"\n',
        "server/Cargo.toml": '[package]\nname = "shop-server"\nversion.workspace = true\n',
    }

    assert versions(converted(knope, tree)[1]) == {"shop-server": "0.10.0"}


def test_a_change_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ChangesetError, match="no front matter"):
        knope.convert(MemoryFiles(a_change("X")), ())


def test_a_configuration_without_a_package_of_ours_is_refused() -> None:
    config = '[package]\nversioned_files = ["go.mod"]\n'

    with pytest.raises(ConfigError, match="names no package"):
        knope.convert(MemoryFiles({"knope.toml": config, "go.mod": ""}), ())


def test_names_that_end_with_it_are_told() -> None:
    assert told(converted(knope, TREE)[0], "pull requests", "server, web")
