"""A real index of Python packages on loopback: pypiserver, with the faults that a test wants."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

USER, PASSWORD = "ada", "open-sesame-7391"
_HASH = "$apr1$abcdefgh$citzsTmXYgZrsI0Mthkro/"

_PROGRAM = """\
import io
import json
import ssl
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
    asked = [environ.get("HTTP_AUTHORIZATION", ""), environ["QUERY_STRING"]]
    trust = {
        "/id-token": lambda: {"value": ", ".join(asked)},
        "/_/oidc/audience": lambda: {"audience": "tests"},
        "/_/oidc/mint-token": lambda: minted(json.loads(body)["token"]),
    }.get(environ["PATH_INFO"])
    if trust is None:
        return index(environ, start_response)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(trust()).encode()]


def minted(proof):
    assert proof == "Bearer of-this-job, audience=tests", proof
    return {"success": True, "token": sys.argv[2]}


with make_server("127.0.0.1", 0, answer) as server:
    certificate = folder / "certificate.pem"
    if certificate.exists():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port, flush=True)
    server.serve_forever()
"""


class Index(NamedTuple):
    """An index that runs, and takes uploads of USER with PASSWORD, which is a token as well.

    `folder` is its own.
    """

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
def an_index(folder: Path, *, safe: bool = False) -> Iterator[Index]:
    """An index that keeps its packages in `folder`, until the end of the block.

    A `safe` one is reached by TLS, with `certificate.pem`, and trusts the job whose request token
    is `of-this-job`; it is GitHub, too, which tells it by `/id-token` who that is.
    """
    (folder / "packages").mkdir(parents=True)
    if safe:
        _certify(folder / "certificate.pem")
    logins = f"{USER}:{_HASH}\n__token__:{_HASH}\n"  # as uv names whoever has a token
    (folder / "htpasswd").write_text(logins, "utf-8")
    argv = [sys.executable, "-c", _PROGRAM, str(folder), PASSWORD]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, (folder / "log").read_text("utf-8")
        try:
            yield Index(f"http{'s' * safe}://127.0.0.1:{port}", folder, process)
        finally:
            process.kill()


def _certify(path: Path) -> None:
    """A key and a certificate of this machine that nobody trusts who is not told to."""
    words = ["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2", "-subj", "/CN=tests"]
    name = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE"]
    argv = ["openssl", *words, *name, "-keyout", str(path), "-out", f"{path}.public"]
    subprocess.run(argv, check=True, capture_output=True)
    public = path.with_name(f"{path.name}.public").read_text("utf-8")
    path.write_text(path.read_text("utf-8") + public, "utf-8")
