"""GitHub's REST API with a fault at each request that is told, and how often it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import pytest

from release.adapters.clock import Clock
from release.adapters.github import GitHub
from release.adapters.github.api import Api
from release.adapters.github.line import Access
from release.adapters.github.pace import Pace
from release.adapters.github.refusals import Needs
from release.errors import ForgeError
from release.forge import WantedComment, WantedPull

TOKEN = "ghp_secret"
MARKER = "<!-- ours -->"
PULL = WantedPull("release", "main", "A title", "A body")
COMMENT = WantedComment("release", "main", MARKER, f"{MARKER}\nhello")
Fault = Callable[["Server", httpx2.Request], httpx2.Response | None]


class Server:
    """Pull requests and comments of one repository, and what goes wrong, one fault a request.

    A fault says what is answered in place of the truth; None leaves it alone.
    """

    def __init__(self, *faults: Fault | None) -> None:
        self.now = 1_800_000_000.0
        self.slept: list[float] = []
        self.faults = list(faults)
        self.pulls: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.client = httpx2.Client(transport=httpx2.MockTransport(self.answer))

    def forge(self) -> GitHub:
        """The forge as a new command has it."""
        access = Access("http://hub/api/v3", "acme/train", TOKEN, Needs("URL", "GH_PAT", "repo"))
        pace = Pace(Clock(lambda: self.now, self.sleep))
        return GitHub("http://hub", access, Api(access, pace, self.client))

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def writes(self) -> list[str]:
        return [each for each in self.asked if not each.startswith("GET")]

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        self.asked.append(f"{request.method} {request.url.path.removeprefix('/api/v3')}")
        fault = self.faults.pop(0) if self.faults else None
        said = fault(self, request) if fault else None
        return said or self.truth(request)

    def truth(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/api/v3/repos/acme/train")
        body = json.loads(request.content) if request.content else {}
        status, said = 404, {"message": "Not Found"}
        match request.method, path.split("/")[1:]:
            case "GET", [*_, "user"]:
                status, said = 200, {"login": "bot"}
            case "GET", ["pulls"]:
                listed = [each for each in self.pulls if each["state"] == "open"]
                return httpx2.Response(200, json=listed)
            case "POST", ["pulls"]:
                status, said = self.open(body)
            case "PATCH", ["pulls", number]:
                status, said = 200, self.pulls[int(number) - 1] | body
                self.pulls[int(number) - 1] = said
            case "GET", ["issues", _, "comments"]:
                return self.page(request)
            case "POST", ["issues", _, "comments"]:
                self.comment("bot", body["body"])
                status, said = 201, self.comments[-1]
            case "PATCH", ["issues", "comments", number]:
                (said,) = [each for each in self.comments if each["id"] == int(number)]
                status = 200
                said.update(body)
            case "DELETE", ["issues", "comments", number]:
                self.comments = [each for each in self.comments if each["id"] != int(number)]
                return httpx2.Response(204)
        return httpx2.Response(status, json=said)

    def open(self, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        if any(each["state"] == "open" for each in self.pulls):
            return 422, {"message": "Validation Failed", "errors": [{"message": "exists"}]}
        self.pulls.append(a_pull(body, len(self.pulls) + 1))
        return 201, self.pulls[-1]

    def page(self, request: httpx2.Request) -> httpx2.Response:
        number, size = (int(request.url.params[name]) for name in ("page", "per_page"))
        some = self.comments[(number - 1) * size : number * size]
        more = len(self.comments) > number * size
        link = {"Link": '<http://hub/next>; rel="next"'} if more else {}
        return httpx2.Response(200, json=some, headers=link)

    def comment(self, login: str, body: str) -> None:
        self.comments.append({"id": len(self.comments) + 1, "user": {"login": login}, "body": body})


def a_pull(body: Mapping[str, Any], number: int, source: str = "acme/train") -> dict[str, Any]:
    return {
        "number": number,
        "state": "open",
        "html_url": f"http://hub/acme/train/pull/{number}",
        "title": body["title"],
        "body": body["body"],
        "head": {"ref": body["head"], "sha": "a" * 40, "repo": {"full_name": source}},
        "base": {"ref": body["base"], "repo": {"full_name": "acme/train"}},
    }


def lost(_: Server, request: httpx2.Request) -> httpx2.Response:
    """The request never arrived."""
    raise httpx2.ReadError("connection reset", request=request)


def lost_answer(server: Server, request: httpx2.Request) -> httpx2.Response:
    """The request was carried out, and the answer never arrived."""
    server.truth(request)
    raise httpx2.ReadError("connection reset", request=request)


def busy(_: Server, _request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(502, text="<html>")


def busy_but_done(server: Server, request: httpx2.Request) -> httpx2.Response:
    server.truth(request)
    return httpx2.Response(502, text="<html>")


def stale(_: Server, request: httpx2.Request) -> httpx2.Response | None:
    """A list of comments as it was before the first."""
    is_list = request.method == "GET" and request.url.path.endswith("/comments")
    return httpx2.Response(200, json=[]) if is_list else None


def hidden(_: Server, _request: httpx2.Request) -> httpx2.Response:
    """A list as it was before the first."""
    return httpx2.Response(200, json=[])


def limited(_: Server, _request: httpx2.Request) -> httpx2.Response:
    said = {"message": "You have exceeded a secondary rate limit"}
    return httpx2.Response(403, headers={"Retry-After": "77"}, json=said)


def refused(status: int, message: str = "no", **headers: str) -> Fault:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return lambda _server, _request: httpx2.Response(
        status, json={"message": message}, headers=named
    )


def problem(server: Server) -> tuple[str, str]:
    """What is said when the pull request cannot be had."""
    with pytest.raises(ForgeError) as caught:
        server.forge().put_pull(PULL)
    assert TOKEN not in str(caught.value)
    (found,) = caught.value.problems
    return found.message, found.hint or ""
