"""`[tool.release.workflows.platforms]`: apps that a job a platform builds, on runners of their own.

```toml
[tool.release.workflows.platforms.cloudprint]
linux-x86_64 = "ubuntu-24.04"
darwin-aarch64 = "macos-15"
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from release.config.deploying import Deploying, PlatformRules
from release.config.options import FILLED, TABLE, listed
from release.config.toml_options import Path, TomlOptions, values_of
from release.errors import Problem
from release.model import PRODUCTION

Platforms = Mapping[str, Mapping[str, str]]
"""The label of a runner by the platform that is built there, by the app's name."""

_HERE: Path = ("workflows", "platforms")


def parse_platforms(
    options: TomlOptions, content: Mapping[str, Any], problems: list[Problem]
) -> Platforms:
    """The table; what is wrong joins `problems`."""
    tables = values_of(options, _HERE, content, dict.fromkeys(content, TABLE), problems)
    return {
        app: values_of(options, (*_HERE, app), table, dict.fromkeys(table, FILLED), problems)
        for app, table in tables.items()
    }


def wrong_platforms(
    options: TomlOptions,
    platforms: Platforms,
    deployed: Mapping[str, Deploying],
    rules: Mapping[str, PlatformRules],
) -> Iterator[Problem]:
    """What is wrong with jobs that build apps, and what contradicts them where apps are deployed.

    Args:
        options: where it is written.
        platforms: the jobs.
        deployed: how each app is deployed to production.
        rules: of the targets whose apps can be built so.
    """
    for app, runners in platforms.items():
        if app not in deployed:
            continue  # which is told of all tables
        target = deployed[app].target
        if target not in rules:
            how = f"the target `{target}` deploys" if target else "nothing deploys"
            message = f"is of an app that {how} to `{PRODUCTION}`, where it is built as well"
            yield options.problem((*_HERE, app), message, f"this is for {listed(rules)}")
        elif not runners:
            yield options.problem(
                (*_HERE, app),
                "names no platform: nobody would build it",
                "name each platform, with the runner that builds it",
            )
        else:
            for key, message, hint in rules[target].of_platforms(deployed[app].options, [*runners]):
                option = (*_HERE, app, key) if key in runners else _home(options, app, target, key)
                yield options.problem(option, message, hint)


def _home(options: TomlOptions, app: str, target: str, key: str) -> Path:
    """Where an option of the target is written that holds in production."""
    table: Path = ("apps", app)
    for option in ((*table, "environments", PRODUCTION, target, key), (*table, target, key)):
        if options.where(option).line is not None:
            return option
    return (*_HERE, app)
