"""Deployments with real programs, a real server that is asked for its health, and a real book."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from release.adapters.clone_records import CloneRecords, clone_records
from release.adapters.commands import CommandRunner
from release.adapters.probe import Probe
from release.apply.rollout import carry_out
from release.deployment import Command, HttpCheck, Patience, Phase, Recipe
from release.deployment.plan import DeployPlan
from release.deployment.ports import Ran, Site
from release.deployment.records import Lock
from release.tasks.locking import Turn
from tests.deploys.plans import a_command, a_deployment, a_site, a_stop
from tests.deploys.records import MemoryRecords
from tests.deploys.yard import Programs, Yard
from tests.fakes import a_moment
from tests.repositories import Repo

SOON = Patience(deadline=1.5, interval=0.05, timeout=1.5)


class Button:
    """`Interrupt` in the time of this world."""

    def __init__(self) -> None:
        self.why = ""
        self._pressed = threading.Event()

    def press(self) -> None:
        self.why = "SIGTERM"
        self._pressed.set()

    def wait(self, seconds: float) -> bool:
        return self._pressed.wait(min(seconds, 0.05))


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where the files of the test's folder are served, as an app that tells its version."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def a_real_site(root: Path) -> tuple[Site, Button]:
    button = Button()
    site = a_site(MemoryRecords(), Yard())._replace(
        run_command=CommandRunner(root, os.environ, button),
        get=Probe(button),
        stop=button,
        now=time.monotonic,
    )
    return site, button


def python(code: str, *arguments: str) -> Command:
    return a_command(sys.executable, "-c", code, *arguments)


def a_switch(version: str, told: str, url: str) -> Recipe:
    """Let the app tell a version, which is to be `version`; and back to 1.0.0."""
    write = "import sys; open('version.json', 'w').write('{\"version\": \"%s\"}' % sys.argv[1])"
    check = HttpCheck(f"{url}/version.json", version=version, patience=SOON)
    return Recipe(
        (
            Phase("roll out", ((python(write, told),),), undo=((python(write, "1.0.0"),),)),
            Phase("verify", checks=(check,)),
        )
    )


def test_a_version_is_rolled_out_and_verified(tmp_path: Path, address: str) -> None:
    site, _ = a_real_site(tmp_path)

    report = carry_out(a_deployment(a_stop(recipe=a_switch("1.1.0", "1.1.0", address))), site)

    assert report.is_good
    assert (tmp_path / "version.json").read_text() == '{"version": "1.1.0"}'


def test_what_tells_another_version_is_taken_back(tmp_path: Path, address: str) -> None:
    site, _ = a_real_site(tmp_path)

    report = carry_out(a_deployment(a_stop(recipe=a_switch("1.1.0", "1.0.9", address))), site)

    (outcome,) = report.outcomes
    assert (outcome.state, outcome.runs) == ("failed", "1.0.0")
    assert "it answered 200 with the version `1.0.9`; asked" in outcome.reason
    assert (tmp_path / "version.json").read_text() == '{"version": "1.0.0"}'


def test_an_interrupt_ends_everything_within_seconds(tmp_path: Path) -> None:
    """Of three apps one hears SIGTERM, one does not, and one waits for an answer."""
    site, button = a_real_site(tmp_path)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    wait = "import time; print('here', flush=True); time.sleep(60)"
    nowhere = HttpCheck("http://127.0.0.1:9/", patience=Patience(60))
    recipes = {
        "hears": Recipe((Phase("build", ((python(wait),),)),)),
        "deaf": Recipe((Phase("roll out", ((python(deaf + wait),),)),)),
        "waits": Recipe((Phase("roll out", ((python(""),),)), Phase("verify", checks=(nowhere,)))),
    }
    stops = [a_stop(app, recipe) for app, recipe in recipes.items()]
    threading.Timer(0.7, button.press).start()
    began = time.monotonic()

    report = carry_out(a_deployment(*stops, a_stop("later", wave=2)), site)

    assert time.monotonic() - began < 40  # much less than 60, however busy this machine is
    assert {each.app: each.state for each in report.outcomes} == {
        "hears": "failed",
        "deaf": "unknown",
        "waits": "unknown",
        "later": "blocked",
    }


@pytest.mark.needs("git")
def test_deployments_at_once_go_one_after_another(tmp_path: Path) -> None:
    """Each takes the lock with the real git, and decides by the real book what is left to do."""
    root, inside, met = Repo(tmp_path / "here").root, set[str](), list[str]()
    states: list[str] = []

    def linger(_: Sequence[str]) -> Ran:
        time.sleep(0.05)  # so that the others come meanwhile
        return Ran(0)

    programs = Programs({"one": linger})

    def deploy(who: str) -> None:
        book = clone_records(root, os.environ, a_moment, who)
        turn = _turn(book, who)
        turn.take(60)
        inside.add(who)
        met.extend(f"{who} met {other}" for other in inside - {who})
        site = a_site(MemoryRecords(), Yard())._replace(
            records=book, run_command=programs, key=lambda: who
        )
        report = carry_out(_plan(book), site)
        states.extend(each.state for each in report.outcomes)
        inside.discard(who)
        assert turn.leave() is None

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(deploy, ("ada", "grace", "edsger")))

    assert met == []
    assert sorted(states) == ["already", "already", "deployed"]
    assert sorted(programs.ran) == ["one", "three", "two"]


def _turn(book: CloneRecords, who: str) -> Turn:
    def nothing(_: str) -> None:
        """Nobody reads it."""

    lock = Lock(who, "production", who, a_moment())
    return Turn(lock, book, lambda *_: "", Button(), nothing, nothing, nothing, a_moment)


def _plan(book: CloneRecords) -> DeployPlan:
    """A deployment of what does not run yet."""
    found = book.attempts("production", ["backend"])["backend"]
    runs = any(each.state == "success" for each in found)
    work = ((a_command("one"), a_command("two")), (a_command("three"),))
    stop = a_stop(recipe=Recipe((Phase("roll out", work),)))
    return a_deployment(stop._replace(action="already") if runs else stop)
