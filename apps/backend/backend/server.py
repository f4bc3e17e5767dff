"""Two answers over HTTP: is it well, and which version is it."""

from __future__ import annotations

import json
import signal
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from backend.version import NAME

IDLE_SECONDS = 10  # a client that sends nothing must not hold up a shutdown for longer


class Server(ThreadingHTTPServer):
    """Listens on `host` from the start, answers once it is run.

    Args:
        host: the address to listen on.
        port: the port; 0 takes a free one, which `server_port` then tells.
        version: the version to tell.

    Raises:
        OSError: the address cannot be listened on.
    """

    daemon_threads = False  # closing waits for the requests that were accepted

    def __init__(self, host: str, port: int, version: str) -> None:
        super().__init__((host, port), Answers)
        self.documents = {
            "/healthz": {"status": "ok"},
            "/version": {"name": NAME, "version": version},
        }


class Answers(BaseHTTPRequestHandler):
    """Answers GET and HEAD with JSON, to any origin: nothing here is secret or changes state."""

    server: Server
    server_version = NAME
    timeout = IDLE_SECONDS

    def do_GET(self) -> None:
        """Send a document."""
        self.wfile.write(self.head())

    def do_HEAD(self) -> None:
        """Send what GET would, without the document."""
        self.head()

    def head(self) -> bytes:
        """Send status and headers; return the body that belongs to them."""
        found = self.server.documents.get(self.path.partition("?")[0])
        body = json.dumps({"error": "not found"} if found is None else found).encode()
        self.send_response(HTTPStatus.NOT_FOUND if found is None else HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        return body


def run(host: str, port: int, version: str) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        OSError: the address cannot be listened on.
    """
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with Server(host, port, version) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        print(f"{NAME} {version} on http://{host}:{server.server_port}", flush=True)
        stop.wait()
        server.shutdown()
        thread.join()
