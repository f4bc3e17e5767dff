"""How each app is in an environment, by its records; and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from release.deployment.records import Attempt
from release.errors import Problem, ReleaseError
from release.model import App
from release.read.project import Project
from release.rollout.standing import standing
from release.versions import is_below


class AppStatus(NamedTuple):
    """How one app is in one environment; `version` is its manifest's."""

    app: App
    environment: str
    version: str
    attempts: tuple[Attempt, ...]
    has_target: bool

    @property
    def is_told(self) -> bool:
        """Whether there is anything to tell."""
        return self.has_target or bool(self.attempts)

    @property
    def newest(self) -> Attempt | None:
        """The last attempt to deploy it."""
        return next(iter(self.attempts), None)

    @property
    def runs(self) -> Attempt | None:
        """The attempt whose version is known to run."""
        stands = standing(self.attempts)
        known = stands.running.id if stands.running and not stands.doubt else None
        return next((each for each in self.attempts if each.id == known), None)

    @property
    def told(self) -> Attempt | None:
        """The attempt that there is something to say of."""
        return self.runs or self.newest

    @property
    def state(self) -> Literal["runs", "unknown", "nothing runs"]:
        """How it is, in a word or two."""
        if standing(self.attempts).doubt:
            return "unknown"
        return "runs" if self.runs else "nothing runs"

    @property
    def drift(self) -> str:
        """Where the version that runs is, seen from the manifest's."""
        if self.runs is None or self.runs.wanted.kind == "snapshot":
            return ""
        version = self.runs.wanted.version
        if version == self.version:
            return ""
        return f"{'behind' if is_below(version, self.version) else 'ahead of'} {self.version}"

    @property
    def trouble(self) -> str:
        """How its newest attempt ended, where that is not what runs."""
        if self.newest is None or self.newest == self.runs:
            return ""
        said = f": {self.newest.description}" if self.newest.description else ""
        return f"{self.newest.wanted.version} {self.newest.state}{said}"


def statuses_of(
    project: Project, environment: str, attempts: Mapping[str, Sequence[Attempt]]
) -> Iterator[AppStatus]:
    """How every app of a repository is in an environment.

    Args:
        project: the repository.
        environment: its name.
        attempts: those there of each app, the newest first.
    """
    versions = {each.name: each.version or "" for each in project.workspace.packages}
    for app in project.config.apps:
        yield AppStatus(
            app=app,
            environment=environment,
            version=versions[app.package],
            attempts=tuple(attempts[app.name]),
            has_target=project.config.deploying(app.name, environment) is not None,
        )


def unread(closed: Mapping[str, ReleaseError]) -> ReleaseError | None:
    """What cannot be told of which places; of a kind that fits the first of them."""
    found: dict[Problem, list[str]] = {}
    for name, error in closed.items():
        for problem in error.problems:
            found.setdefault(problem, []).append(name)
    problems = [
        problem._replace(message=f"{' and '.join(names)}: {problem.message}")
        for problem, names in found.items()
    ]
    return type(next(iter(closed.values()))).of(problems) if problems else None
