"""Pull requests as GitHub writes them: short ones in lists, whole ones by their numbers."""

from __future__ import annotations

from release.rehearsal.labels import render as render_label
from release.rehearsal.messages import Record
from release.rehearsal.nouns import Pull
from release.rehearsal.routing import Call
from release.rehearsal.shapes import moment, optional, page_url, repo_url, repository, user


def start(call: Call, pull: Pull) -> str:
    """The commit that its changes are counted from."""
    return call.repo.bare.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha


def _side(call: Call, branch: str, sha: str) -> Record:
    return {
        "label": f"{call.repo.owner}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": user(call.site, call.repo.owner),
        "repo": repository(call.site, call.repo),
    }


def simple(call: Call, pull: Pull) -> Record:
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
        "labels": [
            render_label(call.site, call.repo, call.repo.labels[name]) for name in pull.labels
        ],
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


def whole(call: Call, pull: Pull) -> Record:
    """A pull request asked for by its number."""
    changed = call.repo.bare.changes(start(call, pull), pull.head_sha)
    mergeable = _mergeable(call, pull)
    states = {True: "clean", False: "dirty", None: "unknown"}
    return {
        **simple(call, pull),
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
