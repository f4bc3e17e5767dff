"""The tools that write lockfiles: how each writes one, and how it confirms one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from release.adapters.shell import failure, run
from release.lockfiles import LOCKFILES
from release.locks import LockText, plan_locks
from release.model import Member
from tests.real_components import Components

Tree = Mapping[str, str]
Argv = Callable[[Components], list[str]]


@dataclass(frozen=True)
class Tool:
    """How a tool writes its lockfile, and how it confirms one."""

    lockfile: str
    write: Argv
    confirm: Argv


NPM_FLAGS = ("--offline", "--ignore-scripts", "--no-audit", "--no-fund")


def npm(lockfile: str, version: int) -> Tool:
    return Tool(
        lockfile,
        lambda found: [
            found.npm,
            "install",
            "--package-lock-only",
            f"--lockfile-version={version}",
            *NPM_FLAGS,
        ],
        lambda found: [found.npm, "ci", "--dry-run", *NPM_FLAGS],
    )


BUN = Tool(
    "bun.lock",
    lambda found: [found.bun, "install", "--lockfile-only"],
    lambda found: [found.bun, "install", "--frozen-lockfile"],
)
PNPM = Tool(
    "pnpm-lock.yaml",
    lambda found: [
        found.pnpm,
        "install",
        "--lockfile-only",
        "--offline",
        "--no-frozen-lockfile",
    ],
    lambda found: [
        found.pnpm,
        "install",
        "--frozen-lockfile",
        "--offline",
        "--ignore-scripts",
    ],
)
YARN = Tool(
    "yarn.lock",
    lambda found: [*found.yarn, "install", "--mode=update-lockfile", "--no-immutable"],
    lambda found: [*found.yarn, "install", "--immutable", "--mode=skip-build"],
)
UV = Tool(
    "uv.lock",
    lambda found: [found.uv, "lock", "--offline"],
    lambda found: [found.uv, "lock", "--check", "--offline"],
)
CARGO = Tool(
    "Cargo.lock",
    # It changes what a manifest forces it to, and makes the file when there is none.
    lambda found: [found.cargo, "update", "--workspace", "--offline"],
    lambda found: [found.cargo, "metadata", "--locked", "--offline", "--format-version=1"],
)


def lay_out(root: Path, tree: Tree) -> None:
    for path, text in tree.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


def must(argv: Sequence[str], cwd: Path) -> None:
    """Run a tool that has to succeed."""
    result = run(argv, cwd)
    assert result.code == 0, failure(result)


def lock(root: Path, tool: Tool, found: Components) -> str:
    must(tool.write(found), root)
    return (root / tool.lockfile).read_bytes().decode()


def confirmed(root: Path, tool: Tool, found: Components, text: str) -> str:
    """`text` when the tool accepts it as it is."""
    (root / tool.lockfile).write_bytes(text.encode())
    must(tool.confirm(found), root)
    return (root / tool.lockfile).read_bytes().decode()


def edited(path: str, text: str, members: Sequence[Member]) -> str:
    lockfile = LockText(path, text, LOCKFILES[path.rpartition("/")[2]])
    return next((action.text for action in plan_locks([lockfile], members)), text)
