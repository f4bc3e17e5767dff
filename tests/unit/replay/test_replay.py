"""A release of the past, made once more and compared with what was made then."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest

from release.replay import Compared, Difference, Moved, Past
from release.steps.replay import past_releases, replay
from tests.fakes import MemoryFiles

CONFIG = ".changeset/config.json"
SHA = "0123456789abcdef0123456789abcdef01234567"
LOG = f"# a\n\n## 1.1.0\n\n### Minor Changes\n\n- {SHA[:7]}: A window\n"


def manifest(version: str) -> str:
    """The package.json of the package `a`."""
    return json.dumps({"name": "a", "version": version}, indent=2) + "\n"


BEFORE = {
    "package.json": manifest("1.0.0"),
    CONFIG: "{}",
    ".changeset/one.md": '---\n"a": minor\n---\n\nA window\n',
    "README.md": "one\n",
}
AFTER = {"package.json": manifest("1.1.0"), CONFIG: "{}", "README.md": "one\n", "CHANGELOG.md": LOG}


def a_past(after: Mapping[str, str | None], before: Mapping[str, str | None]) -> Past:
    """A release between two trees that differ so from the ordinary ones; None is no file."""
    trees = [
        {path: text for path, text in {**tree, **changed}.items() if text is not None}
        for tree, changed in ((BEFORE, before), (AFTER, after))
    ]
    paths = sorted(trees[0].keys() | trees[1].keys())
    changed = tuple(path for path in paths if trees[0].get(path) != trees[1].get(path))
    old, new = map(MemoryFiles, trees)
    return Past(SHA, "Release", "2026-01-02", old, new, changed, added_in)


def added_in(paths: Sequence[str], *, follow: bool = True) -> Mapping[str, str]:
    """One commit added them all."""
    assert follow
    return dict.fromkeys(paths, SHA)


def replayed(
    after: Mapping[str, str | None] | None = None,
    before: Mapping[str, str | None] | None = None,
    prepared: Mapping[str, str | None] | None = None,
) -> Compared:
    """Release it once more."""
    return replay(a_past(after or {}, before or {}), prepared or {})


def test_a_release_that_comes_out_as_it_was_has_no_difference() -> None:
    found = replayed()

    assert found.is_same
    assert (Moved("a", "1.0.0", "1.1.0", "1.1.0"),) == found.moved
    assert 3 == found.same
    assert () == found.laid_out


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ("1.0.1", "1.0.1 then, 1.1.0 today"),
        ("1.0.0", "left at 1.0.0 then, 1.1.0 today"),
    ],
)
def test_another_version_comes_first(theirs: str, told: str) -> None:
    found = replayed({"package.json": manifest(theirs)})

    assert not found.has_same_versions
    assert Difference("version", "a", told) == found.differences[0]


def test_a_package_that_only_they_released_differs() -> None:
    found = replayed(before={".changeset/one.md": '---\n"a": none\n---\n\nA window\n'})

    told = "1.1.0 then, left at 1.0.0 today"
    assert f"a: {told}" == str(found.differences[0])


def test_files_differ_by_their_first_line_that_does() -> None:
    found = replayed(
        {"README.md": "two\n", "CHANGELOG.md": LOG.replace("A window", "A door"), "new.txt": ""},
    )

    assert found.has_same_versions
    assert (
        Difference(
            "changelog",
            "CHANGELOG.md",
            "line 7: `- 0123456: A door` then, `- 0123456: A window` today",
        ),
        Difference("file", "README.md", "line 1: `two` then, `one` today"),
        Difference("file", "new.txt", "it would be gone today"),
    ) == found.differences


def test_a_formatters_layout_is_no_difference() -> None:
    found = replayed({"CHANGELOG.md": LOG.replace("- ", "* ").replace("\n\n", "\n")})

    assert found.is_same
    assert ("CHANGELOG.md",) == found.laid_out


def test_what_is_prepared_is_laid_over_the_tree_before() -> None:
    bare: Mapping[str, str | None] = {CONFIG: None, ".changeset/one.md": None}
    prepared = {path: BEFORE[path] for path in bare}

    assert "there is no .changeset/config.json" in replayed(before=bare).trouble
    assert replayed(before=bare, prepared=prepared).is_same


def test_packages_of_a_configuration_that_is_prepared_are_found_in_both_trees() -> None:
    crate = '[package]\nname = "b"\nversion = "{}"\n'
    intent = '---\n"b": patch\n"a": minor\n---\n\nA window\n'
    told = "# b\n\n## 2.0.1\n\n### Patch Changes\n\n- 0123456: A window\n"

    found = replayed(
        {"crates/b/Cargo.toml": crate.format("2.0.1"), "crates/b/CHANGELOG.md": told},
        {"crates/b/Cargo.toml": crate.format("2.0.0"), ".changeset/one.md": intent},
        {"release.toml": 'packages = ["crates/*"]\n'},
    )

    assert Moved("b", "2.0.0", "2.0.1", "2.0.1") in found.moved
    assert found.is_same


def test_a_configuration_that_is_prepared_in_a_manifest_is_no_difference() -> None:
    project = '[project]\nname = "a"\nversion = "{}"\n'
    table = '\n[tool.release.files]\na = [{ path = "README.md", pattern = "v(.*)" }]\n'
    after = {"pyproject.toml": project.format("1.1.0"), "README.md": "v1.1.0\n"}
    before = {"pyproject.toml": project.format("1.0.0"), "README.md": "v1.0.0\n"}

    assert "README.md" == replayed(after, before).differences[0].subject
    prepared = {"pyproject.toml": before["pyproject.toml"] + table}
    assert replayed(after, before, prepared).is_same


@pytest.mark.parametrize(
    "changelog",
    [
        "./log.js",
        "tools:Log",
        ["@changesets/changelog-github", {"repo": "acme/train", "template": "{summary} ({ref})"}],
    ],
    ids=["JavaScript", "the repository's own Python", "a template"],
)
def test_a_generator_that_is_not_run_here_is_compared_by_what_it_tells(changelog: object) -> None:
    config = {CONFIG: json.dumps({"changelog": changelog})}
    telling = LOG.replace("- 0123456: A window", "* [see](it) **A** window!")

    assert replayed({**config, "CHANGELOG.md": telling}, config).is_same
    silent = replayed({**config, "CHANGELOG.md": LOG.replace("A window", "A door")}, config)
    assert "CHANGELOG.md: it did not tell of one under 1.1.0" == str(silent.differences[0])


def test_github_is_not_asked_whom_to_credit() -> None:
    config = {CONFIG: '{"changelog": ["@changesets/changelog-github", {"repo": "acme/train"}]}'}
    page = "https://github.com/acme/train"
    line = (
        f"- [#5]({page}/pull/5) [`{SHA[:7]}`]({page}/commit/{SHA}) Thanks [@ada](u/ada)! - A window"
    )
    log = LOG.replace("- 0123456: A window", line)

    assert replayed({**config, "CHANGELOG.md": log}, config).is_same


def test_what_only_we_record_is_no_difference_and_what_they_record_is() -> None:
    assert replayed().is_same

    theirs = replayed({".changeset/ledger.jsonl": "{}\n"})

    assert ".changeset/ledger.jsonl" == theirs.differences[0].subject


def test_only_commits_that_moved_versions_are_releases() -> None:
    idle = a_past({"package.json": manifest("1.0.0")}, {})
    real = a_past({}, {})

    assert [real, real] == list(past_releases([idle, real, idle, real, real], 2))
