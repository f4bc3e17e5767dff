"""ghapi, on whatever answers: the door of a local GitHub in this process, or a real server."""

from __future__ import annotations

from functools import cache
from typing import Any

import httpx2
from ghapi.core import GhApi

from release.rehearsal import Door, Dropped, Request

OWNER, NAME = "acme", "train"
TRAIN = f"{OWNER}/{NAME}"


def connect(door: Door, url: str, token: str) -> Any:
    """A ghapi for acme/train whose requests go through `door`.

    Whoever connects with the same address and token again gets the same ghapi, now on the new
    door: it takes long to make one.

    Args:
        door: what answers.
        url: the address of the API; the door does not look at its host.
        token: who asks.
    """
    api = ghapi(url, token)
    api.transport.client = httpx2.Client(transport=httpx2.MockTransport(through(door)))
    api.transport.follow_redirects = False
    api.transport.retries = 0
    return api


@cache  # building one takes 0.2 s
def ghapi(url: str, token: str) -> Any:
    """A ghapi for acme/train, as it comes."""
    return GhApi(  # type: ignore[no-untyped-call]  # it has no types
        owner=OWNER, repo=NAME, token=token, gh_host=url, sync=True
    )


def through(door: Door) -> Any:
    """A handler of requests that asks `door`."""

    def handle(sent: httpx2.Request) -> httpx2.Response:
        headers = {name.lower(): value for name, value in sent.headers.items()}
        request = Request(sent.method, sent.url.raw_path.decode(), headers, sent.read())
        try:
            response = door(request)
        except Dropped as dropped:
            raise httpx2.RemoteProtocolError(str(dropped), request=sent) from None
        return httpx2.Response(
            response.status, headers=dict(response.headers), content=response.body
        )

    return handle
