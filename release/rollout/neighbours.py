"""Versions beside each other: whether those that will run work together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from release.compatibility import Unmet, unmet
from release.errors import Problem
from release.model import App


class Neighbours(NamedTuple):
    """The apps that run when all is done, as far as it is known what they require.

    `versions` are those of all apps then, None where nobody knows; `new` are those that are
    deployed.
    """

    apps: tuple[App, ...]
    versions: Mapping[str, str | None]
    new: Mapping[str, str]

    def refusals(self, environment: str) -> Iterator[Problem]:
        """What would run beside a version that it does not work with, and does not yet."""
        for each in unmet(self.apps, self.versions):
            if each.app in self.new or each.needed in self.new:
                yield self._problem(each, environment)

    def warnings(self, environment: str) -> Iterator[str]:
        """What is required, and nobody knows whether it is there."""
        for app in self.apps:
            for needed, wanted in app.requires.items():
                if app.name in self.new and self.versions.get(needed) is None:
                    yield (
                        f"{app.name} requires {needed} {wanted}, and nothing tells which "
                        f"{needed} runs in `{environment}`"
                    )

    def _problem(self, found: Unmet, environment: str) -> Problem:
        app, needed = found.app, found.needed
        of_app = f"{app} {self.versions[app]}"
        if app not in self.new:
            of_app += f", which runs in `{environment}`,"
        there = "would be deployed" if needed in self.new else f"runs in `{environment}`"
        return Problem(
            f"{of_app} requires {needed} {found.range}, and {found.version} {there}",
            hint=f"deploy a version of {needed} that fits, before it or with it"
            if app in self.new
            else f"deploy a version of {app} before it that works with both",
        )
