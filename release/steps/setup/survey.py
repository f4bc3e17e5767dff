"""What a repository has that is to be adopted, and what is made of that where nobody objects."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from release.adoption.branches import Branches, Choice, choose_main, choose_staging, named
from release.adoption.candidates import Candidate, candidates
from release.adoption.conversion import Conversion
from release.adoption.conversions import SHELF
from release.adoption.foreign import workflow_texts
from release.adoption.needs import COMPOSE, Need, needs_of
from release.adoption.request import Request, chosen, wanted_needs
from release.adoption.rivals import Rival, rivals
from release.adoption.tags import Form, form_of, told_form
from release.config.changesets import PATH as CHANGESETS
from release.config.changesets import ChangesetsConfig
from release.config.train import default_config
from release.errors import ConfigError, StateError, Where, did_you_mean
from release.model import Workspace
from release.read.changesets_config import read_changesets_config
from release.read.compat import read_compat
from release.read.overlay import Overlay
from release.read.workspace import read_workspace
from release.steps.conversion import completed
from release.steps.setup.configuration import configured_in, with_settings
from release.steps.setup.outside import packages_outside
from release.world import Files, View

_NOTHING = Conversion({}, {})


class Survey(NamedTuple):
    """What was found, and decided.

    `request` is what was asked for, without a tool of which nothing is left to convert. `files`
    are the tree with what a converter makes of it. `configuration` is the file that has ours
    already, if one does. `packages` are the directories to add to the workspace, `form` is that of
    the tags, where `default_tag` holds without a word.
    """

    request: Request
    files: Files
    configuration: str | None
    packages: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    apps: tuple[Candidate, ...]
    needs: tuple[Need, ...]
    main: Choice
    staging: Choice
    form: Form
    default_tag: str
    tags: int
    conversion: Conversion
    tools: Mapping[str, str]
    rivals: tuple[Rival, ...]


def survey(view: View, branches: Branches, request: Request) -> Survey:
    """Look at a repository, without asking anybody.

    Raises:
        ConfigError: something is malformed, or asked for and not there.
        StateError: something is asked for that the configuration, which is there, has to say.
    """
    main = _named(request.main, branches) or choose_main(branches)
    conversion = _converted(view, request.tool, main.name)
    files: Files = Overlay(view.files, conversion.files)
    configuration = configured_in(files)
    if configuration and not (conversion.files or conversion.settings):
        request = request._replace(tool="")  # nothing of it is left to convert
    if configuration and request.settings:
        raise _too_late(configuration, request.settings)
    workspace, packages = _workspace(files, conversion, look_outside=configuration is None)
    named_before = _named_before(conversion)
    found = tuple(
        each._replace(app=named_before.get(each.package.name, each.app))
        for each in candidates(workspace.packages, files, _rules(files, workspace))
    )
    tags = view.git.tags()
    default = default_config(workspace).tag
    apps, form = _apps(found, request, conversion, tags, default)
    compose = {path: text for path in COMPOSE if (text := files.read(path)) is not None}
    return Survey(
        request=request,
        files=files,
        configuration=configuration,
        packages=packages,
        candidates=found,
        apps=apps,
        needs=wanted_needs(request.needs, apps, _needs(conversion, apps, compose)),
        main=main,
        staging=_named(request.staging, branches) or choose_staging(branches, main.name),
        form=form,
        default_tag=default,
        tags=len(tags),
        conversion=conversion,
        tools=_tools(view.files, request.tool),
        rivals=tuple(rivals(workflow_texts(files))),
    )


def _too_late(configuration: str, flags: Sequence[str]) -> StateError:
    return StateError(
        f"{configuration} has the configuration, so {', '.join(flags)} would change nothing",
        Where(configuration),
        "change it there",
    )


def _converted(view: View, tool: str, main: str) -> Conversion:
    if not tool:
        return _NOTHING
    if tool not in SHELF:
        hint = did_you_mean(tool, SHELF) or f"there are {', '.join(SHELF)}"
        raise ConfigError(f"--from names `{tool}`, which nothing here converts", hint=hint)
    if SHELF[tool].found(view.files) is None:
        if configured_in(view.files):
            return Conversion({}, {}, (f"nothing of {tool} is left to convert",))
        hint = "run it where that tool's own configuration is, or without --from"
        raise ConfigError(f"there is nothing of {tool} here to convert", hint=hint)
    found = SHELF[tool].convert(view.files, view.git.commits_since(""))
    return completed(view.files, found, main)


def _named_before(conversion: Conversion) -> dict[str, str]:
    """The apps that another tool's configuration became, by their packages."""
    tables = conversion.settings.get("apps", {})
    return {table.get("package", name): name for name, table in tables.items()}


def _needs(
    conversion: Conversion, apps: Sequence[Candidate], compose: Mapping[str, str]
) -> tuple[Need, ...]:
    """What each app needs: what it waited for before, or else what is found."""
    names = {each.app for each in apps}
    tables = conversion.settings.get("apps", {})
    before = [
        Need(name, need, "it waited for it before")
        for name, table in tables.items()
        for need in table.get("needs", ())
        if {name, need} <= names
    ]
    waiting = {each.app for each in before}
    return (*before, *(each for each in needs_of(apps, compose) if each.app not in waiting))


def _tools(files: Files, converted: str) -> dict[str, str]:
    """The file of each tool that is at home here and could be converted."""
    found = {name: tool.found(files) for name, tool in SHELF.items() if name != converted}
    return {name: path for name, path in found.items() if path and path != CHANGESETS}


def _workspace(
    files: Files, conversion: Conversion, *, look_outside: bool
) -> tuple[Workspace, tuple[str, ...]]:
    """The packages, and the directories of those that our configuration adds."""
    if not look_outside:
        return read_workspace(files), ()
    settings = {key: each for key, each in conversion.settings.items() if key in _OF_WORKSPACE}
    workspace = read_workspace(with_settings(files, settings))
    listed = tuple(settings.get("packages", ()))
    found = packages_outside(files, workspace)
    if found:
        workspace = read_workspace(
            with_settings(files, {**settings, "packages": [*listed, *found]})
        )
    return workspace, (*listed, *found)


_OF_WORKSPACE = {"packages", "depends", "files"}


def _rules(files: Files, workspace: Workspace) -> ChangesetsConfig | None:
    if not files.exists(CHANGESETS):
        return None
    return read_changesets_config(files, workspace, read_compat(files).line)


def _apps(
    found: Sequence[Candidate],
    request: Request,
    conversion: Conversion,
    tags: Collection[str],
    default: str,
) -> tuple[tuple[Candidate, ...], Form]:
    """The apps, and the form of their tags; no apps where everything is only released.

    What has tags of its own goes on to get them, so it is an app beside those that are deployed.
    """
    versions = {each.package.name: each.package.version for each in found}
    root = next((each.package.name for each in found if each.package.is_root), None)
    told, named_before = _told_form(conversion, versions, tags, default), _named_before(conversion)
    everything = told or form_of([*versions], versions, tags, default, root)
    if request.apps is not None:
        apps = chosen(request.apps, found)
    elif named_before:
        apps = tuple(each for each in found if each.package.name in named_before)
    elif any(each.is_likely for each in found):
        apps = tuple(each for each in found if each.is_likely or _is_tagged(each, everything))
    else:
        apps = ()
    if told or not apps:
        return apps, everything
    return apps, form_of([each.package.name for each in apps], versions, tags, default, root)


def _told_form(
    conversion: Conversion,
    versions: Mapping[str, str | None],
    tags: Collection[str],
    default: str,
) -> Form | None:
    """The form of the tags that the other tool made, where its configuration tells."""
    usual, own = (conversion.settings.get(key) for key in ("tag", "tags"))
    if not usual and not own:
        return None
    released = {name: each for name, each in versions.items() if name in conversion.packages}
    return told_form(usual or default, own or {}, released, tags)


def _is_tagged(candidate: Candidate, form: Form) -> bool:
    return candidate.package.name in form.tags


def _named(name: str, branches: Branches) -> Choice | None:
    return named(name, branches.names) if name else None
