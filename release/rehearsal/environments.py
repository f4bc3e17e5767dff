"""Environments, with the rules that guard them."""

from __future__ import annotations

from urllib.parse import quote

from release.rehearsal.messages import Record, Refusal, Response, answer, not_found, nothing
from release.rehearsal.nouns import Environment
from release.rehearsal.routing import Call, page, route
from release.rehearsal.shapes import moment, page_url, repo_url, user, user_id

LONGEST_WAIT = 43_200  # minutes, which are 30 days


def ensure(call: Call, name: str) -> Environment:
    """The environment of that name, made when there is none yet, as a deployment makes it."""
    if name not in call.repo.environments:
        made = Environment(call.site.next_id(), name, 0, None, call.now, call.now)
        call.repo.environments[name] = made
    return call.repo.environments[name]


def listed(call: Call) -> Response:
    """All environments."""
    every = list(call.repo.environments.values())
    return page(call, every, lambda one: _render(call, one), "environments")


def get(call: Call) -> Response:
    """One environment."""
    return answer(_render(call, _environment(call)))


def put(call: Call) -> Response:
    """Make an environment, or set its rules."""
    sent = call.fields
    wait = sent.get("wait_timer", 0)
    if not isinstance(wait, int) or not 0 <= wait <= LONGEST_WAIT:
        raise Refusal(422, "Validation Failed", ["wait_timer is not a number of minutes"])
    changed = ensure(call, call.parts["name"])._replace(
        wait=wait,
        policy=sent.get("deployment_branch_policy"),
        updated=call.now,
        reviewers=tuple(each["id"] for each in sent.get("reviewers") or ()),
    )
    call.repo.environments[changed.name] = changed
    return answer(_render(call, changed))


def delete(call: Call) -> Response:
    """Delete an environment."""
    del call.repo.environments[_environment(call).name]
    return nothing()


def _environment(call: Call) -> Environment:
    found = call.repo.environments.get(call.parts["name"])
    if found is None:
        raise not_found()
    return found


def _render(call: Call, environment: Environment) -> Record:
    name = quote(environment.name, safe="")
    rule = {"id": environment.id, "node_id": f"GA_{environment.id}"}
    rules: list[Record] = []
    if environment.wait:
        rules.append({**rule, "type": "wait_timer", "wait_timer": environment.wait})
    if environment.reviewers:
        rules.append(
            {**rule, "type": "required_reviewers", "reviewers": _reviewers(call, environment)}
        )
    if environment.policy:
        rules.append({**rule, "type": "branch_policy"})
    return {
        "id": environment.id,
        "node_id": f"EN_{environment.id}",
        "name": environment.name,
        "url": f"{repo_url(call.site, call.repo)}/environments/{name}",
        "html_url": f"{page_url(call.site, call.repo)}/deployments/{name}",
        "created_at": moment(environment.created),
        "updated_at": moment(environment.updated),
        "protection_rules": rules,
        "deployment_branch_policy": environment.policy,
    }


def _reviewers(call: Call, environment: Environment) -> list[Record]:
    """Who lets jobs in, as far as their accounts are known here."""
    logins = {user_id(each.login): each.login for each in call.site.callers.values()}
    return [
        {"type": "User", "reviewer": user(call.site, logins[each])}
        for each in environment.reviewers
        if each in logins
    ]


_ALL = "/repos/{owner}/{repo}/environments"
_ONE = f"{_ALL}/{{name}}"
ROUTES = (
    route("GET", _ALL, listed),
    route("GET", _ONE, get),
    route("PUT", _ONE, put, "administration"),
    route("DELETE", _ONE, delete, "administration"),
)
