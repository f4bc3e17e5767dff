"""GET, as a health check asks it: once, within a time, and whatever is answered is an answer."""

from __future__ import annotations

import re
from http import HTTPStatus
from ipaddress import ip_address
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from release.adapters.asked import asking
from release.adapters.secrets import NO_SECRETS, Secrets
from release.deployment.ports import Answered, Interrupt

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

LONGEST_BODY = 1 << 20
"""Bytes that are read of a body; a health check looks at no more."""

_CHUNK = 65_536
_LOOK = 0.1  # seconds between looks for an interrupt
_HEADERS = {"User-Agent": "monorepo-release", "Accept-Encoding": "identity", "Connection": "close"}
_OBJECT = re.compile(r"<[^>]*>: |\w+\([^)]*\): ")  # of urllib3: which object of its own it was


class Probe:
    """`release.deployment.ports.Site.get`: GETs that follow no redirection and keep nothing.

    Args:
        stop: whether to end; an answer is not waited for then.
        secrets: hidden in what is answered, for that is told and recorded.
    """

    def __init__(self, stop: Interrupt, secrets: Secrets = NO_SECRETS) -> None:
        self._stop = stop
        self._secrets = secrets

    def __call__(self, url: str, timeout: float) -> Answered:
        """What `url` answers in `timeout` seconds, with all its body; nothing is raised.

        Each is asked by a thread of its own, since nothing else ends the look-up of a name, or an
        answer that comes byte by byte.
        """
        with asking(f"GET {url}") as question:
            answered = self._answered(url, timeout)
            question.how = str(answered.status or answered.why)
        return answered

    def _answered(self, url: str, timeout: float) -> Answered:
        until = monotonic() + timeout
        answers: list[Answered] = []
        done = Event()

        def ask() -> None:
            try:
                answers.append(_asked(url, until, timeout))
            finally:
                done.set()

        Thread(target=ask, daemon=True).start()
        while not done.wait(min(_LOOK, max(0.0, until - monotonic()))):
            if self._stop.why:
                return Answered(0, why=f"interrupted by {self._stop.why}")
            if monotonic() >= until:
                return Answered(0, why=f"no answer within {timeout:g} s")
        return self._told(answers[0]) if answers else Answered(0, why="it could not be asked")

    def _told(self, answered: Answered) -> Answered:
        hidden = self._secrets.hidden
        return answered._replace(body=hidden(answered.body), why=hidden(answered.why))


def _asked(url: str, until: float, timeout: float) -> Answered:
    from urllib3 import Timeout  # noqa: PLC0415  only deployments with health checks need it
    from urllib3.exceptions import HTTPError  # noqa: PLC0415  as for `_asked`

    seconds = max(0.001, until - monotonic())
    try:
        with pool_for(url) as pool:
            response = pool.request(
                "GET",
                url,
                headers=_HEADERS,
                redirect=False,
                retries=False,
                timeout=Timeout(total=seconds),
                preload_content=False,
            )
            with response:
                return Answered(response.status, _body(response, until), _leads_to(response))
    except (HTTPError, OSError, ValueError) as error:
        return Answered(0, why=why(error, timeout))


def pool_for(url: str) -> PoolManager:
    """What asks: the proxy of the environment, if there is one for that address.

    Raises:
        ValueError: it is none of the web.
    """
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415  as for `_asked`

    from urllib3 import PoolManager, ProxyManager  # noqa: PLC0415  as for `_asked`

    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"`{url}` is not a web address")
    host = parts.hostname
    proxy = getproxies().get(parts.scheme)
    if proxy and not _is_here(host) and not proxy_bypass(host):
        return ProxyManager(proxy)
    return PoolManager()


def _is_here(host: str) -> bool:
    """Whether it is this machine, which no proxy reaches."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _body(response: BaseHTTPResponse, until: float) -> str:
    """As much of the body as is looked at.

    Raises:
        TimeoutError: it does not end.
    """
    body = bytearray()
    while len(body) < LONGEST_BODY and (chunk := response.read1(_CHUNK)):
        body += chunk
        if monotonic() > until:
            raise TimeoutError
    return bytes(body[:LONGEST_BODY]).decode("utf-8", "replace")


def _leads_to(response: BaseHTTPResponse) -> str:
    """Where a redirection leads."""
    is_one = HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST
    target = response.headers.get("Location", "")
    return f"leads to {target}" if is_one and target else ""


def why(error: Exception, timeout: float) -> str:
    """What went wrong with a request, in words: those of the system, where it has any."""
    from urllib3.exceptions import TimeoutError as TookTooLong  # noqa: PLC0415  as for `_asked`

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
        deepest, cause = cause, cause.__cause__ or cause.__context__
    if isinstance(error, TimeoutError | TookTooLong):
        return f"no answer within {timeout:g} s"
    return _OBJECT.sub("", str(deepest)) or type(deepest).__name__
