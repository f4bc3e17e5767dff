"""The disk: what is kept, what is refused, and what is left when something goes wrong."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from release.adapters.disk import Disk
from release.adapters.exports import Exports
from release.adapters.replace import FEW, SHARE, WORKERS
from release.errors import StateError

MINE = 0o640


def tree(root: Path) -> dict[str, str]:
    """Every file's content below `root`."""
    return {
        str(path.relative_to(root)): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def write(root: Path, path: str, text: str | None) -> None:
    """Give the file its content, or remove it."""
    Disk(root).prepare({path: text})()


def test_the_mode_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(MINE)

    write(tmp_path, "a", "new")

    assert (tmp_path / "a").stat().st_mode & 0o777 == MINE


def test_a_new_file_has_the_mode_that_the_mask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path, "a", "new")
    finally:
        os.umask(before)

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_write_leaves_nothing_else_behind(tmp_path: Path) -> None:
    write(tmp_path, "a", "text")

    assert tree(tmp_path) == {"a": "text"}


def test_an_open_reader_keeps_the_old_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    with (tmp_path / "a").open() as reader:
        write(tmp_path, "a", "new")
        seen = reader.read()

    assert (seen, Disk(tmp_path).read("a")) == ("old", "new")


def test_a_symbolic_link_stays_and_its_target_changes(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/file").write_text("old")
    (tmp_path / "link").symlink_to("real/file")

    write(tmp_path, "link", "new")

    assert ((tmp_path / "link").readlink(), tree(tmp_path / "real")) == (
        Path("real/file"),
        {"file": "new"},
    )


def test_deleting_a_symbolic_link_keeps_its_target(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    (tmp_path / "link").symlink_to("file")

    write(tmp_path, "link", None)

    assert tree(tmp_path) == {"file": "text"}


def test_a_root_behind_a_symbolic_link_is_writable(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "root").symlink_to("real")

    write(tmp_path / "root", "a", "text")

    assert tree(tmp_path / "real") == {"a": "text"}


def test_a_link_to_a_directory_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    assert [entry.is_directory for entry in Disk(tmp_path).entries("")] == [False, True]


def read_only_file(root: Path) -> str:
    (root / "a").write_text("text")
    (root / "a").chmod(0o444)
    return "a"


def read_only_directory(root: Path) -> str:
    (root / "d").mkdir()
    (root / "d").chmod(0o555)
    return "d/a"


def directory_in_the_way(root: Path) -> str:
    (root / "d").mkdir()
    return "d"


def file_in_the_way(root: Path) -> str:
    (root / "f").write_text("")
    return "f/deep/er"


def link_outside(root: Path) -> str:
    (root.parent / "outside").write_text("mine")
    (root / "link").symlink_to("../outside")
    return "link"


def directory_outside(root: Path) -> str:
    (root.parent / "there").mkdir()
    (root / "link").symlink_to("../there")
    return "link/new"


def file_outside_through_a_link_back(root: Path) -> str:
    (root / "file").write_text("")
    (root.parent / "there").mkdir()
    (root.parent / "there/back").symlink_to(root / "file")
    (root / "link").symlink_to("../there")
    return "link/back"


def broken_link(root: Path) -> str:
    (root / "link").symlink_to("nowhere")
    return "link"


def circular_link(root: Path) -> str:
    (root / "link").symlink_to("link")
    return "link"


REFUSED: dict[Callable[[Path], str], str] = {
    read_only_file: "it is read-only",
    read_only_directory: "its directory `d` is read-only",
    directory_in_the_way: "a directory is in the way",
    file_in_the_way: "`f` is not a directory",
    link_outside: "it leads outside the repository",
    directory_outside: "it leads outside the repository",
    file_outside_through_a_link_back: "it leads outside the repository",
    broken_link: "it is a broken symbolic link",
    circular_link: "it is a broken symbolic link",
    lambda _: "../outside": "it leads outside the repository",
    lambda _: "/outside": "it leads outside the repository",
    lambda _: "": "it is the repository itself",
    lambda _: "a\0b": "its name holds a NUL character",
}


@pytest.mark.parametrize(("prepare", "reason"), REFUSED.items())
def test_refuses_with_the_reason(
    tmp_path: Path, prepare: Callable[[Path], str], reason: str
) -> None:
    root = tmp_path / "root"
    root.mkdir()

    path = prepare(root)

    assert Disk(root).refusals([path]) == {path: reason}


@pytest.mark.parametrize("prepare", REFUSED)
def test_what_is_refused_is_not_written(tmp_path: Path, prepare: Callable[[Path], str]) -> None:
    root = tmp_path / "root"
    root.mkdir()
    path = prepare(root)
    before = tree(tmp_path)

    with pytest.raises(StateError):
        write(root, path, "new")

    assert tree(tmp_path) == before


@pytest.mark.parametrize("prepare", [read_only_file, link_outside, directory_in_the_way])
def test_what_is_refused_is_not_deleted(tmp_path: Path, prepare: Callable[[Path], str]) -> None:
    root = tmp_path / "root"
    root.mkdir()
    path = prepare(root)
    before = tree(tmp_path)

    with pytest.raises(StateError, match="cannot be changed"):
        write(root, path, None)

    assert tree(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_file_of_somebody_else_is_refused() -> None:
    """Renaming over it might work, and would take it away from its owner."""
    as_nobody = "import os; os.geteuid() or os.setuid(65534)"

    said = in_a_child(Path("/etc"), f"{as_nobody}; print(disk.refusals(['passwd']))")

    assert said == "{'passwd': 'it is read-only'}\n"


def test_text_that_is_not_unicode_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    with pytest.raises(StateError, match="`a` cannot be written: it holds characters"):
        write(tmp_path, "a", "\ud800")

    assert tree(tmp_path) == {"a": "old"}


def no_large_files() -> None:
    """Let this process write 1000 bytes and no more: a full disk, without one."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def in_a_child(root: Path, code: str, limit: Callable[[], None] | None = None) -> str:
    """What `code` says on a `Disk` in a process of its own."""
    program = (
        "import sys; from pathlib import Path; from release.adapters.disk import Disk; "
        "from release.errors import StateError\n"
        "import release.adapters.replace\n"  # before `code` takes away what loading it needs
        "disk = Disk(Path(sys.argv[1]))\n"
        f"try:\n    {code}\nexcept StateError as error:\n    print(error)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(root)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


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


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    name = "é" * 127

    write(tmp_path, name, "text")

    assert tree(tmp_path) == {name: "text"}


def test_a_name_that_is_not_utf_8_is_kept(tmp_path: Path) -> None:
    write(tmp_path, "\udcff", "text")

    assert [entry.name for entry in Disk(tmp_path).entries("")] == ["\udcff"]


def test_a_named_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert (Disk(tmp_path).read("pipe"), Disk(tmp_path).exists("pipe")) == (None, False)


def test_a_circular_link_is_told(tmp_path: Path) -> None:
    path = circular_link(tmp_path)

    with pytest.raises(StateError, match="`link` cannot be read: too many levels"):
        Disk(tmp_path).read(path)


def test_a_name_with_a_nul_is_no_file(tmp_path: Path) -> None:
    assert (Disk(tmp_path).read("a\0b"), Disk(tmp_path).entries("a\0b")) == (None, ())


def test_an_export_goes_where_the_user_says(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    exports = Exports(tmp_path / "work")

    exports.write("a.json", "1")
    exports.write("../b.json", "2")
    exports.write(str(tmp_path / "c.json"), "3")

    assert tree(tmp_path) == {"b.json": "2", "c.json": "3", "work/a.json": "1"}


@pytest.mark.parametrize("path", ["absent/a.json", "a-directory", "file/a.json", "a\0b"])
def test_an_export_that_cannot_be_is_told(tmp_path: Path, path: str) -> None:
    (tmp_path / "a-directory").mkdir()
    (tmp_path / "file").write_text("text")

    with pytest.raises(StateError, match="cannot be written"):
        Exports(tmp_path).write(path, "text")

    assert tree(tmp_path) == {"file": "text"}


def test_an_export_into_a_pipe_is_written_through(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)

    Exports(tmp_path).write("pipe", "text")

    assert os.read(reader, 10) == b"text"
    os.close(reader)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux names open files")
def test_an_export_into_an_open_pipe_is_written_through(tmp_path: Path) -> None:
    """`--output /dev/stdout` before a `|`: the pipe's own name is on no disk."""
    reader, writer = os.pipe()

    Exports(tmp_path).write(f"/dev/fd/{writer}", "text")

    assert os.read(reader, 10) == b"text"
    os.close(reader)
    os.close(writer)
