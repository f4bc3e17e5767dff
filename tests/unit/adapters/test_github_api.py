"""GitHub's REST API under faults: looks round each write, patience, and what is said at the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import pytest

from release.adapters.clock import Clock
from release.adapters.github import GitHub
from release.adapters.github.api import Api
from release.adapters.github.line import Account
from release.adapters.github.pace import BETWEEN_WRITES, DEADLINE, Pace, pace_at
from release.adapters.github.refusals import Needs
from release.errors import ForgeError
from release.forge import Comment, WantedComment, WantedPull

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
        account = Account("http://hub/api/v3", "acme/train", TOKEN, Needs("URL", "GH_PAT", "repo"))
        pace = Pace(Clock(lambda: self.now, self.sleep))
        return GitHub("http://hub", account, Api(account, pace, self.client))

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


def test_a_pull_request_is_opened_once_and_then_left_alone() -> None:
    server = Server()

    assert server.forge().put_pull(PULL)
    assert not server.forge().put_pull(PULL)

    assert ["POST /repos/acme/train/pulls"] == server.writes


def test_a_pull_request_that_says_something_else_is_changed() -> None:
    server = Server()
    server.forge().put_pull(PULL._replace(title="Old"))

    assert server.forge().put_pull(PULL)

    assert "A title" == server.pulls[0]["title"]
    assert "PATCH /repos/acme/train/pulls/1" == server.writes[-1]


def test_a_pull_request_from_a_fork_is_not_ours() -> None:
    server = Server()
    server.pulls.append(a_pull(PULL._asdict() | {"head": "release"}, 1, "evil/train"))

    assert server.forge().pull("release", "main") is None


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("fault", [lost, lost_answer, busy, busy_but_done, stale, limited])
def test_whatever_goes_wrong_once_there_is_one_comment_and_no_write_twice(
    fault: Fault, at: int
) -> None:
    server = Server()
    server.forge().put_pull(PULL)
    server.faults = [None] * at + [fault]

    server.forge().put_comment(COMMENT)

    assert [COMMENT.body] == [each["body"] for each in server.comments]


def test_the_wait_that_github_asks_for_is_kept() -> None:
    server = Server(limited)

    server.forge().put_pull(PULL)

    assert 77 in server.slept


def test_the_reset_of_the_rate_limit_is_waited_for() -> None:
    reset = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1800000120"}
    server = Server(refused(403, **reset))

    server.forge().put_pull(PULL)

    assert 121 in server.slept


def test_a_limit_without_a_time_is_waited_for_longer_each_time() -> None:
    server = Server(*[refused(429)] * 3)

    server.forge().put_pull(PULL)

    assert [60, 120, 240] == server.slept[:3]


def test_a_wait_beyond_the_deadline_is_told_and_not_begun() -> None:
    server = Server(refused(429, Retry_After=str(int(DEADLINE) + 1)))

    _, hint = problem(server)

    assert f"run it again in {int(DEADLINE) + 1} seconds" in hint
    assert [] == server.slept


def test_writes_come_a_second_apart() -> None:
    server = Server()
    forge = server.forge()
    forge.put_pull(PULL)
    forge.put_comment(COMMENT)

    assert sum(server.slept) >= 1


def test_an_acknowledged_write_that_does_not_show_is_not_sent_again() -> None:
    acknowledged = refused(201, "made")
    server = Server(None, acknowledged)

    message, hint = problem(server)

    assert "does not show it" in message
    assert "look whether it is there" in hint
    assert 1 == len(server.writes)


def test_a_server_that_does_not_answer_is_given_up_and_the_failure_told() -> None:
    message, hint = problem(Server(*[lost] * 50))

    assert "no answer to `pulls.list`: connection reset" in message
    assert "run again" in hint


def test_a_redirect_is_refused_and_the_token_not_sent_on() -> None:
    server = Server(None, refused(301, Location="http://hub/api/v3/repositories/7/pulls"))

    message, hint = problem(server)

    assert "301, which points to http://hub/api/v3/repositories/7/pulls" in message
    assert "not sent on" in hint
    assert 1 == len(server.writes)


def test_a_token_that_expired_is_named() -> None:
    message, hint = problem(Server(refused(401, f"Bad credentials {TOKEN}")))

    assert "Bad credentials ***" in message
    assert "GH_PAT is wrong or has expired" in hint


def test_the_built_in_token_of_a_job_comments_as_itself() -> None:
    forge = Server(refused(403, "Resource not accessible by integration")).forge()

    assert "github-actions[bot]" == forge.identity().login


def test_what_the_token_lacks_is_told() -> None:
    permissions = {"X_Accepted_GitHub_Permissions": "pull_requests=write"}
    _, hint = problem(Server(None, refused(403, "Resource not accessible", **permissions)))

    assert "the token in GH_PAT needs pull_requests=write" in hint


def test_a_refusal_tells_all_that_github_says() -> None:
    server = Server()
    server.pulls.append(a_pull(PULL._asdict() | {"head": "release"}, 1, "evil/train"))

    message, _ = problem(server)

    assert "422: Validation Failed: exists" in message


def test_our_comment_is_found_on_every_page_and_its_copies_go() -> None:
    server = Server()
    server.forge().put_pull(PULL)
    for number in range(250):
        server.comment("ada", f"{number}")
    server.comment("mallory", COMMENT.body)
    server.comment("bot", f"{MARKER}\nold")
    server.comment("bot", f"{MARKER}\nold")

    server.forge().put_comment(COMMENT)
    server.forge().put_comment(COMMENT)

    mine = [each for each in server.forge().comments(1) if each.author == "bot"]
    assert [Comment(252, "bot", COMMENT.body)] == mine
    assert 3 == len(server.writes)


def test_a_pull_request_is_closed_once() -> None:
    server = Server()
    server.forge().put_pull(PULL)

    assert server.forge().close_pull("release", "main")
    assert not server.forge().close_pull("release", "main")

    assert "closed" == server.pulls[0]["state"]


def test_a_pull_request_that_a_lagging_read_hides_is_closed() -> None:
    server = Server()
    server.forge().put_pull(PULL)
    server.faults = [hidden]

    assert server.forge().close_pull("release", "main")

    assert "closed" == server.pulls[0]["state"]


def test_a_busy_server_that_says_when_is_not_asked_before() -> None:
    server = Server(None, refused(503, Retry_After="77"))

    server.forge().put_pull(PULL)

    assert 77 == server.slept[0]
    assert 1 == len(server.pulls)


def test_a_busy_server_that_says_when_too_late_is_not_asked_at_all() -> None:
    server = Server(None, refused(503, Retry_After=str(int(DEADLINE) + 1)))

    message, _ = problem(server)

    assert "did not open the pull request from release to main: it did not answer: 503" in message
    assert [] == server.slept
    assert 2 == len(server.asked)


def test_a_change_whose_answer_was_lost_is_sent_again_and_needs_no_look() -> None:
    server = Server()
    server.forge().put_pull(PULL._replace(title="Old"))
    server.asked.clear()
    server.faults = [None, lost_answer]

    assert server.forge().put_pull(PULL)

    pulls = "/repos/acme/train/pulls"
    assert [f"GET {pulls}", f"PATCH {pulls}/1", f"PATCH {pulls}/1"] == server.asked
    assert "A title" == server.pulls[0]["title"]


def test_a_change_that_github_never_answers_is_told() -> None:
    server = Server()
    server.forge().put_pull(PULL._replace(title="Old"))
    server.faults = [None, *[lost] * 50]

    message, hint = problem(server)

    assert "did not change pull request #1: no answer to `pulls.update`" in message
    assert "run again" in hint


def test_a_copy_that_somebody_else_removed_is_gone() -> None:
    server = Server()
    server.forge().put_pull(PULL)
    server.comment("bot", COMMENT.body)
    server.comment("bot", COMMENT.body)
    server.faults = [None, None, None, refused(404, "Not Found")]

    assert server.forge().put_comment(COMMENT)

    assert "DELETE /repos/acme/train/issues/comments/2" == server.asked[-1]


def test_without_a_pull_request_nothing_can_be_commented_on() -> None:
    with pytest.raises(ForgeError, match="no open pull request from release to main"):
        Server().forge().put_comment(COMMENT)


@pytest.mark.parametrize(
    ("api", "seconds"),
    [
        ("https://api.github.com", BETWEEN_WRITES),
        ("https://git.example.org/api/v3", BETWEEN_WRITES),
        ("https://127.0.0.1/api/v3", BETWEEN_WRITES),
        ("http://127.0.0.1.example.org/api/v3", BETWEEN_WRITES),
        ("http://127.0.0.1:4000/api/v3", 0),
    ],
)
def test_only_the_github_of_a_rehearsal_is_asked_without_pauses(api: str, seconds: float) -> None:
    pace = pace_at(api)

    assert seconds == pace.between_writes
    assert (seconds > 0) == (pace.lag > 0)
