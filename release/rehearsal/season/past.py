"""The history of a season: changes on staging, promotions, releases, tags and back-merges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from release.actions import WriteFile
from release.adapters.disk import Disk
from release.changeset import render_changeset
from release.model import App, Bump
from release.read.overlay import Overlay
from release.read.project import read_project
from release.rehearsal.season.rides import Ride
from release.rehearsal.season.stream import Step, Stream
from release.rehearsal.stage import ASIDE, BOT, PERSON, Stage
from release.steps.changeset.version import version_actions
from release.versions import tag_name

_PEOPLE = ("Ada", "Ben", "Cleo")
_HOURS = (30, 6, 52, 18, 9)  # from when a change was written to when it came to staging
_MINUTE = timedelta(minutes=1)
_BEFORE = 30 * _MINUTE  # the deployment of its release, a change is on staging


class Made(NamedTuple):
    """A release: the versions that it made by app, and the marks of two commits.

    `change` is what staging had of it, `release` is the one on the main branch.
    """

    versions: Mapping[str, str]
    change: int
    release: int


class _AsTheyAre:
    """A formatter that leaves texts as they are."""

    def format(self, choice: str, texts: Mapping[str, str]) -> Mapping[str, str]:  # noqa: ARG002  a formatter is told it
        """The texts."""
        return texts


class Past:
    """The commits of a season as they come to be; they are in the clone once all are imported.

    Args:
        stage: whose tree is the first commit.
        begin: when that was made.
    """

    def __init__(self, stage: Stage, begin: datetime) -> None:
        self._stage = stage
        self._branches = dict.fromkeys((stage.config.main, stage.config.staging))
        self._disk = Disk(stage.root)
        self._edits: dict[str, str | None] = {}
        self._project = read_project(self._disk)
        prefix = stage.root.relative_to(stage.clone.root).as_posix()
        self._stream = Stream("" if prefix == "." else f"{prefix}/")
        tree = stage.clone.answer("rev-parse", "HEAD^{tree}").strip()
        step = Step("Where the season begins", PERSON, begin, begin)
        self._root = self._stream.begin(tree, step, *self._branches)
        self._tag({}, self._root)

    @property
    def here(self) -> Made:
        """All versions, as of the first commit."""
        return Made(self._by_app({}), self._root, self._root)

    def ride(self, ride: Ride) -> Made:
        """One release, from a change on staging to the back-merge."""
        before = self._versions()
        bump = Bump.PATCH if ride.number % 3 else Bump.MINOR
        change = self._change(ride.number, ride.apps, bump, ride.at - _BEFORE)
        config, made = self._stage.config, self._edited(self._planned())
        at = ride.at - 10 * _MINUTE
        release = self._stream.commit(config.main, Step(config.title, BOT, at, at), made)
        self._tag(before, release)
        if config.staging != config.main:
            at = ride.at - 5 * _MINUTE
            back = Step(f"Merge {config.main} back [skip ci]", BOT, at, at)
            self._stream.commit(config.staging, back, made, config.main)
        return Made(self._by_app(before), change, release)

    def wait(self, number: int, at: datetime) -> Made:
        """A change that was promoted, and one that was not: what staging has of that."""
        first, *_, last = (*self._stage.config.apps, *self._stage.config.apps)
        self._change(number, (first,), Bump.PATCH, at - _BEFORE)
        change = self._change(number + 1, (last,), Bump.MINOR, at - _MINUTE, is_promoted=False)
        return Made({last.name: self._versions()[last.package]}, change, change)

    def imported(self) -> dict[int, str]:
        """Have all of it in the clone and at its GitHub, and nothing else; the commits by mark."""
        git = self._stage.clone
        gone = git.answer("for-each-ref", "--format=delete %(refname)", "refs/tags")
        git.answer("update-ref", "--stdin", feed=gone)
        commits = self._stream.imported(git, git.root / ASIDE / "marks")
        git.answer("reset", "--quiet", "--hard", self._stage.config.main)
        refs = (*(f"refs/heads/{each}" for each in self._branches), "refs/tags/*")
        specs = (f"+{each}:{each}" for each in refs)
        git.answer("push", "--quiet", "--force", "--prune", "origin", *specs)
        return commits

    def _change(
        self,
        number: int,
        apps: Iterable[App],
        bump: Bump,
        at: datetime,
        *,
        is_promoted: bool = True,
    ) -> int:
        """Somebody changes apps on staging, and says so; and somebody promotes that."""
        summary = f"Rehearsed change {number + 1}"
        packages = self._project.workspace.by_name
        names = [app.package for app in apps]
        intent = render_changeset(dict.fromkeys(names, bump), summary)
        files: dict[str, str | None] = {f".changeset/rehearsed-{number}.md": intent}
        for name in names:
            directory = packages[name].directory
            files[f"{directory}/rehearsed.txt" if directory else "rehearsed.txt"] = f"{summary}\n"
        written = at - timedelta(hours=_HOURS[number % len(_HOURS)] + number % 11)
        step = Step(summary, _PEOPLE[number % len(_PEOPLE)], written, at)
        main, staging = self._stage.config.main, self._stage.config.staging
        change = self._stream.commit(staging, step, self._edited(files))
        if is_promoted and staging != main:
            at += 10 * _MINUTE
            promotion = Step(f"Promote {staging}", PERSON, at, at)
            self._stream.commit(main, promotion, files, staging)
        return change

    def _planned(self) -> dict[str, str | None]:
        """What the next release changes."""
        files = Overlay(self._disk, self._edits)
        actions = version_actions(files, read_project(files), None, {}, _AsTheyAre())
        return {each.path: each.text if isinstance(each, WriteFile) else None for each in actions}

    def _edited(self, files: Mapping[str, str | None]) -> Mapping[str, str | None]:
        """Have the tree changed so."""
        self._edits |= files
        self._project = read_project(Overlay(self._disk, self._edits))
        return files

    def _versions(self) -> dict[str, str]:
        """The versions of the packages."""
        return {each.name: each.version or "" for each in self._project.workspace.packages}

    def _by_app(self, before: Mapping[str, str]) -> dict[str, str]:
        """The versions that are new, by app."""
        now = self._versions()
        names = {app.name: app.package for app in self._stage.config.apps}
        return {app: now[name] for app, name in names.items() if now[name] != before.get(name)}

    def _tag(self, before: Mapping[str, str], mark: int) -> None:
        """Tag the versions that are new."""
        for name, version in self._versions().items():
            if version and version != before.get(name):
                template = self._stage.config.tag_of(name)
                self._stream.tag(tag_name(template, name, version), mark)
