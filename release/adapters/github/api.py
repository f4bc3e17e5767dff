"""GitHub's REST API for one repository: patience with answers, and looks round each write.

What makes something is surrounded by looks: it is sent only when that is not there, and it is done
only when it was seen. So an answer that was lost is looked up, a write that GitHub acknowledged is
never sent again, and whoever does the same again, or at the same time, does no harm. What changes
or removes something by its number can be sent again when its answer was lost, and needs no look.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, NoReturn, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from release.adapters.github.line import (
    Access,
    Answer,
    Limited,
    Line,
    Refused,
    Request,
    Unanswered,
    Upload,
)
from release.adapters.github.pace import Pace
from release.adapters.github.refusals import Refusal, refusal
from release.errors import AGAIN, ForgeError

if TYPE_CHECKING:
    import httpx2

ATTEMPTS = 5
"""How often a request is sent that gets no answer: GitHub's bad minutes are seldom longer."""
LOOKS = 3
"""How often to look before a write whose answer was lost counts as not done: reads may lag."""
LOOKS_AFTER = 6
"""How often to look for what GitHub said that it did; the pauses between add up to a minute."""
PAGE = 100

_T = TypeVar("_T")


class Write(NamedTuple, Generic[_T]):
    """What makes something: its request, and how that is seen.

    `what` completes "GitHub did not ...". `seen` looks, and returns what it found. Of what
    `is_unique` GitHub refuses a second one, or nobody else makes one. `clear` removes what
    stands in the way, such as half a file, and is called before each attempt. A file to `upload`
    is sent in place of what the operation would send. `shown` tells what the answer itself shows
    of it, where that is enough, and then it is not looked at again. What cannot be there yet
    `is_fresh`, and is not looked for at first.
    """

    what: str
    operation: str
    arguments: Mapping[str, object]
    seen: Callable[[], _T | None]
    is_unique: bool = True
    clear: Callable[[], None] | None = None
    upload: Upload | None = None
    shown: Callable[[Any], _T | None] | None = None
    is_fresh: bool = False

    @property
    def request(self) -> Request:
        """What is sent."""
        return Request(self.operation, self.arguments, self.upload)


class _Unseen(NamedTuple):
    """After a write: how often to look for its effect, and what it means when that is not seen.

    A write that may have been lost `may_repeat`. `document` is what was answered, if it was done.
    """

    looks: int
    means: Refusal
    may_repeat: bool = False
    document: Any = None


class Api:
    """GitHub's REST API, as ghapi has it: operations are named as in `pulls.create`.

    Args:
        access: where, and with which token.
        pace: how fast, and for how long.
        client: what sends the requests; for tests.
    """

    def __init__(self, access: Access, pace: Pace, client: httpx2.Client | None = None) -> None:
        self.access = access
        self._pace = pace
        self._line = Line(access, client)
        self._remembered: dict[str, Answer] = {}

    def begin_anew(self) -> None:
        """Forget what was answered, and have all of the time again."""
        self._remembered.clear()
        self._pace.begin_anew()

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

    def find(self, operation: str, absent: Collection[int], **arguments: Any) -> Any:
        """The document that GitHub answers with; None when it refuses.

        Args:
            operation: its name.
            absent: the refusals that mean None, by their status.
            arguments: those of the operation.

        Raises:
            ForgeError: it refused in another way, or did not answer.
        """
        try:
            return self.read(operation, told=absent, **arguments).document
        except Refused:
            return None

    def pages(self, operation: str, *, under: str = "", **arguments: Any) -> list[Any]:
        """All items of a list, whatever number of pages it has.

        Args:
            operation: its name.
            under: the key that the list has in the document; the document itself is the list
                without one.
            arguments: those of the operation, and of `read`.

        Raises:
            ForgeError: GitHub refused, or did not answer.
            Refused: in one of the ways `told`.
        """
        found: list[Any] = []
        page = 1
        while True:
            answer = self.read(operation, **arguments, per_page=PAGE, page=page)
            found += answer.document[under] if under else answer.document
            if 'rel="next"' not in answer.headers.get("Link", ""):
                return found
            page += 1

    def look(self, seen: Callable[[], _T | None], times: int = 2) -> _T | None:
        """What is seen; nothing is seen afresh before it is believed, for reads may lag.

        Args:
            seen: looks.
            times: how often at most; the pauses between grow.
        """
        for number in range(1, times + 1):
            if number > 1:
                self._pace.look_again(number)
                self._remembered.clear()
            if (found := seen()) is not None:
                return found
        return None

    def ensure(self, write: Write[_T]) -> tuple[_T, bool]:
        """Have what a write makes: what was found, and whether anything was written.

        Raises:
            ForgeError: GitHub refused; or nothing tells whether it did it.
        """
        if not write.is_fresh:
            found = write.seen() if write.is_unique else self.look(write.seen)
            if found is not None:
                return found, False
        for _ in range(ATTEMPTS):
            if write.clear:
                write.clear()
            self._pace.space()
            self._remembered.clear()
            unseen = self._send(write)
            if write.shown and (found := write.shown(unseen.document)) is not None:
                return found, True
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
            return self._patiently(Request(operation, arguments), Unanswered, Limited)
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
            answer = self._patiently(write.request, Limited)
        except Unanswered as error:
            lost = Refusal(f"did not {write.what}: it did not answer: {error}", AGAIN)
            if not self._pace.rest(error.headers):
                self._give_up(lost)
            return _Unseen(LOOKS, lost, may_repeat=True)
        except Refused as error:
            # Perhaps because it is there: an earlier answer was lost, or another run did it.
            return _Unseen(LOOKS, self._refusal(error))
        said = f"said that it did {write.what}, and does not show it"
        means = Refusal(said, f"look whether it is there; {AGAIN}")
        return _Unseen(LOOKS_AFTER, means, document=answer.document)

    def _patiently(self, request: Request, *again: type[Exception]) -> Answer:
        """One request, sent again after these failures while there is time."""
        retrying = Retrying(
            retry=retry_if_exception_type(again),
            wait=self._wait,
            stop=self._is_over,
            sleep=self._pace.clock.sleep,
            reraise=True,
        )
        return retrying(self._line.send, request)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        assert isinstance(error, Unanswered | Refused)  # noqa: S101  what `retry` lets through
        return self._pace.pause(error.status, error.headers, state.attempt_number)

    def _is_over(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        worn_out = isinstance(error, Unanswered) and state.attempt_number >= ATTEMPTS
        return worn_out or state.upcoming_sleep > self._pace.left

    def _refusal(self, error: Refused) -> Refusal:
        return refusal(error.status, error.headers, error.text, self.access.needs)

    def _give_up(self, refusal: Refusal) -> NoReturn:
        message = f"GitHub ({self.access.api}): {refusal.message}"
        raise ForgeError(message.replace(self.access.token, "***"), hint=refusal.hint)
