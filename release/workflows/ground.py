"""What the workflows of a repository depend on."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from release.config.deploying import Deploying
from release.config.toml_options import TomlOptions
from release.config.train import Config
from release.config.workflows import Workflows
from release.errors import Where
from release.model import PRODUCTION, App, Workspace
from release.targets import BY_PLATFORM, BY_TRUST, EXTRAS

_PATTERN = re.compile(r"[+!]")  # of what a filter would read, all that a branch's name may have


class Ground(NamedTuple):
    """`apps` are those of the configuration, `built` the names of all that is built.

    Without apps in the configuration the latter are packages. `directories` are those of packages,
    by name; `gathered` are those to which jobs bring what they built, by the app. `program` is the
    module that runs our tasks: `invoke` where a tasks.py has them. `install` is the shell command
    that installs it. `options` are the configuration as it is written, to tell where something is.
    `keyed` are the apps whose secrets are for the jobs that build them; `trusted`
    those whose deployments prove which workflow they are.
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
    keyed: frozenset[str] = frozenset()
    trusted: frozenset[str] = frozenset()

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
        extras = f"[{','.join(_extras(config))}]" if _extras(config) else ""
        ours = shlex.quote(f"monorepo-release{extras}=={version}")
        cares = {app.name: config.care(app.name, PRODUCTION) for app in config.apps}
        return cls(
            config.main,
            config.staging,
            config.apps if config.configured else (),
            tuple(app.name for app in config.apps),
            config.workflows,
            "invoke" if has_tasks else "release",
            config.workflows.install or f"python -m pip install {ours}",
            directories,
            {app: _gathered(config, app, directories) for app in config.workflows.platforms},
            options,
            frozenset(
                app
                for app in config.workflows.platforms
                if BY_PLATFORM[cares[app].target].BUILDS_WITH_SECRETS
            ),
            frozenset(
                app
                for app, care in cares.items()
                if _is_trusted(care, config.workflows.secrets.get(app, ()))
            ),
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


def _extras(config: Config) -> list[str]:
    """What of ours the targets need besides, wherever they deploy."""
    used = {each.target for one in config.placements.values() for each in one.all}
    return sorted(EXTRAS & used)


def _is_trusted(care: Deploying, secrets: Sequence[str]) -> bool:
    return care.target in BY_TRUST and BY_TRUST[care.target].is_trusted(care.options, secrets)


def branch_filter(branch: str) -> str:
    """The pattern that only this branch matches.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
    """
    return _PATTERN.sub(r"\\\g<0>", branch)
