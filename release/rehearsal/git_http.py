"""git over HTTP, by git's own `http-backend`."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from release.adapters.shell import run
from release.rehearsal.bare import git_environment
from release.rehearsal.creation import set_up_shadow
from release.rehearsal.messages import Refusal, Request, Response
from release.rehearsal.nouns import Caller
from release.rehearsal.protection import push_rules
from release.rehearsal.routing import may_read, may_write
from release.rehearsal.state import Repository

_SERVICES = ("/info/refs", "/git-upload-pack", "/git-receive-pack")
_PLACE = re.compile(
    r"/(?P<owner>[^/]+)/(?P<name>[^/]+?)"
    rf"(?P<rest>(?<=\.git)/.*|{'|'.join(_SERVICES)})"  # without `.git`, as actions/checkout asks
)
_PUSH = "git-receive-pack"
_ASK_WHO = {"www-authenticate": 'Basic realm="GitHub"'}
"""What has git send its credentials."""


def git_place(request: Request) -> tuple[str, str, str] | None:
    """The owner, the repository and what is wanted of it; None when that is no request of git's."""
    match = _PLACE.fullmatch(request.place)
    return (match["owner"], match["name"].removesuffix(".git"), match["rest"]) if match else None


def is_push(request: Request) -> bool:
    """Whether the request belongs to a push."""
    return request.place.endswith(_PUSH) or request.query.get("service") == _PUSH


def is_git_write(request: Request) -> bool:
    """Whether the request moves refs."""
    return request.method == "POST" and request.place.endswith(_PUSH)


def refusal(repo: Repository | None, request: Request, caller: Caller | None) -> Response | None:
    """Why the caller is not served; None when it is."""
    if repo is not None and not may_read(repo, caller):
        repo = None
    if caller is None and (repo is None or is_push(request)):
        headers = {**_ASK_WHO, "content-type": "text/plain"}
        return Response(401, headers, b"No anonymous write access.\n")
    if repo is None:
        return _plain(404, "Repository not found.")
    if is_push(request) and not may_write(repo, caller, "contents"):
        name = caller.login if caller else ""
        return _plain(403, f"Permission to {repo.full_name}.git denied to {name}.")
    return None


def serve(repo: Repository, request: Request, rest: str, caller: Caller | None) -> Response:
    """Have git answer."""
    if rest not in _SERVICES:
        return _plain(404, "Not Found")
    if repo.bare.is_live:
        return _run(repo.bare.folder, request, rest, caller, push_rules(repo, caller))
    with tempfile.TemporaryDirectory() as folder:
        shadow = Path(folder)
        (shadow / "refs").mkdir()
        (shadow / "objects" / "info").mkdir(parents=True)
        for name in ("HEAD", "config"):
            (shadow / name).write_bytes((repo.bare.folder / name).read_bytes())
        set_up_shadow(shadow, repo.bare.folder, repo.bare.refs())
        return _run(shadow, request, rest, caller, {})


def moved(place: str, request: Request) -> Response:
    """Where the repository is now; git goes there by itself."""
    query = request.path.partition("?")[2]
    return Response(301, {"location": f"{place}?{query}" if query else place})


def refused(problem: Refusal) -> Response:
    """A refusal in a form that git shows to people."""
    plain = _plain(problem.status, problem.message)
    asks = _ASK_WHO if problem.status == HTTPStatus.UNAUTHORIZED else {}
    return plain._replace(headers={**plain.headers, **asks})


def _run(
    folder: Path, request: Request, rest: str, caller: Caller | None, rules: Mapping[str, str]
) -> Response:
    headers = request.headers
    environment = {
        **git_environment(),
        **rules,
        "GIT_PROJECT_ROOT": str(folder.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{folder.name}{rest}",
        "QUERY_STRING": request.path.partition("?")[2],
        "REQUEST_METHOD": request.method,
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
        "GIT_PROTOCOL": headers.get("git-protocol", ""),
        "REMOTE_USER": caller.login if caller else "",
        "REMOTE_ADDR": "127.0.0.1",
    }
    body = request.body.decode("utf-8", "surrogateescape")
    told = run(("git", "http-backend"), folder, env=environment, input=body)
    head, found, rest_of_it = told.stdout.encode("utf-8", "surrogateescape").partition(b"\r\n\r\n")
    if not found:
        return _plain(500, "git http-backend failed")
    lines = (line.split(": ", 1) for line in head.decode("latin-1").split("\r\n"))
    answered = {name.lower(): value for name, value in lines}
    status = int(answered.pop("status", "200").split(" ")[0])
    return Response(status, answered, rest_of_it)


def _plain(status: int, message: str) -> Response:
    return Response(status, {"content-type": "text/plain; charset=utf-8"}, f"{message}\n".encode())
