"""`workflows.*`: the files in .github/workflows, and whether they are what they would be."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from release.actions import Decision, Note, WriteFile, actions_document
from release.errors import Problem, StateError, Where
from release.read.config import read_config
from release.read.workspace import read_workspace
from release.workflows import render as render_all
from release.workflows.ground import Ground
from release.world import Files, View

_TASKS, _OURS = "tasks.py", "release.tasks"


def render(view: View, version: str) -> Decision:
    """Write every workflow that is not yet what the configuration makes of it.

    Args:
        view: the world.
        version: the one of ours that jobs install, where the configuration says nothing else.
    """
    edits = _edits(view.files, version)
    return Decision(
        actions=edits,
        document={"schema": 1, "actions": actions_document(edits)},
        done="every workflow is as the configuration has it",
    )


def check(view: View, version: str) -> Decision:
    """Tell how each workflow differs from what `render` would write.

    Args:
        view: the world.
        version: as in `render`.
    """
    edits = _edits(view.files, version)
    diffs = {each.path: list(_diff(each, view.files.read(each.path) or "")) for each in edits}
    problems = [
        Problem(
            f"`{path}` is not what the configuration makes of it",
            Where(path),
            "run `workflows.render`, or change the configuration",
        )
        for path in diffs
    ]
    return Decision(
        document={"schema": 1, "differ": {path: "\n".join(diff) for path, diff in diffs.items()}},
        blocks=tuple(Note(path, tuple(diff)) for path, diff in diffs.items()),
        pending=False,
        failure=StateError.of(problems) if problems else None,
        done="every workflow is as the configuration has it",
    )


def _edits(files: Files, version: str) -> tuple[WriteFile, ...]:
    workspace = read_workspace(files)
    config = read_config(files, workspace)
    # A tasks.py may be Invoke's without our tasks, or not Invoke's at all.
    has_tasks = _OURS in (files.read(_TASKS) or "")
    ground = Ground.of(config, workspace, version, has_tasks=has_tasks)
    return tuple(
        WriteFile(path, text)
        for path, text in render_all(ground).items()
        if files.read(path) != text
    )


def _diff(edit: WriteFile, now: str) -> Iterator[str]:
    """From what is there to what would be."""
    lines = (now.splitlines(), edit.text.splitlines())
    yield from unified_diff(*lines, f"a/{edit.path}", f"b/{edit.path}", lineterm="")
