"""The examples, and how they are made: what is theirs, and what `setup.init` makes of it.

python -m tests.examples     makes them anew
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.e2e.desk import Answer, typed
from tests.trains import tree_of

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = ("cargo", "npm", "tauri")

_MADE = ("release.toml", ".changeset/", ".github/")
_THEIRS = {".changeset/config.json", ".changeset/brave-otters-pay.md"}  # Changesets was there
_VERSION = re.compile(rb"monorepo-release==[^\s\"]+")


def before(name: str) -> dict[str, bytes]:
    """An example's own files, by path."""
    theirs = _THEIRS if name == "npm" else set()
    tree = tree_of(EXAMPLES / name)
    return {
        path: text for path, text in tree.items() if path in theirs or not path.startswith(_MADE)
    }


def adopt(name: str, root: Path) -> Answer:
    """Put an example's own files into `root`, and run `setup.init` there."""
    for path, text in before(name).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text)
    return typed(root, "setup.init", "--yes")


def without_version(tree: Mapping[str, bytes]) -> dict[str, bytes]:
    """The tree, whatever version of ours its workflows install."""
    return {path: _VERSION.sub(b"monorepo-release", text) for path, text in tree.items()}


def main() -> None:
    """Make every example anew, but for the versions in those that are otherwise the same."""
    for name in NAMES:
        with TemporaryDirectory() as folder:
            adopt(name, Path(folder))
            made = tree_of(Path(folder))
        there = tree_of(EXAMPLES / name)
        if without_version(made) == without_version(there):
            continue
        for path in there.keys() - made.keys():
            (EXAMPLES / name / path).unlink()
        for path, text in made.items():
            (EXAMPLES / name / path).parent.mkdir(parents=True, exist_ok=True)
            (EXAMPLES / name / path).write_bytes(text)


if __name__ == "__main__":
    main()
