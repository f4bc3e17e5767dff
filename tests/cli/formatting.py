"""Repositories that format their changelogs, with real formatters or with stand-ins."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.cli.parity import lay_out

SUMMARY = """\
* one
* two  *emph* __strong__



A very long line that goes on and on and on and on and on and on, until it is wrapped somewhere.

```js
let a   = {b:1}
```
"""
TREE: Mapping[str, str] = {
    "package.json": json.dumps({"name": "r", "private": True, "workspaces": ["packages/*"]}),
    "package-lock.json": "{}",
    ".changeset/config.json": "{}",
    ".changeset/brave-otter.md": f'---\n"a": minor\n"b": patch\n---\n\n{SUMMARY}',
    "packages/a/package.json": json.dumps({"name": "a", "version": "1.0.0"}),
    "packages/a/CHANGELOG.md": "# a\n\n\n* old   *x*\n## 1.0.0\n* y\n",
    "packages/b/package.json": json.dumps(
        {"name": "b", "version": "1.0.0", "dependencies": {"a": "^1.0.0"}}
    ),
}
"""Two packages whose changelogs every formatter would change; a real one finds much to do."""


def a_repository(
    root: Path, files: Mapping[str, str | None], *, of: Mapping[str, str] = TREE
) -> Path:
    """The tree `of` with `files` added, replaced or (None) left out, and a history."""
    wanted = {path: text for path, text in {**of, **files}.items() if text is not None}
    aside = {path: wanted.pop(path) for path in list(wanted) if "\n" in path or ".." in path}
    lay_out(root, {path: text.encode() for path, text in wanted.items()}, "each")
    for path, text in aside.items():  # what a history cannot hold
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text)
    return root


def install(root: Path, node_modules: Path, names: Iterable[str]) -> None:
    """Make packages of `node_modules`, and their programs, those of the repository at `root`."""
    programs = root / "node_modules" / ".bin"
    programs.mkdir(parents=True)
    for name in names:
        place = root / "node_modules" / name
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(node_modules / name)
        if (program := node_modules / ".bin" / name).exists():
            (programs / name).symlink_to(program.resolve())


def a_program(path: Path, code: str) -> Path:
    """An executable Python program, for a formatter or a package manager."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\n{code}\n")
    path.chmod(0o755)
    return path
