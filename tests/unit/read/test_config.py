"""Which file the configuration comes from."""

from __future__ import annotations

import pytest

from release.config.changesets import ChangesetsConfig
from release.errors import ConfigError
from release.read.changesets_config import read_changesets_config
from release.read.config import read_config
from tests.factories import a_package, a_workspace
from tests.fakes import MemoryFiles

WORKSPACE = a_workspace(app=a_package())


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, (None, "main")),
        ({"pyproject.toml": "[project]"}, (None, "main")),
        ({"release.toml": "main = 'x'"}, ("release.toml", "x")),
        ({"pyproject.toml": "[tool.release]\nmain = 'x'"}, ("pyproject.toml", "x")),
        (
            {"release.toml": "main = 'x'", "pyproject.toml": "[project]"},
            ("release.toml", "x"),
        ),
    ],
)
def test_the_configuration_stands_in_one_of_two_files(
    files: dict[str, str], expected: tuple[str | None, str]
) -> None:
    """Or in none, and then the defaults hold."""
    config = read_config(MemoryFiles(files), WORKSPACE)

    assert expected == (config.path, config.main)


def test_refuses_two_configurations() -> None:
    """Nobody could tell which one counts."""
    files = MemoryFiles({"release.toml": "", "pyproject.toml": "[tool.release]"})

    with pytest.raises(ConfigError, match=r"stands in release\.toml and in pyproject\.toml"):
        read_config(files, WORKSPACE)


def test_the_problems_of_both_files_are_told_at_once() -> None:
    """A person mends them in one go."""
    files = MemoryFiles({"release.toml": "x = 1", "pyproject.toml": "x ="})

    with pytest.raises(ConfigError) as caught:
        read_config(files, WORKSPACE)

    assert [str(problem.where) for problem in caught.value.problems] == [
        "release.toml:1",
        "pyproject.toml:1",
    ]


def test_the_configuration_of_changesets_is_read() -> None:
    """From its one place."""
    files = MemoryFiles({".changeset/config.json": "{}"})

    assert ChangesetsConfig() == read_changesets_config(files, WORKSPACE)


def test_without_a_configuration_of_changesets_there_is_a_hint() -> None:
    """How to make one."""
    with pytest.raises(ConfigError, match=r"hint: run `setup.init`, or write one"):
        read_changesets_config(MemoryFiles(), WORKSPACE)


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ('allow-branch = ["main"]\nowners = []\n', None),
        ('tag-name = "v{{version}}"\ntag = false\n', None),
        ('main = "trunk"\n', "trunk"),
        ("", "main"),
    ],
)
def test_a_file_of_cargo_release_is_none_of_ours(text: str, main: str | None) -> None:
    """It has the same name; its keys tell, where none is ours."""
    config = read_config(MemoryFiles({"release.toml": text}), WORKSPACE)

    assert (config.path and config.main) == main


def test_keys_of_cargo_release_among_ours_are_mistakes() -> None:
    with pytest.raises(ConfigError, match="`owners` is not a key"):
        read_config(MemoryFiles({"release.toml": 'main = "trunk"\nowners = []\n'}), WORKSPACE)
