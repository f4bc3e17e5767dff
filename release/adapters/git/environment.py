"""What git is told of by its environment: the token, and that nobody is there to answer.

A token in an argument, an address or a file could be read by others: in the process list, in a
log, or by the next step of a job. So it goes in by `GIT_CONFIG_COUNT` and its companions alone.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

_LOUD = ("GIT_TRACE", "GIT_CURL_VERBOSE")  # what they show goes where we read, headers included
_COUNT = "GIT_CONFIG_COUNT"


def without_sign_in(url: str) -> str:
    """A remote's address without the user and the password in it; what ssh needs stays."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def quiet(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a git whose words are read, in English, and that asks nobody."""
    kept = {name: text for name, text in environment.items() if not name.startswith(_LOUD)}
    # An empty program to ask with is none, and then neither git's setting nor ssh's is looked at.
    return kept | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": ""}


def signed_in(environment: Mapping[str, str], address: str, token: str | None) -> dict[str, str]:
    """The environment in which git talks to `address` with `token`, and with nothing else.

    An empty header comes first and takes away the one that a checkout left in .git/config, and
    the programs that keep passwords are not asked: who pushes decides which workflows start.
    Where the address is not a web address, or without a token, git signs in as it always does.

    Args:
        environment: the process's own.
        address: of the remote.
        token: a personal access token, or a job's.
    """
    parts = urlsplit(address)
    if token is None or parts.scheme not in {"http", "https"}:
        return quiet(environment)
    basic = b64encode(f"x-access-token:{token}".encode()).decode()
    header = f"http.{parts.scheme}://{parts.netloc}/.extraHeader"
    settings = [
        (header, ""),
        (header, f"Authorization: Basic {basic}"),
        ("credential.helper", ""),
    ]
    return with_settings(quiet(environment), settings)


def with_settings(environment: dict[str, str], settings: list[tuple[str, str]]) -> dict[str, str]:
    """The environment with settings after those that are in it already."""
    first = int(environment.get(_COUNT) or 0)
    for number, (name, text) in enumerate(settings, first):
        environment[f"GIT_CONFIG_KEY_{number}"] = name
        environment[f"GIT_CONFIG_VALUE_{number}"] = text
    return environment | {_COUNT: str(first + len(settings))}
