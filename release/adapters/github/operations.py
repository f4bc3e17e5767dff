"""GitHub's operations, as ghapi has them from GitHub's own description of its API."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from weakref import finalize

import httpx2
from fastspec.oapi import SyncOpFunc  # what ghapi makes its operations of
from ghapi.core import APIError, GhSyncTransport, pspec

from release.adapters.github.line import Access, Request, Unanswered, Upload

TIMEOUT = 30.0  # seconds; GitHub itself gives up after ten


class Operations:
    """The operations of one repository, each made when it is asked for.

    A `GhApi` makes all thousand of them at once, which takes a seventh of a second.

    Args:
        access: where, and with which token.
        client: what sends the requests; for tests.
    """

    def __init__(self, access: Access, client: httpx2.Client | None = None) -> None:
        owner, _, name = access.repository.partition("/")
        self._api, self._defaults = access.api, {"owner": owner, "repo": name}
        headers = {
            "Accept": "application/vnd.github.v3+json",
            "Authorization": f"Bearer {access.token}",
            "User-Agent": "monorepo-release",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        # The client follows no redirects: a POST would become a GET. And retries repeat writes.
        client = client or self._new_client()
        new: Any = GhSyncTransport
        self._transport = new(client=client, retries=0, base_headers=headers)

    def _new_client(self) -> httpx2.Client:
        """What keeps a connection for the next request, and closes it when we are done."""
        client = httpx2.Client(timeout=TIMEOUT)
        finalize(self, client.close)
        return client

    def ask(self, request: Request) -> httpx2.Response:
        """What GitHub answers, whatever that says.

        Raises:
            Unanswered: it did not.
        """
        try:
            if request.upload is not None:
                return self._sent(request.upload, request.arguments)
            new: Any = SyncOpFunc
            operation = new(
                _described()[request.operation], self._transport, self._api, defaults=self._defaults
            )
            response: httpx2.Response = operation(**request.arguments, raw_=True)
        except APIError as error:
            if error.response is None:
                raise Unanswered(error.message or error.error_type, None, {}) from error
            response = error.response
        return response

    def _sent(self, upload: Upload, arguments: Mapping[str, object]) -> httpx2.Response:
        """Send a file as it is; of what its operation is given, ghapi would make JSON."""
        try:
            response: httpx2.Response = self._transport.request(
                "POST",
                upload.address,
                headers={"Content-Type": "application/octet-stream"},
                params=dict(arguments),
                content=upload.content,
                raw=True,
            )
        except (httpx2.HTTPStatusError, httpx2.RequestError) as error:
            failed: Any = error  # which ghapi has taught this
            raise failed.api_error(endpoint=upload.address) from error
        return response


@cache
def _described() -> Mapping[str, Any]:
    """What GitHub's description says of each operation, by its name, such as `pulls.create`."""
    return {f"{each.group}.{each.name}": each for each in pspec.ops}
