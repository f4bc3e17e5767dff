"""Attempts to deploy, as GitHub's deployments and their statuses, by its REST API.

Ours are told by their payload, and each of them by the key in it, which no other run has. The
deployments of others are passed over. GitHub would retire what ran before, of any app of the
environment: it is told not to, and a success first retires the earlier ones of its own app. So
there are never two of them, and whoever is killed in between has told of no success.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from release.adapters.github.api import PAGE, Api, Write
from release.deployment.records import (
    Attempt,
    AttemptState,
    NewAttempt,
    as_far_as_needed,
    as_far_back,
    described,
    outdated,
)
from release.errors import ForgeError
from release.model import PRODUCTION

TOOL = "monorepo-release"
SCHEMA = 1
_STATES: Mapping[str, AttemptState] = {
    "success": "success",
    "failure": "failure",
    "error": "error",
    "inactive": "inactive",
}
_NO_COMMIT = "No ref found"  # GitHub's words
_ILLEGIBLE = "what is recorded of it cannot be read by this version"


def attempts(
    api: Api, environment: str, apps: Sequence[str], *, whole: bool = False
) -> dict[str, tuple[Attempt, ...]]:
    """Our attempts, the newest first, for each app; see `Records.attempts`."""
    api.begin_anew()
    found = {}
    for app in apps:
        told = (_attempt(api, each) for each in _ours(api, environment, app, whole=whole))
        found[app] = tuple(told if whole else as_far_as_needed(told))
    return found


def recent(
    api: Api, environment: str, apps: Sequence[str], since: datetime
) -> dict[str, tuple[Attempt, ...]]:
    """Our attempts, the newest first, for each app; see `Records.recent`.

    One request a page of the list, and one an attempt.
    """
    api.begin_anew()
    found = {}
    for app in apps:
        told = (_attempt(api, each) for each in _ours(api, environment, app, whole=False))
        found[app] = tuple(as_far_back(told, since))
    return found


def begin(api: Api, wanted: NewAttempt) -> Attempt:
    """Have an attempt recorded as `in_progress`, unless it is already."""
    api.begin_anew()

    def seen() -> Any | None:
        listed = _page(api, wanted.environment, wanted.app)
        return next((each for each in listed if _payload(each).get("key") == wanted.key), None)

    create = Write(
        f"record the deployment of {wanted.app} {wanted.version} in {wanted.environment}",
        "repos.create_deployment",
        _asked(wanted),
        seen,
        shown=lambda document: document if document and document.get("id") else None,
    )
    try:
        found, is_new = api.ensure(create)
    except ForgeError as error:
        raise _meaning(error, wanted) from None
    if not is_new and _statuses(api, found["id"]):
        return _attempt(api, found)
    who, since = _login(found), _moment(found)
    attempt = Attempt(found["id"], wanted, "in_progress", "", since, who, wanted.run, since)
    _say(api, attempt, "in_progress", "", is_fresh=is_new)
    return attempt


def tell(api: Api, attempt: Attempt, state: AttemptState, description: str) -> None:
    """Say how an attempt ended; before a success, retire the earlier attempts of its app."""
    api.begin_anew()
    if state == "success":
        _retire(api, attempt)
    _say(api, attempt, state, description)


def prune(api: Api, environment: str, app: str, keep: int) -> int:
    """Remove what is `outdated` of an app's snapshots; how many went.

    GitHub refuses to remove what is active. What somebody else removes meanwhile is gone as well.
    """
    api.begin_anew()
    listed = list(_ours(api, environment, app, whole=True))

    def is_snapshot(deployment: Any) -> bool:
        wanted = _wanted(deployment)
        return wanted is not None and wanted.kind == "snapshot"

    old = list(outdated(listed, keep, is_snapshot, lambda each: _attempt(api, each).state))
    for each in old:
        what = f"remove the record of the snapshot {_payload(each).get('version')} of {app}"
        api.remove(what, "repos.delete_deployment", deployment_id=each["id"])
    return len(old)


def _meaning(error: ForgeError, wanted: NewAttempt) -> ForgeError:
    """What a refusal means that has its own remedy."""
    message = error.problems[0].message
    if _NO_COMMIT not in message:
        return error
    return ForgeError(
        message,
        hint=f"push {wanted.commit} first: GitHub records deployments of commits that it has; "
        'or have them recorded elsewhere: `records = "clone"`',
    )


def _asked(wanted: NewAttempt) -> dict[str, object]:
    payload = {**wanted._asdict(), "values": dict(wanted.values)}
    return {
        "ref": wanted.commit,
        "task": _task(wanted.app),
        # By itself it would merge the main branch into ours, and wait for every check.
        "auto_merge": False,
        "required_contexts": [],
        "payload": {"schema": SCHEMA, "tool": TOOL, **payload},
        "environment": wanted.environment,
        "description": described(f"{wanted.kind} of {wanted.app} {wanted.version}"),
        "transient_environment": False,
        "production_environment": wanted.environment == PRODUCTION,
    }


def _ours(api: Api, environment: str, app: str, *, whole: bool) -> Iterator[Any]:
    """Our deployments of an app, the newest first; the list is asked for as far as it is read.

    One request shows the newest ones of all apps, and that is mostly enough.
    """
    answer = api.read("repos.list_deployments", environment=environment, per_page=PAGE, page=1)
    shown = [each for each in answer.document if _is_ours(each, app)]
    is_all = 'rel="next"' not in answer.headers.get("Link", "")
    if is_all or not whole:
        yield from shown
    if not is_all:
        told = set() if whole else {each["id"] for each in shown}
        listed = api.pages("repos.list_deployments", environment=environment, task=_task(app))
        yield from (each for each in listed if _is_ours(each, app) and each["id"] not in told)


def _page(api: Api, environment: str, app: str) -> list[Any]:
    """Our newest deployments of an app."""
    answer = api.read(
        "repos.list_deployments",
        environment=environment,
        task=_task(app),
        per_page=PAGE,
        page=1,
    )
    return [each for each in answer.document if _is_ours(each, app)]


def _retire(api: Api, attempt: Attempt) -> None:
    """Mark the earlier successes of an app `inactive`, and what never ended as an `error`.

    The oldest goes first: whoever is killed on the way leaves none behind one that is retired,
    which is where the next one stops to look.
    """
    left = []
    for each in _page(api, attempt.wanted.environment, attempt.wanted.app):
        if each["id"] < attempt.id:
            earlier = _attempt(api, each)
            if earlier.state == "inactive":
                break
            left.append(earlier)
    now = f"{attempt.wanted.version} took its place"
    for earlier in reversed(left):
        if earlier.state == "success":
            _say(api, earlier, "inactive", now)
        elif earlier.state == "in_progress":
            _say(api, earlier, "error", f"its run ended without a word; {now}")


def _say(
    api: Api,
    attempt: Attempt,
    state: AttemptState,
    description: str,
    *,
    is_fresh: bool = False,
) -> None:
    """Have a status said of an attempt, unless it was; nothing was said of a fresh one."""
    description = described(description)

    def seen() -> bool | None:
        said = _statuses(api, attempt.id)
        told = ((each["state"], each["description"] or "") for each in said)
        return (state, description) in told or None

    wanted = attempt.wanted
    create = Write(
        f"record the {state} of {wanted.app} {wanted.version} in {wanted.environment}",
        "repos.create_deployment_status",
        {
            "deployment_id": attempt.id,
            "state": state,
            "description": description,
            "log_url": wanted.run,
            "auto_inactive": False,
        },
        seen,
        shown=lambda document: bool(document and document.get("state") == state) or None,
        is_fresh=is_fresh,
    )
    api.ensure(create)


def _statuses(api: Api, deployment: int) -> list[Any]:
    """What was said of a deployment, the newest first."""
    answer = api.read(
        "repos.list_deployment_statuses", deployment_id=deployment, per_page=PAGE, page=1
    )
    return sorted(answer.document, key=lambda each: each["id"], reverse=True)


def _attempt(api: Api, deployment: Any) -> Attempt:
    said = _statuses(api, deployment["id"])
    newest = next(iter(said), None)
    wanted = _wanted(deployment)
    if wanted is None:
        unknown = _unknown(deployment)
        since = _moment(newest or deployment)
        return Attempt(deployment["id"], unknown, "error", _ILLEGIBLE, since, _login(deployment))
    successes = (each for each in said if each["state"] == "success")
    decisive = next(successes, newest) if newest and newest["state"] == "inactive" else newest
    return Attempt(
        id=deployment["id"],
        wanted=wanted,
        state=_STATES.get(newest["state"], "in_progress") if newest else "in_progress",
        description=(newest["description"] or "") if newest else "",
        since=_moment(decisive or deployment),
        by=_login(deployment),
        url=wanted.run,
        began=_moment(deployment),
    )


def _wanted(deployment: Any) -> NewAttempt | None:
    """What was asked for; None where its payload is not of our form."""
    said = _payload(deployment)
    words = ("key", "app", "version", "kind", "run", "override")
    previous = said.get("previous")
    values: Any = said.get("values")
    is_legible = (
        said.get("schema") == SCHEMA
        and all(isinstance(said.get(word), str) for word in words)
        and said.get("kind") in {"deploy", "rollback", "snapshot"}
        and (previous is None or isinstance(previous, str))
        and isinstance(values, dict)
        and all(isinstance(each, str) for each in values.values())
    )
    if not is_legible:
        return None
    told = {word: said[word] for word in words}
    return NewAttempt(
        **told,
        commit=deployment["sha"],
        environment=deployment["environment"],
        previous=previous,
        values=values,
    )


def _unknown(deployment: Any) -> NewAttempt:
    """What is known of an attempt whose payload cannot be read."""
    said = _payload(deployment)
    return NewAttempt(
        key=str(said.get("key")),
        app=deployment["task"].partition(":")[2],
        version=str(said.get("version") or "?"),
        commit=deployment["sha"],
        environment=deployment["environment"],
    )


def _is_ours(deployment: Any, app: str) -> bool:
    return deployment["task"] == _task(app) and _payload(deployment).get("tool") == TOOL


def _payload(deployment: Any) -> dict[str, Any]:
    """The payload; GitHub has it as it was sent, an object or the text of one."""
    said = deployment.get("payload")
    if isinstance(said, str):
        try:
            said = json.loads(said)
        except ValueError:
            said = None
    return said if isinstance(said, dict) else {}


def _task(app: str) -> str:
    return f"deploy:{app}"


def _login(deployment: Any) -> str:
    return str((deployment.get("creator") or {}).get("login", ""))


def _moment(said: Any) -> datetime:
    return datetime.fromisoformat(said["created_at"])
