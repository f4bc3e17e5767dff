"""A record that cannot be written: nothing is rolled out without one, and no end is claimed."""

from __future__ import annotations

from release.apply.rollout import carry_out
from release.deployment.outcome import Outcome
from release.deployment.records import Attempt, AttemptState, NewAttempt
from release.errors import ForgeError
from tests.deploys.plans import a_deployment, a_site, a_stop
from tests.deploys.records import MemoryRecords
from tests.deploys.yard import Yard


class Illegible(MemoryRecords):
    """Records that take no word of these states; `None` is the beginning."""

    def __init__(self, *refused: str | None) -> None:
        super().__init__()
        self._refused = refused

    def begin(self, wanted: NewAttempt) -> Attempt:
        if None in self._refused:
            raise ForgeError("GitHub refused")
        return super().begin(wanted)

    def tell(self, attempt: Attempt, state: AttemptState, description: str) -> None:
        if state in self._refused:
            raise ForgeError("GitHub refused")
        super().tell(attempt, state, description)


def recorded(records: MemoryRecords, yard: Yard) -> Outcome:
    """What comes of the backend's deployment with these records."""
    site = a_site(MemoryRecords(), yard)._replace(records=records)
    return carry_out(a_deployment(a_stop()), site).outcomes[0]


def test_without_a_record_nothing_is_rolled_out() -> None:
    yard = Yard({"backend": "1.0.0"})

    outcome = recorded(Illegible(None), yard)

    assert (outcome.state, outcome.runs) == ("failed", "1.0.0")
    assert outcome.reason == "GitHub refused; and that could not be recorded: GitHub refused"
    assert yard.runs == {"backend": "1.0.0"}


def test_a_success_that_is_not_recorded_is_unknown() -> None:
    outcome = recorded(Illegible("success"), Yard({"backend": "1.0.0"}))

    assert (outcome.state, outcome.runs) == ("unknown", "1.1.0")
    assert outcome.reason == "1.1.0 runs; and that could not be recorded: GitHub refused"


def test_a_failure_that_is_not_recorded_is_unknown() -> None:
    outcome = recorded(
        Illegible("failure"), Yard({"backend": "1.0.0"}, broken={("backend", "verify")})
    )

    assert outcome.state == "unknown"
    assert outcome.reason.endswith("; and that could not be recorded: GitHub refused")
