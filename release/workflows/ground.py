"""What the workflows of a repository depend on."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from release.config.toml_options import TomlOptions
from release.config.train import Config
from release.config.workflows import Workflows
from release.errors import Where
from release.model import PRODUCTION, App, Workspace
from release.targets import BY_PLATFORM

_PATTERN = re.compile(r"[+!]")  # of what a filter would read, all that a branch's name may have


class Ground(NamedTuple):
    """`apps` are those of the configuration, `built` the names of all that is built.

    Without apps in the configuration the latter are packages. `directories` are those of packages,
    by name; `gathered` are those to which jobs bring what they built, by the app. `program` is the
    module that runs our tasks: `invoke` where a tasks.py has them. `install` is the shell command
    that installs it. `options` are the configuration as it is written, to tell where something is.
    """

    main: str
    staging: str
    apps: tuple[App, ...]
    built: tuple[str, ...]
    workflows: Workflows
    program: str
    install: str
    directories: Mapping[str, str] = MappingProxyType({})
    gathered: Mapping[str, str] = MappingProxyType({})
    options: TomlOptions | None = None

    @classmethod
    def of(
        cls,
        config: Config,
        workspace: Workspace,
        version: str,
        *,
        has_tasks: bool,
        options: TomlOptions | None = None,
    ) -> Ground:
        """The ground of a repository; `version` is the one of ours that it gets by default."""
        directories = {package.name: package.directory for package in workspace.packages}
        return cls(
            config.main,
            config.staging,
            config.apps if config.configured else (),
            tuple(app.name for app in config.apps),
            config.workflows,
            "invoke" if has_tasks else "release",
            config.workflows.install or f"python -m pip install monorepo-release=={version}",
            directories,
            {app: _gathered(config, app, directories) for app in config.workflows.platforms},
            options,
        )

    def where(self, *option: str) -> Where | None:
        """Where an option of the configuration stands."""
        return self.options.where(option) if self.options else None

    def run(self, *words: str) -> str:
        """The script that runs one task.

        Bash becomes Python: when a job is cancelled, the runner tells nobody but its own child.
        """
        return f"exec python -m {self.program} {shlex.join(words)}"


def _gathered(config: Config, app: str, directories: Mapping[str, str]) -> str:
    """The folder to which the jobs of an app's platforms bring what they built."""
    care = config.care(app, PRODUCTION)
    folder = BY_PLATFORM[care.target].gathered(care.options)
    return posixpath.normpath(posixpath.join(directories[config.app(app).package], folder))


def branch_filter(branch: str) -> str:
    """The pattern that only this branch matches.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
    """
    return _PATTERN.sub(r"\\\g<0>", branch)
