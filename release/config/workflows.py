"""`[tool.release.workflows]`: what the rendered workflows of GitHub Actions need to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from release.config.options import FILLED, STRINGS, TABLE, Kind, listed
from release.config.toml_options import TomlOptions, values_of
from release.errors import Problem, did_you_mean


class Workflows(NamedTuple):
    """How jobs run.

    `install` is the shell command that installs this tool and what the build needs; empty is the
    version that renders. `nightly` is when the nightly begins, as cron writes it, in UTC.
    `secrets` are the names of those that an app's deployment needs, by the app's name.
    """

    runner: str = "ubuntu-24.04"
    python: str = "3.13"
    install: str = ""
    nightly: str = "17 2 * * *"
    secrets: Mapping[str, tuple[str, ...]] = MappingProxyType({})


KINDS: Mapping[str, Kind] = {
    "runner": FILLED,
    "python": FILLED,
    "install": FILLED,
    "nightly": FILLED,
    "secrets": TABLE,
}
"""The keys of the table."""

_HERE = ("workflows",)
_SECRETS = (*_HERE, "secrets")


def parse_workflows(
    options: TomlOptions, content: Mapping[str, Any], problems: list[Problem]
) -> Workflows:
    """The table; what is wrong joins `problems`."""
    values = values_of(options, _HERE, content, KINDS, problems)
    table = values.pop("secrets", {})
    found = values_of(options, _SECRETS, table, dict.fromkeys(table, STRINGS), problems)
    return Workflows(**values, secrets={app: tuple(names) for app, names in found.items()})


def wrong_secrets(
    options: TomlOptions, workflows: Workflows, apps: Collection[str]
) -> Iterator[Problem]:
    """Secrets of what is no app, and names that no secret can have."""
    for app, names in workflows.secrets.items():
        if app not in apps:
            hint = did_you_mean(app, apps) or f"the apps are {listed(apps)}"
            yield options.problem((*_SECRETS, app), "is of no app", hint)
        for name in names:
            if not name.isidentifier() or not name.isascii() or name.upper().startswith("GITHUB_"):
                yield options.problem(
                    (*_SECRETS, app),
                    f"has `{name}`, which no secret can be called",
                    "letters, digits and `_`, no digit first, and not `GITHUB_` first",
                )
