"""`workflows.*`: the files in .github/workflows, and whether they are what they would be."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from release.actions import Action, Decision, DeleteFile, Note, WriteFile, actions_document
from release.config import TABLES
from release.config.toml_options import TomlOptions
from release.errors import Problem, StateError, Where
from release.read.config import read_config
from release.read.workspace import read_workspace
from release.workflows import render as render_all
from release.workflows import unwanted
from release.workflows.ground import Ground
from release.workflows.paper import is_ours
from release.workflows.pinning import without_pins
from release.world import Files, View

_TASKS, _NAMESPACE = "tasks.py", "release.tasks"


def render(view: View, version: str) -> Decision:
    """Write every workflow that is not yet what the configuration makes of it.

    Args:
        view: the world.
        version: the one of ours that jobs install, where the configuration says nothing else.
    """
    ground = _ground(view.files, version)
    actions: tuple[Action, ...] = (*_edits(view.files, ground), *_left(view.files, ground))
    return Decision(
        actions=actions,
        document={"schema": 1, "actions": actions_document(actions)},
        done="every workflow is as the configuration has it",
    )


def check(view: View, version: str) -> Decision:
    """Tell how each workflow differs from what `render` would write.

    Args:
        view: the world.
        version: as in `render`.
    """
    ground = _ground(view.files, version)
    edits = _edits(view.files, ground)
    diffs = {each.path: list(_diff(each, view.files.read(each.path) or "")) for each in edits}
    problems = [_difference(each, view.files.read(each.path) or "") for each in edits]
    leftovers = [each.path for each in _left(view.files, ground)]
    problems += map(_leftover, leftovers)
    return Decision(
        document={
            "schema": 1,
            "differ": {path: "\n".join(diff) for path, diff in diffs.items()},
            "leftovers": leftovers,
        },
        blocks=tuple(Note(path, tuple(diff)) for path, diff in diffs.items()),
        pending=False,
        failure=StateError.of(problems) if problems else None,
        done="every workflow is as the configuration has it",
    )


def edits_of(files: Files, version: str) -> tuple[WriteFile, ...]:
    """Every workflow that is not what the configuration makes of it, as it would be."""
    return _edits(files, _ground(files, version))


def _edits(files: Files, ground: Ground) -> tuple[WriteFile, ...]:
    return tuple(
        WriteFile(path, text)
        for path, text in render_all(ground).items()
        if files.read(path) != text
    )


def _left(files: Files, ground: Ground) -> tuple[DeleteFile, ...]:
    """What we wrote, and the configuration no longer has: it would go on as if it had."""
    return tuple(
        DeleteFile(path, "the configuration has no such workflow")
        for path in unwanted(ground)
        if is_ours(files.read(path) or "")
    )


def _ground(files: Files, version: str) -> Ground:
    workspace = read_workspace(files)
    config = read_config(files, workspace)
    # A tasks.py may be Invoke's without our tasks, or not Invoke's at all.
    has_tasks = _NAMESPACE in (files.read(_TASKS) or "")
    path = config.path
    options = TomlOptions.of(path, files.read(path) or "", TABLES[path]) if path else None
    return Ground.of(config, workspace, version, has_tasks=has_tasks, options=options)


def _leftover(path: str) -> Problem:
    return Problem(
        f"`{path}` is one of ours, and the configuration has no such workflow",
        Where(path),
        "run `workflows.render`, which removes it, or change the configuration",
    )


def _difference(edit: WriteFile, now: str) -> Problem:
    if without_pins(now) == without_pins(edit.text):
        return Problem(
            f"`{edit.path}` has its actions at other commits than the configuration",
            Where(edit.path),
            "`workflows.pin --from-workflows` takes them in, `workflows.render` takes them back",
        )
    return Problem(
        f"`{edit.path}` is not what the configuration makes of it",
        Where(edit.path),
        "run `workflows.render`, or change the configuration",
    )


def _diff(edit: WriteFile, now: str) -> Iterator[str]:
    """From what is there to what would be."""
    lines = (now.splitlines(), edit.text.splitlines())
    yield from unified_diff(*lines, f"a/{edit.path}", f"b/{edit.path}", lineterm="")
