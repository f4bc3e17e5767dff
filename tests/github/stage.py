"""A stage for thousands of cases: a local GitHub made in a moment, and who plays there.

    with Theatre(folder) as theatre:
        stage = theatre.stage(case_folder)
        actor = stage.actor()
        actor.forge().put_pull(...)

All requests go by `Wire`s, one for each actor: REST in this process, git by a port. So each is
recorded, can be killed or held up, and time passes only by sleeping.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, chdir
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Self

import httpx2

from release.actions import Decision
from release.adapters.clock import Clock
from release.adapters.deploy_lock import DeployLock
from release.adapters.git.environment import quiet, signed_in
from release.adapters.git.objects import GitObjects
from release.adapters.git.remote import GitRemote
from release.adapters.github import GitHub
from release.adapters.github.api import Api
from release.adapters.github.line import Access
from release.adapters.github.pace import Pace
from release.adapters.github.records import BETWEEN_WRITES, GitHubRecords
from release.adapters.github.refusals import Needs
from release.apply import apply
from release.read.remembered import Remembered
from release.rehearsal import Caller, Fault, Knock, LocalGitHub
from release.rehearsal.server import make_server
from release.tasks.desk import open_desk
from release.tasks.patience import Patience, patiently
from release.world import View, World
from tests.github.client import TRAIN
from tests.github.scene import API, TOKEN, VirtualClock
from tests.github.wires import LINES, Exchange, MortalGit, Wire

LOGIN = "ada"


_NEEDS = Needs("GITHUB_API_URL", "GH_PAT", "the scope `repo`")


_DIRECTORY = threading.Lock()
"""Whoever goes to another directory takes the whole process along."""


@dataclass
class Actor:
    """One run of a flow: a process with a clone at `root`, a wire, and a token."""

    stage: Stage
    number: int
    root: Path
    client: httpx2.Client
    port: int
    wire: Wire

    @property
    def run(self) -> int:
        """The number of this process among those of the stage."""
        return self.wire.run

    @property
    def clock(self) -> Clock:
        """The stage's clock."""
        clock = self.stage.clock
        return Clock(lambda: clock().timestamp(), clock.sleep)

    def forge(self) -> GitHub:
        """The forge as a new command has it."""
        access = Access(API, TRAIN, TOKEN, _NEEDS)
        return GitHub(self.stage.hub.site.url, access, Api(access, Pace(self.clock), self.client))

    def remote(self) -> GitRemote:
        """The remote as a new command has it."""
        address = f"http://127.0.0.1:{self.port}/{TRAIN}.git"
        git = MortalGit(self.root, signed_in(os.environ, address, TOKEN), self.wire)
        return GitRemote(git, address, has_token=True, sleep=self.clock.sleep)

    def records(self) -> GitHubRecords:
        """The book of deployments as a new command has it."""
        access = Access(API, TRAIN, TOKEN, _NEEDS)
        api = Api(access, Pace(self.clock, BETWEEN_WRITES), self.client)
        git = MortalGit(self.root, quiet(os.environ), self.wire)
        return GitHubRecords(api, DeployLock(self.remote(), GitObjects(git, quiet(os.environ))))

    def world(self) -> World:
        """The world as a new command has it."""
        with _DIRECTORY, chdir(self.root):
            world = open_desk().world
        forge, remote, records = self.forge(), self.remote(), self.records()
        return world._replace(forge=lambda: forge, remote=lambda: remote, records=lambda _: records)

    def perform(self, decide: Callable[[View], Decision], *, is_patient: bool = False) -> None:
        """Look, decide and apply, as a command does; and again, if it `is_patient`.

        Raises:
            ReleaseError: it ends red.
        """
        world = self.world()
        if is_patient:
            patience = Patience(*self.clock, lambda: 1.0)
            patiently(lambda: self._attempt(decide, world), lambda _: None, patience)
        else:
            self._attempt(decide, world)

    @staticmethod
    def _attempt(decide: Callable[[View], Decision], world: World) -> None:
        files = Remembered(world.view.files)
        decision = decide(world.view._replace(files=files))
        apply(decision.actions, world, lambda _: None, files.seen)
        if decision.failure is not None:
            raise decision.failure


@dataclass
class Stage:
    """The local GitHub of one case. `faults` are by the number of the request, from 1 on.

    `alone` is the number of the actor who keeps the others from what no two may do at once.
    """

    theatre: Theatre
    hub: LocalGitHub
    clock: VirtualClock
    folder: Path
    exchanges: list[Exchange] = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)
    runs: Iterator[int] = field(default_factory=count)
    alone: int | None = None

    def actor(self, number: int = 0) -> Actor:
        """Somebody with a clone of his own, as the template has it, whose requests go by `number`.

        Whoever comes again with the same number has the same clone, and is another process.
        """
        wire = Wire(number, next(self.runs), self.hub, self.clock, self.exchanges)
        LINES[number].wire = wire
        template, root = self.theatre.folder / "clone", self.folder / f"clone-{number}"
        if template.is_dir() and not root.exists():
            shutil.copytree(template, root)
        port = self.theatre.ports[number]
        return Actor(self, number, root, LINES[number].client, port, wire)

    def begin(self) -> None:
        """What was asked until now was for setting the scene."""
        self.exchanges.clear()
        self.clock.sleep(3600)
        start = len(self.hub.log)

        def hook(_: Knock) -> Fault | None:
            return self.faults.get(len(self.hub.log) - start + 1)

        self.hub.faults = hook


class Theatre:
    """What all cases of a flow share: a template, and ports for git.

    `folder`/seed is the repository that each hub begins with, `folder`/clone, if there is one, what
    each actor begins with.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports: list[int] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        for line in LINES:
            server = make_server(line.mortal, 0)
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            self._open.callback(_close, server, thread)
            self.ports.append(server.server_port)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def stage(self, folder: Path) -> Stage:
        """A new case, in an empty folder."""
        clock = VirtualClock()
        hub = LocalGitHub(folder / "hub", clock=clock)
        hub.add_repository(TRAIN, seed=self.folder / "seed")
        hub.add_token(TOKEN, Caller(LOGIN))
        return Stage(self, hub, clock, folder)


def _close(server: ThreadingHTTPServer, thread: threading.Thread) -> None:
    server.shutdown()
    thread.join()
    server.server_close()
