"""Downloads from the web, as any program makes them: not signed in, and redirects followed."""

from __future__ import annotations

from release.adapters.asked import asking
from release.adapters.probe import pool_for
from release.updates import Fetched

TIMEOUT = 60.0
"""Seconds without a byte."""

_HEADERS = {"User-Agent": "monorepo-release", "Accept": "application/octet-stream"}


def download(url: str) -> Fetched:
    """What is at an address; nothing is raised."""
    with asking(f"GET {url}") as question:
        fetched = _fetched(url)
        question.how = str(fetched.status or fetched.why)
    return fetched


def _fetched(url: str) -> Fetched:
    from urllib3 import Retry, Timeout  # noqa: PLC0415  few commands download
    from urllib3.exceptions import HTTPError  # noqa: PLC0415  as above

    patience = Retry(connect=2, read=2, redirect=5, backoff_factor=0.5)
    timeout = Timeout(connect=TIMEOUT, read=TIMEOUT)
    try:
        with pool_for(url) as pool:
            response = pool.request("GET", url, headers=_HEADERS, retries=patience, timeout=timeout)
            return Fetched(response.status, response.data)
    except (HTTPError, OSError, ValueError) as error:
        return Fetched(0, why=str(error))
