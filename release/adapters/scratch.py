"""A work tree of one commit, elsewhere, for as long as a command builds in it.

It is a repository of its own in a temporary folder, which borrows the objects of the user's
(alternates), has the same `origin`, and has its files checked out by the user's git, filters and
all. In the user's repository nothing is written: `git worktree add` would leave an entry there
when it is killed, and a mere export has no `.git`, which builds ask for the commit and the tags.
What whoever was killed left in the temporary folder, the next one removes: the system drops the
lock of the dead.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from release.adapters.clock import now
from release.adapters.disk import Disk
from release.adapters.git.environment import quiet, without_sign_in
from release.adapters.git.program import GitProgram, failure
from release.adapters.lock import locked
from release.adapters.origin import origin_address
from release.errors import StateError

_PREFIX = "monorepo-release-scratch-"
_LOCK, _TREE = "lock", "tree"
_BIRTH = 60.0  # seconds; a folder without a lock is one that is just being made
# What git would write into the user's repository, or be told by it.
_OWN = ("core.splitIndex=false", "core.fsmonitor=false", "core.untrackedCache=false")
_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR")


@contextmanager
def scratch_tree(
    root: Path, commit: str, edits: Mapping[str, str | None], environment: Mapping[str, str]
) -> Iterator[Path]:
    """A work tree with the files of a commit, and nothing that git does not track.

    Submodules are empty folders in it. It is in the folder that `RUNNER_TEMP` names (a job's, on
    the disk that the job works on), or else in the system's for temporary files.

    Args:
        root: the workspace's root in the user's tree.
        commit: what is checked out.
        edits: the new text of files, by path; None removes one.
        environment: the process's own.

    Yields:
        The workspace's root in the scratch tree.

    Raises:
        StateError: git failed, a filter of the repository's too, or the disk is full.
    """
    sweep(environment)
    above = _above(environment)
    try:
        folder = Path(mkdtemp(prefix=_PREFIX, dir=above))
        lock = _take(folder)
    except OSError as error:
        raise StateError(
            f"there is no place for a scratch tree in {above}: {error.strerror}",
            hint="set RUNNER_TEMP or TMPDIR to a folder with room for a build",
        ) from None
    try:
        place = _checked_out(root, folder / _TREE, commit, environment)
        Disk(place).prepare(edits)()
        yield place
    finally:
        _remove(folder)
        os.close(lock)


def sweep(environment: Mapping[str, str]) -> None:
    """Remove the trees of those of us that were killed, whose locks the system has dropped."""
    for folder in _above(environment).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if _is_left(folder):
                _remove(folder)


def _above(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("RUNNER_TEMP") or gettempdir()).resolve()


def _take(folder: Path) -> int:
    """Lock a folder that is new; the lock has its name only when it is locked."""
    unnamed = folder / f"{_LOCK}.new"
    lock = os.open(unnamed, os.O_RDWR | os.O_CREAT, 0o600)
    locked(lock)
    unnamed.rename(folder / _LOCK)
    return lock


def _checked_out(root: Path, tree: Path, commit: str, environment: Mapping[str, str]) -> Path:
    """Make the repository and check the commit out; the workspace's root in it."""
    around = {name: text for name, text in quiet(environment).items() if name not in _REPOSITORY}
    theirs = GitProgram(root, around)
    words = ("--absolute-git-dir", "--git-common-dir", "--show-prefix", "--show-object-format")
    private, common, prefix, form = theirs.answer("rev-parse", *words).splitlines()
    shared = root / common  # relative to where git runs, or absolute
    theirs.answer("init", "--quiet", "--template=", f"--object-format={form}", str(tree))
    git = tree / ".git"
    (git / "objects/info").mkdir(exist_ok=True)
    (git / "objects/info/alternates").write_bytes(os.fsencode(f"{shared.resolve()}/objects\n"))
    if (shared / "shallow").exists():
        shutil.copyfile(shared / "shallow", git / "shallow")
    ours = GitProgram(tree, around)
    tags = theirs.answer(
        "for-each-ref",
        "--format=create %(refname) %(objectname)",
        f"--merged={commit}",
        "refs/tags",
    )
    ours.answer("update-ref", "--stdin", feed=tags)
    ours.answer("update-ref", "--no-deref", "HEAD", commit)
    if address := origin_address(root):
        ours.answer("config", "remote.origin.url", without_sign_in(address))
    _fill(tree, private, commit, around)
    return tree / prefix


def _fill(tree: Path, private: str, commit: str, around: Mapping[str, str]) -> None:
    """Have the user's repository write the files, and the scratch one know them in its index."""
    own = {
        "GIT_DIR": private,
        "GIT_WORK_TREE": str(tree),
        "GIT_INDEX_FILE": str(tree / ".git/index"),
    }
    settings = [word for setting in _OWN for word in ("-c", setting)]
    words = [*settings, "read-tree", "--reset", "-u", "--no-sparse-checkout", commit]
    answer = GitProgram(tree, {**around, **own}).ask(*words)
    if answer is None or answer.code:
        raise failure(answer)


def _is_left(folder: Path) -> bool:
    """Whether a folder is ours and nobody's any more."""
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
        return False
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return now().timestamp() - status.st_mtime > _BIRTH
    try:
        return locked(lock)
    finally:
        os.close(lock)


def _remove(folder: Path) -> None:
    """Remove a folder and all that is in it, the lock last; what cannot be removed stays."""
    tree = folder / _TREE
    shutil.rmtree(tree, ignore_errors=True)
    if tree.exists():  # builds make read-only folders, such as a module cache
        for above, _, _ in os.walk(tree):
            with suppress(OSError):
                Path(above).chmod(stat.S_IRWXU)
        shutil.rmtree(tree, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
