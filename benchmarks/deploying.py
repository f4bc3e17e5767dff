"""What deploying costs besides what is deployed: three apps whose phases do nothing.

Each deployment is a process of its own; its book and its lock are at a GitHub of this machine (in
another process), or in the clone. git is counted by a program of that name before it on the PATH,
in a run that is not timed.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import NamedTuple

from release.rehearsal import Caller, LocalGitHub
from tests.repositories import Repo
from tests.trains import FILES, a_train

ROUNDS = 5
TOKEN = "ghp_onlyforthetimes6789abcdefghijklmnopq"  # noqa: S105  of a GitHub of this machine
NAME = "acme/times"
NEEDS: Mapping[str, list[str]] = {"backend": [], "cloudprint": ["backend"], "frachter": ["backend"]}
COUNTING = '#!/bin/sh\necho x >> "{log}"\nexec "{git}" "$@"\n'


class Cost(NamedTuple):
    """Of a command: milliseconds (medians) by the clock and of processors, requests, runs of git.

    What it starts counts for it, and what GitHub does with a request does not.
    """

    name: str
    wall: float
    processor: float
    api: int
    git_http: int
    git: int


def main() -> None:
    """Measure, and print a table."""
    rows = [*costs("forge"), *costs("clone")]
    print("| three apps whose phases do nothing | ms | CPU ms | API | git over HTTP | git runs |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        cells = (f"{row.wall:.0f}", f"{row.processor:.0f}", row.api, row.git_http, row.git)
        print(f"| {row.name} | {' | '.join(map(str, cells))} |")


def costs(records: str) -> Iterator[Cost]:
    """What a first deployment, one of new versions, and one without news cost."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with a_hub(root, records) as (clone, hub, environment):
            times: dict[str, list[tuple[float, float]]] = {
                name: [] for name in ("new versions", "nothing due", "--dry-run")
            }
            deploy(clone, environment)
            for number in range(ROUNDS):
                bump(clone, number)
                times["new versions"].append(deploy(clone, environment))
                times["nothing due"].append(deploy(clone, environment))
                times["--dry-run"].append(deploy(clone, environment, "--dry-run"))
            bump(clone, ROUNDS)
            for name, flags in (
                ("--dry-run", ["--dry-run"]),
                ("new versions", []),
                ("nothing due", []),
            ):
                counted = count(root, clone, environment, hub, flags)
                wall, processor = map(statistics.median, zip(*times[name], strict=True))
                yield Cost(f"{records}: {name}", wall, processor, *counted)


def bump(clone: Repo, number: int) -> None:
    """Give all apps a new version."""
    for app in NEEDS:
        manifest = {"name": app, "version": f"3.{number}.0", "private": True}
        clone.write(f"apps/{app}/package.json", json.dumps(manifest))
    clone.commit("Bump")
    header = f"http.extraHeader=Authorization: Bearer {TOKEN}"
    clone.git.execute(["git", "-c", header, "push", "--quiet", "origin", "main"])


def deploy(clone: Repo, environment: Mapping[str, str], *flags: str) -> tuple[float, float]:
    """Deploy; how many milliseconds it took, by the clock and of processors."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "invoke", "deploy", "--environment", "local", *flags]
    process = subprocess.Popen(
        command, cwd=clone.root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    with process.stderr or sys.stdin.buffer as stream:
        said = stream.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(said)
    return 1000 * (time.perf_counter() - began), 1000 * (used.ru_utime + used.ru_stime)


def count(
    root: Path, clone: Repo, environment: Mapping[str, str], hub: LocalGitHub, flags: list[str]
) -> tuple[int, int, int]:
    """Requests to the API, requests to git, and runs of git, of one deployment."""
    programs, log = root / "programs", root / "log"
    programs.mkdir(exist_ok=True)
    (programs / "git").write_text(COUNTING.format(log=log, git=which("git")))
    (programs / "git").chmod(0o755)
    log.write_text("")
    before = len(hub.log)
    path = f"{programs}{os.pathsep}{environment['PATH']}"
    deploy(clone, {**environment, "PATH": path}, *flags)
    asked = [entry.path for entry in hub.log[before:]]
    api = sum(path.startswith("/api/") for path in asked)
    return api, len(asked) - api, len(log.read_text().splitlines())


@contextmanager
def a_hub(root: Path, records: str) -> Iterator[tuple[Repo, LocalGitHub, Mapping[str, str]]]:
    """A clone, the GitHub that it came from, and the environment to deploy in."""
    seed = Repo(a_train(root / "seed", {"release.toml": configuration(records), "tasks.py": TASKS}))
    for name in FILES:
        if name.endswith(".md"):
            seed.remove(name)
    seed.commit("All aboard")
    hub = LocalGitHub(root / "hub")
    hub.add_token(TOKEN, Caller("release-bot"))
    hub.add_repository(NAME, seed=seed.root)
    with hub.serve() as url:
        clone = root / "clone"
        subprocess.run(["git", "clone", "--quiet", f"{url}/{NAME}.git", str(clone)], check=True)
        yield Repo(clone), hub, {**os.environ, "GH_PAT": TOKEN, "GITHUB_SERVER_URL": url}


TASKS = "from release.tasks import namespace as ns\n"


def configuration(records: str) -> str:
    """Three apps with a command in every phase, and an environment."""
    phases = "\n".join(f'{each} = ["true"]' for each in ("build", "publish", "roll-out", "verify"))
    apps = "".join(
        f'[apps.{app}]\nneeds = {json.dumps(needs)}\ntarget = "command"\n'
        f"[apps.{app}.command]\n{phases}\n"
        for app, needs in NEEDS.items()
    )
    return f'[environments.local]\nrecords = "{records}"\n{apps}'
