"""The least that any `changeset.version` in Python must do: the same reads, writes and one git log.

    python -m benchmarks.floor WORK

`WORK` is a JSON file with the sizes of the files that a release writes, and the paths that it
deletes; it runs in a repository of `benchmarks.scale`. Nothing is planned, parsed or made durable.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Read, ask git, write, delete."""
    work = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    for pattern in ("packages/*/package.json", ".changeset/*.md"):
        for path in Path().glob(pattern):
            path.read_bytes()
    log = ("git", "log", "--diff-filter=A", "--name-only", "--format=%H", "--", ".changeset")
    subprocess.run(log, check=True, capture_output=True)
    for path, size in work["written"].items():
        Path(path).write_bytes(b"x" * size)
    for path in work["deleted"]:
        Path(path).unlink()


if __name__ == "__main__":
    main()
