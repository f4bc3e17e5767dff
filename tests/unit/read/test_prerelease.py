"""Prerelease mode, as read from the world."""

from __future__ import annotations

from release.actions import DeleteFile, WriteFile
from release.model import PreState
from release.read.prerelease import Prerelease, read_prerelease
from tests.fakes import MemoryFiles

STATE = PreState("pre", "next")


def test_without_a_file_there_is_no_mode() -> None:
    assert read_prerelease(MemoryFiles()) == Prerelease()


def test_a_file_of_version_3_needs_no_migration() -> None:
    files = MemoryFiles({".changeset/pre.json": '{"mode": "pre", "tag": "next"}'})

    assert read_prerelease(files) == Prerelease(STATE)


def old(*listed: str, **changesets: str) -> Prerelease:
    """What is read of a pre.json of version 2 beside `changesets`."""
    names = ", ".join(f'"{each}"' for each in listed)
    text = f'{{"mode": "pre", "tag": "next", "initialVersions": {{}}, "changesets": [{names}]}}'
    kept = {f".changeset/{name}.md": text for name, text in changesets.items()}
    return read_prerelease(MemoryFiles({".changeset/pre.json": text} | kept))


def edits(found: Prerelease) -> list[tuple[str, str | None]]:
    """Path and new text of each edit; None where the file goes."""
    return [
        (each.path, each.text if isinstance(each, WriteFile) else None) for each in found.migration
    ]


def test_what_version_2_had_versioned_is_moved() -> None:
    found = old("a", "gone", "a", a="A", b="B")

    assert found.state == STATE
    assert edits(found)[1:] == [(".changeset/pre/a.md", "A"), (".changeset/a.md", None)]


def test_the_file_takes_the_form_of_version_3() -> None:
    assert edits(old("gone")) == [
        (".changeset/pre.json", '{\n  "mode": "pre",\n  "tag": "next"\n}\n')
    ]


def test_a_listed_name_reaches_no_file_elsewhere() -> None:
    files = MemoryFiles(
        {
            ".changeset/pre.json": '{"mode": "pre", "tag": "next", "changesets": ["../README"]}',
            "README.md": "mine",
        }
    )

    migration = read_prerelease(files).migration

    assert not [each for each in migration if isinstance(each, DeleteFile)]
