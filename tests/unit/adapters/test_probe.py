"""Health is asked of a real server on loopback, which does everything that servers do."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from release.adapters.probe import LONGEST_BODY, Probe
from release.adapters.secrets import Secrets
from release.deployment.ports import Answered
from tests.deploys.world import Wish


class Server(ThreadingHTTPServer):
    """Answers by the path; `asked` is what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str | None]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Host")))
        getattr(self, self.path.strip("/"))()

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version(self) -> None:
        self.answer(200, b'{"version": "1.2.0"}')

    def echo(self) -> None:
        self.answer(500, b"no database at db://app:hunter2-hunter2@db")

    def busy(self) -> None:
        self.answer(503, "wird gestartet \u2026".encode())

    def moved(self) -> None:
        self.answer(302, b"", Location="https://example.org/login")

    def hang(self) -> None:
        self.server.over.wait(30)

    def drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.over.wait(0.05):
            self.wfile.write(b".")

    def reset(self) -> None:
        off = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, off)
        self.connection.close()
        self.close_connection = True

    def drop(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def noise(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2p1\r\n")

    def short(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def endless(self) -> None:
        """100 MB, unless whoever asked has had enough."""
        self.send_response(200)
        self.send_header("Content-Length", str(100 << 20))
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x" * (1 << 20))

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


def asked(server: Server, path: str, timeout: float = 5.0) -> Answered:
    return Probe(Wish())(f"{server.url}/{path}", timeout)


def test_an_answer_is_its_status_and_its_body(server: Server) -> None:
    assert asked(server, "version") == Answered(200, '{"version": "1.2.0"}')


def test_an_answer_that_is_not_well_is_one_too(server: Server) -> None:
    assert asked(server, "busy") == Answered(503, "wird gestartet \u2026")


def test_a_redirection_is_not_followed_and_tells_where_it_leads(server: Server) -> None:
    """Behind it may be a login page, which is well whatever the app is."""
    assert asked(server, "moved") == Answered(302, "", "leads to https://example.org/login")


def test_it_is_asked_once(server: Server) -> None:
    """Whoever is patient pauses between, which a library does not."""
    server.asked.clear()

    asked(server, "reset")
    asked(server, "busy")

    assert [path for path, _ in server.asked] == ["/reset", "/busy"]


@pytest.mark.parametrize("path", ["hang", "drip"])
def test_what_does_not_end_is_not_waited_for(server: Server, path: str) -> None:
    begun = time.monotonic()

    assert asked(server, path, 0.3) == Answered(0, why="no answer within 0.3 s")
    assert time.monotonic() - begun < 15  # of the 30 for which it hangs


def test_secrets_in_an_answer_are_hidden(server: Server) -> None:
    """An answer is told, and recorded where many can read it."""
    probe = Probe(Wish(), Secrets(("hunter2-hunter2",)))

    assert Answered(500, "no database at db://app:***@db") == probe(f"{server.url}/echo", 5.0)


def test_an_interrupt_ends_the_wait(server: Server) -> None:
    stop = Wish()
    threading.Timer(0.1, lambda: setattr(stop, "why", "SIGTERM")).start()

    answered = Probe(stop)(f"{server.url}/hang", 20.0)

    assert answered == Answered(0, why="interrupted by SIGTERM")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("reset", "connection reset by peer"),
        ("drop", "Remote end closed connection without response"),
        ("noise", "SSH-2.0-OpenSSH_9.2p1"),
        ("short", "IncompleteRead(4 bytes read, 96 more expected)"),
    ],
)
def test_an_answer_that_is_none_says_why(server: Server, path: str, why: str) -> None:
    answered = asked(server, path)

    assert (answered.status, answered.body) == (0, "")
    assert why in answered.why


def test_where_nobody_listens_it_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    assert Probe(Wish())(f"http://127.0.0.1:{port}/", 5.0) == Answered(0, why="connection refused")


@pytest.mark.parametrize("url", ["nothing", "ftp://127.0.0.1/", "http://[::1/", "http://", ""])
def test_an_address_that_is_none_is_told(url: str) -> None:
    answered = Probe(Wish())(url, 2.0)

    assert (answered.status, bool(answered.why)) == (0, True)


def test_of_a_large_body_the_beginning_is_read(server: Server) -> None:
    answered = asked(server, "endless", 20.0)

    assert (answered.status, len(answered.body)) == (200, LONGEST_BODY)


def test_loopback_is_asked_without_a_proxy(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy is another machine, and would ask itself."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    assert asked(server, "version").status == 200


def test_others_are_asked_by_the_proxy_of_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.asked.clear()

    Probe(Wish())("http://app.example/version", 5.0)

    assert server.asked == [("http://app.example/version", "app.example")]
