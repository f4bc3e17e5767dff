"""What the front desk knows: where the user stands, the world there, and the environment."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from release.adapters.cargo import verify
from release.adapters.disk import Disk, Exports
from release.adapters.editor import Editor
from release.adapters.git import GitRepository
from release.adapters.runner import RunnerOutputs
from release.read.workspace import find_root
from release.world import View, World


@dataclass(frozen=True, slots=True)
class Desk:
    """One command's surroundings.

    `view` is the world to look at; it shows an interrupted command as if it were completed.
    """

    root: Path
    cwd: Path
    world: World
    view: View
    in_actions: bool
    only_looks: bool  # `--dry-run` or `--check` was given
    edit: Callable[[str], str]  # has the user edit a text
    base_ref: str | None  # the branch that a pull request in GitHub Actions goes to


def open_desk(*, only_looks: bool = False) -> Desk:
    """The desk for the repository around the current directory.

    Raises:
        ConfigError: there is no package.json here or above.
    """
    cwd = Path.cwd()
    editor = Editor(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi", cwd)
    root, _ = find_root(cwd, Disk)
    outputs = os.environ.get("GITHUB_OUTPUT")
    world = World(
        files=Disk(root),
        git=GitRepository(root),
        exports=Exports(cwd),
        confirm_locks=partial(verify, root),
        open_file=lambda path: editor.open(root / path),
        outputs=RunnerOutputs(Path(outputs)) if outputs else None,
    )
    return Desk(
        root=root,
        cwd=cwd,
        world=world,
        view=world.view,
        in_actions=in_actions(),
        only_looks=only_looks,
        edit=editor.edit,
        base_ref=os.environ.get("GITHUB_BASE_REF") or None,
    )


def in_actions() -> bool:
    """Whether GitHub Actions reads what we print."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def looking_through(desk: Desk, view: View) -> Desk:
    """The same desk with another view."""
    return replace(desk, view=view)
