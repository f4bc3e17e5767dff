"""A repository where a released changeset can come back, and what tells whether it did.

`staging` was promoted by a squash, and `main` has released cloudprint 1.1.0 by what came with it,
`fast-otters-print.md`. `staging` holds that still.
"""

from __future__ import annotations

import json
from typing import Any

from release.ledger import LEDGER
from tests.e2e.desk import Answer, typed
from tests.repositories import Repo

OTTER = ".changeset/fast-otters-print.md"
FOX = ".changeset/calm-foxes-sail.md"
HEN = ".changeset/brisk-hens-print.md"
CONFIG = ".changeset/config.json"
FILES = {
    "package.json": '{"name": "train", "private": true, "workspaces": ["apps/*"]}\n',
    "package-lock.json": '{"name": "train", "lockfileVersion": 3, "packages": {}}\n',
    CONFIG: '{"format": false, "baseBranch": "main"}\n',
    "apps/cloudprint/package.json": '{"name": "cloudprint", "version": "1.0.0"}\n',
    "apps/frachter/package.json": '{"name": "frachter", "version": "2.0.0"}\n',
}
SILENT = '{"format": false, "baseBranch": "main", "changelog": false}\n'


def a_changeset(package: str, bump: str, summary: str) -> str:
    """A changeset's text."""
    return f'---\n"{package}": {bump}\n---\n\n{summary}\n'


def release(repo: Repo) -> Answer:
    """Consume what is pending, and commit it."""
    answer = typed(repo.root, "changeset.version")
    assert answer.code == 0, answer.err
    repo.commit("chore: release versions")
    return answer


def version_of(repo: Repo, app: str = "cloudprint") -> str:
    """The version in an app's package.json."""
    text = (repo.root / f"apps/{app}/package.json").read_text()
    return str(json.loads(text)["version"])


def assert_not_released_again(repo: Repo) -> None:
    """The changeset is there, is named, is not counted, and goes."""
    assert (repo.root / OTTER).exists()
    status = typed(repo.root, "changeset.status", "--json")
    assert json.loads(status.out)["changesets"] == []
    assert f"{OTTER} was released in cloudprint 1.1.0 before" in status.err

    answer = release(repo)

    assert f"{OTTER} was released in cloudprint 1.1.0 before" in answer.err
    assert (version_of(repo), (repo.root / OTTER).exists()) == ("1.1.0", False)
    assert typed(repo.root, "changeset.version", "--check").code == 0


def lines_of(repo: Repo) -> list[dict[str, Any]]:
    """The ledger, line by line."""
    return [json.loads(line) for line in (repo.root / LEDGER).read_text().splitlines()]


def in_prerelease_mode(repo: Repo) -> None:
    """Frachter 2.0.1-next.0 is out."""
    assert typed(repo.root, "changeset.pre-enter", "next").code == 0
    repo.commit("Sail", {FOX: a_changeset("frachter", "patch", "Sail calmly")})
    release(repo)
    assert version_of(repo, "frachter") == "2.0.1-next.0"
