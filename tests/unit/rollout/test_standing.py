"""What runs, by the attempts that were recorded, and what is due by that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.deployment import Running
from release.deployment.records import Attempt, AttemptState, as_far_as_needed
from release.detection import AppState
from release.rollout.due import verdict
from release.rollout.standing import standing
from release.versions import highest, is_below
from tests.deploys.scene import an_attempt

STATES: tuple[AttemptState, ...] = ("in_progress", "success", "failure", "error", "inactive")
VERSIONS = ("1.0.0", "1.1.0", "1.2.0")

HISTORIES = st.lists(st.tuples(st.sampled_from(VERSIONS), st.sampled_from(STATES)), max_size=6).map(
    lambda found: [an_attempt(version, state) for version, state in found]
)


def a_state(version: str = "1.1.0", *, is_released: bool = False) -> AppState:
    tag = f"backend@{version}"
    reason = f"{version} is released: tag {tag}" if is_released else f"{version} has no tag {tag}"
    return AppState("backend", "backend", not is_released, version, None, tag, reason)


def test_the_last_success_runs() -> None:
    attempts = [an_attempt("1.1.0", values={"digest": "x"}, id_=7), an_attempt("1.0.0", "inactive")]

    found = standing(attempts)

    assert ("1.1.0", "") == (found.runs, found.doubt)
    assert Running("1.1.0", "a" * 40, {"digest": "x"}, 7) == found.running


def test_what_failed_was_taken_back() -> None:
    found = standing([an_attempt("1.2.0", "failure"), an_attempt("1.1.0", "inactive")])

    assert "1.1.0" == found.runs


@pytest.mark.parametrize("state", ["error", "in_progress"])
def test_what_ended_in_an_unknown_way_may_have_done_anything(state: AttemptState) -> None:
    """Also when a later attempt failed, which may never have begun."""
    attempts = [an_attempt("1.3.0", "failure"), an_attempt("1.2.0", state), an_attempt("1.1.0")]

    found = standing(attempts)

    assert (None, ("1.2.0",)) == (found.runs, found.possible)
    assert found.doubt.startswith("1.2.0 ")
    assert found.running is not None
    assert "1.1.0" == found.running.version


@given(HISTORIES)
def test_what_runs_is_known_from_as_few_attempts_as_are_read(attempts: list[Attempt]) -> None:
    """The book is read back to the second success."""
    assert standing(attempts) == standing(list(as_far_as_needed(attempts)))


@given(HISTORIES, st.sampled_from(VERSIONS), st.booleans(), st.booleans())
def test_what_is_due_is_right_for_every_history(
    attempts: list[Attempt], wanted: str, is_released: bool, in_production: bool
) -> None:
    """Told by a model that reads the history forwards, as it happened."""
    state = a_state(wanted, is_released=is_released)
    environment = "production" if in_production else "local"

    found = verdict(state, attempts, environment)

    may_run: set[str | None] = {None}  # None: nothing
    in_doubt = False
    for each in reversed(attempts):
        match each.state:
            case "success" | "inactive":
                may_run, in_doubt = {each.wanted.version}, False
            case "error" | "in_progress":
                may_run, in_doubt = may_run | {each.wanted.version}, True
            case _:
                pass
    tried = any(each.wanted.version == wanted for each in attempts)
    if may_run == {None} and in_production and not tried:
        assert ("skip" if is_released else "deploy") == found.action
    else:
        runs_already = may_run == {wanted} and not in_doubt
        assert ("already" if runs_already else "deploy") == found.action
    known = [each for each in may_run if each is not None]
    newer = [each for each in known if is_below(wanted, each)]
    assert bool(newer) == bool(found.newer)
    assert found.newer in {"", *newer}
    if found.previous:
        assert found.previous.version in known
    assert highest(known) is None or found.action != "skip"


@pytest.mark.parametrize(
    ("attempts", "environment", "is_released", "action", "reason"),
    [
        ([], "production", True, "skip", "nothing to deploy: 1.1.0 is released: tag backend@1.1.0"),
        ([], "production", False, "deploy", "1.1.0 has no tag backend@1.1.0"),
        ([], "local", True, "deploy", "nothing runs yet"),
        (
            [an_attempt("1.1.0", "failure")],
            "production",
            True,
            "deploy",
            "it has not succeeded yet",
        ),
        ([an_attempt("1.1.0")], "production", False, "already", "1.1.0 runs"),
        ([an_attempt("1.0.0")], "production", True, "deploy", "1.0.0 runs"),
        (
            [an_attempt("1.1.0", "error"), an_attempt("1.0.0")],
            "local",
            True,
            "deploy",
            "1.1.0 ended in an error, and nothing tells what runs",
        ),
        (
            [an_attempt("1.1.0", "in_progress")],
            "local",
            True,
            "deploy",
            "1.1.0 was begun, and nothing tells how it ended",
        ),
        (None, "production", True, "skip", "nothing to deploy: 1.1.0 is released: tag"),
        (None, "local", True, "deploy", "nobody was asked what runs"),
    ],
)
def test_the_reason_tells_what_it_was_decided_by(
    attempts: list[Attempt] | None, environment: str, is_released: bool, action: str, reason: str
) -> None:
    found = verdict(a_state(is_released=is_released), attempts, environment)

    assert (action, True) == (found.action, found.reason.startswith(reason))


BACK = an_attempt("1.0.0", back_from="1.1.0")


@pytest.mark.parametrize(
    ("attempts", "wanted", "action"),
    [
        ([BACK, an_attempt("1.1.0", "inactive")], "1.1.0", "skip"),
        ([BACK, an_attempt("1.1.0", "inactive")], "1.2.0", "deploy"),
        ([BACK, an_attempt("1.1.0", "inactive")], "1.0.0", "already"),
        # From one that was interrupted, and through two.
        (
            [an_attempt("1.0.0", back_from="1.0.0"), an_attempt("1.1.0", "error")],
            "1.1.0",
            "skip",
        ),
        ([an_attempt("0.9.0", back_from="1.0.0"), BACK], "1.1.0", "skip"),
        # What was deployed again is deployed again.
        ([an_attempt("1.1.0"), BACK], "1.1.0", "already"),
        ([an_attempt("1.2.0"), BACK], "1.3.0", "deploy"),
        ([an_attempt("1.1.0", "error"), BACK], "1.1.0", "deploy"),
    ],
)
def test_what_a_rollback_led_away_from_does_not_come_back_by_itself(
    attempts: list[Attempt], wanted: str, action: str
) -> None:
    """As with the next deployment of another app."""
    found = verdict(a_state(wanted, is_released=True), attempts, "production")
    again = verdict(a_state(wanted, is_released=True), attempts, "production", again=True)

    assert action == found.action
    assert ("deploy" if action == "skip" else action) == again.action
