"""`[tool.release.workflows]`: what the rendered workflows of GitHub Actions need to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from release.config.options import FILLED, STRINGS, TABLE, Kind, listed
from release.config.pins import PINS, Pin, parse_pin
from release.config.toml_options import TomlOptions, values_of
from release.errors import Problem, did_you_mean


class Workflows(NamedTuple):
    """How jobs run.

    `install` is the shell command that installs this tool and what the build needs; empty is the
    version that renders. `nightly` is when the nightly begins, as cron writes it, in UTC.
    `secrets` are the names of those that an app's deployment needs, by the app's name; `runners`
    are the labels of those that it needs another one of. `pins` are of every action.
    """

    runner: str = "ubuntu-24.04"
    python: str = "3.13"
    install: str = ""
    nightly: str = "17 2 * * *"
    secrets: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    runners: Mapping[str, str] = MappingProxyType({})
    pins: Mapping[str, Pin] = PINS


KINDS: Mapping[str, Kind] = {
    "runner": FILLED,
    "python": FILLED,
    "install": FILLED,
    "nightly": FILLED,
    "secrets": TABLE,
    "runners": TABLE,
    "pins": TABLE,
}
"""The keys of the table."""

_HERE = ("workflows",)
_PIN = Kind(
    lambda found: isinstance(found, str) and parse_pin(found) is not None,
    "a commit and its version, `COMMIT # v1.2.3`",
)
_PINS: Mapping[str, Kind] = dict.fromkeys(PINS, _PIN)


def parse_workflows(
    options: TomlOptions, content: Mapping[str, Any], problems: list[Problem]
) -> Workflows:
    """The table; what is wrong joins `problems`."""
    values = values_of(options, _HERE, content, KINDS, problems)

    def table(key: str, kinds: Mapping[str, Kind]) -> dict[str, Any]:
        return values_of(options, (*_HERE, key), values.pop(key, {}), kinds, problems)

    secrets = table("secrets", dict.fromkeys(values.get("secrets", {}), STRINGS))
    runners = table("runners", dict.fromkeys(values.get("runners", {}), FILLED))
    pins = {action: parse_pin(text) for action, text in table("pins", _PINS).items()}
    return Workflows(
        **values,
        secrets={app: tuple(names) for app, names in secrets.items()},
        runners=runners,
        pins={**PINS, **{action: pin for action, pin in pins.items() if pin}},
    )


def wrong_workflows(
    options: TomlOptions, workflows: Workflows, apps: Collection[str]
) -> Iterator[Problem]:
    """What is of no app, and names that no secret can have."""
    for key, table in (("secrets", workflows.secrets), ("runners", workflows.runners)):
        for app in table:
            if app not in apps:
                hint = did_you_mean(app, apps) or f"the apps are {listed(apps)}"
                yield options.problem((*_HERE, key, app), "is of no app", hint)
    for app, names in workflows.secrets.items():
        for name in names:
            if not name.isidentifier() or not name.isascii() or name.upper().startswith("GITHUB_"):
                yield options.problem(
                    (*_HERE, "secrets", app),
                    f"has `{name}`, which no secret can be called",
                    "letters, digits and `_`, no digit first, and not `GITHUB_` first",
                )
