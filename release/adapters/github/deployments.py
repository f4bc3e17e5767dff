"""Attempts to deploy, as GitHub's deployments and their statuses, by its REST API.

Ours are told by their payload, and each of them by the key in it, which no other run has. The
deployments of others are passed over. GitHub would retire what ran before, of any app of the
environment: it is told not to, and a success first retires the earlier ones of its own app. So
there are never two of them, and whoever is killed in between has told of no success.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from release.adapters.github.api import PAGE, Api, Write
from release.adapters.github.payloads import (
    attempt_of,
    fields_of,
    is_ours,
    login_of,
    moment_of,
    payload_of,
    task_of,
    wanted_of,
)
from release.deployment.records import (
    Attempt,
    AttemptState,
    NewAttempt,
    as_far_as_needed,
    as_far_back,
    described,
    last_word,
    outdated,
)
from release.errors import ForgeError

_NO_COMMIT = "No ref found"  # GitHub's words


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
        return next((each for each in listed if payload_of(each).get("key") == wanted.key), None)

    create = Write(
        f"record the deployment of {wanted.app} {wanted.version} in {wanted.environment}",
        "repos.create_deployment",
        fields_of(wanted),
        seen,
        shown=lambda document: document if document and document.get("id") else None,
    )
    try:
        found, is_new = api.ensure(create)
    except ForgeError as error:
        raise _meaning(error, wanted) from None
    if not is_new and _statuses(api, found["id"]):
        return _attempt(api, found)
    who, since = login_of(found), moment_of(found)
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
        wanted = wanted_of(deployment)
        return wanted is not None and wanted.kind == "snapshot"

    old = list(outdated(listed, keep, is_snapshot, lambda each: _attempt(api, each).state))
    for each in old:
        what = f"remove the record of the snapshot {payload_of(each).get('version')} of {app}"
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


def _ours(api: Api, environment: str, app: str, *, whole: bool) -> Iterator[Any]:
    """Our deployments of an app, the newest first; the list is asked for as far as it is read.

    One request shows the newest ones of all apps, and that is mostly enough.
    """
    answer = api.read("repos.list_deployments", environment=environment, per_page=PAGE, page=1)
    shown = [each for each in answer.document if is_ours(each, app)]
    is_all = 'rel="next"' not in answer.headers.get("Link", "")
    if is_all or not whole:
        yield from shown
    if not is_all:
        told = set() if whole else {each["id"] for each in shown}
        listed = api.pages("repos.list_deployments", environment=environment, task=task_of(app))
        yield from (each for each in listed if is_ours(each, app) and each["id"] not in told)


def _page(api: Api, environment: str, app: str) -> list[Any]:
    """Our newest deployments of an app."""
    answer = api.read(
        "repos.list_deployments",
        environment=environment,
        task=task_of(app),
        per_page=PAGE,
        page=1,
    )
    return [each for each in answer.document if is_ours(each, app)]


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
    for earlier in reversed(left):
        if said := last_word(earlier.state, attempt.wanted.version):
            _say(api, earlier, *said)


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
    return attempt_of(deployment, _statuses(api, deployment["id"]))
