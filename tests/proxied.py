"""The whole train behind a real proxy, mitmproxy, which loses requests and answers on the way.

One request of the way is lost in each case, or its answer is: the connection breaks. Each command
is run again until it is green, three times at most; then the hub must be as a way without faults
leaves it, and one more run of each command must write nothing.

    python -m tests.proxied --every 4
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from socket import create_connection, socket
from typing import Any, NamedTuple

from release.rehearsal import Caller, LocalGitHub
from tests.e2e.desk import typed
from tests.github.client import TRAIN, connect
from tests.github.stand import state_of
from tests.repositories import Repo
from tests.trains import a_released_train

MITMDUMP = ("uv", "tool", "run", "--quiet", "--from", "mitmproxy>=11,<13", "mitmdump")
"""In an environment of its own: it pins what we use in other versions."""
TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
BEFORE = (("release.pr",), ("release.preview", "--comment"))
AFTER = (("release.pr",), ("release.publish",), ("staging.sync",))
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
RUNS = 3
START = 60.0  # seconds for the proxy to be there; the first time it is installed

_ADDON = """\
import os
from pathlib import Path

PLAN = Path(os.environ["PROXY_PLAN"])
COUNT = Path(os.environ["PROXY_COUNT"])


class Loser:
    plan, count = "", 0

    def request(self, flow):
        plan = PLAN.read_text()
        if plan != self.plan:
            self.plan, self.count = plan, 0
        self.count += 1
        COUNT.write_text(str(self.count))
        _, at, what = plan.split()
        flow.metadata["lose"] = what if self.count == int(at) else ""
        if flow.metadata["lose"] == "request":
            flow.kill()

    def response(self, flow):
        if flow.metadata["lose"] == "answer":
            flow.kill()


addons = [Loser()]
"""


class Loss(NamedTuple):
    """What is lost: the request of this number, from 1 on, or the answer to it."""

    at: int
    what: str


NOTHING = Loss(0, "nothing")


class Ended(NamedTuple):
    """What the hub has at the end, how many requests it took, and what a last run wrote."""

    state: dict[str, Any]
    requests: int
    reruns: int
    writes: int


class Railway:
    """Two ports: the hub's, and in front of it the proxy's, which everybody knows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = _free_port(), _free_port()
        self._cases = 0

    @property
    def url(self) -> str:
        """Where everybody goes."""
        return f"http://127.0.0.1:{self.ports[1]}"

    @contextmanager
    def proxy(self) -> Iterator[None]:
        """Have the proxy stand there."""
        addon = self.folder / "loser.py"
        addon.write_text(_ADDON)
        self._plan(NOTHING)
        options = ("--mode", f"reverse:http://127.0.0.1:{self.ports[0]}", "--quiet", "-s", addon)
        listen = ("--listen-host", "127.0.0.1", "--listen-port", str(self.ports[1]))
        files = {"PROXY_PLAN": self.folder / "plan", "PROXY_COUNT": self.folder / "count"}
        environment = os.environ | {name: str(path) for name, path in files.items()}
        log = self.folder / "proxy.log"  # it complains of every connection that it breaks
        with (
            log.open("w") as said,
            subprocess.Popen([*MITMDUMP, *options, *listen], env=environment, stderr=said) as run,
        ):
            try:
                if not _is_there(self.ports[1]):
                    raise AssertionError(f"the proxy did not start: {log.read_text()}")
                yield
            finally:
                run.terminate()

    def ride(self, loss: Loss) -> Ended:
        """The whole way of one train, on which this is lost."""
        self._cases += 1
        folder = self.folder / f"case-{self._cases}"
        seed = a_released_train(folder / "seed")
        hub = LocalGitHub(folder / "hub", clock=lambda: NOON)  # or no two merges would be the same
        hub.add_repository(TRAIN, seed=seed.root)
        hub.add_token(TOKEN, Caller("ada", admin=True))
        with hub.serve(port=self.ports[0]):
            hub.site.url = self.url
            seed.git.clone("--quiet", f"{self.url}/{TRAIN}.git", str(folder / "here"))
            return self._ride(hub, Repo(folder / "here"), loss)

    def _ride(self, hub: LocalGitHub, clone: Repo, loss: Loss) -> Ended:
        self._plan(loss)
        reruns = sum(_insist(clone.root, command) for command in BEFORE)
        (pull,) = hub.site.repositories[TRAIN].pulls.values()
        connect(hub.answer, f"{self.url}/api/v3", TOKEN).pulls.merge(pull.number)
        clone.git.pull("--quiet", str(hub.site.repositories[TRAIN].bare.folder), "main")
        reruns += sum(_insist(clone.root, command) for command in AFTER)
        requests = int((self.folder / "count").read_text())
        self._plan(NOTHING)
        before = len(hub.log)
        assert not sum(_insist(clone.root, command) for command in (*BEFORE, *AFTER))
        writes = sum(entry.wrote for entry in hub.log[before:])
        return Ended(state_of(hub), requests, reruns, writes)

    def _plan(self, loss: Loss) -> None:
        (self.folder / "plan").write_text(f"{self._cases} {loss.at} {loss.what}")


def _insist(root: Path, command: tuple[str, ...]) -> int:
    """Run a command until it is green; how many runs were not."""
    for number in range(RUNS):
        answer = typed(root, *command)
        if not answer.code:
            return number
    raise AssertionError(f"{command} is not green: {answer.err}")


def _free_port() -> int:
    with socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def _is_there(port: int) -> bool:
    """Whether somebody takes calls at this port in time."""
    end = time.monotonic() + START
    while time.monotonic() < end:
        with suppress(OSError):
            create_connection(("127.0.0.1", port), 1).close()
            return True
        time.sleep(0.1)
    return False


def main() -> int:
    """Try every so many requests; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=4, help="one request out of so many")
    options = parser.parse_args()
    wrong, reruns = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        railway = Railway(Path(folder))
        os.environ |= {"GH_PAT": TOKEN, "GITHUB_SERVER_URL": railway.url, "NO_PROXY": "127.0.0.1"}
        with railway.proxy():
            clean = railway.ride(NOTHING)
            losses = [
                Loss(at, what)
                for at in range(1, clean.requests + 1, options.every)
                for what in ("request", "answer")
            ]
            for loss in losses:
                ended = railway.ride(loss)
                is_wrong = ended.state != clean.state or ended.writes
                wrong += bool(is_wrong)
                reruns += ended.reruns
                verdict = "WRONG" if is_wrong else "right"
                print(f"{loss.what} {loss.at} lost: {verdict}, {ended.reruns} re-runs", flush=True)
    print(f"{clean.requests} requests, {len(losses)} cases, {reruns} re-runs, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
