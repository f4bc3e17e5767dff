"""Commits of our own making, by the git program."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from release.adapters.shell import MissingProgram, Result, failure, run
from release.errors import CommandError

_FROM_STDIN = ("--pathspec-from-file=-", "--pathspec-file-nul")
_NUL = "\0"


def commit_files(root: Path, paths: Sequence[str], message: str) -> bool:
    """Commit files as they are in the tree, and nothing else.

    What others have staged stays staged and out of the commit, unlike in Changesets. Hooks run,
    and git's own settings hold, as for a person who commits.

    Args:
        root: the workspace, which may lie below the top of the repository.
        paths: files below it; those that are ignored, or that git sees no change in, are left out.
        message: of the commit; git strips blank lines at its ends.

    Returns:
        Whether there was anything to commit: no commit is made that holds nothing.

    Raises:
        CommandError: git failed, or a hook did; the files are there, and staged.
    """
    subject = message.partition("\n")[0]
    by_hand = f"all files are written: mend that, then run `git commit -m {shlex.quote(subject)}`"
    changed = _changed(root, paths, by_hand)
    if not changed:
        return False
    # Of a file whose removal is staged, by a command that was killed here, `add` knows nothing.
    if unstaged := [path for path, staged in changed.items() if not staged]:
        _git(root, ["add", "--all", *_FROM_STDIN], by_hand, _specs(unstaged))
    with TemporaryDirectory(prefix="release-commit-") as folder:
        file = Path(folder, "MESSAGE")
        file.write_bytes(message.encode("utf-8", "surrogateescape"))
        command = ["commit", "--quiet", "--only", f"--file={file}", *_FROM_STDIN]
        _git(root, command, by_hand, _specs(changed))
    return True


def _specs(paths: Iterable[str]) -> str:
    return "".join(f":(top,literal){path}{_NUL}" for path in paths)


def _changed(root: Path, paths: Sequence[str], by_hand: str) -> dict[str, bool]:
    """Those of `paths` that git would commit, seen from the top; whether all of it is staged."""
    prefix = _git(root, ["rev-parse", "--show-prefix"], by_hand).removesuffix("\n")
    status = _git(
        root, ["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"], by_hand
    )
    # Two letters, for the index and for the tree, and a space come before the path.
    found = {row[3:]: row[1] == " " for row in status.split(_NUL) if row}
    return {path: found[path] for path in (prefix + each for each in paths) if path in found}


def _git(root: Path, arguments: Sequence[str], by_hand: str, paths: str = "") -> str:
    try:
        result = run(["git", *arguments], root, input=paths)
    except MissingProgram:
        raise CommandError("nothing was committed: git is not installed", hint=by_hand) from None
    if result.code:
        shown = Result(("git", arguments[0]), result.code, result.stdout, result.stderr)
        raise CommandError(f"nothing was committed: {failure(shown)}", hint=by_hand)
    return result.stdout
