"""A repository of any size for the benchmark: N packages, N changesets, one commit each.

About three dependencies a package, ranges as people write them, the default git changelog, no
formatter: the shape that the real CLI was measured on.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

_SECOND = 1_767_323_045  # 2026-01-02T03:04:05Z: hashes are the same in every run
_WHO = "Ada <ada@example.org>"
_BUMPS = ("patch", "patch", "patch", "minor", "minor", "major")


def lay_out(root: Path, size: int, seed: int = 0) -> None:
    """Write a repository of `size` packages and `size` changesets under `root`."""
    dice = Random(seed)  # noqa: S311  a benchmark's shape is no secret
    packages = {f"packages/p{number:05}": _manifest(number, dice) for number in range(size)}
    start = {
        "package.json": '{"name":"root","private":true,"workspaces":["packages/*"]}\n',
        "package-lock.json": '{"lockfileVersion":3,"packages":{}}\n',
        ".changeset/config.json": '{"format":false}\n',
        **{f"{folder}/package.json": text for folder, text in packages.items()},
    }
    changesets = {
        f".changeset/change-{number:05}.md": _changeset(dice, size) for number in range(size)
    }
    for path, text in {**start, **changesets}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    _record(root, [start, *({path: text} for path, text in changesets.items())])


def _manifest(number: int, dice: Random) -> str:
    earlier = dice.sample(range(number), min(number, dice.choice((2, 3, 4))))
    manifest = {
        "name": f"@scale/p{number:05}",
        "version": f"1.{dice.randrange(9)}.{dice.randrange(9)}",
        "description": f"Package {number}",
        "license": "MIT",
        "dependencies": {f"@scale/p{each:05}": "^1.0.0" for each in sorted(earlier)},
    }
    return json.dumps(manifest, indent=2) + "\n"


def _changeset(dice: Random, size: int) -> str:
    names = dice.sample(range(size), min(size, dice.choice((1, 1, 2))))
    lines = "".join(f'"@scale/p{each:05}": {dice.choice(_BUMPS)}\n' for each in names)
    return f"---\n{lines}---\n\nChange what {dice.choice(('parsing', 'drawing', 'saving'))} does\n"


def _record(root: Path, commits: list[dict[str, str]]) -> None:
    """One commit for each of `commits`, with fixed names and dates, on `main`."""
    _git(root, "init", "--quiet", "--template=", "--initial-branch=main")
    _git(root, "fast-import", "--quiet", feed="".join(_stream(commits)))
    _git(root, "read-tree", "HEAD")


def _stream(commits: list[dict[str, str]]) -> Iterator[str]:
    for number, files in enumerate(commits):
        message = f"Commit {number}"
        yield f"commit refs/heads/main\ncommitter {_WHO} {_SECOND + number} +0000\n"
        yield f"data {len(message)}\n{message}\n"
        for path, text in files.items():
            yield f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n"


def _git(root: Path, *arguments: str, feed: str = "") -> None:
    environment = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", *arguments]
    subprocess.run(command, cwd=root, env=environment, input=feed.encode(), check=True)
