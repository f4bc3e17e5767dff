"""`[tool.release.workflows]`: what the rendered workflows of GitHub Actions need to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from release.config.extra_steps import ExtraStep, parse_steps
from release.config.options import BOOLEAN, FILLED, LIST_OF_TABLES, STRINGS, TABLE, Kind, listed
from release.config.pins import PINS, Pin, parse_pin
from release.config.platforms import Platforms, parse_platforms
from release.config.toml_options import TomlOptions, values_of
from release.errors import Problem, did_you_mean
from release.model import PRODUCTION


class Workflows(NamedTuple):
    """How jobs run.

    `install` is the shell command that installs this tool and what the build needs; empty is the
    version that renders. `nightly` is when the nightly begins, as cron writes it, in UTC.
    `secrets` are the names of those that an app's deployment needs, by the app's name; `runners`
    are the labels of those that it needs another one of. `platforms` are what jobs of their own
    build of an app. `approval` is the environment of GitHub whose reviewers a release waits for;
    empty is nobody. `attest` tells whether it is attested who built an app's files, and from what.
    `board` tells whether the board is published as the repository's GitHub Pages. `steps` are the
    owner's own. `pins` are of every action.
    """

    runner: str = "ubuntu-24.04"
    python: str = "3.13"
    install: str = ""
    nightly: str = "17 2 * * *"
    secrets: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    runners: Mapping[str, str] = MappingProxyType({})
    platforms: Platforms = MappingProxyType({})
    approval: str = ""
    attest: bool = False
    board: bool = False
    steps: tuple[ExtraStep, ...] = ()
    pins: Mapping[str, Pin] = PINS


KINDS: Mapping[str, Kind] = {
    "runner": FILLED,
    "python": FILLED,
    "install": FILLED,
    "nightly": FILLED,
    "secrets": TABLE,
    "runners": TABLE,
    "platforms": TABLE,
    "approval": FILLED,
    "attest": BOOLEAN,
    "board": BOOLEAN,
    "steps": LIST_OF_TABLES,
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
    options: TomlOptions,
    content: Mapping[str, Any],
    apps: Collection[str],
    problems: list[Problem],
) -> Workflows:
    """The table; `apps` are those that it can name. What is wrong joins `problems`."""
    values = values_of(options, _HERE, content, KINDS, problems)

    def table(key: str, kinds: Mapping[str, Kind]) -> dict[str, Any]:
        return values_of(options, (*_HERE, key), values.pop(key, {}), kinds, problems)

    secrets = table("secrets", dict.fromkeys(values.get("secrets", {}), STRINGS))
    runners = table("runners", dict.fromkeys(values.get("runners", {}), FILLED))
    platforms = parse_platforms(options, values.pop("platforms", {}), problems)
    pins = {action: parse_pin(text) for action, text in table("pins", _PINS).items()}
    steps = parse_steps(options, (*_HERE, "steps"), values.pop("steps", ()), apps, problems)
    for key, named in (("secrets", secrets), ("runners", runners), ("platforms", platforms)):
        problems += _of_no_app(options, key, named, apps)
    problems += _wrong_secrets(options, secrets)
    if values.get("approval", "").casefold() == PRODUCTION:  # GitHub takes them for the same
        problems.append(
            options.problem(
                (*_HERE, "approval"),
                f"is `{PRODUCTION}`, whose rules each app's job waits for",
                "make another environment in GitHub, with the reviewers, and name that",
            )
        )
    return Workflows(
        **values,
        secrets={app: tuple(names) for app, names in secrets.items()},
        runners=runners,
        platforms=platforms,
        steps=steps,
        pins={**PINS, **{action: pin for action, pin in pins.items() if pin}},
    )


def _of_no_app(
    options: TomlOptions, key: str, named: Iterable[str], apps: Collection[str]
) -> Iterator[Problem]:
    for app in named:
        if app not in apps:
            hint = did_you_mean(app, apps) or f"the apps are {listed(apps)}"
            yield options.problem((*_HERE, key, app), "is not the name of an app", hint)


def _wrong_secrets(options: TomlOptions, secrets: Mapping[str, Iterable[str]]) -> Iterator[Problem]:
    """Names that no secret can have."""
    for app, names in secrets.items():
        for name in names:
            if not name.isidentifier() or not name.isascii() or name.upper().startswith("GITHUB_"):
                yield options.problem(
                    (*_HERE, "secrets", app),
                    f"has `{name}`, which is not a name for a secret",
                    "letters, digits and `_`, no digit first, and not `GITHUB_` first",
                )
