"""A command killed at any instant, or failed by the disk, leaves nothing half done (promise 2)."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.formatting import a_program
from tests.e2e.desk import typed
from tests.e2e.init.repositories import LIBRARIES
from tests.e2e.killer import Tally
from tests.real_components import Components
from tests.repositories import Repo
from tests.trains import a_loaded_train, a_long_train, a_train, tree_of

HOUSE = Path(__file__).parents[2]
HALF_WAY = 18  # a write behind the commit point: the journal stands, some files do not


def strikes(
    method: str,
    work: Path,
    *,
    step: int = 1,
    task: str = "changeset.version",
    template: Path | None = None,
) -> Tally:
    """What `killer` tells of one method, at every `step`-th point."""
    template = template or a_loaded_train(work / "train")
    program = [sys.executable, "-m", "tests.e2e.killer", "--step", str(step)]
    command = [*program, method, str(template), str(work / "work"), task]
    found = subprocess.run(command, cwd=HOUSE, capture_output=True, check=True)
    return Tally(*json.loads(found.stdout))


def killed(root: Path) -> Path:
    """A train whose `changeset.version` was killed half-way."""
    program = f"""
import sys
from pathlib import Path
from tests.e2e.killer import run
sys.exit(run(Path({str(root)!r}), ["changeset.version"], {HALF_WAY}))
"""
    end = subprocess.run([sys.executable, "-c", program], cwd=HOUSE, check=False)
    assert end.returncode == 137
    return root


def test_killed_at_any_write_it_is_untouched_or_completed_by_the_next_command(
    tmp_path: Path,
) -> None:
    found = strikes("audit", tmp_path)

    assert [] == found.bad
    assert found.points >= 10


def test_a_sync_killed_at_any_write_is_untouched_or_completed(tmp_path: Path) -> None:
    template = a_train(tmp_path / "drifted", drift=True)

    found = strikes("audit", tmp_path, task="cargo.sync", template=template)

    assert [] == found.bad
    assert found.points >= 10


def test_an_adoption_killed_at_any_write_is_untouched_or_completed(tmp_path: Path) -> None:
    Repo(tmp_path / "libraries").commit("Begin", LIBRARIES)

    found = strikes("audit", tmp_path, step=5, task="setup.init", template=tmp_path / "libraries")

    assert [] == found.bad
    assert found.points >= 5


def test_many_files_that_change_at_a_time_are_untouched_or_completed(tmp_path: Path) -> None:
    """They are written by several threads, of which none outlives the kill."""
    template = a_long_train(tmp_path / "train")

    found = strikes("audit", tmp_path, step=8, template=template)

    assert [] == found.bad
    assert found.points >= 10
    assert found.untouched
    assert found.completed


def test_a_release_that_commits_is_committed_wherever_it_is_killed(tmp_path: Path) -> None:
    """The next command commits too, once and with the same message, and leaves nothing open."""
    template = a_loaded_train(tmp_path / "train", commit=True)

    found = strikes("audit", tmp_path, step=2, template=template)

    assert [] == found.bad
    assert found.untouched + found.completed == found.points


@pytest.mark.needs("strace")
@pytest.mark.parametrize(
    ("method", "step"),
    [("kill:rename", 4), ("kill:fsync", 6), ("kill:unlink", 2), ("kill:write", 8)],
)
def test_killed_at_a_system_call_it_is_untouched_or_completed(
    method: str, step: int, tmp_path: Path
) -> None:
    found = strikes(method, tmp_path, step=step)

    assert [] == found.bad
    assert found.points >= 2
    assert found.untouched + found.completed == found.points


@pytest.mark.needs("strace")
@pytest.mark.parametrize(
    ("method", "step"), [("EIO:fsync", 6), ("ENOSPC:rename", 6), ("ENOSPC:write", 6)]
)
def test_a_failing_disk_ends_it_with_4_and_nothing_half_done(
    method: str, step: int, tmp_path: Path
) -> None:
    found = strikes(method, tmp_path, step=step)

    assert [] == found.bad
    assert found.points >= 2


@pytest.mark.needs("strace")
def test_a_disk_that_is_full_for_contents_leaves_the_tree_as_it_was(tmp_path: Path) -> None:
    """No content can be written: there is nothing for the next command to complete."""
    found = strikes("ENOSPC:write", tmp_path, step=4)

    assert (found.points, 0) == (found.untouched, found.completed)


@pytest.mark.needs("unshare")
@pytest.mark.parametrize("free", ["8k", "40k"])
def test_a_really_full_disk_leaves_the_tree_as_it_was(
    free: str, components: Components, tmp_path: Path
) -> None:
    """A file system in memory; its last bytes are for nothing, or for the journal alone."""
    template = a_train(tmp_path / "train")
    disk = tmp_path / "disk"
    disk.mkdir()
    script = """
set -e
mount -t tmpfs -o size=400k tmpfs "$1" && cp -a "$2" "$1/train" && cd "$1"
free=$(df --output=avail -B1 . | tail -1)
head -c $((free - ${3%k} * 1024)) /dev/zero > all
cd train; set +e; "$4" -m release changeset.version; code=$?; cd ..
rm all; cp -a train "$5"; exit $code
"""
    arguments = [str(disk), str(template), free, sys.executable, str(tmp_path / "after")]
    ended = subprocess.run(
        [*components.unshare, "bash", "-c", script, "-", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (4, True) == (ended.returncode, "no space left on device" in ended.stderr), ended.stderr
    assert "free some space on the disk" in ended.stderr
    assert tree_of(template) == tree_of(tmp_path / "after")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_at_any_time_it_is_untouched_or_completed(
    sign: signal.Signals, tmp_path: Path
) -> None:
    """The shell sees 130 or 143; what had begun to be written, the next command completes."""
    template = a_train(tmp_path / "train")
    before, expected = tree_of(template), tree_of(released(tmp_path / "clean"))
    dice = random.Random(sign)
    for number in range(6):
        root = shutil.copytree(template, tmp_path / str(number))
        started = time.monotonic()
        command = [sys.executable, "-m", "release", "changeset.version"]
        with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE) as process:
            time.sleep(dice.uniform(0.0, 0.6))
            process.send_signal(sign)
            process.communicate()

        assert process.returncode in {0, -sign, 128 + sign, 1}, time.monotonic() - started
        assert 0 == typed(root, "cargo.sync").code
        assert tree_of(root) in (before, expected)


def released(root: Path) -> Path:
    """A train after a release that nothing disturbed."""
    assert 0 == typed(a_train(root), "changeset.version").code
    return root


def test_looking_after_a_kill_writes_nothing(tmp_path: Path) -> None:
    """Looking shows the tree as the interrupted command will leave it, and leaves it alone."""
    root = killed(a_loaded_train(tmp_path / "train"))
    before = tree_of(root)

    looks = [
        typed(root, *words)
        for words in (
            ["changeset.version", "--dry-run"],
            ["changeset.status"],
            ["cargo.sync", "--check"],
        )
    ]

    assert [0, 0, 0] == [look.code for look in looks]
    assert all("files are shown as they will be" in look.err for look in looks)
    assert before == tree_of(root)


def test_git_does_not_see_what_a_kill_left_to_do(tmp_path: Path) -> None:
    """`git add --all` after a kill commits no journal and no lock."""
    root = killed(a_loaded_train(tmp_path / "train"))

    listed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert "journal" not in listed
    assert "lock\n" not in listed.replace("Cargo.lock\n", "")
    assert (root / ".git/monorepo-release.journal").exists()


def test_the_commit_of_a_killed_release_is_told_with_its_files(tmp_path: Path) -> None:
    root = killed(a_loaded_train(tmp_path / "train", commit=True))

    answer = typed(root, "cargo.sync")

    assert "completed an interrupted command: 15 files, and their commit" in answer.err


def test_a_hook_that_refuses_the_commit_of_a_killed_release_blocks_nobody(tmp_path: Path) -> None:
    """It is told once, with the files written; then everything goes on."""
    root = killed(a_loaded_train(tmp_path / "train", commit=True))
    a_program(root / ".git/hooks/pre-commit", "print('not today')\nsys.exit(1)")

    first, second = (typed(root, "changeset.version") for _ in range(2))

    assert (6, 0) == (first.code, second.code)
    assert "not today" in first.err
    assert "all files are written: mend that, then run `git commit" in first.err
    assert '"1.1.0"' in (root / "apps/cloudprint/package.json").read_text()


def test_a_repository_that_was_moved_is_completed_where_it_is(tmp_path: Path) -> None:
    root = killed(a_loaded_train(tmp_path / "train"))
    moved = root.rename(tmp_path / "moved")

    assert "completed an interrupted command" in typed(moved, "cargo.sync").err
    assert '"1.1.0"' in (moved / "apps/cloudprint/package.json").read_text()


def test_an_edit_after_a_kill_is_not_overwritten(tmp_path: Path) -> None:
    """Somebody who edits a file after the kill is asked, not overruled."""
    root = killed(a_loaded_train(tmp_path / "train"))
    manifest = root / "apps/frachter/package.json"
    manifest.write_text(manifest.read_text().replace("private", "privat"))

    answer = typed(root, "changeset.version")

    assert (4, True) == (answer.code, "apps/frachter/package.json was edited" in answer.err)
    assert "delete .git/monorepo-release.journal to abandon it" in answer.err
    assert "privat" in manifest.read_text()


def test_an_abandoned_command_is_forgotten(tmp_path: Path) -> None:
    """The two steps that the hints name bring the tree back."""
    root = killed(a_loaded_train(tmp_path / "train"))
    (root / ".git/monorepo-release.journal").unlink()
    subprocess.run(["git", "restore", "."], cwd=root, check=True)

    assert "cloudprint" in typed(root, "changeset.status").out


def a_directory_for_a_changelog(root: Path) -> str:
    (root / "apps/frachter/CHANGELOG.md").mkdir()
    return "`apps/frachter/CHANGELOG.md` cannot be changed: a directory is in the way"


def a_read_only_file(root: Path) -> str:
    (root / "package-lock.json").chmod(0o444)
    return "`package-lock.json` cannot be changed: it is read-only"


def a_read_only_directory(root: Path) -> str:
    (root / "apps/cloudprint/src-tauri").chmod(0o555)
    file = "apps/cloudprint/src-tauri/Cargo.toml"
    return f"`{file}` cannot be changed: its directory `src-tauri` is read-only"


def test_all_that_is_in_the_way_is_told_at_once_and_nothing_changes(tmp_path: Path) -> None:
    root = a_train(tmp_path / "train")
    expected = [
        each(root)
        for each in (a_directory_for_a_changelog, a_read_only_file, a_read_only_directory)
    ]
    before = tree_of(root)

    answer = typed(root, "changeset.version")
    (root / "apps/cloudprint/src-tauri").chmod(0o755)

    assert 4 == answer.code
    assert [] == [line for line in expected if line not in answer.err]
    assert before == tree_of(root)
