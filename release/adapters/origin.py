"""Where the repository comes from: the address of its remote `origin`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from release.adapters.shell import MissingProgram, run

_SCP = re.compile(r"(?:[^@/]+@)?(?P<host>[^:/]+):(?P<path>[^/].*)")  # git@host:owner/name.git


class Origin(NamedTuple):
    """The repository, `owner`/`name`, and the address of its server's pages.

    An address of ssh tells no `server`: its host may be a name of this machine's own.
    """

    server: str | None
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
        return _origin(None, scp["path"])
    parts = urlsplit(url)
    if not parts.hostname:
        return None
    if parts.scheme not in {"http", "https"}:
        return _origin(None, parts.path)
    port = f":{parts.port}" if parts.port else ""
    return _origin(f"{parts.scheme}://{parts.hostname}{port}", parts.path)


def _origin(server: str | None, path: str) -> Origin | None:
    owner, _, name = path.strip("/").removesuffix(".git").rpartition("/")
    return Origin(server, f"{owner}/{name}") if owner else None
