"""Runs the backend on this machine, in the background: for a deployment to it.

    python3 service.py run FOLDER VERSION --port PORT   what is here, in place of what runs
    python3 service.py back FOLDER VERSION --port PORT  a version that was run before
    python3 service.py stop FOLDER
    python3 service.py has FOLDER VERSION
    python3 service.py log FOLDER

FOLDER is one environment's: it has a copy of each version, what the service says (`log`), and which
process it is (`running.json`). What ran before serves until its successor is there to be started.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
PARTS = ("backend", "pyproject.toml")
"""What the service is made of; a copy of them runs."""

HOST = "127.0.0.1"
START_SECONDS = 20.0  # it takes 0.2 s; a busy machine makes it slower
STOP_SECONDS = 15.0  # longer than a client may keep it waiting
LOOK_SECONDS = 0.02
LOG_LINES = 50
LISTENS = " on http://"
"""What is in the line that the service says once it listens."""


class Failed(Exception):  # noqa: N818  reads as what it says
    """It did not come about; the message says why."""


class Running(NamedTuple):
    """The process that serves. `born` tells it from a later one with the same number."""

    version: str
    pid: int
    born: str


def main() -> int:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description="Runs the backend in the background.")
    parser.add_argument("task", choices=["run", "back", "stop", "has", "log"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("version", nargs="?", default="")
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args()
    folder: Path = given.folder
    try:
        if given.task == "run":
            run(folder, given.version, given.port)
        elif given.task == "back":
            back(folder, given.version, given.port)
        elif given.task == "stop":
            stop(folder)
        elif given.task == "has":
            copy_of(folder, given.version)
        else:
            print("\n".join(said_since(folder).splitlines()[-LOG_LINES:]))
    except (Failed, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def run(folder: Path, version: str, port: int) -> None:
    """Copy what is here, and run it in place of what runs.

    Raises:
        Failed: it does not start.
    """
    new = folder / "versions" / "new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for part in PARTS:
        source = HERE / part
        if source.is_dir():
            shutil.copytree(source, new / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, new / part)
    stop(folder)
    place = folder / "versions" / version
    shutil.rmtree(place, ignore_errors=True)
    new.rename(place)
    start(folder, version, port)


def back(folder: Path, version: str, port: int) -> None:
    """Run a version that was run before, in place of what runs.

    Raises:
        Failed: there is no such version, or it does not start.
    """
    copy_of(folder, version)
    stop(folder)
    start(folder, version, port)


def start(folder: Path, version: str, port: int) -> None:
    """Run a version until it listens; whether it is well is for others to ask.

    Raises:
        Failed: it does not listen; then it does not run.
    """
    argv = [sys.executable, "-m", "backend", "--host", HOST, "--port", str(port)]
    with (folder / "log").open("a", encoding="utf-8") as log:
        before = log.tell()
        process = subprocess.Popen(  # noqa: S603  an argument list is not interpreted
            argv,
            cwd=copy_of(folder, version),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # it goes on when whoever deploys is done, or interrupted
        )
    running = Running(version, process.pid, born_of(process.pid) or "")
    (folder / "running.json").write_text(json.dumps(running._asdict()), encoding="utf-8")
    until = time.monotonic() + START_SECONDS
    # What it says itself, for somebody else may listen on that port and answer.
    while LISTENS not in said_since(folder, before):
        if process.poll() is not None or time.monotonic() > until:
            stop(folder)
            said = said_since(folder, before).splitlines()[-LOG_LINES:]
            raise Failed("\n".join([f"backend {version} does not start", *said]))
        time.sleep(LOOK_SECONDS)
    print(f"backend {version} listens on {HOST}:{port}")


def stop(folder: Path) -> None:
    """Stop what runs, if anything does, and wait until it is gone."""
    running = running_in(folder)
    if running and born_of(running.pid) == running.born:
        os.kill(running.pid, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        while born_of(running.pid) == running.born:
            if time.monotonic() > until:
                os.kill(running.pid, signal.SIGKILL)
            time.sleep(LOOK_SECONDS)
        print(f"backend {running.version} is stopped")
    (folder / "running.json").unlink(missing_ok=True)


def copy_of(folder: Path, version: str) -> Path:
    """Where the copy of a version is.

    Raises:
        Failed: there is none.
    """
    place = folder / "versions" / version
    if not version or not place.is_dir():
        raise Failed(f"there is no copy of backend {version} in {folder}")
    return place


def running_in(folder: Path) -> Running | None:
    """What was started last, and not stopped."""
    try:
        text = (folder / "running.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    found = json.loads(text)
    return Running(str(found["version"]), int(found["pid"]), str(found["born"]))


def born_of(pid: int) -> str | None:
    """When a process began; None where there is none, or one that has ended."""
    return _of_proc(pid) if Path("/proc/self/stat").exists() else _of_ps(pid)


def _of_proc(pid: int) -> str | None:
    """As Linux has it, also where no `ps` is installed: see proc(5)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *fields = text.rpartition(")")[2].split()
    return None if state in "ZX" else fields[18]


def _of_ps(pid: int) -> str | None:
    ran = subprocess.run(  # noqa: S603  an argument list is not interpreted
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],  # noqa: S607  wherever the system has it
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
    )
    state, _, born = ran.stdout.strip().partition(" ")
    return born.strip() if born and not state.startswith("Z") else None


def said_since(folder: Path, position: int = 0) -> str:
    """What the service said, from a position of its log on."""
    log = folder / "log"
    return log.read_bytes()[position:].decode("utf-8", "replace") if log.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
