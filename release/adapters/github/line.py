"""One request to GitHub's REST API, and what its answer means: done, refused, or nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from release.adapters.asked import asking
from release.adapters.github.pace import is_limited
from release.adapters.github.refusals import Needs

if TYPE_CHECKING:
    import httpx2

    from release.adapters.github.operations import Operations

_SHORT = 50  # characters of a value that is shown; a text that people wrote has more


class Unanswered(Exception):  # noqa: N818  reads as what it says
    """There was no answer, or none that tells what was done. `status` is None without one."""

    def __init__(self, why: str, status: int | None, headers: Mapping[str, str]) -> None:
        super().__init__(why)
        self.status = status
        self.headers = headers


class Refused(Exception):  # noqa: N818  reads as what it says
    """GitHub did nothing, and says why."""

    def __init__(self, status: int, headers: Mapping[str, str], text: str) -> None:
        super().__init__(f"{status}")
        self.status = status
        self.headers = headers
        self.text = text


class Limited(Refused):
    """GitHub did nothing: it was asked too much, and says when to ask again."""


class Answer(NamedTuple):
    """What GitHub answered. `document` is JSON, None for an empty body."""

    headers: Mapping[str, str]
    document: Any


class Upload(NamedTuple):
    """A file to send: where GitHub said that its release takes files, and what is in it."""

    address: str
    content: bytes


class Request(NamedTuple):
    """One of GitHub's operations, named as in `pulls.create`, and what it is given.

    A file to `upload` is sent in place of what the operation would send.
    """

    operation: str
    arguments: Mapping[str, object]
    upload: Upload | None = None

    def __str__(self) -> str:
        """The operation, and what of its arguments is short: names, numbers, refs."""
        values = {name: str(value) for name, value in self.arguments.items()}
        short = (f"{name}={value}" for name, value in values.items() if len(value) < _SHORT)
        return " ".join([f"GitHub {self.operation}", *short])


class Access(NamedTuple):
    """Where the repository is, and with whose token it is asked. `repository` is `owner`/`name`."""

    api: str
    repository: str
    token: str
    needs: Needs


class Line:
    """What asks GitHub, with the token.

    Args:
        access: where, and with which token.
        client: what sends the requests; for tests.
    """

    def __init__(self, access: Access, client: httpx2.Client | None = None) -> None:
        self._access, self._client = access, client

    @cached_property
    def _operations(self) -> Operations:
        """GitHub's operations, which take long to load; who asks nothing in the end needs none."""
        from release.adapters.github.operations import Operations  # noqa: PLC0415  as it says

        return Operations(self._access, self._client)

    def send(self, request: Request) -> Answer:
        """The one place that asks GitHub.

        Raises:
            Unanswered: nothing tells whether it was done.
            Refused: it was not done.
        """
        with asking(str(request)) as question:
            response = self._operations.ask(request)
            question.how = str(response.status_code)
        status, text = response.status_code, response.text
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unanswered(f"{status}", status, response.headers)
        if is_limited(status, response.headers, text):
            raise Limited(status, response.headers, text)
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            raise Refused(status, response.headers, text)
        try:
            return Answer(response.headers, response.json() if text else None)
        except ValueError as error:
            raise Unanswered("an answer that broke off", status, response.headers) from error
