"""Commit statuses: what checks said of a commit."""

from __future__ import annotations

from release.rehearsal.messages import Record, Refusal, Response, answer, invalid
from release.rehearsal.nouns import Status
from release.rehearsal.routing import Call, page, route
from release.rehearsal.shapes import moment, repo_url, repository, user

_STATES = {"error", "failure", "pending", "success"}


def create(call: Call) -> Response:
    """Say what a check found."""
    sha, state = call.parts["sha"], call.text("state", "Status")
    if call.repo.bare.peel(sha) != sha:
        raise Refusal(422, f"No commit found for SHA: {sha}")
    if state not in _STATES:
        raise invalid("Status", "state", "custom", "state is not included in the list")
    status = Status(
        id=call.site.next_id(),
        sha=sha,
        state=state,
        context=call.words("context", "Status") or "default",
        description=call.words("description", "Status"),
        target=call.words("target_url", "Status"),
        author=call.who,
        created=call.now,
    )
    call.repo.statuses[status.id] = status
    return answer(_render(call, status), 201)


def listed(call: Call) -> Response:
    """All that was said of a commit, the newest first."""
    return page(call, _of_commit(call)[::-1], lambda status: _render(call, status))


def combined(call: Call) -> Response:
    """What each check said last, and all of it in one word."""
    last = {status.context: status for status in _of_commit(call)}
    sha, url = _sha(call), repo_url(call.site, call.repo)
    return answer(
        {
            "state": _in_one_word({status.state for status in last.values()}),
            "statuses": [_render(call, status) for status in last.values()],
            "sha": sha,
            "total_count": len(last),
            "repository": repository(call.site, call.repo),
            "commit_url": f"{url}/commits/{sha}",
            "url": f"{url}/commits/{sha}/status",
        }
    )


def _sha(call: Call) -> str:
    sha = call.repo.bare.resolve(call.parts["ref"])
    if sha is None:
        raise Refusal(422, f"No commit found for SHA: {call.parts['ref']}")
    return sha


def _of_commit(call: Call) -> list[Status]:
    sha = _sha(call)
    return [status for status in call.repo.statuses.values() if status.sha == sha]


def _in_one_word(states: set[str]) -> str:
    if states & {"error", "failure"}:
        return "failure"
    return "success" if states == {"success"} else "pending"


def _render(call: Call, status: Status) -> Record:
    creator = user(call.site, status.author)
    return {
        "id": status.id,
        "node_id": f"SC_{status.id}",
        "url": f"{repo_url(call.site, call.repo)}/statuses/{status.sha}",
        "avatar_url": creator["avatar_url"],
        "state": status.state,
        "description": status.description,
        "target_url": status.target,
        "context": status.context,
        "created_at": moment(status.created),
        "updated_at": moment(status.created),
        "creator": creator,
    }


_COMMIT = "/repos/{owner}/{repo}/commits/{ref*}"
ROUTES = (
    route("POST", "/repos/{owner}/{repo}/statuses/{sha}", create, "statuses"),
    route("GET", f"{_COMMIT}/statuses", listed),
    route("GET", f"{_COMMIT}/status", combined),
)
