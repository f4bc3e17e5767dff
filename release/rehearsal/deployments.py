"""Deployments, and how each of them is getting on."""

from __future__ import annotations

from release.rehearsal.environments import ensure
from release.rehearsal.git_text import Person
from release.rehearsal.messages import (
    Record,
    Refusal,
    Response,
    answer,
    invalid,
    not_found,
    nothing,
)
from release.rehearsal.nouns import Deployment, DeploymentStatus
from release.rehearsal.routing import Call, page, route
from release.rehearsal.shapes import moment, no_reply, repo_url, user

LONGEST_DESCRIPTION = 140  # characters
_STATES = {"error", "failure", "inactive", "in_progress", "queued", "pending", "success"}
_PRODUCTION = "production"


def create(call: Call) -> Response:
    """Ask for a commit to be deployed.

    As on GitHub, and as nobody expects: unless it is told otherwise it first merges the default
    branch into the one that is named, and wants every check of the commit to be green.
    """
    ref, sent = call.text("ref", "Deployment"), call.fields
    sha = call.repo.bare.resolve(ref)
    if sha is None:
        raise Refusal(422, f"No ref found for: {ref}")
    if sent.get("auto_merge", True) and (merged := _merged(call, ref, sha)):
        return merged
    _check_contexts(call, ref, sha)
    environment = call.words("environment", "Deployment") or _PRODUCTION
    deployment = Deployment(
        id=call.site.next_id(),
        ref=ref,
        sha=sha,
        task=call.words("task", "Deployment") or "deploy",
        payload=sent.get("payload", {}),
        environment=environment,
        description=_description(call, "Deployment"),
        transient=bool(sent.get("transient_environment", False)),
        production=bool(sent.get("production_environment", environment == _PRODUCTION)),
        author=call.who,
        created=call.now,
        updated=call.now,
    )
    ensure(call, environment)
    call.repo.deployments[deployment.id] = deployment
    return answer(_render(call, deployment), 201)


def listed(call: Call) -> Response:
    """The deployments, the newest first."""
    wanted = {name: call.query[name] for name in ("sha", "ref", "task") if call.query.get(name)}
    if call.query.get("environment"):
        wanted["environment"] = call.query["environment"]
    found = [
        one
        for one in call.repo.deployments.values()
        if all(getattr(one, name) == value for name, value in wanted.items())
    ]
    return page(call, found[::-1], lambda one: _render(call, one))


def get(call: Call) -> Response:
    """One deployment."""
    return answer(_render(call, _deployment(call)))


def delete(call: Call) -> Response:
    """Forget a deployment that is not active any more."""
    deployment = _deployment(call)
    told = _statuses(call, deployment)
    if told and told[-1].state not in {"inactive", "error", "failure"}:
        raise Refusal(422, "We cannot delete an active deployment unless it is the only one.")
    del call.repo.deployments[deployment.id]
    return nothing()


def create_status(call: Call) -> Response:
    """Say how a deployment is getting on; a success makes its predecessors inactive."""
    deployment, state = _deployment(call), call.text("state", "DeploymentStatus")
    if state not in _STATES:
        raise invalid("DeploymentStatus", "state", "custom", "state is not included in the list")
    environment = call.words("environment", "DeploymentStatus") or deployment.environment
    call.repo.deployments[deployment.id] = deployment._replace(
        updated=call.now, environment=environment
    )
    if state == "success" and call.fields.get("auto_inactive", True):
        _retire(call, deployment)
    status = _say(call, deployment, state)
    return answer(_render_status(call, status), 201)


def statuses(call: Call) -> Response:
    """What was said of a deployment, the newest first."""
    told = _statuses(call, _deployment(call))
    return page(call, told[::-1], lambda one: _render_status(call, one))


def get_status(call: Call) -> Response:
    """One thing that was said of it."""
    deployment, wanted = _deployment(call), call.number("status")
    told = next((one for one in _statuses(call, deployment) if one.id == wanted), None)
    if told is None:
        raise not_found()
    return answer(_render_status(call, told))


def _merged(call: Call, ref: str, sha: str) -> Response | None:
    """The answer when the default branch has something that the named branch lacks."""
    bare, base = call.repo.bare, call.repo.default_branch
    tip = bare.branch(base)
    if bare.branch(ref) is None or tip is None or bare.contains(sha, tip):
        return None
    tree = bare.merged_tree(sha, tip)
    if tree is None:
        raise Refusal(409, f"Conflict merging {base} into {ref}.")
    who = Person(call.who, no_reply(call.who), call.now)
    merge = bare.commit_tree(tree, (sha, tip), f"Merge {base} into {ref}", (who, who))
    bare.move(f"refs/heads/{ref}", merge, sha)
    return answer({"message": f"Auto-merged {base} into {ref} on deployment."}, 202)


def _check_contexts(call: Call, ref: str, sha: str) -> None:
    wanted: list[str] | None = call.fields.get("required_contexts")
    told = {one.context for one in call.repo.statuses.values() if one.sha == sha}
    missing = [
        context
        for context in (sorted(told) if wanted is None else wanted)
        if not call.repo.is_green(sha, context)
    ]
    if missing:
        error = {"contexts": [], "resource": "Deployment", "field": "required_contexts"}
        raise Refusal(
            409,
            f"Conflict: Commit status checks failed for {ref}.",
            [{**error, "code": "invalid"}],
        )


def _retire(call: Call, deployment: Deployment) -> None:
    """Make the earlier successes of the environment inactive; production's stay, as on GitHub."""
    for other in call.repo.deployments.values():
        told = _statuses(call, other)
        if (
            other.id < deployment.id
            and (other.environment, other.transient) == (deployment.environment, False)
            and not other.production
            and told
            and told[-1].state == "success"
        ):
            _say(call, other, "inactive", own=False)


def _say(call: Call, deployment: Deployment, state: str, *, own: bool = True) -> DeploymentStatus:
    """Note a status: what the caller sent, or what follows from it for another deployment."""
    sent: Record = call.fields if own else {}
    status = DeploymentStatus(
        id=call.site.next_id(),
        deployment=deployment.id,
        state=state,
        description=_description(call, "DeploymentStatus") or "" if own else "",
        environment=sent.get("environment") or deployment.environment,
        log_url=sent.get("log_url") or sent.get("target_url") or "",
        environment_url=sent.get("environment_url") or "",
        author=call.who,
        created=call.now,
    )
    call.repo.deployment_statuses[status.id] = status
    return status


def _description(call: Call, resource: str) -> str | None:
    text = call.words("description", resource)
    if text is not None and len(text) > LONGEST_DESCRIPTION:
        message = f"description is too long (maximum is {LONGEST_DESCRIPTION} characters)"
        raise invalid(resource, "description", "custom", message)
    return text


def _deployment(call: Call) -> Deployment:
    found = call.repo.deployments.get(call.number("id"))
    if found is None:
        raise not_found()
    return found


def _statuses(call: Call, deployment: Deployment) -> list[DeploymentStatus]:
    told = call.repo.deployment_statuses.values()
    return [one for one in told if one.deployment == deployment.id]


def _url(call: Call, deployment: int) -> str:
    return f"{repo_url(call.site, call.repo)}/deployments/{deployment}"


def _render(call: Call, deployment: Deployment) -> Record:
    url = _url(call, deployment.id)
    return {
        "url": url,
        "id": deployment.id,
        "node_id": f"DE_{deployment.id}",
        "sha": deployment.sha,
        "ref": deployment.ref,
        "task": deployment.task,
        "payload": deployment.payload,
        "original_environment": deployment.environment,
        "environment": deployment.environment,
        "description": deployment.description,
        "creator": user(call.site, deployment.author),
        "created_at": moment(deployment.created),
        "updated_at": moment(deployment.updated),
        "statuses_url": f"{url}/statuses",
        "repository_url": repo_url(call.site, call.repo),
        "transient_environment": deployment.transient,
        "production_environment": deployment.production,
        "performed_via_github_app": None,
    }


def _render_status(call: Call, status: DeploymentStatus) -> Record:
    url = _url(call, status.deployment)
    return {
        "url": f"{url}/statuses/{status.id}",
        "id": status.id,
        "node_id": f"DS_{status.id}",
        "state": status.state,
        "creator": user(call.site, status.author),
        "description": status.description,
        "environment": status.environment,
        "target_url": status.log_url,
        "log_url": status.log_url,
        "environment_url": status.environment_url,
        "created_at": moment(status.created),
        "updated_at": moment(status.created),
        "deployment_url": url,
        "repository_url": repo_url(call.site, call.repo),
        "performed_via_github_app": None,
    }


_ALL = "/repos/{owner}/{repo}/deployments"
_ONE = f"{_ALL}/{{id}}"
ROUTES = (
    route("GET", _ALL, listed),
    route("POST", _ALL, create, "deployments"),
    route("GET", _ONE, get),
    route("DELETE", _ONE, delete, "deployments"),
    route("GET", f"{_ONE}/statuses", statuses),
    route("POST", f"{_ONE}/statuses", create_status, "deployments"),
    route("GET", f"{_ONE}/statuses/{{status}}", get_status),
)
