"""Is an app due in an environment? Decided by what runs there, never by an event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from release.deployment import Running
from release.deployment.plan import Action
from release.deployment.records import Attempt
from release.detection import AppState
from release.model import PRODUCTION
from release.rollout.standing import Standing, left_behind, standing
from release.versions import is_below


class Verdict(NamedTuple):
    """What becomes of one app, why, and what runs before it.

    `runs` is the version that is known to run when nothing is done. `newer` is one that runs, or
    may run, and is higher than the one that is wanted: to deploy that is to go backwards. `doubt`
    says why nobody knows what runs there.
    """

    action: Action
    reason: str
    previous: Running | None = None
    runs: str | None = None
    newer: str = ""
    doubt: str = ""


def verdict(
    state: AppState,
    attempts: Sequence[Attempt] | None,
    environment: str,
    *,
    again: bool = False,
) -> Verdict:
    """Decide for an app that has a target in the environment.

    A version that a rollback has led away from is not due: the next deployment, of whatever app,
    would bring it back. A later version is, for it is there to mend that.

    Args:
        state: the version that is wanted, and whether it was released.
        attempts: those for the app, the newest first; None where nobody was asked.
        environment: its name. What was released before the book was begun counts as deployed in
            production; elsewhere what is not in the book was not deployed.
        again: a rollback is no reason not to deploy what it led away from.
    """
    if attempts is None:
        return _unasked(state, environment)
    stands = standing(attempts)
    if stands.running is None and not stands.doubt:
        return _new(state, attempts, environment)
    newer = next((each for each in _may_run(stands) if is_below(state.version, each)), "")
    if stands.doubt:
        doubt = stands.doubt
        return Verdict("deploy", doubt, stands.running, newer=newer, doubt=doubt)
    if stands.runs == state.version:
        return Verdict("already", f"{state.version} runs", stands.running, stands.runs)
    if state.version in left_behind(attempts) and not again:
        why = f"a rollback led from {state.version} back to {stands.runs}: `--again` deploys it"
        return Verdict("skip", why, stands.running, stands.runs)
    return Verdict("deploy", f"{stands.runs} runs", stands.running, stands.runs, newer)


def absent(environment: str) -> Verdict:
    """For an app that is not deployed there."""
    return Verdict("skip", f"no target in {environment}")


def _unasked(state: AppState, environment: str) -> Verdict:
    if environment == PRODUCTION:
        return _as_released(state)
    return Verdict("deploy", "nobody was asked what runs")


def _new(state: AppState, attempts: Sequence[Attempt], environment: str) -> Verdict:
    """Nothing ever succeeded there, as far as the book goes back."""
    tried = any(each.wanted.version == state.version for each in attempts)
    if environment == PRODUCTION and not tried:
        return _as_released(state)
    return Verdict("deploy", "it has not succeeded yet" if tried else "nothing runs yet")


def _as_released(state: AppState) -> Verdict:
    if state.deploy:
        doubt = "nothing is recorded of what was released before" if state.previous else ""
        return Verdict("deploy", state.reason, doubt=doubt)
    return Verdict("skip", f"nothing to deploy: {state.reason}", runs=state.version)


def _may_run(stands: Standing) -> tuple[str, ...]:
    running = (stands.running.version,) if stands.running else ()
    return (*stands.possible, *running)
