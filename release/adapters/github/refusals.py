"""What GitHub's refusals mean, and what to do next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, NamedTuple

from release.errors import AGAIN

_MOST_SAID = 500  # characters of an answer, when it is not of GitHub's form


class Needs(NamedTuple):
    """What asking needs: where the address and the token are set, and what the token may do."""

    address: str
    token: str
    scopes: str


class Refusal(NamedTuple):
    """What went wrong, and what to do next: whether a retry is sensible among it."""

    message: str
    hint: str


def refusal(status: int, headers: Mapping[str, str], text: str, needs: Needs) -> Refusal:
    """The meaning of an answer whose status is that of a failure.

    Args:
        status: the HTTP status.
        headers: by name, in any case.
        text: the body.
        needs: what asking needs.
    """
    message = f"{status}: {_said(text)}"
    if status in range(HTTPStatus.MULTIPLE_CHOICES, HTTPStatus.BAD_REQUEST):
        target = headers.get("Location", "nowhere")
        hint = f"a token is not sent on to another address: set {needs.address} to the right one"
        return Refusal(f"{status}, which points to {target}", hint)
    if when := _limited_until(headers):
        return Refusal(message, f"this is the rate limit: run it again {when}")
    if status == HTTPStatus.UNAUTHORIZED:
        return Refusal(message, f"{needs.token} is wrong or has expired: make a new token")
    busy = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS
    if busy:
        return Refusal(message, AGAIN)
    wanted = headers.get("X-Accepted-GitHub-Permissions") or needs.scopes
    return Refusal(
        message, f"the token in {needs.token} needs {wanted}, and sight of the repository"
    )


def faults(document: Any) -> Refusal:
    """The meaning of a JSON answer with errors in it, or without data."""
    errors = document.get("errors") if isinstance(document, dict) else None
    if not isinstance(errors, list) or not errors:
        return Refusal(f"an answer without data: {_said(json.dumps(document))}", AGAIN)
    each = [error if isinstance(error, dict) else {"message": error} for error in errors]
    told = dict.fromkeys(str(error.get("message")) for error in each)
    kinds = {error.get("type") for error in each}
    hint = "it will say the same again: look at GITHUB_TOKEN, and at `repo` in `changelog`"
    if "RATE_LIMITED" in kinds:
        hint = "this is the rate limit: run it again in an hour"
    elif "NOT_FOUND" in kinds:
        hint = "look at `repo` in `changelog`, and at the `pr:` lines of the changesets"
    return Refusal("\n    ".join(["it answered with errors:", *told]), hint)


def _said(text: str) -> str:
    """The `message` of an answer with those of its `errors`, or the start of it."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict) or not document.get("message"):
        return (text.strip() or "nothing")[:_MOST_SAID]
    errors = document.get("errors")
    each = errors if isinstance(errors, list) else []
    told = [
        str(error.get("message") or error) if isinstance(error, dict) else str(error)
        for error in each
    ]
    return ": ".join([str(document["message"]), *dict.fromkeys(told)])[:_MOST_SAID]


def _limited_until(headers: Mapping[str, str]) -> str | None:
    """When the rate limit ends; None when there is no question of one."""
    if wait := headers.get("Retry-After"):
        return f"in {wait} seconds" if wait.isdecimal() else f"after {wait}"
    reset = headers.get("X-RateLimit-Reset", "")
    if headers.get("X-RateLimit-Remaining") == "0" and reset.isdecimal():
        return f"after {datetime.fromtimestamp(int(reset), UTC):%Y-%m-%d %H:%M} UTC"
    return None
