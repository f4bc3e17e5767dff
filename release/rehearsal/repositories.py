"""A repository as a whole: what it is called, and how it is set."""

from __future__ import annotations

from release.rehearsal.messages import Record, Response, answer, not_found
from release.rehearsal.routing import Call, may_write, route
from release.rehearsal.shapes import repository, user

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


def immutable_releases(call: Call) -> Response:
    """Whether published releases can still be changed; not found when they can."""
    if not call.repo.settings.immutable_releases:
        raise not_found()
    return answer({"enabled": True, "enforced_by_owner": False})


def permission(call: Call) -> Response:
    """What an account may do here."""
    login = call.parts["login"]
    known = [one for one in call.site.callers.values() if one.login == login]
    level = "admin" if any(one.admin for one in known) else "write" if known else "read"
    who = {**user(call.site, login), "role_name": level}
    return answer({"permission": level, "role_name": level, "user": who})


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
    route("GET", f"{_REPO}/immutable-releases", immutable_releases),
    route("GET", f"{_REPO}/collaborators/{{login}}/permission", permission),
)
