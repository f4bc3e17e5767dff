"""Past releases of a real repository, once more: the real Changesets CLI and us on the same tree.

    python -m tests.replay CLONE [CLONE ...] --releases 20 --cli 2 3

Each clone's newest release commits (those that delete changesets and change a package.json) are
found, and both programs get the tree before each of them with its true history. The comparison is
of the status JSON and of every file, except the lockfiles, which we bring along. `--cli` is the
line of the real CLI, and our `compat`.

What reaches out or needs an installed tree is taken out of the configuration for both: another
changelog generator becomes the default one, and no formatter runs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from release.lockfiles import LOCKFILES
from tests.cli.differences import difference
from tests.cli.ours import run_ours
from tests.cli.parity import Outcome, run_theirs
from tests.real_components import Components

CONFIG = ".changeset/config.json"
BRANCH = "main"


def main() -> int:
    """Replay, tell a line a release, and end with the counts; 1 when any of them differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clones", nargs="+", type=Path)
    parser.add_argument("--releases", type=int, default=20)
    parser.add_argument("--cli", type=int, nargs="+", choices=(2, 3), default=[3])
    options = parser.parse_args()
    wrong = 0
    for clone, line in product(options.clones, options.cli):
        commits = releases(clone, options.releases)
        found = [replay(clone, commit, line) for commit in commits]
        differing = sum(map(bool, found))
        wrong += differing or len(commits) < options.releases
        print(f"{clone}, CLI {line}: {len(commits)} releases, {differing} differ", flush=True)
    return 1 if wrong else 0


def releases(clone: Path, count: int) -> list[str]:
    """The newest release commits, newest first."""
    log = _git(
        clone,
        *("log", "HEAD", "--no-merges", "--format=%x00%H", "--name-status", "--full-diff"),
        *("--diff-filter=DM", "--", ".changeset"),
    )
    found = []
    for entry in log.split("\0")[1:]:
        commit, *changes = entry.split("\n")
        consumed = any(line.startswith("D\t.changeset/") for line in changes)
        versioned = any(line.endswith("/package.json") for line in changes)
        if consumed and versioned:
            found.append(commit)
    return found[:count]


def replay(clone: Path, commit: str, line: int) -> str:
    """How the two programs differ on the tree before `commit`; empty when they agree.

    Args:
        clone: the repository.
        commit: a release of it.
        line: the line of the real CLI.
    """
    changeset = Components(os.environ).changesets(line)
    with tempfile.TemporaryDirectory() as name:
        theirs_at, ours_at = Path(name, "theirs"), Path(name, "ours")
        _check_out(clone, f"{commit}^", theirs_at)
        (theirs_at / "release.toml").write_text(f"compat = {line}\n", "utf-8")
        shutil.copytree(theirs_at, ours_at, symlinks=True)
        theirs = run_theirs(changeset, theirs_at)
        ours = run_ours(ours_at)
    found = difference(_without_locks(theirs), _without_locks(ours))
    when = _git(clone, "show", "--no-patch", "--format=%cs", commit).strip()
    word = "DIFFERS" if found else "equal"
    both = f", both refused {' and '.join(theirs.refused)}" if theirs.refused else ""
    print(f"{commit[:10]} {when} {word}{both}", flush=True)
    if found:
        print(found)
    return found


def _check_out(clone: Path, revision: str, root: Path) -> None:
    _git(clone, "clone", "--quiet", "--shared", "--no-checkout", ".", str(root))
    _git(root, "checkout", "--quiet", "-B", BRANCH, revision)
    config = json.loads((root / CONFIG).read_text("utf-8"))
    (root / CONFIG).write_text(json.dumps(dict(_without_the_world(config))), "utf-8")


def _without_the_world(config: dict[str, object]) -> Iterator[tuple[str, object]]:
    for option, value in config.items():
        if option == "changelog":
            yield option, value and "@changesets/cli/changelog"
        elif option not in {"format", "prettier", "commit"}:
            yield option, BRANCH if option == "baseBranch" else value
    yield "format", False
    yield "prettier", False


def _without_locks(outcome: Outcome) -> Outcome:
    kept = {
        path: text
        for path, text in outcome.tree.items()
        if path.rpartition("/")[2] not in LOCKFILES
    }
    return Outcome(kept, outcome.statuses, outcome.refused, outcome.runs)


def _git(folder: Path, *arguments: str) -> str:
    ran = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    return ran.stdout.decode("utf-8", "surrogateescape")


if __name__ == "__main__":
    sys.exit(main())
