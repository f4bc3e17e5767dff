"""Where the repository comes from: the address of its remote `origin`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from release.adapters.shell import MissingProgram, run

_SCP = re.compile(r"(?:[^@/]+@)?(?P<host>[^:/]+):(?P<path>[^/].*)")  # git@host:owner/name.git


class Origin(NamedTuple):
    """The page address of the server, and the repository there, `owner`/`name`."""

    server: str
    repository: str


def origin(root: Path) -> Origin | None:
    """What the remote `origin` says; None when there is none, or it is a folder."""
    address = origin_address(root)
    return parse_origin(address) if address else None


def origin_address(root: Path) -> str | None:
    """The address of the remote `origin`, as it is set; None when there is none."""
    try:
        asked = run(["git", "remote", "get-url", "origin"], root)
    except MissingProgram:
        return None
    return None if asked.code else asked.stdout.strip()


def parse_origin(url: str) -> Origin | None:
    """The server and the repository of a remote's address; what signs in is left out."""
    scp = _SCP.fullmatch(url)
    if scp and "://" not in url:
        return _origin("https", scp["host"], scp["path"])
    parts = urlsplit(url)
    if not parts.hostname:
        return None
    is_web = parts.scheme in {"http", "https"}
    host = f"{parts.hostname}:{parts.port}" if is_web and parts.port else parts.hostname
    return _origin(parts.scheme if is_web else "https", host, parts.path)


def _origin(scheme: str, host: str, path: str) -> Origin | None:
    owner, _, name = path.strip("/").removesuffix(".git").rpartition("/")
    return Origin(f"{scheme}://{host}", f"{owner}/{name}") if owner else None
