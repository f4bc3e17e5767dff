"""Pull requests: made, listed, changed. How they are merged is told in `merging`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from release.rehearsal.bare import Commit
from release.rehearsal.messages import Record, Refusal, Response, answer, invalid, not_found
from release.rehearsal.routing import Call, page, route
from release.rehearsal.shapes import (
    commit,
    file,
    moment,
    optional,
    page_url,
    repo_url,
    repository,
    user,
)
from release.rehearsal.state import Pull

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
    return answer(_whole(call, pull), 201)


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
    return page(call, _sorted(call, found), lambda pull: _simple(call, pull))


def get(call: Call) -> Response:
    """One pull request."""
    return answer(_whole(call, _pull(call)))


def update(call: Call) -> Response:
    """Change its title, its text, its base, or whether it is open."""
    pull, sent = _pull(call), call.fields
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
    return answer(_whole(call, changed))


def files(call: Call) -> Response:
    """The files that it changes."""
    pull = _pull(call)
    changed = call.repo.bare.changes(_start(call, pull), pull.head_sha)[:_MOST_FILES]
    return page(call, changed, lambda one: file(call.site, call.repo, one, pull.head_sha))


def commits(call: Call) -> Response:
    """Its commits, the oldest first."""
    found = _commits(call, _pull(call))[:_MOST_COMMITS]
    return page(call, found, lambda one: commit(call.site, call.repo, one))


def _tip(call: Call, field: str, branch: str) -> str:
    """The commit at the tip of the branch that a field names."""
    sha = call.repo.bare.branch(branch)
    if sha is None:
        raise invalid("PullRequest", field, "invalid")
    return sha


def _own(call: Call, head: str) -> str:
    """The head branch; a branch of somebody else's repository is none that we know."""
    owner, colon, branch = head.rpartition(":")
    if colon and owner != call.repo.owner:
        raise invalid("PullRequest", "head", "invalid")
    return branch


def _body(call: Call) -> str | None:
    body = call.fields.get("body")
    if body is not None and len(body) > LARGEST_BODY:
        raise invalid(
            "PullRequest",
            "body",
            "custom",
            f"body is too long (maximum is {LARGEST_BODY} characters)",
        )
    return None if body is None else str(body)


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


def _pull(call: Call) -> Pull:
    found = call.repo.pulls.get(call.number("number"))
    if found is None:
        raise not_found()
    return found


def _sorted(call: Call, pulls: Iterable[Pull]) -> list[Pull]:
    def key(pull: Pull) -> tuple[datetime, int]:
        return (pull.updated if call.query.get("sort") == "updated" else pull.created, pull.number)

    descending = call.query.get("direction", "desc" if "sort" not in call.query else "asc")
    return sorted(pulls, key=key, reverse=descending == "desc")


def _start(call: Call, pull: Pull) -> str:
    """The commit that its changes are counted from."""
    return call.repo.bare.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha


def _commits(call: Call, pull: Pull) -> list[Commit]:
    return call.repo.bare.history("--topo-order", f"{pull.base_sha}..{pull.head_sha}")[::-1]


def _side(call: Call, branch: str, sha: str) -> Record:
    return {
        "label": f"{call.repo.owner}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": user(call.site, call.repo.owner),
        "repo": repository(call.site, call.repo),
    }


def _simple(call: Call, pull: Pull) -> Record:
    """A pull request as lists have it."""
    url = f"{repo_url(call.site, call.repo)}/pulls/{pull.number}"
    issue = f"{repo_url(call.site, call.repo)}/issues/{pull.number}"
    html = f"{page_url(call.site, call.repo)}/pull/{pull.number}"
    statuses = f"{repo_url(call.site, call.repo)}/statuses/{pull.head_sha}"
    review_comment = f"{repo_url(call.site, call.repo)}/pulls/comments{{/number}}"
    links = {
        "self": url,
        "html": html,
        "issue": issue,
        "comments": f"{issue}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": review_comment,
        "commits": f"{url}/commits",
        "statuses": statuses,
    }
    return {
        "url": url,
        "id": pull.id,
        "node_id": f"PR_{pull.id}",
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "issue_url": issue,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": review_comment,
        "comments_url": links["comments"],
        "statuses_url": statuses,
        "number": pull.number,
        "state": "open" if pull.open else "closed",
        "locked": False,
        "title": pull.title,
        "user": user(call.site, pull.author),
        "body": pull.body,
        "labels": [],
        "milestone": None,
        "created_at": moment(pull.created),
        "updated_at": moment(pull.updated),
        "closed_at": optional(pull.closed),
        "merged_at": optional(pull.merged),
        "merge_commit_sha": pull.merge,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "head": _side(call, pull.head, pull.head_sha),
        "base": _side(call, pull.base, pull.base_sha),
        "_links": {name: {"href": address} for name, address in links.items()},
        "author_association": "OWNER" if pull.author == call.repo.owner else "COLLABORATOR",
        "auto_merge": None,
        "draft": pull.draft,
    }


def _whole(call: Call, pull: Pull) -> Record:
    """A pull request asked for by its number."""
    changed = call.repo.bare.changes(_start(call, pull), pull.head_sha)
    mergeable = _mergeable(call, pull)
    states = {True: "clean", False: "dirty", None: "unknown"}
    return {
        **_simple(call, pull),
        "merged": pull.merged is not None,
        "mergeable": mergeable,
        "rebaseable": mergeable,
        "mergeable_state": states[mergeable],
        "merged_by": user(call.site, pull.merged_by) if pull.merged_by else None,
        "comments": sum(one.number == pull.number for one in call.repo.comments.values()),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": call.repo.bare.distance(pull.base_sha, pull.head_sha)[0],
        "additions": sum(one.additions for one in changed),
        "deletions": sum(one.deletions for one in changed),
        "changed_files": len(changed),
    }


def _mergeable(call: Call, pull: Pull) -> bool | None:
    if not pull.open:
        return None
    return call.repo.bare.merged_tree(pull.base_sha, pull.head_sha) is not None


_PULL = "/repos/{owner}/{repo}/pulls/{number}"
ROUTES = (
    route("POST", "/repos/{owner}/{repo}/pulls", create, "pull-requests"),
    route("GET", "/repos/{owner}/{repo}/pulls", listed),
    route("GET", _PULL, get),
    route("PATCH", _PULL, update, "pull-requests"),
    route("GET", f"{_PULL}/files", files),
    route("GET", f"{_PULL}/commits", commits),
)
