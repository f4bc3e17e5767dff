"""How a repository at GitHub is set up, as far as the token may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from release.adapters.github.api import PAGE, Api
from release.adapters.github.line import Refused
from release.forge import Settings

_UNSEEN = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)  # the token may not, or it is not there
_MERGES = {
    "merge": "allow_merge_commit",
    "squash": "allow_squash_merge",
    "rebase": "allow_rebase_merge",
}
_PROTECTIONS = {
    "required_pull_request_reviews": "pull_request",
    "restrictions": "update",
    "required_status_checks": "required_status_checks",
}
_SWITCHES = ("required_linear_history", "required_signatures")


def read_settings(api: Api, branches: Sequence[str]) -> Settings:
    """How the repository is set up, and these branches of it."""
    repository = api.read("repos.get").document
    told = {way: repository.get(key) for way, key in _MERGES.items()}
    # Only who may push is told how pull requests may be merged.
    merges = None if None in told.values() else frozenset(way for way in told if told[way])
    immutable = api.find("repos.check_immutable_releases", _UNSEEN)
    listed = api.find("actions.list_repo_secrets", _UNSEEN, per_page=PAGE)
    return Settings(
        can_write=(repository.get("permissions") or {}).get("push"),
        merges=merges,
        squash_body=repository.get("squash_merge_commit_message"),
        immutable_releases=None if immutable is None else bool(immutable.get("enabled")),
        secrets=None if listed is None else frozenset(each["name"] for each in listed["secrets"]),
        rules={branch: _rules(api, branch) for branch in branches},
    )


def read_guards(api: Api, environment: str) -> frozenset[str] | None:
    """The types of an environment's rules; None when it is not there, or may not be seen."""
    if "/" in environment:  # which ghapi does not take for a part of the name
        found = next((each for each in _environments(api) if each["name"] == environment), None)
    else:
        found = api.find("repos.get_environment", _UNSEEN, environment_name=environment)
    return found and frozenset(rule["type"] for rule in found.get("protection_rules") or ())


def _environments(api: Api) -> list[Any]:
    """All environments; none where they may not be seen."""
    try:
        return api.pages("repos.get_all_environments", under="environments", told=_UNSEEN)
    except Refused:
        return []


def _rules(api: Api, branch: str) -> frozenset[str] | None:
    """The rules of a branch, of rule sets and of the older protection; None without the branch."""
    found = api.find("repos.get_branch", _UNSEEN, branch=branch)
    if found is None:
        return None
    rules = {
        rule["type"] for rule in api.find("repos.get_branch_rules", _UNSEEN, branch=branch) or ()
    }
    if found.get("protected"):
        rules |= _protections(api.find("repos.get_branch_protection", _UNSEEN, branch=branch) or {})
    return frozenset(rules)


def _protections(protection: Mapping[str, Any]) -> set[str]:
    found = {rule for key, rule in _PROTECTIONS.items() if protection.get(key)}
    return found | {key for key in _SWITCHES if (protection.get(key) or {}).get("enabled")}
