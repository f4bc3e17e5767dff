"""What can go wrong on the way: nothing that GitHub does, all that happens to its answers."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from release.rehearsal.messages import Refusal, Response


class Kind(Enum):
    """The kinds of faults. Those that end in AFTER happen when the request has had its effect."""

    DROP = "dropped before"
    DROP_AFTER = "dropped after"
    BAD_GATEWAY = "502 before"
    BAD_GATEWAY_AFTER = "502 after"
    SECONDARY_LIMIT = "403 secondary limit"
    UNAUTHORIZED = "401"
    STALE = "stale"


class Fault(NamedTuple):
    """One fault. `retry_after` is what a secondary limit tells to wait, in seconds.

    `STALE` is for reads: the answer is from before the last write. A write is not touched by it.
    """

    kind: Kind
    retry_after: int = 60


class Knock(NamedTuple):
    """A request before it is answered. `number` counts all requests from 1 on."""

    method: str
    path: str
    number: int
    writes: bool


Hook = Callable[[Knock], Fault | None]

BEFORE = {Kind.DROP, Kind.BAD_GATEWAY, Kind.SECONDARY_LIMIT, Kind.UNAUTHORIZED}
AFTER = {Kind.DROP_AFTER, Kind.BAD_GATEWAY_AFTER}

_PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>\n"


def no_faults(_: Knock) -> Fault | None:
    """The hook of a good day."""
    return None


def in_its_place(fault: Fault) -> Response | None:
    """What is answered in place of the right answer; None: the connection is closed."""
    if fault.kind in {Kind.DROP, Kind.DROP_AFTER}:
        return None
    if fault.kind is Kind.UNAUTHORIZED:
        return Refusal(401, "Bad credentials").response()
    if fault.kind is Kind.SECONDARY_LIMIT:
        message = (
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try "
            "again."
        )
        refused = Refusal(403, message).response()
        headers = {**refused.headers, "retry-after": str(fault.retry_after)}
        return refused._replace(headers=headers)
    return Response(502, {"content-type": "text/html"}, _PAGE)
