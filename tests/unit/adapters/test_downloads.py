"""Downloads, from a real server on loopback that does what no index should."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from release.adapters.downloads import download
from release.updates import Fetched

MOST = 100_000


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/busy":
            self.answer(503, b"busy", "Retry-After", "86400")
        elif self.path == "/moved":
            self.answer(302, b"", "Location", "/page")
        elif self.path == "/round":
            self.answer(302, b"", "Location", "/round")
        elif self.path == "/packed":
            self.answer(200, gzip.compress(b"page"), "Content-Encoding", "gzip")
        elif self.path == "/bomb":
            self.answer(200, gzip.compress(b" " * 50 * MOST), "Content-Encoding", "gzip")
        elif self.path == "/huge":
            self.answer(200, b" " * (MOST + 1), "Content-Type", "text/html")
        else:
            self.answer(200, self.headers["Accept"].encode(), "Content-Type", "text/html")

    def answer(self, status: int, body: bytes, name: str, value: str) -> None:
        self.send_response(status)
        self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as its base has it
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("most", [None, MOST])
def test_the_type_is_asked_for_and_redirects_are_followed(url: str, most: int | None) -> None:
    assert Fetched(200, b"text/html") == download(f"{url}/moved", "text/html", most)


@pytest.mark.parametrize("most", [None, MOST])
def test_who_is_busy_for_a_day_is_not_waited_for(url: str, most: int | None) -> None:
    assert Fetched(503, b"busy") == download(f"{url}/busy", most=most)


def test_an_answer_that_was_packed_is_unpacked(url: str) -> None:
    assert Fetched(200, b"page") == download(f"{url}/packed", most=MOST)


@pytest.mark.parametrize("page", ["huge", "bomb"])
def test_a_longer_answer_than_was_asked_for_is_none(url: str, page: str) -> None:
    told = f"its answer has more than {MOST} bytes"
    assert Fetched(0, why=told) == download(f"{url}/{page}", most=MOST)
    assert download(f"{url}/{page}").status == 200


def test_no_answer_is_told_in_the_words_of_the_system(url: str) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        port = server.server_address[1]
    assert Fetched(0, why="connection refused") == download(f"http://127.0.0.1:{port}/")
    assert "too many redirects" in download(f"{url}/round").why
