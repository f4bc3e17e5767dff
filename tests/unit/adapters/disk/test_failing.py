"""A write that fails, or is killed, half way leaves the old file and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from release.adapters.disk import Disk
from release.adapters.exports import Exports
from release.adapters.replace import FEW, SHARE, WORKERS
from release.errors import StateError
from tests.unit.adapters.disk.folders import in_a_child, no_large_files, tree, write


def test_a_write_that_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    said = in_a_child(tmp_path, "disk.prepare({'a': 'x' * 5000})()", no_large_files)

    assert (said, tree(tmp_path)) == (
        "error: `a` cannot be written: file too large\n  where: a\n",
        {"a": "old"},
    )


def test_a_new_file_that_fails_half_way_is_not_there(tmp_path: Path) -> None:
    in_a_child(tmp_path, "disk.prepare({'a': 'x' * 5000})()", no_large_files)

    assert tree(tmp_path) == {}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
def test_a_full_disk_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StateError) as caught:
        Exports(tmp_path).write("/dev/full", "text")

    assert str(caught.value) == (
        "error: `/dev/full` cannot be written: no space left on device\n"
        "  where: /dev/full\n"
        "  hint: free some space on the disk, then run the same command again"
    )


@pytest.mark.parametrize("number", [FEW, FEW + 1, WORKERS * 2 + 1, WORKERS * SHARE + 1])
def test_many_files_change_together_each_to_its_own_content(number: int, tmp_path: Path) -> None:
    """Whether one after the other or by shares: none is left out and none is done twice."""
    gone = {f"gone/{each}": "old" for each in range(number)}
    expected = {f"{each % 7}/{each}": str(each) for each in range(number)}
    Disk(tmp_path).prepare(gone)()

    Disk(tmp_path).prepare({**expected, **dict.fromkeys(gone)})()

    assert expected == tree(tmp_path)


def test_one_of_many_that_fails_leaves_the_tree_as_it_was(tmp_path: Path) -> None:
    edits = {f"{each}": "x" for each in range(WORKERS * 2)} | {"a": "x" * 5000}

    said = in_a_child(tmp_path, f"disk.prepare({edits})", no_large_files)

    assert "error: `a` cannot be written: file too large\n  where: a\n" == said
    assert {} == tree(tmp_path)


def test_what_a_killed_write_left_is_used_up_by_the_next(tmp_path: Path) -> None:
    in_a_child(
        tmp_path,
        "sys.addaudithook(lambda event, _: __import__('os')._exit(0) "
        "if event == 'os.rename' else None); disk.prepare({'a': 'x' * 5000})()",
    )
    assert tree(tmp_path) == {".a.release-tmp": "x" * 5000}

    write(tmp_path, "a", "new")

    assert tree(tmp_path) == {"a": "new"}
