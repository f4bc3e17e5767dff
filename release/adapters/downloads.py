"""Downloads from the web, as any program makes them: not signed in, and redirects followed."""

from __future__ import annotations

from release.adapters.asked import asking
from release.adapters.probe import pool_for
from release.updates import Fetched

TIMEOUT = 60.0
"""Seconds without a byte."""

ANYTHING = "application/octet-stream"
"""The type of what is asked for where it is a file."""


def download(url: str, accept: str = ANYTHING) -> Fetched:
    """What is at an address, in the first of the types that it has; nothing is raised."""
    with asking(f"GET {url}") as question:
        fetched = _fetched(url, accept)
        question.how = str(fetched.status or fetched.why)
    return fetched


def _fetched(url: str, accept: str) -> Fetched:
    from urllib3 import Retry, Timeout  # noqa: PLC0415  few commands download
    from urllib3.exceptions import HTTPError  # noqa: PLC0415  as above

    headers = {"User-Agent": "monorepo-release", "Accept": accept}
    patience = Retry(connect=2, read=2, redirect=5, backoff_factor=0.5)
    timeout = Timeout(connect=TIMEOUT, read=TIMEOUT)
    try:
        with pool_for(url) as pool:
            response = pool.request("GET", url, headers=headers, retries=patience, timeout=timeout)
            return Fetched(response.status, response.data)
    except (HTTPError, OSError, ValueError) as error:
        return Fetched(0, why=str(error))
