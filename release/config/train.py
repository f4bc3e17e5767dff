"""Our own configuration: `[tool.release]` in pyproject.toml, or release.toml with the same keys.

`schema.json` beside this module publishes the format; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from release.config import TABLES
from release.config.apps import parse_apps, unknown_app, wrong_apps
from release.config.deploying import Deploying, Environment, Placement
from release.config.environments import parse_environments, unknown_environment
from release.config.options import FILLED, TABLE, Kind, by_line, one_of
from release.config.placing import Placer, Rules
from release.config.platforms import wrong_platforms
from release.config.repository import KINDS as REPOSITORY_KINDS
from release.config.toml_options import Path, TomlOptions, values_of
from release.config.workflows import Workflows, parse_workflows
from release.errors import ConfigError, Problem, did_you_mean
from release.model import PRODUCTION, App, Workspace

_SINGLE = "root"
_UNFIT_FOR_A_TAG = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{")  # git check-ref-format


class Config(NamedTuple):
    """The configuration, with defaults filled in.

    `tag` is a template with `{version}` and, except in a repository of one package, `{name}`,
    which is the package's name; `tags` has the templates of packages with one of their own.
    Without apps of its own (`configured` is False) every package with a version is an app.
    `path` is the file that was read, None when there is none. `compat` is the line of the
    Changesets CLI to agree with; None leaves it to the one that the repository has.
    `environments` are those with a table, `placements` are by the app's name.
    """

    main: str = "main"
    staging: str = "staging"
    title: str = "chore: release versions"
    tag: str = "{name}@{version}"
    tags: Mapping[str, str] = MappingProxyType({})
    apps: tuple[App, ...] = ()
    configured: bool = False
    path: str | None = None
    compat: int | None = None
    environments: Mapping[str, Environment] = MappingProxyType({})
    placements: Mapping[str, Placement] = MappingProxyType({})
    workflows: Workflows = Workflows()

    def tag_of(self, package: str) -> str:
        """The template of a package's tags."""
        return self.tags.get(package, self.tag)

    def app(self, name: str) -> App:
        """The app of that name.

        Raises:
            ConfigError: there is none.
        """
        found = next((each for each in self.apps if each.name == name), None)
        if found is None:
            raise ConfigError.of([unknown_app(name, (each.name for each in self.apps))])
        return found

    def environment(self, name: str) -> Environment:
        """The environment of that name.

        Raises:
            ConfigError: there is none.
        """
        if wrong := unknown_environment(name, self.environments):
            raise ConfigError(wrong[0], hint=wrong[1])
        return self.environments.get(name) or Environment(name)

    def deploying(self, app: str, environment: str) -> Deploying | None:
        """How an app is deployed in an environment; None where it has no target."""
        found = self.care(app, environment)
        return found if found.target else None

    def care(self, app: str, environment: str) -> Deploying:
        """The same, with its checks and its log also where it has no target."""
        return self.placements.get(app, Placement()).at(environment)

    def platforms(self, app: str, environment: str) -> tuple[str, ...]:
        """What jobs of their own build of an app for an environment; none: it is built there."""
        return tuple(self.workflows.platforms.get(app, ())) if environment == PRODUCTION else ()


KINDS: Mapping[str, Kind] = {
    "main": FILLED,
    "staging": FILLED,
    "title": FILLED,
    "tag": FILLED,
    "tags": TABLE,
    "compat": one_of(2, 3),
    "apps": TABLE,
    "environments": TABLE,
    "workflows": TABLE,
    **REPOSITORY_KINDS,
}
"""The keys of the configuration."""

_NO_RULES = Rules()


def parse_compat(text: str, path: str) -> int | None:
    """The line of the CLI that one of the files in `TABLES` chooses; None when it does not.

    Raises:
        ConfigError: it is something else than 2 or 3, or the file is malformed.
    """
    options = TomlOptions.of(path, text, TABLES[path])
    value = options.content.get("compat") if options else None
    if options is None or value is None:
        return None
    if not KINDS["compat"].admits(value):
        raise ConfigError.of([options.problem(("compat",), f"is not {KINDS['compat'].words}")])
    return int(value)


def default_config(workspace: Workspace) -> Config:
    """What holds when nothing is configured."""
    apps = tuple(App(each.name, each.name) for each in workspace.packages if each.version)
    return Config(tag=_default_tag(workspace), apps=apps)


def _default_tag(workspace: Workspace) -> str:
    return "v{version}" if workspace.tool == _SINGLE else "{name}@{version}"


def parse_train_config(
    text: str, path: str, workspace: Workspace, rules: Rules = _NO_RULES
) -> Config | None:
    """Read the configuration from one of the files in `TABLES`.

    Args:
        text: the whole file.
        path: its path, which says where in it the configuration stands.
        workspace: its packages are what apps can be.
        rules: what there is to know of targets, and of texts with placeholders.

    Returns:
        None when the file has no table for us.

    Raises:
        ConfigError: all problems at once, each with its line.
    """
    options = TomlOptions.of(path, text, TABLES[path])
    if options is None:
        return None
    problems: list[Problem] = []
    values = values_of(options, (), options.content, KINDS, problems)
    for key in REPOSITORY_KINDS:
        values.pop(key, None)
    environments = parse_environments(options, values.pop("environments", {}), problems)
    placer = Placer(options, rules, environments, problems)
    apps, placements = parse_apps(placer, values.pop("apps", {}))
    tag = values.pop("tag", _default_tag(workspace))
    tags = values.pop("tags", {})
    tags = values_of(options, ("tags",), tags, dict.fromkeys(tags, FILLED), problems)
    configured = bool(options.content.get("apps"))
    if not configured:
        apps = default_config(workspace).apps
    names = [app.name for app in apps]
    workflows = parse_workflows(options, values.pop("workflows", {}), names, problems)
    config = Config(
        **values,
        tag=tag,
        tags=tags,
        apps=apps,
        configured=configured,
        path=path,
        environments=environments,
        placements=placements,
        workflows=workflows,
    )
    if configured:
        problems += wrong_apps(options, apps, workspace)
    deployed = {each.name: config.care(each.name, PRODUCTION) for each in config.apps}
    problems += wrong_platforms(options, workflows.platforms, deployed, rules.by_platform)
    problems += _wrong_tags(options, config, workspace)
    ConfigError.raise_any(sorted(problems, key=by_line))
    return config


def _wrong_tags(options: TomlOptions, config: Config, workspace: Workspace) -> Iterator[Problem]:
    yield from _wrong_form(options, ("tag",), config.tag, workspace)
    packages = dict.fromkeys(each.package for each in config.apps)
    usual = [name for name in packages if name not in config.tags]
    if "{name}" not in config.tag and len(usual) > 1:
        yield options.problem(
            ("tag",), "lacks `{name}`", "or two apps with one version would have one tag"
        )
    taken = {config.tag.replace("{name}", name): name for name in usual}
    for name, form in config.tags.items():
        yield from _wrong_form(options, ("tags", name), form, workspace)
        other = taken.setdefault(form.replace("{name}", name), name)
        if name not in workspace.by_name:
            hint = did_you_mean(name, workspace.by_name)
            yield options.problem(("tags", name), "is not in the workspace", hint)
        elif other != name:
            yield options.problem(
                ("tags", name), f"is what the tags of `{other}` are", "a tag is one package's"
            )


def _wrong_form(
    options: TomlOptions, option: Path, form: str, workspace: Workspace
) -> Iterator[Problem]:
    if "{version}" not in form:
        yield options.problem(
            option, "lacks `{version}`", f"for example `{_default_tag(workspace)}`"
        )
    bare = form.replace("{name}", "").replace("{version}", "")
    if "{" in bare or "}" in bare or _UNFIT_FOR_A_TAG.search(bare):
        yield options.problem(
            option,
            "does not make a tag's name",
            "letters, digits, `-`, `_`, `.`, `/`, `@`, and `{name}` and `{version}`",
        )
