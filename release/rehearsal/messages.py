"""What goes in and out of the local GitHub, whichever door it comes by."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

JSON = "application/json; charset=utf-8"
API = "/api/v3"
"""Where the paths of the REST API begin, as at GitHub Enterprise Server."""
DOCUMENTATION = "https://docs.github.com/rest"

Record = dict[str, Any]


class Request(NamedTuple):
    """One request. `path` is as it was sent, with its query; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str] = {}
    body: bytes = b""

    @property
    def place(self) -> str:
        """The path without its query, escapes kept."""
        return urlsplit(self.path).path

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the query; the last of a name wins."""
        return dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))


def asked_of(repository: str, token: str, method: str, path: str, document: object) -> Request:
    """What the REST API is asked about a repository, `owner/name`, with a document as JSON."""
    place = f"{API}/repos/{repository}/{path}"
    headers = {"authorization": f"token {token}"}
    return Request(method, place, headers, json.dumps(document).encode())


class Response(NamedTuple):
    """One answer."""

    status: int
    headers: Mapping[str, str] = {}
    body: bytes = b""

    @property
    def is_refusal(self) -> bool:
        """Whether its status says that nothing was done."""
        return self.status >= HTTPStatus.BAD_REQUEST


class Dropped(ConnectionError):  # noqa: N818  reads as what happened
    """The connection was closed without an answer."""


class Refusal(Exception):  # noqa: N818  an answer, not a failure of ours
    """A request that GitHub would refuse.

    Args:
        status: the status of the answer.
        message: GitHub's own words.
        errors: what it lists below them.
    """

    def __init__(self, status: int, message: str, errors: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = tuple(errors)

    def response(self) -> Response:
        """The refusal as an answer."""
        said: Record = {"message": self.message}
        if self.errors:
            said["errors"] = list(self.errors)
        said |= {"documentation_url": DOCUMENTATION, "status": str(self.status)}
        return answer(said, self.status)


def answer(data: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with a JSON body."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(status, {"content-type": JSON, **(headers or {})}, body)


def nothing() -> Response:
    """The answer to what worked and has nothing to say."""
    return Response(204)


def not_found() -> Refusal:
    """What is not there, or is not for the caller to know of."""
    return Refusal(404, "Not Found")


def invalid(resource: str, field: str, code: str, message: str | None = None) -> Refusal:
    """A field that GitHub does not take. `code` is GitHub's: `missing_field`, `custom`, ..."""
    error = {"resource": resource, "field": field, "code": code}
    if message is not None:
        error["message"] = message
    return Refusal(422, "Validation Failed", [error])
