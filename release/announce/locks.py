"""What is said of the lock of an environment, wherever people look for it."""

from __future__ import annotations

from datetime import UTC, datetime

from release.deployment.records import Lock
from release.errors import StateError
from release.phrases import UNITS


def holding(held: Lock, now: datetime) -> str:
    """Who holds a lock, since when, and why."""
    what = "is locked" if held.is_human else "is being deployed to"
    where = f", {held.run}" if held.run else ""
    why = f': "{" ".join(held.message.split())}"' if held.message else ""
    return f"{held.environment} {what} by {held.owner} since {when(held.since, now)}{where}{why}"


def refusal(held: Lock, now: datetime, patience: float) -> StateError:
    """That nothing can be done while somebody holds the lock, and how to end that."""
    waited = "" if held.is_human else f", and that did not end within {patience:g} s"
    return StateError(f"{holding(held, now)}{waited}", hint=how_to_unlock(held))


def how_to_unlock(held: Lock) -> str:
    """The command that takes a lock away, and when it may be."""
    whose = "they say so" if held.is_human else "nobody deploys there any more"
    return f"run `{held.unlocking}` when {whose}"


def when(since: datetime, now: datetime) -> str:
    """When something was, and how long ago that is."""
    return f"{since.astimezone(UTC):%Y-%m-%d %H:%M} UTC ({_age(since, now)})"


def _age(since: datetime, now: datetime) -> str:
    """How long ago something was, as people say it."""
    seconds = (now - since).total_seconds()
    for unit, length in UNITS:
        if seconds >= 2 * length:
            return f"{seconds // length:.0f} {unit} ago"
    return f"{max(0, seconds):.0f} s ago"
