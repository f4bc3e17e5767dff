"""npm's `emulate`, another GitHub by other people, to run the contract tests against."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

from release.rehearsal import Door, Request, Response
from tests.github.client import NAME, OWNER, connect
from tests.github.scene import API, FILES, Scene

TOKEN = "tok_release"
_SEED = f"""\
tokens: {{{TOKEN}: {{login: ada, scopes: [repo, user, workflow]}}}}
github:
  users: [{{login: ada, name: Ada, email: ada@example.org}}]
  orgs: [{{login: {OWNER}, name: Acme, members: [{{login: ada, role: admin}}]}}]
"""
_HEADERS = {"authorization": f"token {TOKEN}"}
_PATIENCE_S = 20


@contextmanager
def emulate(node: str, program: Path, folder: Path) -> Iterator[str]:
    """Run it on a port of this machine; give its address."""
    seed = folder / "seed.yaml"
    seed.write_text(_SEED)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [node, str(program), "start", "-s", "github", "-p", str(port), "--seed", str(seed)]
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _await(process, f"{url}/meta")
        yield url
    finally:
        process.kill()
        process.wait()


@contextmanager
def emulated_scene(url: str) -> Iterator[Scene]:
    """The scene there, made anew."""
    with httpx2.Client(base_url=url) as client:
        place = f"/repos/{OWNER}/{NAME}"
        client.delete(place, headers=_HEADERS)
        body = {"name": NAME, "auto_init": True}
        client.post(f"/orgs/{OWNER}/repos", json=body, headers=_HEADERS)
        scene = EmulatedScene(connect(_forwarding(client), API, TOKEN))
        scene.commit("main", FILES, "Start")
        yield scene


class EmulatedScene(Scene):
    """Commits are made by the API, for it does not speak git; its refusals have its own words."""

    exact = False

    def tip(self, branch: str) -> str:
        """The commit at the tip of a branch; empty without one."""
        refs = self.api.git.list_matching_refs(f"heads/{branch}")
        return next((ref.object.sha for ref in refs if ref.ref == f"refs/heads/{branch}"), "")

    def commit(
        self, branch: str, files: Mapping[str, str], message: str = "Change", start: str = "main"
    ) -> str:
        """Make a commit, its branch begun at `start` when there is none; the new commit."""
        git, old = self.api.git, self.tip(branch)
        parent = old or self.tip(start)
        base = git.get_commit(parent).tree.sha
        entries = [
            {"path": path, "mode": "100644", "type": "blob", "content": text}
            for path, text in files.items()
        ]
        tree = git.create_tree(tree=entries, base_tree=base).sha
        sha = git.create_commit(message=message, tree=tree, parents=[parent]).sha
        if old:
            git.update_ref(f"heads/{branch}", sha)
        else:
            git.create_ref(f"refs/heads/{branch}", sha)
        return str(sha)


def _forwarding(client: httpx2.Client) -> Door:
    def door(request: Request) -> Response:
        headers = {**request.headers, "host": client.base_url.netloc.decode()}
        path = request.path.removeprefix("/api/v3")
        told = client.request(request.method, path, headers=headers, content=request.body)
        kept = {name: text for name, text in told.headers.items() if name != "content-encoding"}
        return Response(told.status_code, kept, told.content)

    return door


def _await(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx2.get(url)
        except httpx2.TransportError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("emulate does not answer")
