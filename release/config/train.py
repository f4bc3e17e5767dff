"""Our own configuration: `[tool.release]` in pyproject.toml, or release.toml with the same keys.

`schema.json` beside this module publishes the format; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from release.config import TABLES
from release.config.circles import circles
from release.config.deploying import Deploying, Environment, Placement
from release.config.environments import parse_environments, unknown_environment
from release.config.options import BOOLEAN, FILLED, STRINGS, TABLE, Kind, listed, one_of
from release.config.placing import PLACING_KINDS, Placer, Rules, kinds_of
from release.config.publishing import wrong_assets, wrong_latest
from release.config.repository import KINDS as REPOSITORY_KINDS
from release.config.toml_options import Path, TomlOptions, values_of
from release.errors import ConfigError, Problem, did_you_mean
from release.model import App, Workspace
from release.ranges import normalise

_SINGLE = "root"
_UNFIT_FOR_A_TAG = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{")  # git check-ref-format


class Config(NamedTuple):
    """The configuration, with defaults filled in.

    `tag` is a template with `{version}` and, except in a repository of one package, `{name}`,
    which is the package's name. Without apps of its own (`configured` is False) every package
    with a version is an app. `path` is the file that was read, None when there is none.
    `compat` is the line of the Changesets CLI to agree with; None leaves it to the one that the
    repository has. `environments` are those with a table, `placements` are by the app's name.
    """

    main: str = "main"
    staging: str = "staging"
    title: str = "chore: release versions"
    tag: str = "{name}@{version}"
    apps: tuple[App, ...] = ()
    configured: bool = False
    path: str | None = None
    compat: int | None = None
    environments: Mapping[str, Environment] = MappingProxyType({})
    placements: Mapping[str, Placement] = MappingProxyType({})

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


KINDS: Mapping[str, Kind] = {
    "main": FILLED,
    "staging": FILLED,
    "title": FILLED,
    "tag": FILLED,
    "compat": one_of(2, 3),
    "apps": TABLE,
    "environments": TABLE,
    **REPOSITORY_KINDS,
}
"""The keys of the configuration."""

APP_KINDS: Mapping[str, Kind] = {
    "package": FILLED,
    "needs": STRINGS,
    "requires": TABLE,
    **PLACING_KINDS,
    "environments": TABLE,
    "assets": STRINGS,
    "latest": BOOLEAN,
}
"""The keys of one app, which has a table for each target besides."""

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
    apps, placements = _apps(placer, values.pop("apps", {}))
    tag = values.pop("tag", _default_tag(workspace))
    configured = bool(options.content.get("apps"))
    config = Config(
        **values,
        tag=tag,
        apps=apps if configured else default_config(workspace).apps,
        configured=configured,
        path=path,
        environments=environments,
        placements=placements,
    )
    if configured:
        problems += _wrong_packages(options, apps, workspace)
        problems += _wrong_needs(options, apps)
        problems += _wrong_requires(options, apps)
        problems += wrong_assets(options, apps, workspace)
        problems += wrong_latest(options, apps)
    problems += _wrong_tag(options, config, workspace)
    ConfigError.raise_any(sorted(problems, key=_line))
    return config


def _line(problem: Problem) -> int:
    return (problem.where and problem.where.line) or 0


def _apps(
    placer: Placer, tables: Mapping[str, Any]
) -> tuple[tuple[App, ...], dict[str, Placement]]:
    apps, placements = [], {}
    kinds = kinds_of(APP_KINDS, placer.targets)
    for name, content in tables.items():
        if not TABLE.admits(content):
            placer.problems.append(placer.options.problem(("apps", name), f"is not {TABLE.words}"))
            continue
        values = values_of(placer.options, ("apps", name), content, kinds, placer.problems)
        placement = placer.place(name, values)
        if placement != Placement():
            placements[name] = placement
        apps.append(_app(name, values, placement))
    return tuple(apps), placements


def _app(name: str, values: Mapping[str, Any], placement: Placement) -> App:
    requires = values.get("requires", {})
    return App(
        name,
        package=values.get("package", name),
        # What it requires must be there before it, so it waits for that as well.
        needs=tuple(dict.fromkeys((*values.get("needs", ()), *requires))),
        target=placement.everywhere.target or None,
        assets=tuple(dict.fromkeys(values.get("assets", ()))),
        latest=values.get("latest", False),
        requires=requires,
    )


def _wrong_packages(
    options: TomlOptions, apps: Sequence[App], workspace: Workspace
) -> Iterator[Problem]:
    packages = workspace.by_name
    owners: dict[str, str] = {}
    for app in apps:
        written = options.content["apps"][app.name].get("package", app.name)
        if written != app.package:
            continue  # no string, which was told already
        option: Path = ("apps", app.name)
        if "package" in options.content["apps"][app.name]:
            option = (*option, "package")
        owner = owners.setdefault(app.package, app.name)
        if app.package not in packages:
            hint = did_you_mean(app.package, packages) or f"the workspace has {listed(packages)}"
            yield options.problem(
                option, f"names `{app.package}`, which is not in the workspace", hint
            )
        elif not packages[app.package].version:
            yield options.problem(
                option,
                f"names `{app.package}`, which has no version",
                f"give {packages[app.package].manifest.path} a `version`",
            )
        if owner != app.name:
            yield options.problem(
                option,
                f"names `{app.package}`, which is the app `{owner}` already",
                "a package is one app, for its tag says what was deployed",
            )


def _wrong_needs(options: TomlOptions, apps: Sequence[App]) -> Iterator[Problem]:
    known = options.content["apps"]
    for app in apps:
        for need in app.needs:
            if need not in known:
                hint = did_you_mean(need, known) or f"the apps are {listed(known)}"
                option = ("apps", app.name, "requires" if need in app.requires else "needs")
                yield options.problem(option, f"names `{need}`, which is no app", hint)
    for cycle in circles({app.name: app.needs for app in apps}):
        written = known[cycle[0]].get("needs", ())
        yield options.problem(
            ("apps", cycle[0], "needs" if cycle[1] in written else "requires"),
            f"goes round in a circle: `{' -> '.join(cycle)}`",
            "take one of them out: no app can be deployed after itself",
        )


def _wrong_requires(options: TomlOptions, apps: Sequence[App]) -> Iterator[Problem]:
    for app in apps:
        for name, wanted in app.requires.items():
            if not FILLED.admits(wanted) or normalise(wanted) is None:
                yield options.problem(
                    ("apps", app.name, "requires", name),
                    "is no range of versions",
                    "as npm writes them: `>=1.4`, `^2`, `>=1.4 <3`",
                )


def _wrong_tag(options: TomlOptions, config: Config, workspace: Workspace) -> Iterator[Problem]:
    if "{version}" not in config.tag:
        yield options.problem(
            ("tag",), "lacks `{version}`", f"for example `{_default_tag(workspace)}`"
        )
    if "{name}" not in config.tag and len(config.apps) > 1:
        yield options.problem(
            ("tag",), "lacks `{name}`", "or two apps with one version would have one tag"
        )
    bare = config.tag.replace("{name}", "").replace("{version}", "")
    if "{" in bare or "}" in bare or _UNFIT_FOR_A_TAG.search(bare):
        yield options.problem(
            ("tag",),
            "does not make a tag's name",
            "letters, digits, `-`, `_`, `.`, `/`, `@`, and `{name}` and `{version}`",
        )
