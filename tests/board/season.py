"""A season of a repository: so many releases of three apps, deployed, failed and brought back.

Its history is one `git fast-import`, and its records are those of a real clone, written at the
times at which all of it would have happened.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from release.adapters.clone_records import CloneRecords, clone_records
from release.adapters.disk import Disk
from release.adapters.git.objects import git_objects
from release.adapters.git.repository import GitRepository
from release.deployment.plan import Kind
from release.deployment.records import AttemptState, NewAttempt
from release.ledger import LEDGER
from release.world import View
from tests.fakes import a_view
from tests.trains import FILES, a_train

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
APPS = ("backend", "cloudprint", "frachter")
AGAIN = timedelta(hours=2)
"""From a failure to its mending."""

_LEDGER = 200  # lines: it grows with each release, and what is in it plays no part here

TOML = """\
[environments.production]
records = "clone"
[environments.staging]
records = "clone"
"""
_TARGET = 'target = "command"\ncommand.roll-out = ["true"]\n'
_PACKAGE = '{{\n  "name": "{app}",\n  "version": "{version}",\n  "private": true\n}}\n'


class Ride(NamedTuple):
    """One release. `fate` is what became of its deployment."""

    app: str
    version: str
    previous: str
    at: datetime
    fate: str


def rides(number: int, every: timedelta) -> list[Ride]:
    """So many releases, the last one so long before `NOW`; one in ten fails, others are led away.

    The fates are `well`, `failed` (and deployed again), `back` (a rollback soon after), `lost`
    (nobody knows how it ended, and then deployed again).
    """
    versions = dict.fromkeys(APPS, 0)
    found = []
    for each in range(number):
        app = APPS[each % 3]
        versions[app] += 1
        fate = {3: "failed", 7: "back", 15: "lost"}.get(each % 20, "well")
        at = NOW - every * (number - each)
        found.append(Ride(app, f"9.{versions[app]}.0", f"9.{versions[app] - 1}.0", at, fate))
    return found


class Season:
    """A clone at `root` that has lived through `rides`; one change, `waiting`, is not promoted."""

    def __init__(self, root: Path, found: list[Ride], waiting: str = "Print even faster") -> None:
        self.root = root
        root.mkdir(parents=True)
        apps = "".join(f"[apps.{app}]\n{_TARGET}" for app in APPS)
        changed = {"release.toml": apps + TOML}
        changed |= {f"apps/{app}/package.json": _package(app, "9.0.0") for app in APPS}
        a_train(root, changed)
        self.git("init", "--quiet", "--template=", "--initial-branch=main")
        stream = _Stream({**FILES, **changed}, found[0].at - timedelta(days=1))
        marks = [stream.ride(ride) for ride in found]
        stream.wait(waiting)
        file = root / ".git" / "marks"
        self.git("fast-import", "--quiet", f"--export-marks={file}", feed="".join(stream.lines))
        self.git("reset", "--quiet", "--hard", "main")
        lines = dict(line.split() for line in file.read_text().splitlines())
        self._moment = NOW
        self.book: CloneRecords = clone_records(root, os.environ, lambda: self._moment, "ada")
        self._pages = {app: _Page(root / ".git" / f"page-{app}", self.book) for app in APPS}
        with patch("os.fsync"):  # the disk need not have it line by line
            for ride, mark in zip(found, marks, strict=True):
                self._deploy(ride, lines[f":{mark}"])
                self._pages[ride.app].turn()
        self._moment = NOW

    def git(self, *words: str, feed: str = "") -> str:
        """Run git there."""
        argv = ["git", "-C", str(self.root), *words]
        ran = subprocess.run(argv, input=feed, text=True, capture_output=True, check=True)
        return ran.stdout

    @property
    def view(self) -> View:
        """What a command sees there, at `NOW`."""
        return seen(self.root, self.book)

    def _deploy(self, ride: Ride, commit: str) -> None:
        at = ride.at + timedelta(minutes=30)
        if ride.fate in {"failed", "lost"}:
            state: AttemptState = "failure" if ride.fate == "failed" else "error"
            self._attempt(ride, commit, at, state)
            at += AGAIN
        self._attempt(ride, commit, at, "success")
        if ride.fate == "back":
            back = ride._replace(version=ride.previous, previous=ride.version)
            self._attempt(back, commit, at + AGAIN, "success", "rollback")

    def _attempt(
        self, ride: Ride, commit: str, at: datetime, state: AttemptState, kind: Kind = "deploy"
    ) -> None:
        """Have it recorded: it took three minutes."""
        self._moment = at - timedelta(minutes=3)
        wanted = NewAttempt(
            key=f"{at} {ride.app}",
            app=ride.app,
            version=ride.version,
            commit=commit,
            environment="production",
            kind=kind,
            previous=ride.previous,
            run="https://github.com/acme/train/actions/runs/1",
        )
        book = self._pages[ride.app].book
        attempt = book.begin(wanted)
        self._moment = at
        book.tell(attempt, state, f"{ride.version} ended in {state}")


def seen(root: Path, book: CloneRecords | None = None) -> View:
    """What a command sees, at `NOW`, where a season was lived through; `book` has its records."""
    book = book or clone_records(root, os.environ, lambda: NOW, "ada")
    return a_view(Disk(root), GitRepository(root))._replace(
        clock=lambda: NOW,
        objects=lambda: git_objects(root, os.environ),
        records=lambda _place: book,
    )


class _Page:
    """The end of the book, as far as one app needs it: the whole is read anew for every line."""

    def __init__(self, file: Path, whole: CloneRecords) -> None:
        self.book = whole._replace(file=file)
        self._whole = whole.file
        self._kept: list[str] = []

    def turn(self) -> None:
        """Have the whole book end in what is new here, and keep what the last attempt needs."""
        lines = self.book.file.read_text("utf-8").splitlines(keepends=True)
        with self._whole.open("a", encoding="utf-8") as whole:
            whole.writelines(lines[len(self._kept) :])
        said = [json.loads(line) for line in lines]
        last = [each["begin"]["key"] for each in said if "begin" in each][-1]
        about = [each["tell"] if "tell" in each else each["begin"]["key"] for each in said]
        self._kept = [line for line, key in zip(lines, about, strict=True) if key == last]
        self.book.file.write_text("".join(self._kept), "utf-8")


class _Stream:
    """The input of `git fast-import`, as it grows; marks are the numbers of commits."""

    def __init__(self, files: Mapping[str, str], at: datetime) -> None:
        self.lines: list[str] = []
        self._mark = 0
        self.ledger: list[str] = []
        self._commit("main", "All aboard", at, files, author="Ada")
        self.lines.append("reset refs/heads/staging\nfrom refs/heads/main\n\n")

    def ride(self, ride: Ride) -> int:
        """Two changes on staging, their promotion, the release, its tag, and the way back.

        The first change was written 48 hours before the release, the second one 24 hours.
        """
        source = f"apps/{ride.app}/source.txt"
        for number, (hours, author) in enumerate(((48, "Ben"), (24, "Cleo"), (3, "renovate[bot]"))):
            written = ride.at - timedelta(hours=hours)
            text = {source: f"{ride.version} {number}\n"}
            self._commit("staging", "Print faster", written, text, author=author)
        self._commit("main", "Promote", ride.at, {}, merge="staging")
        line = f'{{"schema":1,"kind":"note","of":"{ride.app} {ride.version}"}}\n'
        self.ledger = [*self.ledger[-_LEDGER:], line]
        made = {
            f"apps/{ride.app}/package.json": _package(ride.app, ride.version),
            LEDGER: "".join(self.ledger),
        }
        mark = self._commit("main", "chore: release versions", ride.at, made)
        self.lines.append(f"reset refs/tags/{ride.app}@{ride.version}\nfrom :{mark}\n\n")
        self._commit("staging", "Merge back [skip ci]", ride.at, made, merge="main")
        return mark

    def wait(self, subject: str) -> None:
        """One more change, which nobody has promoted."""
        text = {"apps/backend/source.txt": "next\n"}
        self._commit("staging", subject, NOW - timedelta(hours=1), text, author="Ben")

    def _commit(  # noqa: PLR0913  what a commit is made of
        self,
        branch: str,
        message: str,
        at: datetime,
        files: Mapping[str, str],
        *,
        author: str = "Ada",
        merge: str = "",
    ) -> int:
        self._mark += 1
        when = f"{author} <{author}@example.org> {at.timestamp():.0f} +0000"
        self.lines.append(f"commit refs/heads/{branch}\nmark :{self._mark}\n")
        self.lines.append(f"author {when}\ncommitter {when}\n{_data(message)}")
        if merge:
            self.lines.append(f"merge refs/heads/{merge}\n")
        for path, text in files.items():
            self.lines.append(f"M 100644 inline {path}\n{_data(text)}")
        return self._mark


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"


def _package(app: str, version: str) -> str:
    return _PACKAGE.format(app=app, version=version)
