"""Branches, and how they are guarded."""

from __future__ import annotations

from urllib.parse import quote

from release.rehearsal.messages import Record, Refusal, Response, answer
from release.rehearsal.nouns import Protection
from release.rehearsal.routing import Call, may_write, page, route
from release.rehearsal.shapes import commit, page_url, repo_url


def listed(call: Call) -> Response:
    """All branches."""
    start = "refs/heads/"
    refs = call.repo.bare.refs().items()
    found = [(name.removeprefix(start), sha) for name, sha in refs if name.startswith(start)]
    if wanted := call.query.get("protected"):
        found = [row for row in found if (row[0] in call.repo.protections) == (wanted == "true")]
    return page(call, found, lambda row: _branch(call, *row))


def get(call: Call) -> Response:
    """One branch, with the commit at its tip."""
    name = call.parts["branch"]
    sha = call.repo.bare.branch(name)
    if sha is None:
        raise Refusal(404, "Branch not found")
    shown = _branch(call, name, sha)
    shown["commit"] = commit(call.site, call.repo, call.repo.bare.commit(sha))
    url = f"{repo_url(call.site, call.repo)}/branches/{quote(name)}"
    html = f"{page_url(call.site, call.repo)}/tree/{quote(name)}"
    return answer({**shown, "_links": {"self": url, "html": html}})


def protection(call: Call) -> Response:
    """What guards a branch, for administrators."""
    name = call.parts["branch"]
    guarded = call.repo.protections.get(name)
    if not may_write(call.repo, call.caller, "administration"):
        raise Refusal(404, "Not Found")
    if call.repo.bare.branch(name) is None:
        raise Refusal(404, "Branch not found")
    if guarded is None:
        raise Refusal(404, "Branch not protected")
    return answer(_protection(call, name, guarded))


def rules(call: Call) -> Response:
    """The rules of rule sets for a branch; there are no rule sets here."""
    return page(call, [], str)


def _branch(call: Call, name: str, sha: str) -> Record:
    url = repo_url(call.site, call.repo)
    guarded = call.repo.protections.get(name)
    checks = list(guarded.checks) if guarded else []
    level = "off" if not guarded else "everyone" if guarded.enforce_admins else "non_admins"
    return {
        "name": name,
        "commit": {"sha": sha, "url": f"{url}/commits/{sha}"},
        "protected": guarded is not None,
        "protection": {
            "enabled": guarded is not None,
            "required_status_checks": {
                "enforcement_level": level if checks else "off",
                "contexts": checks,
                "checks": [{"context": one, "app_id": None} for one in checks],
            },
        },
        "protection_url": f"{url}/branches/{quote(name)}/protection",
    }


def _protection(call: Call, name: str, guarded: Protection) -> Record:
    url = f"{repo_url(call.site, call.repo)}/branches/{quote(name)}/protection"
    found: Record = {
        "url": url,
        "enforce_admins": {"url": f"{url}/enforce_admins", "enabled": guarded.enforce_admins},
        "required_linear_history": {"enabled": guarded.linear},
        "allow_force_pushes": {"enabled": False},
        "allow_deletions": {"enabled": False},
        "required_signatures": {"url": f"{url}/required_signatures", "enabled": False},
    }
    if guarded.checks:
        found["required_status_checks"] = {
            "url": f"{url}/required_status_checks",
            "strict": False,
            "contexts": list(guarded.checks),
            "contexts_url": f"{url}/required_status_checks/contexts",
            "checks": [{"context": context, "app_id": None} for context in guarded.checks],
        }
    if guarded.pull_requests or guarded.reviews:
        found["required_pull_request_reviews"] = {
            "url": f"{url}/required_pull_request_reviews",
            "dismiss_stale_reviews": False,
            "require_code_owner_reviews": False,
            "require_last_push_approval": False,
            "required_approving_review_count": guarded.reviews,
        }
    return found


_ONE = "/repos/{owner}/{repo}/branches/{branch*}"
ROUTES = (
    route("GET", "/repos/{owner}/{repo}/branches", listed),
    route("GET", f"{_ONE}/protection", protection),
    route("GET", _ONE, get),
    route("GET", "/repos/{owner}/{repo}/rules/branches/{branch*}", rules),
)
