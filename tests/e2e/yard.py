"""A repository whose three apps are deployed on this machine, with a GitHub of this machine.

What runs of an app is the text of a file; a server answers with it under the app's name, and with
503 while that version is ill.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from release.rehearsal import Caller, LocalGitHub
from tests.e2e.desk import Answer, typed
from tests.github.judge import judged
from tests.repositories import Repo
from tests.trains import FILES, a_train

TOKEN = "ghp_onlythisyard456789abcdefghijklmnopq"
NAME = "acme/yard"
HEADER = f"http.extraHeader=Authorization: Bearer {TOKEN}"
LOCK = "refs/monorepo-release/lock/local"

APP = """
[apps.{app}]
needs = {needs}

[apps.{app}.environments.local]
target = "command"
health = {{ url = "{street}/{app}", version = true, within = 4, interval = 0.05, successes = 1 }}

[apps.{app}.environments.local.command]
roll-out = [["sh", "{root}/roll-out.sh", "{{app}}", "{{version}}"]]
rollback = [["sh", "{root}/roll-out.sh", "{{app}}", "{{previous}}"]]
"""

ROLL_OUT = """\
cd "$(dirname "$0")"
echo "$1 $2 $(cat backend 2>/dev/null)" >> log
echo "rolling out $1 $2"
touch "began-$1"
while [ -e "hang-$1" ]; do sleep 0.05; done
printf %s "$2" > "$1"
"""


class Street:
    """The machine that everything is deployed to: files in `root`, and what it answers."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        (root / "roll-out.sh").write_text(ROLL_OUT)
        self.ill: set[str] = set()
        self.address = ""

    def hang(self, app: str) -> Path:
        """Have the roll-out of an app take until this file is removed."""
        file = self.root / f"hang-{app}"
        file.touch()
        return file

    @property
    def runs(self) -> dict[str, str]:
        """The version of each app that runs."""
        apps = ("backend", "cloudprint", "frachter")
        files = {app: self.root / app for app in apps}
        return {app: file.read_text() for app, file in files.items() if file.exists()}

    @property
    def log(self) -> list[str]:
        """Every roll-out: the app, its version, and the backend's version at that moment."""
        file = self.root / "log"
        return file.read_text().splitlines() if file.exists() else []

    def answer(self, app: str) -> tuple[int, bytes]:
        version = self.runs.get(app)
        if version is None or f"{app} {version}" in self.ill:
            return 503, b"not well"
        return 200, json.dumps({"name": app, "version": version}).encode()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Answer on a port of this machine, whose address is `address` then."""
        street = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = street.answer(self.path.strip("/"))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            self.address = f"http://127.0.0.1:{server.server_port}"
            yield
            server.shutdown()
            thread.join()


class Yard:
    """A repository, and the machine that it is deployed to."""

    def __init__(self, repo: Repo, street: Street) -> None:
        self.repo = repo
        self.street = street

    def deploy(self, *arguments: str) -> Answer:
        """Deploy to `local`."""
        return typed(self.repo.root, "deploy", "--environment", "local", *arguments)

    def bump(self, **versions: str) -> None:
        """Give packages versions, and commit that."""
        for app, version in versions.items():
            path = f"apps/{app}/package.json"
            manifest = json.loads((self.repo.root / path).read_text())
            self.repo.write(path, json.dumps({**manifest, "version": version}, indent=2) + "\n")
        self.repo.commit(f"Bump {', '.join(versions)}")

    def lock(self) -> str | None:
        """What the ref that is the lock leads to."""
        return self.repo.git.for_each_ref(LOCK) or None


class HubClone:
    """A clone of a repository of a GitHub, and all that this one knows."""

    def __init__(self, repo: Repo, hub: LocalGitHub) -> None:
        self.repo = repo
        self.hub = hub
        self.there = hub.site.repositories[NAME]

    def wrote(self, *command: str) -> tuple[Answer, int]:
        """Run a command, and tell how many requests had an effect."""
        before = len(self.hub.log)
        answer = typed(self.repo.root, *command)
        return answer, sum(entry.wrote for entry in self.hub.log[before:])

    def push(self) -> None:
        """Push what was committed."""
        self.repo.git.execute(["git", "-c", HEADER, "push", "--quiet", "origin", "main"])

    def lock(self) -> str | None:
        """What the ref that is the lock leads to, at GitHub."""
        return self.there.bare.refs().get(LOCK)

    @property
    def tags(self) -> list[str]:
        return [ref for ref in self.there.bare.refs() if ref.startswith("refs/tags/")]

    @property
    def told(self) -> dict[str, list[str]]:
        """What GitHub was told of each deployment, the last first, by app and version."""
        found = {}
        statuses = self.there.deployment_statuses.values()
        for each in self.there.deployments.values():
            payload: Any = each.payload
            told = [status.state for status in statuses if status.deployment == each.id]
            found[f"{payload['app']} {payload['version']}"] = told[::-1]
        return found


class HubYard(Yard):
    """The same, where the book and the lock are at GitHub."""

    def __init__(self, clone: HubClone, street: Street) -> None:
        super().__init__(clone.repo, street)
        self.clone = clone

    def wrote(self, *arguments: str) -> tuple[Answer, int]:
        """Deploy, and tell how many requests had an effect."""
        return self.clone.wrote("deploy", "--environment", "local", *arguments)

    def bump(self, **versions: str) -> None:
        """Give packages versions, commit that, and push it."""
        super().bump(**versions)
        self.clone.push()

    def lock(self) -> str | None:
        """What the ref that is the lock leads to, at GitHub."""
        return self.clone.lock()


@contextmanager
def cloned(seed: Repo, folder: Path, environment: pytest.MonkeyPatch) -> Iterator[HubClone]:
    """A clone of `seed` from a GitHub whose token is in the environment, as that GitHub is."""
    hub = LocalGitHub(folder / "hub")
    hub.add_token(TOKEN, Caller("release-bot", admin=True))
    hub.add_repository(NAME, seed=seed.root, private=True)
    environment.setenv("GH_PAT", TOKEN)
    with judged(hub.answer) as door, hub.serve(door) as url:
        environment.setenv("GITHUB_SERVER_URL", url)
        place, here = f"{url}/{NAME}.git", folder / "here"
        seed.git.execute(["git", "-c", HEADER, "clone", "--quiet", place, str(here)])
        yield HubClone(Repo(here), hub)


def write_yard(root: Path, street: Street, *, records: str) -> Repo:
    """The repository, committed; `records` is where its book is kept."""
    needs = {"backend": [], "cloudprint": ["backend"], "frachter": ["backend"]}
    apps = "".join(
        APP.format(app=app, needs=json.dumps(need), root=street.root, street=street.address)
        for app, need in needs.items()
    )
    changed = {
        "release.toml": f'[environments.local]\nrecords = "{records}"\n{apps}',
        "tasks.py": "from release.tasks import namespace as ns\n",
    }
    a_train(root, changed)
    for name in FILES:
        if name.endswith(".md"):
            (root / name).unlink()
    repo = Repo(root)
    repo.commit("All aboard")
    return repo
