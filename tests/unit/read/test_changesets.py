from __future__ import annotations

import pytest

from release.errors import ChangesetError, ConfigError, Where
from release.model import Bump
from release.read.changesets import read_changesets
from tests.fakes import MemoryFiles

PATCH = '---\n"a": patch\n---\n\nMended.\n'


def folder(**files: str) -> MemoryFiles:
    return named({f"{name}.md": text for name, text in files.items()})


def named(files: dict[str, str]) -> MemoryFiles:
    content = {"config.json": "{}"} | files
    return MemoryFiles({f".changeset/{name}": text for name, text in content.items()})


def test_reads_a_changeset() -> None:
    (changeset,) = read_changesets(folder(otter=PATCH))

    assert (changeset.id, changeset.path) == ("otter", ".changeset/otter.md")
    assert changeset.bumps == {"a": Bump.PATCH}


def test_orders_by_the_bytes_of_the_file_name() -> None:
    names = ["é", "z", "a", "a-b", "_x", "B", "9", "10"]

    read = read_changesets(folder(**dict.fromkeys(names, PATCH)))

    assert [each.id for each in read] == ["10", "9", "B", "_x", "a-b", "a", "z", "é"]


@pytest.mark.parametrize(
    "name",
    ["README.md", "readme.md", "AGENTS.md", "CLAUDE.md", "GEMINI.md", ".x.md", "x.txt", "x.MD"],
)
def test_other_files_are_no_changesets(name: str) -> None:
    assert read_changesets(named({name: "words"})) == ()


@pytest.mark.parametrize("name", ["agents", "README-x", "x.md"])
def test_similar_names_are_changesets(name: str) -> None:
    assert [each.id for each in read_changesets(folder(**{name: PATCH}))] == [name]


def test_folders_are_left_alone() -> None:
    assert read_changesets(named({"notes/otter.md": PATCH, "pre.json": "{}"})) == ()


def test_those_that_a_prerelease_consumed_come_last_under_an_id_of_their_own() -> None:
    found = read_changesets(named({"pre/a.md": PATCH, "pre/README.md": "", "z.md": PATCH}))

    assert [(each.id, each.path) for each in found] == [
        ("z", ".changeset/z.md"),
        ("pre/a", ".changeset/pre/a.md"),
    ]


def test_a_folder_with_a_changeset_s_name_is_told() -> None:
    with pytest.raises(ChangesetError) as caught:
        read_changesets(named({"x.md/y": ""}))

    assert caught.value.problems[0].message == "`.changeset/x.md` is a directory"


def test_every_malformed_changeset_is_told() -> None:
    with pytest.raises(ChangesetError) as caught:
        read_changesets(folder(a="", b=PATCH, c="---\na: 1\nb: 2\n---\n"))

    assert [problem.where for problem in caught.value.problems] == [
        Where(".changeset/a.md", 1),
        Where(".changeset/c.md", 2),
        Where(".changeset/c.md", 3),
    ]


def test_a_missing_folder_is_a_matter_of_configuration() -> None:
    with pytest.raises(ConfigError) as caught:
        read_changesets(MemoryFiles({"package.json": "{}"}))

    assert caught.value.problems[0].message == "there is no `.changeset` folder"
