"""Who we are when we take a lock, and what this machine knows of who holds it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from release.deployment.claims import JobClaim, ProcessClaim, proof_of_end
from release.deployment.records import Lock

_PROC = Path("/proc")
_BEGUN = 19  # the index of a process's start in /proc/PID/stat behind its name (proc(5))
_ENDED = {"Z", "X"}  # what is left of a process until its parent has looked


def our_lock(
    environment: str, variables: Mapping[str, str], now: datetime, message: str = ""
) -> Lock:
    """A lock that is to be ours; with a message it is a person's, and stays until it is left.

    Args:
        environment: what is locked.
        variables: the process's environment.
        now: this moment.
        message: why a person locks it.
    """
    return Lock(
        id=uuid4().hex,
        environment=environment,
        owner=owner(variables),
        since=now,
        is_human=bool(message),
        message=message,
        run=run_page(variables),
        claim="" if message else _claim(variables),
    )


def is_over(held: Lock, ours: Lock) -> str:
    """Why the holder of a lock is provably no more; empty where nothing proves it."""
    return proof_of_end(held, ours, _begun)


def owner(variables: Mapping[str, str]) -> str:
    """Who we are, for people: the login that started the job, or the user and the host."""
    login = variables.get("GITHUB_TRIGGERING_ACTOR") or variables.get("GITHUB_ACTOR")
    return login or f"{_user()}@{_host()}"


def run_page(variables: Mapping[str, str]) -> str:
    """The page of the CI job; empty outside of one."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    server, repository, run = (variables.get(name, "") for name in names)
    if not (server and repository and run):
        return ""
    attempt = variables.get("GITHUB_RUN_ATTEMPT", "1")
    return f"{server}/{repository}/actions/runs/{run}/attempts/{attempt}"


def _claim(variables: Mapping[str, str]) -> str:
    run, attempt = variables.get("GITHUB_RUN_ID", ""), variables.get("GITHUB_RUN_ATTEMPT", "")
    if run and attempt.isdecimal():
        return str(JobClaim(run, int(attempt), variables.get("GITHUB_JOB", "")))
    machine, us = _machine(), os.getpid()
    begun = _begun(us) if machine else None
    return str(ProcessClaim(us, begun, machine)) if begun else ""


def _machine() -> str:
    """This machine since its last start, and its space of process numbers.

    Empty where that cannot be known, as everywhere but on Linux; then nobody proves anything.
    """
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {(_PROC / 'self/ns/pid').readlink()}"
    except (OSError, ValueError):
        return ""


def _begun(number: int) -> str | None:
    """When a process of this machine began; empty: there is none. None: it cannot be known."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return ""
    except (OSError, OverflowError):
        pass  # it is somebody else's
    with suppress(OSError, ValueError, IndexError):
        state, *told = (_PROC / f"{number}/stat").read_text("utf-8").rpartition(")")[2].split()
        return "" if state in _ENDED else told[_BEGUN - 1]
    return None


def _user() -> str:
    import getpass  # noqa: PLC0415  seldom needed: start-up

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name, as in a container
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "somebody"


def _host() -> str:
    import socket  # noqa: PLC0415  seldom needed: start-up

    return socket.gethostname()
