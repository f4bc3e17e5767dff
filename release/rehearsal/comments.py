"""Comments on issues and pull requests."""

from __future__ import annotations

from datetime import UTC, datetime

from release.rehearsal.found import pull_of
from release.rehearsal.messages import Record, Response, answer, invalid, not_found, nothing
from release.rehearsal.nouns import Comment
from release.rehearsal.routing import Call, page, route
from release.rehearsal.shapes import moment, page_url, repo_url, user

LARGEST_BODY = 65_536  # characters


def create(call: Call) -> Response:
    """Say something."""
    number = pull_of(call).number
    now = call.now
    comment = Comment(call.site.next_id(), number, call.who, _body(call), now, now)
    call.repo.comments[comment.id] = comment
    return answer(_render(call, comment), 201)


def listed(call: Call) -> Response:
    """What was said there, the oldest first."""
    number = pull_of(call).number
    since = call.query.get("since")
    after = _moment(since) if since else None
    found = [
        one
        for one in call.repo.comments.values()
        if one.number == number and (after is None or one.updated >= after)
    ]
    return page(call, found, lambda one: _render(call, one))


def get(call: Call) -> Response:
    """One comment."""
    return answer(_render(call, _comment(call)))


def update(call: Call) -> Response:
    """Say something else."""
    changed = _comment(call)._replace(body=_body(call), updated=call.now)
    call.repo.comments[changed.id] = changed
    return answer(_render(call, changed))


def delete(call: Call) -> Response:
    """Take it back."""
    del call.repo.comments[_comment(call).id]
    return nothing()


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise invalid("IssueComment", "since", "invalid") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _comment(call: Call) -> Comment:
    found = call.repo.comments.get(call.number("id"))
    if found is None:
        raise not_found()
    return found


def _body(call: Call) -> str:
    body = call.text("body", "IssueComment")
    if len(body) > LARGEST_BODY:
        message = f"Body is too long (maximum is {LARGEST_BODY} characters)"
        raise invalid("IssueComment", "body", "unprocessable", message)
    return body


def _render(call: Call, comment: Comment) -> Record:
    url = repo_url(call.site, call.repo)
    html = f"{page_url(call.site, call.repo)}/pull/{comment.number}"
    return {
        "id": comment.id,
        "node_id": f"IC_{comment.id}",
        "url": f"{url}/issues/comments/{comment.id}",
        "html_url": f"{html}#issuecomment-{comment.id}",
        "issue_url": f"{url}/issues/{comment.number}",
        "user": user(call.site, comment.author),
        "body": comment.body,
        "created_at": moment(comment.created),
        "updated_at": moment(comment.updated),
        "author_association": "OWNER" if comment.author == call.repo.owner else "COLLABORATOR",
        "performed_via_github_app": None,
    }


_SAID = "issues|pull-requests"
_ONE = "/repos/{owner}/{repo}/issues/comments/{id}"
_ALL = "/repos/{owner}/{repo}/issues/{number}/comments"
ROUTES = (
    route("GET", _ONE, get),
    route("PATCH", _ONE, update, _SAID),
    route("DELETE", _ONE, delete, _SAID),
    route("GET", _ALL, listed),
    route("POST", _ALL, create, _SAID),
)
