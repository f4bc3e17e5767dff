"""Pull requests and their comments, by GitHub's REST API.

A branch has one open pull request to a base: GitHub refuses a second one. Of comments it takes
any number, so copies of ours, which two runs at once can leave, are removed when they are seen.
"""

from __future__ import annotations

from typing import Any

from release.adapters.github.api import LOOKS, Api, Write
from release.errors import ForgeError
from release.forge import Comment, Pull, WantedComment, WantedPull, lines, ours


def find_pull(api: Api, owner: str, branch: str, base: str) -> Pull | None:
    """The open pull request from a branch of the repository itself; one from a fork is none."""
    answers = api.pages("pulls.list", state="open", head=f"{owner}:{branch}", base=base)
    # Without a branch of that name GitHub leaves the filter out, and lists every pull request.
    found = [each for each in answers if _is_from(each, branch, base)]
    return _pull(found[0]) if found else None


def put_pull(api: Api, owner: str, wanted: WantedPull) -> bool:
    """Open the pull request, or give it its title and body; whether anything was written."""
    create = Write(
        f"open the pull request from {wanted.branch} to {wanted.base}",
        "pulls.create",
        {
            "head": wanted.branch,
            "base": wanted.base,
            "title": wanted.title,
            "body": wanted.body,
        },
        lambda: find_pull(api, owner, wanted.branch, wanted.base),
    )
    pull, written = api.ensure(create)
    if wanted.is_met_by(pull):
        return written
    api.change(
        f"change pull request #{pull.number}",
        "pulls.update",
        pull_number=pull.number,
        title=wanted.title,
        body=wanted.body,
    )
    return True


def close_pull(api: Api, owner: str, branch: str, base: str) -> bool:
    """Close the pull request; whether there was one."""
    pull = api.look(lambda: find_pull(api, owner, branch, base), LOOKS)
    if pull is None:
        return False
    what = f"close pull request #{pull.number}"
    api.change(what, "pulls.update", pull_number=pull.number, state="closed")
    return True


def comments(api: Api, pull: int) -> tuple[Comment, ...]:
    """All comments on a pull request, the oldest first."""
    answers = api.pages("issues.list_comments", issue_number=pull)
    found = [
        Comment(each["id"], (each.get("user") or {}).get("login", ""), each.get("body") or "")
        for each in answers
    ]
    return tuple(sorted(found))


def put_comment(api: Api, owner: str, login: str, wanted: WantedComment) -> bool:
    """Write our one comment or change it, and remove copies; whether anything was written.

    Raises:
        ForgeError: there is no such pull request, besides what GitHub says.
    """
    pull = api.look(lambda: find_pull(api, owner, wanted.branch, wanted.base))
    if pull is None:
        raise ForgeError(
            f"there is no open pull request from {wanted.branch} to {wanted.base}",
            hint="it may have been merged meanwhile",
        )

    def seen() -> list[Comment] | None:
        return ours(comments(api, pull.number), login, wanted.marker) or None

    create = Write(
        f"comment on pull request #{pull.number}",
        "issues.create_comment",
        {"issue_number": pull.number, "body": wanted.body},
        seen,
        is_unique=False,
    )
    (first, *copies), written = api.ensure(create)
    is_met = lines(first.body) == lines(wanted.body)
    if not is_met:
        what = f"change comment {first.id}"
        api.change(what, "issues.update_comment", comment_id=first.id, body=wanted.body)
    for copy in copies:
        what = f"remove comment {copy.id}, a copy"
        api.remove(what, "issues.delete_comment", comment_id=copy.id)
    return written or not is_met or bool(copies)


def _is_from(answer: Any, branch: str, base: str) -> bool:
    head, repository = answer["head"], answer["base"]["repo"]["full_name"]
    is_own = (head.get("repo") or {}).get("full_name") == repository
    return bool(is_own and head["ref"] == branch and answer["base"]["ref"] == base)


def _pull(answer: Any) -> Pull:
    return Pull(
        number=answer["number"],
        url=answer["html_url"],
        branch=answer["head"]["ref"],
        commit=answer["head"]["sha"],
        base=answer["base"]["ref"],
        title=answer["title"],
        body=answer["body"] or "",
    )
