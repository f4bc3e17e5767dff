"""`[tool.release.apps]`: what is deployed, after what, and beside which versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from release.config.circles import circles
from release.config.deploying import Placement
from release.config.options import BOOLEAN, FILLED, STRINGS, TABLE, Kind, listed
from release.config.placing import PLACING_KINDS, Placer, kinds_of
from release.config.publishing import wrong_assets, wrong_latest
from release.config.toml_options import Path, TomlOptions, values_of
from release.errors import Problem, Where, did_you_mean
from release.model import App, Workspace
from release.ranges import normalise

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


def unknown_app(name: str, apps: Iterable[str], where: Where | None = None) -> Problem:
    """That somebody names an app which is none of `apps`."""
    known = tuple(apps)
    hint = did_you_mean(name, known) or f"the apps are {', '.join(known) or 'none'}"
    return Problem(f"app `{name}` does not exist", where, hint)


def parse_apps(
    placer: Placer, tables: Mapping[str, Any]
) -> tuple[tuple[App, ...], dict[str, Placement]]:
    """The apps of the tables, and how each is deployed; what is wrong joins `placer.problems`."""
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


def wrong_apps(
    options: TomlOptions, apps: Sequence[App], workspace: Workspace
) -> Iterator[Problem]:
    """What is wrong with apps whose keys are well-formed."""
    yield from _wrong_packages(options, apps, workspace)
    yield from _wrong_needs(options, apps)
    yield from _wrong_requires(options, apps)
    yield from wrong_assets(options, apps, workspace)
    yield from wrong_latest(options, apps)


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
                yield options.problem(option, f"names `{need}`, which is not an app", hint)
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
                    "is not a range of versions",
                    "as npm writes them: `>=1.4`, `^2`, `>=1.4 <3`",
                )
