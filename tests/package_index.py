"""A real index of Python packages on loopback: pypiserver, with the faults that a test wants."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

USER, PASSWORD = "ada", "open-sesame-7391"
_HTPASSWD = "ada:$apr1$abcdefgh$citzsTmXYgZrsI0Mthkro/"

_PROGRAM = """\
import io
import sys
from pathlib import Path
from wsgiref.simple_server import make_server

import pypiserver

folder = Path(sys.argv[1])
index = pypiserver.app(
    roots=[folder / "packages"],
    password_file=folder / "htpasswd",
    authenticate=["update"],
    disable_fallback=True,
)


def answer(environ, start_response):
    method = environ["REQUEST_METHOD"]
    with (folder / "requests").open("a") as log:
        print(method, environ["PATH_INFO"], environ.get("HTTP_ACCEPT", ""), file=log)
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)  # also of who is refused: they are heard out
    fault = folder / f"fails-{method}"
    if fault.exists():
        files, status = fault.read_text().split(maxsplit=1)
        if len([*(folder / "packages").iterdir()]) >= int(files):
            start_response(status, [("Content-Type", "text/plain")])
            return [b"out of order"]
    return index(environ, start_response)


with make_server("127.0.0.1", 0, answer) as server:
    print(server.server_port, flush=True)
    server.serve_forever()
"""


class Index(NamedTuple):
    """An index that runs, and takes uploads of USER with PASSWORD. `folder` is its own."""

    address: str
    folder: Path
    process: subprocess.Popen[str]

    @property
    def simple(self) -> str:
        """The address of its simple API."""
        return f"{self.address}/simple/"

    @property
    def files(self) -> dict[str, bytes]:
        """What it has, by name."""
        return {path.name: path.read_bytes() for path in (self.folder / "packages").iterdir()}

    @property
    def uploads(self) -> int:
        """How many uploads were tried."""
        log = self.folder / "requests"
        return log.read_text("utf-8").count("POST ") if log.exists() else 0

    def fail(self, method: str, files: int, status: str = "503 Service Unavailable") -> None:
        """Answer requests of a method so, once it has so many files."""
        (self.folder / f"fails-{method}").write_text(f"{files} {status}", "utf-8")

    def mend(self) -> None:
        """Answer all requests again."""
        for path in self.folder.glob("fails-*"):
            path.unlink()

    def stop(self) -> None:
        """End, so that nobody answers at the address."""
        self.process.kill()
        self.process.wait()


@contextmanager
def an_index(folder: Path) -> Iterator[Index]:
    """An index that keeps its packages in `folder`, until the end of the block."""
    (folder / "packages").mkdir(parents=True)
    (folder / "htpasswd").write_text(f"{_HTPASSWD}\n", "utf-8")
    argv = [sys.executable, "-c", _PROGRAM, str(folder)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, (folder / "log").read_text("utf-8")
        try:
            yield Index(f"http://127.0.0.1:{port}", folder, process)
        finally:
            process.kill()
