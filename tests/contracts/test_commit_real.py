"""The `commit` option beside the real CLI: the same message, and the same files in the commit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from release.edits import RECORDS
from tests.cli.formatting import a_repository
from tests.cli.parity import quiet_environment
from tests.real_components import Components

pytestmark = pytest.mark.needs("node", "git")

COMMITS = [
    True,
    "@changesets/cli/commit",
    ["@changesets/cli/commit", None],
    ["@changesets/cli/commit", {"skipCI": True}],
    ["@changesets/cli/commit", {"skipCI": "add"}],
    ["@changesets/cli/commit", {"skipCI": "version"}],
    ["@changesets/cli/commit", {"skipCI": "true"}],
]
SUMMARY = "# Not a comment\n\n\n\n'quoted' $(x) `y`  \n\ttabbed\n\n"
LEDGER = {*RECORDS}  # ours alone


def run(argv: list[str], root: Path) -> None:
    subprocess.run(argv, cwd=root, env=quiet_environment() | WHO, capture_output=True, check=True)


WHO = {
    f"GIT_{role}_{key}": text
    for role in ("AUTHOR", "COMMITTER")
    for key, text in {"NAME": "Ada", "EMAIL": "ada@example.org"}.items()
}


def commits(root: Path) -> list[tuple[bytes, list[bytes]]]:
    """Of the last two commits the message, and the kind and place of each file in them."""
    found = []
    for commit in ("HEAD~1", "HEAD"):
        ask = ["git", "cat-file", "commit", commit]
        text = subprocess.run(ask, cwd=root, capture_output=True, check=True).stdout
        listing = ["git", "show", "--format=", "--name-status", "--no-renames", commit]
        files = subprocess.run(listing, cwd=root, capture_output=True, check=True).stdout
        rows = [row for row in files.splitlines() if row.split(b"\t")[1].decode() not in LEDGER]
        found.append((text.partition(b"\n\n")[2], [_without_words(row) for row in rows]))
    return found


def _without_words(row: bytes) -> bytes:
    """The row of a file; the name of a new changeset is made of random words."""
    return b"A .changeset" if row.startswith(b"A\t.changeset/") else row


@pytest.mark.parametrize("commit", COMMITS, ids=json.dumps)
def test_the_commits_are_those_of_the_cli(
    commit: object, components: Components, tmp_path: Path
) -> None:
    """A release's and a new changeset's, whose summary git tidies in both."""
    config = json.dumps({"commit": commit, "format": False})
    for name in ("theirs", "ours"):
        a_repository(tmp_path / name, {".changeset/config.json": config})
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"

    run([*components.changeset, "version"], theirs)
    run([*components.changeset, "add", "--empty", "-m", SUMMARY], theirs)
    run([sys.executable, "-m", "release", "changeset.version"], ours)
    run([sys.executable, "-m", "release", "changeset.add", "--empty", "--message", SUMMARY], ours)

    assert commits(theirs) == commits(ours)
