"""One GraphQL request: asked again where that is sensible, and its failures explained.

The token goes into a header, and nowhere else: not even what GitHub says may repeat it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import HTTPError, LocationValueError, MaxRetryError

from release.adapters.asked import asking
from release.adapters.github.refusals import Needs, Refusal, faults, refusal
from release.errors import AGAIN, ForgeError

_SECONDS = Timeout(connect=10, read=60)  # GitHub itself gives up after ten
_LONGEST_WAIT = 60  # seconds that GitHub may ask us to wait; for more, somebody comes back
_BACKOFF = 0.5  # seconds; it doubles with each attempt

_NEEDS = Needs("GITHUB_GRAPHQL_URL", "GITHUB_TOKEN", "the scopes `read:user` and `repo:status`")
_NO_ADDRESS = Refusal("that is not an address", "mend or unset GITHUB_GRAPHQL_URL")


class _Patience(Retry):
    """Ask again after a lost connection, a busy gateway, or when GitHub says in how long."""

    RETRY_AFTER_STATUS_CODES = frozenset({403, 413, 429, 503})

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """Count an attempt; it was the last one when GitHub wants us to wait too long."""
        wait = self.get_retry_after(response) if response is not None else None
        patience = self.new(total=0) if (wait or 0) > _LONGEST_WAIT else self
        return Retry.increment(patience, method, url, response, error, _pool, _stacktrace)


_PATIENCE = _Patience(
    total=3,
    connect=1,
    redirect=False,
    status_forcelist={429, 502, 503, 504},
    allowed_methods=None,  # a query changes nothing, though it is a POST
    backoff_factor=_BACKOFF,
    raise_on_status=False,
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A GraphQL API, and the token to ask it with."""

    url: str
    token: str = field(repr=False)
    pool: PoolManager

    def ask(self, query: str, variables: Mapping[str, object]) -> Any:
        """The `data` of the answer.

        Raises:
            ForgeError: GitHub refused, or did not answer; whether a retry is sensible is told.
        """
        response = self._post(json.dumps({"query": query, "variables": variables}))
        text = response.data.decode("utf-8", "replace")
        if response.status != HTTPStatus.OK:
            raise self._error(refusal(response.status, response.headers, text, _NEEDS))
        try:
            document = json.loads(text)
        except ValueError:
            said = Refusal("GitHub's answer broke off, or is no JSON", AGAIN)
            raise self._error(said) from None
        if not isinstance(document, dict) or document.get("errors") or not document.get("data"):
            raise self._error(faults(document))
        return document["data"]

    def _post(self, body: str) -> BaseHTTPResponse:
        headers = {
            "Authorization": f"Token {self.token}",
            "Content-Type": "application/json",
            "User-Agent": "monorepo-release",
        }
        if not self.url.startswith(("https://", "http://")):
            raise self._error(_NO_ADDRESS)
        try:
            with asking(f"POST {self.url}") as question:
                response = self.pool.request(
                    "POST",
                    self.url,
                    body=body.encode("utf-8", "replace"),
                    headers=headers,
                    redirect=False,
                    retries=_PATIENCE,
                    timeout=_SECONDS,
                )
                question.how = str(response.status)
                return response
        except LocationValueError:
            raise self._error(_NO_ADDRESS) from None
        except HTTPError as error:
            reason = error.reason if isinstance(error, MaxRetryError) else error
            said = Refusal(f"no answer: {reason}", f"look at the network; {AGAIN}")
            raise self._error(said) from None

    def _error(self, refusal: Refusal) -> ForgeError:
        message = f"GitHub ({self.url}): {refusal.message}"
        return ForgeError(message.replace(self.token, "***"), hint=refusal.hint)
