"""An attempt as the payload of a deployment at GitHub, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from release.deployment.records import (
    Attempt,
    AttemptState,
    NewAttempt,
    described,
)
from release.model import PRODUCTION

TOOL = "monorepo-release"
SCHEMA = 1

_STATES: Mapping[str, AttemptState] = {
    "success": "success",
    "failure": "failure",
    "error": "error",
    "inactive": "inactive",
}
_ILLEGIBLE = "what is recorded of it cannot be read by this version"


def fields_of(wanted: NewAttempt) -> dict[str, object]:
    """What GitHub is asked to record."""
    return {
        "ref": wanted.commit,
        "task": task_of(wanted.app),
        # By itself it would merge the main branch into ours, and wait for every check.
        "auto_merge": False,
        "required_contexts": [],
        "payload": {"schema": SCHEMA, "tool": TOOL, **wanted.document()},
        "environment": wanted.environment,
        "description": described(f"{wanted.kind} of {wanted.app} {wanted.version}"),
        "transient_environment": False,
        "production_environment": wanted.environment == PRODUCTION,
    }


def attempt_of(deployment: Any, said: Sequence[Any]) -> Attempt:
    """The attempt that a deployment is the record of.

    Args:
        deployment: one of ours, as GitHub tells of it.
        said: its statuses, the newest first.
    """
    newest = next(iter(said), None)
    wanted = wanted_of(deployment)
    if wanted is None:
        unknown = _unknown(deployment)
        since = moment_of(newest or deployment)
        return Attempt(deployment["id"], unknown, "error", _ILLEGIBLE, since, login_of(deployment))
    successes = (each for each in said if each["state"] == "success")
    decisive = next(successes, newest) if newest and newest["state"] == "inactive" else newest
    return Attempt(
        id=deployment["id"],
        wanted=wanted,
        state=_STATES.get(newest["state"], "in_progress") if newest else "in_progress",
        description=(newest["description"] or "") if newest else "",
        since=moment_of(decisive or deployment),
        by=login_of(deployment),
        url=wanted.run,
        began=moment_of(deployment),
    )


def wanted_of(deployment: Any) -> NewAttempt | None:
    """What was asked for; None where its payload is not of our form."""
    said = payload_of(deployment)
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
    said = payload_of(deployment)
    return NewAttempt(
        key=str(said.get("key")),
        app=deployment["task"].partition(":")[2],
        version=str(said.get("version") or "?"),
        commit=deployment["sha"],
        environment=deployment["environment"],
    )


def is_ours(deployment: Any, app: str) -> bool:
    """Whether a deployment is the record of an attempt of an app."""
    return deployment["task"] == task_of(app) and payload_of(deployment).get("tool") == TOOL


def payload_of(deployment: Any) -> dict[str, Any]:
    """The payload; GitHub has it as it was sent, an object or the text of one."""
    said = deployment.get("payload")
    if isinstance(said, str):
        try:
            said = json.loads(said)
        except ValueError:
            said = None
    return said if isinstance(said, dict) else {}


def task_of(app: str) -> str:
    """What deployments of an app have as their task."""
    return f"deploy:{app}"


def login_of(deployment: Any) -> str:
    """Who made a deployment; empty where GitHub does not know any more."""
    return str((deployment.get("creator") or {}).get("login", ""))


def moment_of(said: Any) -> datetime:
    """When a deployment, or a status of one, was made."""
    return datetime.fromisoformat(said["created_at"])
