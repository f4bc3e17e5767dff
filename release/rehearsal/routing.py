"""Which function answers which request, who may ask it, and what such a function is given."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote, urlencode

from release.rehearsal.messages import (
    DOCUMENTATION,
    Record,
    Refusal,
    Request,
    Response,
    answer,
    invalid,
    not_found,
)
from release.rehearsal.nouns import Caller
from release.rehearsal.state import Repository, Site

DEFAULT_PAGE = 30  # entries of a list, when nobody says; GitHub's own numbers
LARGEST_PAGE = 100

_WRITE_SCOPES = {"repo", "public_repo"}


@dataclass(frozen=True)
class Call:
    """A request that has a route: what it asks, of what, and for whom.

    `parts` are the variable parts of its path. `fields` are those of its JSON body.
    """

    site: Site
    request: Request
    caller: Caller | None
    parts: Mapping[str, str]
    found: Repository | None = None

    @property
    def repo(self) -> Repository:
        """The repository that the path names.

        Raises:
            Refusal: there is none.
        """
        if self.found is None:
            raise not_found()
        return self.found

    @property
    def who(self) -> str:
        """The login of the caller, who must be somebody."""
        if self.caller is None:
            raise Refusal(401, "Requires authentication")
        return self.caller.login

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self.site.clock().replace(microsecond=0)

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The parameters of the query."""
        return self.request.query

    @cached_property
    def fields(self) -> Record:
        """The JSON body.

        Raises:
            Refusal: it is none.
        """
        try:
            sent = json.loads(self.request.body or b"{}")
        except ValueError:
            raise Refusal(400, "Problems parsing JSON") from None
        if not isinstance(sent, dict):
            raise Refusal(400, "Body should be a JSON object")
        return sent

    def number(self, name: str) -> int:
        """A number in the path; what is none is not found."""
        text = self.parts[name]
        if not text.isdecimal():
            raise not_found()
        return int(text)

    def text(self, name: str, resource: str) -> str:
        """A field that must be there, as text.

        Raises:
            Refusal: it is missing, or no text.
        """
        sent = self.fields.get(name)
        if not isinstance(sent, str) or not sent:
            raise invalid(resource, name, "invalid" if sent else "missing_field")
        return sent

    def words(self, name: str, resource: str) -> str | None:
        """A field that may be missing, as text.

        Raises:
            Refusal: it is something else.
        """
        sent = self.fields.get(name)
        if sent is not None and not isinstance(sent, str):
            raise invalid(resource, name, "invalid")
        return sent


class Route(NamedTuple):
    """A function for a method and a path.

    `permission` is what a job's own token needs for a write; None: nobody needs anything.
    """

    method: str
    pattern: re.Pattern[str]
    handler: Callable[[Call], Response]
    permission: str | None


def route(
    method: str, path: str, handler: Callable[[Call], Response], permission: str | None = "contents"
) -> Route:
    """A route. `{name}` in `path` takes one part, `{name*}` all that follow."""
    escaped = re.sub(r"\{(\w+)\*\}", r"(?P<\1>.+)", path)
    return Route(
        method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", escaped)), handler, permission
    )


def dispatch(
    routes: Sequence[Route], site: Site, request: Request, path: str, caller: Caller | None
) -> Response:
    """Answer a request for `path`, which begins where the routes' own paths do.

    Raises:
        Refusal: there is no such path, or the caller may not.
    """
    for candidate in routes:
        if candidate.method != request.method:
            continue
        if match := candidate.pattern.fullmatch(path):
            parts = {name: unquote(part) for name, part in match.groupdict().items()}
            if moved := _moved(site, request, parts):
                return moved
            repo = _repository(site, parts, caller)
            if request.method != "GET" and candidate.permission:
                _check_write(candidate.permission, repo, caller)
            return candidate.handler(Call(site, request, caller, parts, repo))
    raise not_found()


def _moved(site: Site, request: Request, parts: Mapping[str, str]) -> Response | None:
    """Where a renamed repository is now; what writes is asked to write there."""
    old = f"{parts.get('owner')}/{parts.get('repo')}"
    if old not in site.renamed:
        return None
    url = f"{site.url}{request.path.replace(old, site.renamed[old], 1)}"
    status, words = (
        (301, "Moved Permanently") if request.method == "GET" else (307, "Temporary Redirect")
    )
    said = {"message": words, "url": url, "documentation_url": DOCUMENTATION}
    return answer(said, status, {"location": url})


def _repository(site: Site, parts: Mapping[str, str], caller: Caller | None) -> Repository | None:
    if "owner" not in parts:
        return None
    repo = site.repository(parts["owner"], parts["repo"])
    if repo is None or not may_read(repo, caller):
        raise not_found()
    return repo


def may_read(repo: Repository, caller: Caller | None) -> bool:
    """Whether the caller may know of the repository at all."""
    if not repo.private:
        return True
    return caller is not None and (caller.job or "repo" in caller.scopes)


def may_write(repo: Repository | None, caller: Caller | None, permission: str) -> bool:
    """Whether the caller may change that kind of thing there."""
    if caller is None:
        return False
    if caller.job:
        return not caller.scopes.isdisjoint(permission.split("|"))
    public = repo is not None and not repo.private
    return not caller.scopes.isdisjoint(_WRITE_SCOPES if public else {"repo"})


def _check_write(permission: str, repo: Repository | None, caller: Caller | None) -> None:
    if caller is None:
        raise Refusal(401, "Requires authentication")
    if not may_write(repo, caller, permission):
        if caller.job:
            raise Refusal(403, "Resource not accessible by integration")
        raise not_found()  # what a classic token's scopes do not cover is not there
    if permission == "administration" and not caller.admin:
        raise Refusal(403, "Must have admin rights to Repository.")


def page(
    call: Call, items: Sequence[Any], render: Callable[[Any], object], under: str = ""
) -> Response:
    """One page of a list, and where the other pages are.

    Args:
        call: asks for it.
        items: all of the list.
        render: makes an item what the answer has.
        under: the key of the list in the answer, beside the number of all; alone without one.
    """
    size, number = page_of(call)
    last = max(-(-len(items) // size), 1)
    start = (number - 1) * size
    neighbours: dict[str, int] = {}
    if number > 1:
        neighbours |= {"prev": min(number - 1, last), "first": 1}
    if number < last:
        neighbours |= {"next": number + 1, "last": last}
    shown = [render(item) for item in items[start : start + size]]
    said = {"total_count": len(items), under: shown} if under else shown
    return answer(said, headers=_links(call, neighbours))


def page_of(call: Call) -> tuple[int, int]:
    """How long the pages are that the caller asks for, and which one it is."""
    size = min(max(_count(call, "per_page", DEFAULT_PAGE), 1), LARGEST_PAGE)
    return size, max(_count(call, "page", 1), 1)


def _count(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, "")
    return int(text) if text.isdecimal() else default


def _links(call: Call, neighbours: Mapping[str, int]) -> dict[str, str]:
    if not neighbours:
        return {}
    place = f"{call.site.url}{call.request.place}"
    found = []
    for relation, number in neighbours.items():
        query = urlencode({**call.query, "page": str(number)})
        found.append(f'<{place}?{query}>; rel="{relation}"')
    return {"link": ", ".join(found)}
