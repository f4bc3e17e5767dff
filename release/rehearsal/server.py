"""The door to a port of this machine."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from release.rehearsal.messages import Dropped, Request, Response

Door = Callable[[Request], Response]

_HERE = "127.0.0.1"
_HIGHEST_WITHOUT_BODY = 204


def make_server(answer: Door, port: int) -> ThreadingHTTPServer:
    """A server that has `answer` answer. It listens on this machine alone."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a body waits 40 ms for its headers to be received

        def _respond(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            method = "GET" if self.command == "HEAD" else self.command
            request = Request(method, self.path, headers, _body(self))
            try:
                response = answer(request)
            except Dropped:
                self.close_connection = True
                return
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            if response.status != _HIGHEST_WITHOUT_BODY:
                self.send_header("content-length", str(len(response.body)))
            with suppress(ConnectionError):  # who asked has gone
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(response.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _respond  # noqa: N815  http.server looks for these

        def log_message(self, *_: object) -> None:
            """Say nothing: the hub has a log of its own."""

    server = ThreadingHTTPServer((_HERE, port), Handler)
    server.daemon_threads = True
    return server


def _body(handler: BaseHTTPRequestHandler) -> bytes:
    """The whole body of a request; git sends a large one in chunks."""
    if handler.headers.get("transfer-encoding", "").lower() != "chunked":
        return handler.rfile.read(int(handler.headers.get("content-length") or 0))
    found = bytearray()
    while size := int(handler.rfile.readline().split(b";")[0], 16):
        found += handler.rfile.read(size)
        handler.rfile.readline()
    while handler.rfile.readline().strip():
        pass  # trailers
    return bytes(found)
