"""A stage for thousands of cases: a local GitHub made in a moment, and who plays there.

    with Theatre(folder) as theatre:
        stage = theatre.stage(case_folder)
        actor = stage.actor()
        actor.forge().put_pull(...)

All requests go by `Wire`s, one for each actor: REST in this process, git by a port. So each is
recorded, can be killed or held up, and time passes only by sleeping.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, Self

import httpx2

from release.actions import Decision
from release.adapters.clock import Clock
from release.adapters.deploy_lock import DeployLock
from release.adapters.git.environment import quiet, signed_in
from release.adapters.git.objects import GitObjects
from release.adapters.git.program import GitProgram
from release.adapters.git.remote import GitRemote
from release.adapters.github import GitHub
from release.adapters.github.api import Api
from release.adapters.github.line import Account
from release.adapters.github.pace import Pace
from release.adapters.github.records import BETWEEN_WRITES, GitHubRecords
from release.adapters.github.refusals import Needs
from release.adapters.shell import Result
from release.apply import apply
from release.read.remembered import Remembered
from release.rehearsal import Caller, Dropped, Fault, Knock, LocalGitHub, Request, Response
from release.rehearsal.bare import Bare
from release.rehearsal.server import make_server
from release.tasks.desk import open_desk
from release.tasks.patience import Patience, patiently
from release.world import View, World
from tests.github.client import NAME, OWNER, through
from tests.github.scene import API, TOKEN, VirtualClock

TRAIN = f"{OWNER}/{NAME}"
LOGIN = "ada"
PATIENCE = 120.0  # seconds of real time until a schedule that hangs is an error
_PUSH = "/git-receive-pack"
_NEEDS = Needs("GITHUB_API_URL", "GH_PAT", "the scope `repo`")


_DIRECTORY = threading.Lock()
"""Whoever goes to another directory takes the whole process along."""


class Killed(BaseException):
    """The process is no more."""


class Exchange(NamedTuple):
    """One request of a run, and what came of it. `key` is equal for equal writes.

    `writes` says that it may have an effect, and `wrote` that it had one; `status` is 0 without an
    answer. `at` is when it was sent, and `wait` what it was told to wait, both in seconds.
    """

    run: int
    key: str
    writes: bool
    wrote: bool
    status: int
    at: float
    wait: int

    @property
    def is_acknowledged(self) -> bool:
        """Whether it wrote, and whoever sent it knows."""
        return self.wrote and self.status in range(200, 300)


class Turns:
    """Lets one of several actors go on at a time, from request to request.

    `choose` says who of those that wait is next.
    """

    def __init__(self, choose: Callable[[Sequence[int]], int], actors: Iterable[int]) -> None:
        self._next = choose
        self._alive = set(actors)
        self._waiting: set[int] = set()
        self._turn: int | None = None
        self._changed = threading.Condition()

    def wait(self, actor: int) -> None:
        """Wait for the turn of an actor."""
        with self._changed:
            self._waiting.add(actor)
            self._choose()
            if not self._changed.wait_for(lambda: self._turn == actor, PATIENCE):
                raise TimeoutError(f"actor {actor} never has its turn")
            self._waiting.discard(actor)
            self._turn = None

    def leave(self, actor: int) -> None:
        """The actor is done."""
        with self._changed:
            self._alive.discard(actor)
            self._choose()

    def _choose(self) -> None:
        if self._alive and self._waiting == self._alive:
            self._turn = self._next(sorted(self._alive))
            self._changed.notify_all()


class Wire:
    """What lies between an actor and the hub.

    `turns` hold requests up. With `kill_at` the process dies when it sends its so-manieth request
    from 1 on, and with `kill_after` when that was carried out.
    """

    def __init__(self, stage: Stage, actor: int) -> None:
        self.turns: Turns | None = None
        self.kill_at = self.kill_after = 0
        self.is_dead = False
        self._stage = stage
        self._actor = actor
        self.run = next(stage.runs)
        self._sent = 0

    def answer(self, request: Request) -> Response:
        """Have the hub answer, and record it.

        Raises:
            Dropped: there is no answer.
            Killed: there is nobody left to answer.
        """
        if self.is_dead:
            raise Dropped("the connection was closed")
        if self.turns:
            self.turns.wait(self._actor)
        self._sent += 1
        if self._sent == self.kill_at:
            self._die()
        response = self._recorded(request)
        if self._sent == self.kill_after:
            self._die()
        if response is None:
            raise Dropped("the connection was closed")
        return response

    def _die(self) -> None:
        self.is_dead = True
        raise Killed

    def _recorded(self, request: Request) -> Response | None:
        hub, at = self._stage.hub, self._stage.clock.moment.timestamp()
        response = None
        with suppress(Dropped):
            response = hub.answer(request)
        entry = hub.log[-1]
        told = response.headers.get("retry-after", "0") if response else "0"
        exchange = Exchange(
            run=self.run,
            key=_key(request),
            writes=_may_write(request),
            wrote=entry.wrote,
            status=entry.status,
            at=at,
            wait=int(told),
        )
        self._stage.exchanges.append(exchange)
        return response


def _may_write(request: Request) -> bool:
    if request.place.startswith("/api/"):
        return request.method != "GET"
    return request.method == "POST" and request.place.endswith(_PUSH)


def _key(request: Request) -> str:
    """A request without what differs each time: of a push, the moves of refs alone."""
    body = request.body.partition(b"PACK")[0] if request.place.endswith(_PUSH) else request.body
    return f"{request.method} {request.path} {body.decode(errors='replace')}"


class MortalGit(GitProgram):
    """The git program of a process that can be killed while git is at work."""

    __slots__ = ("_wire",)

    def __init__(self, root: Path, environment: Mapping[str, str], wire: Wire) -> None:
        super().__init__(root, environment)
        self._wire = wire

    def ask(
        self, *arguments: str, feed: str | None = None, timeout: float | None = None
    ) -> Result | None:
        """One git process."""
        answer = super().ask(*arguments, feed=feed, timeout=timeout)
        if self._wire.is_dead:
            raise Killed
        return answer


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
        account = Account(API, TRAIN, TOKEN, _NEEDS)
        return GitHub(self.stage.hub.site.url, account, Api(account, Pace(self.clock), self.client))

    def remote(self) -> GitRemote:
        """The remote as a new command has it."""
        address = f"http://127.0.0.1:{self.port}/{TRAIN}.git"
        git = MortalGit(self.root, signed_in(os.environ, address, TOKEN), self.wire)
        return GitRemote(git, address, has_token=True, sleep=self.clock.sleep)

    def records(self) -> GitHubRecords:
        """The book of deployments as a new command has it."""
        account = Account(API, TRAIN, TOKEN, _NEEDS)
        api = Api(account, Pace(self.clock, BETWEEN_WRITES), self.client)
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
        wire = Wire(self, number)
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


class Line:
    """The client of one actor at a time, for a whole process: ghapi is costly to make for it."""

    def __init__(self) -> None:
        self.wire: Wire | None = None
        self.client = httpx2.Client(transport=httpx2.MockTransport(through(self.answer)))

    def answer(self, request: Request) -> Response:
        """Have the actor's wire answer."""
        assert self.wire is not None, "nobody is on stage"
        return self.wire.answer(request)

    def mortal(self, request: Request) -> Response:
        """The same for a port: who is killed there dies in another thread, in `MortalGit`."""
        try:
            return self.answer(request)
        except Killed:
            raise Dropped("the connection was closed") from None


LINES = (Line(), Line())
"""Of those who can be on stage at the same time."""


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


def state_of(hub: LocalGitHub) -> dict[str, Any]:
    """All that a run leaves at the hub, without what no two runs have in common (ids, times)."""
    repo = hub.site.repositories[TRAIN]
    assets, said = repo.assets.values(), repo.deployment_statuses.values()
    return {
        "refs": {name: _named(hub, name, sha) for name, sha in repo.bare.refs().items()},
        "pulls": sorted(
            (each.head, each.base, each.title, each.body or "", _standing(each), each.head_sha)
            for each in repo.pulls.values()
        ),
        "comments": sorted(
            (each.number, each.author, each.body) for each in repo.comments.values()
        ),
        "releases": sorted(
            (
                each.tag,
                each.name or "",
                each.body or "",
                each.published is not None,
                each.prerelease,
                each.id == repo.latest,
                tuple(sorted((a.name, a.content) for a in assets if a.release == each.id)),
            )
            for each in repo.releases.values()
        ),
        "deployments": sorted(
            (
                *(each.environment, each.task, each.sha, each.description or ""),
                json.dumps(each.payload, sort_keys=True),
                tuple((one.state, one.description) for one in said if one.deployment == each.id),
            )
            for each in repo.deployments.values()
        ),
    }


def refs_of(clone: Path) -> dict[str, str]:
    """The refs of a clone; nothing, where there is none."""
    return Bare(clone / ".git").refs()


def _standing(pull: Any) -> tuple[bool, bool]:
    dates: tuple[datetime | None, datetime | None] = (pull.closed, pull.merged)
    return dates[0] is None, dates[1] is None


def _named(hub: LocalGitHub, name: str, sha: str) -> str:
    """What a ref names; of an annotated tag, its commit and its text, for its date is its own."""
    bare = hub.site.repositories[TRAIN].bare
    if not name.startswith("refs/tags/") or bare.kind(sha) != "tag":
        return sha
    text = bare.tell("cat-file", "tag", sha).partition("\n\n")[2]
    return f"{bare.peel(sha)} {text}"
