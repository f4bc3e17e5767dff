"""Who is asking: tokens, the account behind one, and how much it may still ask."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta
from typing import NamedTuple

from release.rehearsal.messages import Record, Refusal, Request, Response, answer
from release.rehearsal.nouns import Caller
from release.rehearsal.routing import Call, route
from release.rehearsal.shapes import moment, user
from release.rehearsal.state import Site

REQUESTS_AN_HOUR = 5000  # of a personal token
_A_JOBS = 1000
_NOBODYS = 60
_WINDOW = timedelta(hours=1)


class Budget(NamedTuple):
    """How many requests one caller has made since `start`."""

    start: datetime
    used: int


def identify(site: Site, request: Request) -> Caller | None:
    """Who sent a request; None when it says nothing of it.

    Raises:
        Refusal: the token is unknown, or was valid once.
    """
    tokens = _tokens(request.headers.get("authorization", ""))
    if not tokens:
        return None
    caller = next((site.callers[token] for token in tokens if token in site.callers), None)
    if caller is None or (caller.expires is not None and caller.expires <= site.clock()):
        raise Refusal(401, "Bad credentials")
    return caller


def allowance(caller: Caller | None, personal: int) -> int:
    """How many requests an hour the caller has; `personal` is for a token of a person."""
    if caller is None:
        return min(personal, _NOBODYS)
    return min(personal, _A_JOBS) if caller.job else personal


def check(budget: Budget, allowed: int) -> None:
    """Refuse who has used up their hour.

    Raises:
        Refusal: they have.
    """
    if budget.used > allowed:
        raise Refusal(403, "API rate limit exceeded")


def spend(
    budgets: dict[str, Budget], caller: Caller | None, now: datetime, cost: int = 1
) -> Budget:
    """Count a request."""
    name = caller.login if caller else ""
    budget = budgets.get(name)
    if budget is None or now >= budget.start + _WINDOW:
        budget = Budget(now, 0)
    budgets[name] = budget._replace(used=budget.used + cost)
    return budgets[name]


def limit_headers(budget: Budget, allowed: int) -> dict[str, str]:
    """What each answer says of the caller's rate limit."""
    return {f"x-ratelimit-{name}": str(value) for name, value in _figures(budget, allowed).items()}


def caller_headers(caller: Caller | None) -> dict[str, str]:
    """What each answer says of the caller's token."""
    if caller is None:
        return {}
    headers = {} if caller.job else {"x-oauth-scopes": ", ".join(sorted(caller.scopes))}
    if caller.expires is not None:
        expiry = caller.expires.strftime("%Y-%m-%d %H:%M:%S UTC")
        headers["github-authentication-token-expiration"] = expiry
    return headers


def get_user(call: Call) -> Response:
    """The caller's own account."""
    who = call.who
    if call.caller is not None and call.caller.job:
        raise Refusal(403, "Resource not accessible by integration")
    since = moment(call.now)
    return answer(
        {
            **user(call.site, who),
            "name": who,
            "company": None,
            "blog": "",
            "location": None,
            "email": None,
            "hireable": None,
            "bio": None,
            "user_view_type": "public",  # what a token without the scope `user` is shown
            "public_repos": len(call.site.repositories),
            "public_gists": 0,
            "followers": 0,
            "following": 0,
            "created_at": since,
            "updated_at": since,
        }
    )


def rate_limit(budget: Budget, allowed: int) -> Response:
    """What is left, as an answer of its own, which costs nothing."""
    figures = _figures(budget, allowed)
    return answer({"resources": {"core": figures, "search": figures}, "rate": figures})


def _figures(budget: Budget, allowed: int) -> Record:
    return {
        "limit": allowed,
        "remaining": max(allowed - budget.used, 0),
        "reset": int((budget.start + _WINDOW).timestamp()),
        "used": budget.used,
        "resource": "core",
    }


def _tokens(header: str) -> list[str]:
    """What in an Authorization header can be a token."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() in {"token", "bearer"}:
        return [rest.strip()]
    if scheme.lower() == "basic":
        try:
            name, _, password = base64.b64decode(rest, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return [""]
        return [password, name]
    return [header] if header else []


ROUTES = (route("GET", "/user", get_user),)
