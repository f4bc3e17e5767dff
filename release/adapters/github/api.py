"""GitHub's REST API for one repository: one function through which every request goes.

What makes something is surrounded by looks: it is sent only when that is not there, and it is done
only when it was seen. So an answer that was lost is looked up, a write that GitHub acknowledged is
never sent again, and whoever does the same again, or at the same time, does no harm. What changes
or removes something by its number can be sent again when its answer was lost, and needs no look.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any, Generic, NamedTuple, NoReturn, TypeVar

import httpx2
from ghapi.core import APIError, GhApi
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from release.adapters.github.pace import Pace, is_limited
from release.adapters.github.refusals import AGAIN, Needs, Refusal, refusal
from release.errors import ForgeError

ATTEMPTS = 5
"""How often a request is sent that gets no answer: GitHub's bad minutes are seldom longer."""
LOOKS = 3
"""How often to look before a write whose answer was lost counts as not done: reads may lag."""
LOOKS_AFTER = 6
"""How often to look for what GitHub said that it did; the pauses between add up to a minute."""
PAGE = 100
TIMEOUT = 30.0  # seconds; GitHub itself gives up after ten

_T = TypeVar("_T")


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


class Write(NamedTuple, Generic[_T]):
    """What makes something: its request, and how that is seen.

    `what` completes "GitHub did not ...". `seen` looks, and returns what it found. Of what
    `is_unique` GitHub refuses a second one. `clear` removes what
    stands in the way, such as half a file, and is called before each attempt. A file to `upload`
    is sent in place of what the operation would send.
    """

    what: str
    operation: str
    arguments: Mapping[str, object]
    seen: Callable[[], _T | None]
    is_unique: bool = True
    clear: Callable[[], None] | None = None
    upload: Upload | None = None


class _Unseen(NamedTuple):
    """After a write: how often to look for its effect, and what it means when that is not seen.

    A write that may have been lost `may_repeat`.
    """

    looks: int
    means: Refusal
    may_repeat: bool = False


class Account(NamedTuple):
    """Where the repository is, and with whose token it is asked. `repository` is `owner`/`name`."""

    api: str
    repository: str
    token: str
    needs: Needs


@lru_cache(maxsize=4)
def _ghapi(api: str, repository: str, client: httpx2.Client) -> Any:
    """GitHub's operations; to build them takes a seventh of a second."""
    owner, _, name = repository.partition("/")
    new: Any = GhApi
    # Told to authenticate, it would look for other tokens in the environment, too.
    made = new(owner, name, gh_host=api, sync=True, authenticate=False)
    made.transport.client = client  # which follows no redirects: a POST would become a GET
    made.transport.retries = 0  # it would repeat writes
    return made


class Api:
    """GitHub's REST API, as ghapi has it: operations are named as in `pulls.create`.

    Args:
        account: where, and with which token.
        pace: how fast, and for how long.
        client: what sends the requests; for tests.
    """

    def __init__(self, account: Account, pace: Pace, client: httpx2.Client | None = None) -> None:
        self.account = account
        self._pace = pace
        client = client or httpx2.Client(timeout=TIMEOUT)
        self._ghapi = _ghapi(account.api, account.repository, client)
        self._headers = {
            "Authorization": f"Bearer {account.token}",
            "User-Agent": "monorepo-release",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self._remembered: dict[str, Answer] = {}

    def read(self, operation: str, *, told: Collection[int] = (), **arguments: Any) -> Answer:
        """What GitHub answers; what was asked before is remembered until the next write.

        Args:
            operation: its name.
            told: the refusals that the caller takes for an answer, by their status.
            arguments: those of the operation.

        Raises:
            ForgeError: it refused, or did not answer.
            Refused: in one of the ways `told`.
        """
        key = f"{operation} {arguments}"
        if key not in self._remembered:
            self._remembered[key] = self._ask(operation, arguments, told, "")
        return self._remembered[key]

    def pages(self, operation: str, **arguments: Any) -> list[Any]:
        """All items of a list, whatever number of pages it has."""
        found: list[Any] = []
        page = 1
        while True:
            answer = self.read(operation, **arguments, per_page=PAGE, page=page)
            found += answer.document
            if 'rel="next"' not in answer.headers.get("Link", ""):
                return found
            page += 1

    def look(self, seen: Callable[[], _T | None], times: int = 2) -> _T | None:
        """What is seen; nothing is seen afresh before it is believed, for reads may lag.

        Args:
            seen: looks.
            times: how often at most; the pauses between grow.
        """
        for number in range(times):
            if number:
                self._pace.clock.sleep(2.0 ** (number - 1))
                self._remembered.clear()
            if (found := seen()) is not None:
                return found
        return None

    def ensure(self, write: Write[_T]) -> tuple[_T, bool]:
        """Have what a write makes: what was found, and whether anything was written.

        Raises:
            ForgeError: GitHub refused; or nothing tells whether it did it.
        """
        found = write.seen() if write.is_unique else self.look(write.seen)
        if found is not None:
            return found, False
        for _ in range(ATTEMPTS):
            if write.clear:
                write.clear()
            self._pace.space()
            self._remembered.clear()
            unseen = self._send(write)
            if (found := self.look(write.seen, unseen.looks)) is not None:
                return found, True
            if not unseen.may_repeat:
                break
        return self._give_up(unseen.means)

    def change(
        self, what: str, operation: str, *, told: Collection[int] = (), **arguments: Any
    ) -> Answer:
        """Change or remove what has a number: sent twice, it has the same effect as once.

        So it is sent again when its answer is lost, and nothing need be looked at: the answer
        itself shows what is there, and no read that lags can tell better.

        Args:
            what: completes "GitHub did not ...".
            operation: its name.
            told: the refusals that the caller takes for an answer, by their status.
            arguments: those of the operation.

        Raises:
            ForgeError: GitHub refused; or nothing tells whether it did it.
            Refused: in one of the ways `told`.
        """
        self._pace.space()
        self._remembered.clear()
        return self._ask(operation, arguments, told, f"did not {what}: ")

    def remove(self, what: str, operation: str, **arguments: Any) -> None:
        """Remove what has a number, if it is there; see `change`."""
        with suppress(Refused):
            self.change(what, operation, told=[HTTPStatus.NOT_FOUND], **arguments)

    def _ask(
        self, operation: str, arguments: Mapping[str, object], told: Collection[int], failed: str
    ) -> Answer:
        """Ask what may be asked twice; `failed` goes before what is said of no answer."""
        try:
            return self._patiently(self._operation(operation, arguments), Unanswered, Limited)
        except Unanswered as error:
            hint = AGAIN if error.status else f"look at the network; {AGAIN}"
            return self._give_up(Refusal(f"{failed}no answer to `{operation}`: {error}", hint))
        except Refused as error:
            if error.status in told:
                raise
            return self._give_up(self._refusal(error))

    def _send(self, write: Write[_T]) -> _Unseen:
        """Send a write; how to look for its effect, and what it means not to see it."""
        try:
            self._patiently(self._request(write), Limited)
        except Unanswered as error:
            lost = Refusal(f"did not {write.what}: it did not answer: {error}", AGAIN)
            if not self._pace.rest(error.headers):
                self._give_up(lost)
            return _Unseen(LOOKS, lost, may_repeat=True)
        except Refused as error:
            # Perhaps because it is there: an earlier answer was lost, or another run did it.
            return _Unseen(LOOKS, self._refusal(error))
        said = f"said that it did {write.what}, and does not show it"
        return _Unseen(LOOKS_AFTER, Refusal(said, f"look whether it is there; {AGAIN}"))

    def _patiently(self, send: Callable[[], Any], *again: type[Exception]) -> Answer:
        """One request, sent again after these failures while there is time."""
        retrying = Retrying(
            retry=retry_if_exception_type(again),
            wait=self._wait,
            stop=self._is_over,
            sleep=self._pace.clock.sleep,
            reraise=True,
        )
        return retrying(self._once, send)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        assert isinstance(error, Unanswered | Refused)  # noqa: S101  what `retry` lets through
        return self._pace.pause(error.status, error.headers, state.attempt_number)

    def _is_over(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        worn_out = isinstance(error, Unanswered) and state.attempt_number >= ATTEMPTS
        return worn_out or state.upcoming_sleep > self._pace.left

    def _operation(self, operation: str, arguments: Mapping[str, object]) -> Callable[[], Any]:
        """The request of one of GitHub's operations."""
        group, _, name = operation.partition(".")
        send = getattr(getattr(self._ghapi, group), name)
        return partial(send, **arguments, headers_=self._headers, raw_=True)

    def _request(self, write: Write[_T]) -> Callable[[], Any]:
        """The request of a write."""
        if write.upload is not None:
            return partial(self._send_file, write.upload, write.arguments)
        return self._operation(write.operation, write.arguments)

    def _send_file(self, upload: Upload, arguments: Mapping[str, object]) -> Any:
        """Send a file as it is; of what its operation is given, ghapi would make JSON."""
        try:
            return self._ghapi.transport.request(
                "POST",
                upload.address,
                headers={**self._headers, "Content-Type": "application/octet-stream"},
                params=dict(arguments),
                content=upload.content,
                raw=True,
            )
        except (httpx2.HTTPStatusError, httpx2.RequestError) as error:
            failed: Any = error  # which ghapi has taught this
            raise failed.api_error(endpoint=upload.address) from error

    def _once(self, send: Callable[[], Any]) -> Answer:
        """The one place that asks GitHub.

        Raises:
            Unanswered: nothing tells whether it was done.
            Refused: it was not done.
        """
        try:
            response = send()
        except APIError as error:
            if error.response is None:
                raise Unanswered(error.message or error.error_type, None, {}) from error
            response = error.response
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

    def _refusal(self, error: Refused) -> Refusal:
        return refusal(error.status, error.headers, error.text, self.account.needs)

    def _give_up(self, refusal: Refusal) -> NoReturn:
        message = f"GitHub ({self.account.api}): {refusal.message}"
        raise ForgeError(message.replace(self.account.token, "***"), hint=refusal.hint)
