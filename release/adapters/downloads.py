"""Downloads from the web, as any program makes them: not signed in, and redirects followed."""

from __future__ import annotations

from contextlib import closing

from release.adapters.asked import asking
from release.adapters.probe import pool_for, why
from release.updates import Fetched

TIMEOUT = 60.0
"""Seconds without a byte."""

ANYTHING = "application/octet-stream"
"""The type of what is asked for where it is a file."""


def download(url: str, accept: str = ANYTHING, most: int | None = None) -> Fetched:
    """What is at an address; nothing is raised.

    Args:
        url: the address.
        accept: the types that are asked for; the answer has the first one that is there.
        most: bytes of an answer, unpacked; a longer one is none. None takes any length.
    """
    with asking(f"GET {url}") as question:
        fetched = _fetched(url, accept, most)
        question.how = str(fetched.status or fetched.why)
    return fetched


def _fetched(url: str, accept: str, most: int | None) -> Fetched:
    from urllib3 import Retry, Timeout  # noqa: PLC0415  few commands download
    from urllib3.exceptions import HTTPError  # noqa: PLC0415  as above

    headers = {"User-Agent": "monorepo-release", "Accept": accept}
    patience = Retry(
        connect=2,
        read=2,
        redirect=5,
        backoff_factor=0.5,
        respect_retry_after_header=False,  # whoever is busy is told of, and not slept for
    )
    timeout = Timeout(connect=TIMEOUT, read=TIMEOUT)
    try:
        with pool_for(url) as pool:
            response = pool.request(
                "GET",
                url,
                headers=headers,
                retries=patience,
                timeout=timeout,
                preload_content=most is None,
            )
            with closing(response):
                content = response.data if most is None else response.read(most + 1)
    except (HTTPError, OSError, ValueError) as error:
        return Fetched(0, why=why(error, TIMEOUT))
    if most is not None and len(content) > most:
        return Fetched(0, why=f"its answer has more than {most} bytes")
    return Fetched(response.status, content)
