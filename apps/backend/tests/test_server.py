"""The backend's answers, over a real socket on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse

import pytest

from backend.server import Server


@pytest.fixture
def port() -> Iterator[int]:
    with Server("127.0.0.1", 0, "9.8.7") as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def ask(port: int, path: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_says_that_it_is_well(port: int) -> None:
    response, body = ask(port, "/healthz")

    assert (response.status, json.loads(body)) == (HTTPStatus.OK, {"status": "ok"})


def test_tells_its_version(port: int) -> None:
    _, body = ask(port, "/version?fresh")

    assert json.loads(body) == {"name": "backend", "version": "9.8.7"}


def test_lets_a_page_of_another_origin_read_the_answer(port: int) -> None:
    response, _ = ask(port, "/version")

    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_refuses_a_path_that_it_does_not_know(port: int) -> None:
    response, body = ask(port, "/secrets")

    assert (response.status, json.loads(body)) == (HTTPStatus.NOT_FOUND, {"error": "not found"})


def test_answers_head_without_a_body(port: int) -> None:
    response, body = ask(port, "/healthz", "HEAD")

    assert (response.headers["Content-Length"], body) == ("16", b"")
