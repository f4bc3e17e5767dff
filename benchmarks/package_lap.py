"""What a deployment of a Python package types, before its upload and after it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lap import PROGRAM
from benchmarks.typed import Typed
from tests.deploys.package_index import Index, an_index
from tests.repositories import Repo

_DIST = "apps/lib/dist"
_BUILT = ("lib-1.1.0-py3-none-any.whl", "lib-1.1.0.tar.gz")
_FILES = {
    ".gitignore": "dist/\n",
    "package.json": '{"name": "shop", "private": true, "workspaces": ["apps/*"]}\n',
    "package-lock.json": '{"lockfileVersion": 3}\n',
    ".changeset/config.json": '{"format": false}\n',
    "release.toml": "[apps.lib]\n",
    "apps/lib/package.json": '{"name": "lib", "version": "1.1.0"}\n',
}


def package_lap(folder: Path) -> Iterator[Typed]:
    """A lap, as `benchmarks.lap` has it: 1.1.0 was built, is not out, and then is."""
    repo = Repo(folder / "shop")
    repo.commit("Open the shop", _FILES)
    for name in _BUILT:
        repo.write(f"{_DIST}/{name}", f"what is in {name}\n")
    with an_index(folder / "index") as index:
        yield _types(repo, index, "verify")
        yield _types(repo, index, "withdraw")
        for name in _BUILT:
            content = (repo.root / _DIST / name).read_bytes()
            (index.folder / "packages" / name).write_bytes(content)
        yield _types(repo, index, "check")


def _types(repo: Repo, index: Index, task: str) -> Typed:
    name = f"pypi.{task}"
    words = (name, "--app", "lib", "--version", "1.1.0", "--index", index.simple)
    return Typed(name, PROGRAM, words, repo.root, {**os.environ}, again=True)
