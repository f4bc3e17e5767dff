"""A repository as a whole: what it is called, and how it is set."""

from __future__ import annotations

from release.rehearsal.messages import Record, Response, answer
from release.rehearsal.routing import Call, may_write, route
from release.rehearsal.shapes import repository

_SET = (
    "allow_merge_commit",
    "allow_squash_merge",
    "allow_rebase_merge",
    "delete_branch_on_merge",
    "squash_merge_commit_title",
    "squash_merge_commit_message",
    "merge_commit_title",
    "merge_commit_message",
)


def get(call: Call) -> Response:
    """The repository; its settings for who may write."""
    return answer(_render(call))


def update(call: Call) -> Response:
    """Change the settings."""
    sent = {name: call.fields[name] for name in _SET if name in call.fields}
    call.repo.settings = call.repo.settings._replace(**sent)
    return answer(_render(call))


def _render(call: Call) -> Record:
    shown = {
        **repository(call.site, call.repo),
        "network_count": 0,
        "subscribers_count": 0,
    }
    if call.caller is None:
        return shown
    writes = may_write(call.repo, call.caller, "contents")
    shown["permissions"] = {
        "admin": call.caller.admin,
        "maintain": call.caller.admin,
        "push": writes,
        "triage": writes,
        "pull": True,
    }
    if writes:
        shown |= {name: getattr(call.repo.settings, name) for name in _SET}
    return shown


_REPO = "/repos/{owner}/{repo}"
ROUTES = (
    route("GET", _REPO, get),
    route("PATCH", _REPO, update, "administration"),
)
