"""Pull requests: made, listed, changed. How they are merged is told in `merging`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from release.rehearsal.found import pull_of
from release.rehearsal.git_text import Commit
from release.rehearsal.messages import Refusal, Response, answer, invalid
from release.rehearsal.nouns import Pull
from release.rehearsal.pull_shapes import simple, start, whole
from release.rehearsal.routing import Call, page, route
from release.rehearsal.settling import note_head
from release.rehearsal.shapes import (
    commit,
    file,
)

LARGEST_BODY = 65_536  # characters
_MOST_FILES = 3000
_MOST_COMMITS = 250


def create(call: Call) -> Response:
    """Ask for a branch to be merged into another one."""
    title = call.text("title", "PullRequest")
    head, base = _own(call, call.text("head", "PullRequest")), call.text("base", "PullRequest")
    repo, body = call.repo, _body(call)
    head_sha, base_sha = _tip(call, "head", head), _tip(call, "base", base)
    if _twin(call, head, base):
        raise _custom(f"A pull request already exists for {repo.owner}:{head}.")
    if repo.bare.contains(base_sha, head_sha):
        raise _custom(f"No commits between {base} and {head}")
    if repo.bare.merge_base(base_sha, head_sha) is None:
        raise _custom(f"The {head} branch has no history in common with {base}")
    now = call.now
    pull = Pull(
        number=repo.next_number(),
        id=call.site.next_id(),
        author=call.who,
        title=title,
        body=body,
        head=head,
        base=base,
        head_sha=head_sha,
        base_sha=base_sha,
        created=now,
        updated=now,
        draft=bool(call.fields.get("draft", False)),
    )
    repo.pulls[pull.number] = pull
    note_head(repo, pull)
    return answer(whole(call, pull), 201)


def listed(call: Call) -> Response:
    """The pull requests, the newest first unless it is asked otherwise."""
    state = call.query.get("state", "open")
    head, base = call.query.get("head"), call.query.get("base")
    found = [
        pull
        for pull in call.repo.pulls.values()
        if state == "all" or pull.open == (state == "open")
        if not head or head == f"{call.repo.owner}:{pull.head}"
        if not base or base == pull.base
    ]
    return page(call, _sorted(call, found), lambda pull: simple(call, pull))


def get(call: Call) -> Response:
    """One pull request."""
    return answer(whole(call, pull_of(call)))


def update(call: Call) -> Response:
    """Change its title, its text, its base, or whether it is open."""
    pull, sent = pull_of(call), call.fields
    changed = pull._replace(updated=call.now)
    if "title" in sent:
        changed = changed._replace(title=call.text("title", "PullRequest"))
    if "body" in sent:
        changed = changed._replace(body=_body(call))
    if "base" in sent:
        changed = _rebased(call, changed, call.text("base", "PullRequest"))
    if sent.get("state") == "closed" and pull.open:
        changed = changed._replace(closed=call.now)
    elif sent.get("state") == "open" and not pull.open:
        changed = _reopened(call, changed)
    elif sent.get("state", "open") not in {"open", "closed"}:
        raise invalid("PullRequest", "state", "invalid")
    call.repo.pulls[pull.number] = changed
    return answer(whole(call, changed))


def files(call: Call) -> Response:
    """The files that it changes."""
    pull = pull_of(call)
    changed = call.repo.bare.changes(start(call, pull), pull.head_sha)[:_MOST_FILES]
    return page(call, changed, lambda one: file(call.site, call.repo, one, pull.head_sha))


def commits(call: Call) -> Response:
    """Its commits, the oldest first."""
    found = _commits(call, pull_of(call))[:_MOST_COMMITS]
    return page(call, found, lambda one: commit(call.site, call.repo, one))


def _tip(call: Call, field: str, branch: str) -> str:
    """The commit at the tip of the branch that a field names."""
    sha = call.repo.bare.branch(branch)
    if sha is None:
        raise invalid("PullRequest", field, "invalid")
    return sha


def of_commit(call: Call) -> Response:
    """The pull requests that a commit came with, or is to come with."""
    sha = call.repo.bare.resolve(call.parts["ref"])
    if sha is None:
        raise Refusal(422, f"No commit found for SHA: {call.parts['ref']}")
    found = [
        pull
        for pull in call.repo.pulls.values()
        if sha == pull.merge or any(one.sha == sha for one in _commits(call, pull))
    ]
    return page(call, found, lambda pull: simple(call, pull))


def _own(call: Call, head: str) -> str:
    """The head branch; a branch of somebody else's repository is none that we know."""
    owner, colon, branch = head.rpartition(":")
    if colon and owner != call.repo.owner:
        raise invalid("PullRequest", "head", "invalid")
    return branch


def _body(call: Call) -> str | None:
    body = call.words("body", "PullRequest")
    if body is not None and len(body) > LARGEST_BODY:
        raise invalid(
            "PullRequest",
            "body",
            "custom",
            f"body is too long (maximum is {LARGEST_BODY} characters)",
        )
    return body


def _twin(call: Call, head: str, base: str) -> Pull | None:
    """The open pull request for these branches."""
    pulls = call.repo.pulls.values()
    return next((one for one in pulls if one.open and (one.head, one.base) == (head, base)), None)


def _custom(message: str) -> Refusal:
    error = {"resource": "PullRequest", "code": "custom", "message": message}
    return Refusal(422, "Validation Failed", [error])


def _rebased(call: Call, pull: Pull, base: str) -> Pull:
    sha = _tip(call, "base", base)
    twin = _twin(call, pull.head, base)
    if twin and twin.number != pull.number:
        raise _custom(
            f"A pull request already exists for base branch '{base}' and head branch '{pull.head}'"
        )
    return pull._replace(base=base, base_sha=sha)


def _reopened(call: Call, pull: Pull) -> Pull:
    head, base = call.repo.bare.branch(pull.head), call.repo.bare.branch(pull.base)
    if pull.merged or head is None or base is None or _twin(call, pull.head, pull.base):
        raise invalid("PullRequest", "state", "invalid")
    return pull._replace(closed=None, head_sha=head, base_sha=base)


def _commits(call: Call, pull: Pull) -> list[Commit]:
    return call.repo.bare.between(pull.base_sha, pull.head_sha)


def _sorted(call: Call, pulls: Iterable[Pull]) -> list[Pull]:
    def key(pull: Pull) -> tuple[datetime, int]:
        return (pull.updated if call.query.get("sort") == "updated" else pull.created, pull.number)

    descending = call.query.get("direction", "desc" if "sort" not in call.query else "asc")
    return sorted(pulls, key=key, reverse=descending == "desc")


_PULL = "/repos/{owner}/{repo}/pulls/{number}"
ROUTES = (
    route("POST", "/repos/{owner}/{repo}/pulls", create, "pull-requests"),
    route("GET", "/repos/{owner}/{repo}/pulls", listed),
    route("GET", _PULL, get),
    route("PATCH", _PULL, update, "pull-requests"),
    route("GET", f"{_PULL}/files", files),
    route("GET", f"{_PULL}/commits", commits),
    route("GET", "/repos/{owner}/{repo}/commits/{ref*}/pulls", of_commit),
)
