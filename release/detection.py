"""What is to be deployed: the answer of `release.detect`, as data, as JSON and as job outputs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from release.actions import SetOutput
from release.digest import digest_of
from release.errors import ConfigError, Problem

_RESERVED = ("release", "apps", "digest")
_NO_OUTPUT_CHARACTER = re.compile(r"[^A-Za-z0-9_-]+")


class AppState(NamedTuple):
    """Where one app stands: its version, and the highest version of it that was released."""

    name: str
    package: str
    deploy: bool
    version: str
    previous: str | None
    tag: str
    reason: str

    def document(self) -> dict[str, object]:
        """The state as JSON."""
        return {
            "deploy": self.deploy,
            "version": self.version,
            "previous": self.previous,
            "tag": self.tag,
            "reason": self.reason,
        }


class Detection(NamedTuple):
    """Every app's state, in the configuration's order, and the order of their deployment."""

    apps: tuple[AppState, ...]
    order: tuple[tuple[str, ...], ...]

    @property
    def release(self) -> bool:
        """Whether anything is to be deployed."""
        return any(app.deploy for app in self.apps)

    @property
    def deployed(self) -> tuple[str, ...]:
        """The names of the apps that are to be deployed."""
        return tuple(app.name for app in self.apps if app.deploy)

    @property
    def digest(self) -> str:
        """The same for the same tree, tags and ledger, on whatever commit."""
        return digest_of(
            {
                "schema": 1,
                "apps": {app.name: app.document() for app in self.apps},
                "order": [list(wave) for wave in self.order],
            }
        )

    def document(self, commit: str | None) -> dict[str, object]:
        """The answer to `release.detect --json`."""
        return {
            "schema": 1,
            "commit": commit,
            "release": self.release,
            "apps": {app.name: app.document() for app in self.apps},
            "order": [list(wave) for wave in self.order],
            "digest": self.digest,
        }

    def outputs(self, *, of_packages: bool = False) -> tuple[SetOutput, ...]:
        """What later jobs are told: `release`, `apps`, a flag for each app, `digest`.

        Args:
            of_packages: nobody chose the names of the apps, for they are those of packages; where
                two would have the same flag, neither has one.

        Raises:
            ConfigError: two apps would have the same flag (all such are told).
        """
        names = [output_name(app.name) for app in self.apps]
        if not of_packages:
            output_names([app.name for app in self.apps])
        alike = Counter(name.lower() for name in (*_RESERVED, *names))
        flags = [
            SetOutput(name, _flag(app.deploy))
            for name, app in zip(names, self.apps, strict=True)
            if alike[name.lower()] == 1
        ]
        return (
            SetOutput("release", _flag(self.release)),
            SetOutput("apps", json.dumps(self.deployed)),
            *flags,
            SetOutput("digest", self.digest),
        )


def output_name(app: str) -> str:
    """The output that tells of an app: its name in the letters that an output can have.

    `@acme/web` is `acme-web`; a name that would begin with a digit gets `_` before it.
    """
    name = _NO_OUTPUT_CHARACTER.sub("-", app).strip("-")
    return name if re.match(r"[A-Za-z_]", name) else f"_{name}"


def output_names(apps: Sequence[str]) -> list[str]:
    """The outputs of apps, in their order.

    Raises:
        ConfigError: two would have the same one (all such are told).
    """
    names = [output_name(app) for app in apps]
    taken = dict.fromkeys(_RESERVED, "an output that every release has")
    problems = []
    for app, name in zip(apps, names, strict=True):
        # Expressions read outputs without regard to case.
        other = taken.setdefault(name.lower(), f"the output of app `{app}`")
        if other != f"the output of app `{app}`":
            problems.append(
                Problem(
                    f"the output of app `{app}` would be `{name}`, which is {other}",
                    hint="give the app another name",
                )
            )
    ConfigError.raise_any(problems)
    return names


def _flag(value: bool) -> str:
    return "true" if value else "false"
