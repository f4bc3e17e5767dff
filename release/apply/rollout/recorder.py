"""The records of one deployment: written by one thread at a time, and told in the audit."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from release.apply.rollout.faltering import Faltered
from release.deployment import Shipment
from release.deployment.plan import DeployPlan
from release.deployment.ports import Site
from release.deployment.records import Attempt, AttemptState, NewAttempt

_PATIENCE = 1.0  # seconds for the write that is under way when the book is closed


class Recorder:
    """Writes what becomes of the apps of `plan`.

    Once it is closed nothing more is written but last words: an app that was given up may still
    be at work, and knows nothing of it.
    """

    def __init__(self, plan: DeployPlan, site: Site) -> None:
        self._plan = plan
        self._site = site
        self._writing = Lock()
        self._is_closed = False
        self._said: dict[int, AttemptState] = {}

    def attempt(self, shipment: Shipment, values: Mapping[str, str]) -> NewAttempt:
        """The attempt that an app's deployment is, with the values that were captured."""
        return NewAttempt(
            key=self._site.key(),
            app=shipment.app,
            version=shipment.version,
            commit=shipment.commit,
            environment=shipment.environment,
            kind=self._plan.kind,
            previous=shipment.previous.version if shipment.previous else None,
            values=dict(values),
            run=self._site.run,
            override=self._plan.override,
        )

    def begin(self, wanted: NewAttempt) -> Attempt:
        """Record that an attempt begins; the same one, if its answer was lost before.

        Raises:
            ForgeError: nobody knows whether it is recorded.
        """
        with self._writing:
            self._demand_open()
            attempt = self._site.records.begin(wanted)
        self.note(f"began {_of(attempt)}")
        return attempt

    def tell(self, attempt: Attempt, state: AttemptState, description: str) -> None:
        """Record how an attempt ended.

        Raises:
            ForgeError: nobody knows whether it is recorded.
        """
        with self._writing:
            self._demand_open()
            self._tell(attempt, state, description)

    def close(self) -> None:
        """Let nothing more be written."""
        self._is_closed = True

    def last_word(self, attempt: Attempt, state: AttemptState, description: str) -> AttemptState:
        """Record in a closed book how an attempt ended, if it has not ended; how it did.

        Raises:
            ForgeError: nobody knows whether it is recorded.
            Faltered: a write is under way that does not end.
        """
        if not self._writing.acquire(timeout=_PATIENCE):
            raise Faltered("a record is being written, and there is no answer")
        try:
            if self._said.get(attempt.id, "in_progress") == "in_progress":
                self._tell(attempt, state, description)
            return self._said[attempt.id]
        finally:
            self._writing.release()

    def note(self, what: str) -> None:
        """Tell the audit, with who did it and where."""
        who = f"{self._site.who} " if self._site.who else ""
        self._site.voice.audit(f"{self._plan.environment}: {who}{what}")

    def _demand_open(self) -> None:
        if self._is_closed:
            raise Faltered("the deployment is over")

    def _tell(self, attempt: Attempt, state: AttemptState, description: str) -> None:
        self._site.records.tell(attempt, state, description)
        self._said[attempt.id] = state
        self.note(f"told {state} of {_of(attempt)}: {description}")


def _of(attempt: Attempt) -> str:
    return f"{attempt.wanted.app} {attempt.wanted.version} (attempt {attempt.id})"
