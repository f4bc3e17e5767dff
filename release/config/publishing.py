"""What can be wrong with the keys that say how an app is published."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from release.config.toml_options import TomlOptions
from release.errors import Problem
from release.globs import split_negation
from release.model import App, Workspace


def wrong_assets(
    options: TomlOptions, apps: Sequence[App], workspace: Workspace
) -> Iterator[Problem]:
    """Patterns that lead out of the repository; packages that are not there are told elsewhere."""
    packages = workspace.by_name
    for app in apps:
        directory = packages[app.package].directory if app.package in packages else ""
        for pattern in app.assets:
            _, positive = split_negation(pattern)
            whole = posixpath.normpath(posixpath.join(directory, positive))
            if whole == ".." or whole.startswith(("../", "/")):
                yield options.problem(
                    ("apps", app.name, "assets"),
                    f"has `{pattern}`, which leads out of the repository",
                    f"it begins in the package's directory, {directory or 'the root'}",
                )


def wrong_latest(options: TomlOptions, apps: Sequence[App]) -> Iterator[Problem]:
    """A second app whose releases are to be the latest."""
    first, *others = [app.name for app in apps if app.latest] or [""]
    for name in others:
        yield options.problem(
            ("apps", name, "latest"),
            f"is true for the app `{first}` already",
            "GitHub has one latest release, and the links to it lead to that app",
        )
