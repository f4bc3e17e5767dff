"""`setup.init`: a repository takes up this tool, by one write that can be looked at before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from release.actions import Action, Decision, DeleteFile, WriteFile
from release.adoption.clone import Clone
from release.adoption.settings import AppSettings
from release.config.changesets import PATH as CHANGESETS
from release.config.train import Config
from release.errors import Problem, StateError, Where
from release.ledger import LEDGER
from release.read.overlay import tree_after
from release.read.project import read_project
from release.read.workspace import read_workspace
from release.replay import Compared
from release.steps.release import baseline
from release.steps.setup.answer import NAMESPACE, TASKS, answer, program_of
from release.steps.setup.changesets import README, explanation, rules_text
from release.steps.setup.configuration import configuration_text
from release.steps.setup.survey import Survey
from release.steps.workflows import render
from release.workflows.paper import is_ours
from release.world import Files, View


def init(
    view: View, found: Survey, clone: Clone, version: str, proved: Sequence[Compared] = ()
) -> Decision:
    """Everything that the repository lacks to be released by us.

    Args:
        view: the world.
        found: what there is, and what is asked for.
        clone: what it tells besides the tree.
        version: the one of ours that workflows install.
        proved: past releases of the tool that is converted, made once more.

    Raises:
        ConfigError: something is malformed.
        StateError: files of others are where some of ours must be; all of them at once.
    """
    actions: list[Action] = [*_converted(found)]
    if found.configuration is None:
        actions += _configuration(found)
    if found.request.tasks and not view.files.exists(TASKS):
        actions.append(WriteFile(TASKS, f"{NAMESPACE}\n", "our tasks for Invoke"))
    program = program_of(_after(view, actions).files)
    actions += _changesets(found, _after(view, actions).files, program, clone.formatter)
    actions += _workflows(_after(view, actions), version, replace=found.request.replace)
    if found.configuration is None and view.files.read(LEDGER) is None:
        actions += baseline(_after(view, actions)).actions
    after = _after(view, actions).files
    written = tuple(_last_of_each(view, actions))
    return answer(found, read_project(after), written, clone, proved)


def _after(view: View, actions: Iterable[Action]) -> View:
    return view._replace(files=tree_after(view.files, actions))


def _last_of_each(view: View, actions: Iterable[Action]) -> Iterator[Action]:
    """The actions without those that a later one overtakes, and those that change nothing."""
    last = {each.path: each for each in actions if isinstance(each, WriteFile | DeleteFile)}
    for path, each in last.items():
        if view.files.read(path) != (each.text if isinstance(each, WriteFile) else None):
            yield each


def _converted(found: Survey) -> Iterator[WriteFile | DeleteFile]:
    for path, text in found.conversion.files.items():
        if text is None:
            yield DeleteFile(path, "converted")
        else:
            yield WriteFile(path, text, "converted")


def _configuration(found: Survey) -> Iterator[WriteFile]:
    """What differs from the defaults."""
    values: dict[str, Any] = {}
    if found.main.name != Config().main:
        values["main"] = found.main.name
    if found.staging.name != Config().staging:
        values["staging"] = found.staging.name
    if found.form.template != found.default_tag:
        values["tag"] = found.form.template
    if found.form.own:
        values["tags"] = dict(found.form.own)
    if found.packages:
        values["packages"] = list(found.packages)
    said = found.conversion.settings.items()
    values |= {key: each for key, each in said if key not in {"apps", "packages"}}
    path, text = configuration_text(found.files, values, list(_apps(found)))
    yield WriteFile(path, text, "branches, tags and apps")


def _apps(found: Survey) -> Iterator[AppSettings]:
    converted = found.conversion.settings.get("apps", {})
    for each in found.apps:
        table: dict[str, Any] = dict(converted.get(each.app, {}))
        if each.package.name != each.app:
            table["package"] = each.package.name
        needs = [need.need for need in found.needs if need.app == each.app]
        table.pop("needs", None)
        if needs:
            table["needs"] = needs
        why = each.sign.why if each.sign else "released beside the others"
        yield AppSettings(each.app, table, why, each.sign.kind if each.sign else "")


def _changesets(
    found: Survey, files: Files, program: str, formatter: str | None
) -> Iterator[WriteFile]:
    """The folder of the changesets, where there is none."""
    if files.exists(CHANGESETS):
        return
    apps = [each.package for each in found.apps]
    text = rules_text(read_workspace(files), apps, found.main.name, formatter)
    yield WriteFile(CHANGESETS, text, "what Changesets reads")
    if not files.exists(README):
        package = next((each.package.name for each in found.apps or found.candidates), "package")
        yield WriteFile(README, explanation(package, program))


def _workflows(view: View, version: str, *, replace: bool) -> tuple[Action, ...]:
    """The workflows; those of the same names that we did not write stay, or go when they may."""
    edits = render(view, version).actions
    foreign = [
        each.path for each in edits if isinstance(each, WriteFile) and _is_foreign(view, each)
    ]
    if foreign and not replace:
        raise StateError.of(
            [
                Problem(
                    f"`{path}` is there, and one of ours must have its name",
                    Where(path),
                    "rename it, or let it go with --replace",
                )
                for path in foreign
            ]
        )
    return edits


def _is_foreign(view: View, edit: WriteFile) -> bool:
    text = view.files.read(edit.path)
    return text is not None and not is_ours(text)
