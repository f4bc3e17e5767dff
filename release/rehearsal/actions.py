"""Actions: what is allowed to it, and what asks it to run. It is written down; nothing runs."""

from __future__ import annotations

import re
import zlib

from release.rehearsal.messages import (
    Record,
    Refusal,
    Response,
    answer,
    invalid,
    not_found,
    nothing,
)
from release.rehearsal.nouns import Dispatch
from release.rehearsal.routing import Call, page, route
from release.rehearsal.shapes import moment, page_url, repo_url

LONGEST_EVENT = 100  # characters
MOST_PROPERTIES = 10  # of a payload
_FOLDER = ".github/workflows"
_NAME = re.compile(r"^name:[ \t]*['\"]?(.*?)['\"]?[ \t]*$", re.MULTILINE)


def permissions(call: Call) -> Response:
    """Whether Actions may run here."""
    return answer({"enabled": call.repo.settings.actions, "allowed_actions": "all"})


def workflow_permissions(call: Call) -> Response:
    """What the token of a job may do when its workflow does not say."""
    settings = call.repo.settings
    return answer(
        {
            "default_workflow_permissions": settings.default_workflow_permissions,
            "can_approve_pull_request_reviews": settings.can_approve_pull_request_reviews,
        }
    )


def workflows(call: Call) -> Response:
    """The workflows on the default branch."""
    return page(call, _paths(call), lambda path: _render(call, path), "workflows")


def dispatch_workflow(call: Call) -> Response:
    """Ask for a workflow to run."""
    wanted, ref = call.parts["workflow"], call.text("ref", "WorkflowDispatch")
    path = next((one for one in _paths(call) if wanted in _names(one)), None)
    if path is None:
        raise not_found()
    start = call.repo.bare.resolve(ref)
    if start is None:
        raise Refusal(422, f"No ref found for: {ref}")
    text = call.repo.bare.tree(start, path)
    if not isinstance(text, bytes) or b"workflow_dispatch" not in text:
        raise Refusal(422, "Workflow does not have 'workflow_dispatch' trigger")
    inputs: Record = call.fields.get("inputs") or {}
    _note(call, Dispatch(call.repo.full_name, "workflow_dispatch", path, ref, inputs, call.who))
    return nothing()


def dispatch_repository(call: Call) -> Response:
    """Tell the workflows that wait for an event of that type."""
    event = call.text("event_type", "RepositoryDispatch")
    payload: Record = call.fields.get("client_payload") or {}
    if len(event) > LONGEST_EVENT:
        raise invalid("RepositoryDispatch", "event_type", "invalid")
    if len(payload) > MOST_PROPERTIES:
        message = (
            f"No more than {MOST_PROPERTIES} properties are allowed; {len(payload)} were supplied."
        )
        raise Refusal(422, message)
    branch = call.repo.default_branch
    _note(
        call,
        Dispatch(call.repo.full_name, "repository_dispatch", event, branch, payload, call.who),
    )
    return nothing()


def _note(call: Call, dispatch: Dispatch) -> None:
    call.site.dispatches.append(dispatch)


def _paths(call: Call) -> list[str]:
    tip = call.repo.bare.branch(call.repo.default_branch)
    listed = call.repo.bare.tree(tip, _FOLDER) if tip else None
    entries = listed if isinstance(listed, list) else []
    return [entry.path for entry in entries if entry.path.endswith((".yml", ".yaml"))]


def _names(path: str) -> set[str]:
    """What a workflow can be called by in an address."""
    return {str(_id(path)), path.rpartition("/")[2], path}


def _id(path: str) -> int:
    return zlib.crc32(path.encode("utf-8")) or 1


def _render(call: Call, path: str) -> Record:
    tip = call.repo.bare.branch(call.repo.default_branch) or ""
    content = call.repo.bare.tree(tip, path)
    named = _NAME.search(content.decode("utf-8", "replace")) if isinstance(content, bytes) else None
    html, file = page_url(call.site, call.repo), path.rpartition("/")[2]
    return {
        "id": _id(path),
        "node_id": f"W_{_id(path)}",
        "name": named[1] if named else path,
        "path": path,
        "state": "active",
        "created_at": moment(call.repo.created),
        "updated_at": moment(call.repo.created),
        "url": f"{repo_url(call.site, call.repo)}/actions/workflows/{_id(path)}",
        "html_url": f"{html}/blob/{call.repo.default_branch}/{path}",
        "badge_url": f"{html}/actions/workflows/{file}/badge.svg",
    }


_ACTIONS = "/repos/{owner}/{repo}/actions"
_DISPATCH = f"{_ACTIONS}/workflows/{{workflow}}/dispatches"
ROUTES = (
    route("GET", f"{_ACTIONS}/permissions", permissions),
    route("GET", f"{_ACTIONS}/permissions/workflow", workflow_permissions),
    route("GET", f"{_ACTIONS}/workflows", workflows),
    route("POST", _DISPATCH, dispatch_workflow, "actions"),
    route("POST", "/repos/{owner}/{repo}/dispatches", dispatch_repository),
)
