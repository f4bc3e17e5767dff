"""One app's way through its phases, and back where it does not end well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from release.apply.rollout.faltering import Faltered, faltered
from release.apply.rollout.health import examine
from release.apply.rollout.recorder import Recorder
from release.apply.rollout.undo import HARMLESS, undo
from release.apply.rollout.worker import Worker
from release.deployment import Phase, PhaseName, Recipe, Shipment
from release.deployment.outcome import Outcome, State
from release.deployment.ports import Site
from release.deployment.records import Attempt, AttemptState, NewAttempt
from release.errors import ReleaseError

MOST_LINES = 60
"""How many of the last lines of programs and of the app's log are told."""

LONGEST_LOG = 10.0
"""Seconds that the log may take: what ran before waits for it to end."""

NOTHING = ""
"""What runs where nothing does."""

_MEANS: Mapping[AttemptState, State] = MappingProxyType(
    {"success": "deployed", "failure": "failed", "error": "unknown"}
)
"""What becomes of an app whose record ends so."""


class AppRollout:
    """The deployment of one app.

    It is known at any moment how far it is, also when its thread does not come back. `warnings`
    are what is not well and changes nothing of the outcome.

    Args:
        shipment: what is deployed.
        recipe: how.
        recorder: where it is recorded.
        site: where it happens.
        before: the version that runs there now; None where nobody knows.
    """

    def __init__(
        self, shipment: Shipment, recipe: Recipe, recorder: Recorder, site: Site, before: str | None
    ) -> None:
        self.app = shipment.app
        self.warnings: list[str] = []
        self._shipment = shipment
        self._recipe = recipe
        self._recorder = recorder
        self._site = site
        self._before = before
        self._worker = Worker(site, shipment, dict(shipment.values))
        self._entered: list[Phase] = []
        self._has_changed = False
        self._wanted: NewAttempt | None = None
        self._attempt: Attempt | None = None
        self._began = site.now()

    def run(self) -> Outcome:
        """Go through all phases, and back if one fails; only an interrupt of ours is raised."""
        try:
            for phase in self._recipe.phases:
                self._enter(phase)
            attempt = self._begin()
        except Exception as error:  # noqa: BLE001  whatever it is, the app is brought back
            return self._failed(faltered(error))
        return self._succeeded(attempt)

    def take_back(self, because: str) -> Outcome:
        """Bring back what ran before, though this app is well.

        That is recorded first: whoever is killed half-way must not leave a success behind.
        """
        attempt = self._begin()
        try:
            self._recorder.tell(attempt, "in_progress", f"to be taken back: {because}")
        except Exception as error:  # noqa: BLE001  whatever it is, it is told
            said = _unrecorded("it was to be taken back", faltered(error))
            return self._outcome("unknown", said, self._shipment.version)
        return self._back(f"taken back: {because}", ())

    def tidy(self) -> None:
        """Do what comes once all is verified; its failure is a warning."""
        try:
            self._worker.work(self._recipe.afterwards)
        except Exception as error:  # noqa: BLE001  the app is well
            self._warn(f"what comes afterwards failed: {faltered(error).problems[0].message}")

    def give_up(self, why: str) -> Outcome:
        """How it stands with an app that does not come back; the book is closed."""
        reason = f"{why} in {self._phase}" if self._phase else why
        if self._attempt is None:
            return self._outcome("failed", f"{reason}; nothing was changed", self._before)
        state: AttemptState = "error" if self._has_changed else "failure"
        try:
            state = self._recorder.last_word(self._attempt, state, reason)
        except ReleaseError as error:
            return self._outcome("unknown", _unrecorded(reason, error), None)
        return self._as_recorded(state, reason, ())

    def _enter(self, phase: Phase) -> None:
        """Do the work of a phase, and see that all is well.

        Raises:
            Faltered: it is not, or we are to end.
            ForgeError: the attempt could not be recorded.
        """
        self._worker.heed()
        if phase.name not in HARMLESS:
            self._begin()
        self._entered.append(phase)
        if phase.work or phase.checks:
            self._site.voice.begun(self.app, phase.name)
        self._worker.heed()
        self._has_changed |= phase.name == "roll out" and bool(phase.work)
        self._worker.work(phase.work)
        for check in phase.checks:
            examine(check, self._worker)

    def _begin(self) -> Attempt:
        """Have the attempt recorded, once."""
        if self._wanted is None:
            self._wanted = self._recorder.attempt(self._shipment, self._worker.values)
        if self._attempt is None:
            self._attempt = self._recorder.begin(self._wanted)
        return self._attempt

    def _succeeded(self, attempt: Attempt) -> Outcome:
        version = self._shipment.version
        try:
            self._recorder.tell(attempt, "success", f"{version} runs, verified")
        except Exception as error:  # noqa: BLE001  whatever it is, it is told
            said = _unrecorded(f"{version} runs", faltered(error))
            return self._outcome("unknown", said, version)
        return self._outcome("deployed", "", version)

    def _failed(self, why: Faltered) -> Outcome:
        reason, lines = why.problems[0].message, why.lines
        if self._site.stop.why:
            return self._interrupted(reason, lines)
        if self._phase not in HARMLESS:
            lines = (*lines, *self._log())
        return self._back(reason, lines)

    def _interrupted(self, reason: str, lines: Sequence[str]) -> Outcome:
        """Undo nothing: there are seconds left, and half an undo is worse than none."""
        if self._attempt is None:
            return self._outcome("failed", f"{reason}; nothing was changed", self._before, lines)
        bare = f"interrupted by {self._site.stop.why}"
        what = reason.removesuffix(bare).rstrip(": ")
        said = f"{bare} in {self._phase}" + (f": {what}" if what else "")
        return self._recorded("error" if self._has_changed else "failure", said, lines)

    def _back(self, reason: str, lines: Sequence[str]) -> Outcome:
        """Bring back what ran before, and record that."""
        if any(each.undo for each in self._entered):
            self._site.voice.begun(self.app, None)
        doubt, changed = self._before is None, self._has_changed
        undone = undo(self._entered, self._worker, has_changed=changed, in_doubt=doubt)
        if undone.left:
            self._warn(undone.left)
        if undone.lost:
            reason = f"{reason}; and {undone.lost}"
        elif self._has_changed:
            self._before = brought_back(self._shipment, in_doubt=doubt)
            self._recorder.note(f"took back {self.app} {self._shipment.version}")
        return self._recorded(
            "error" if undone.lost else "failure", reason, (*lines, *undone.lines)
        )

    def _recorded(self, state: AttemptState, reason: str, lines: Sequence[str]) -> Outcome:
        """Record how it ended.

        An attempt that stays in the records without an end makes everybody ask what runs. Where
        not even its beginning is recorded, nothing was changed, and nobody need ask.
        """
        try:
            self._recorder.tell(self._begin(), state, reason)
        except Exception as error:  # noqa: BLE001  whatever it is, it is told
            said = _unrecorded(reason, faltered(error))
            if self._attempt is None:
                return self._outcome("failed", said, self._before, lines)
            return self._outcome("unknown", said, None, lines)
        return self._as_recorded(state, reason, lines)

    def _as_recorded(self, state: AttemptState, reason: str, lines: Sequence[str]) -> Outcome:
        runs = {"success": self._shipment.version, "failure": self._before}.get(state)
        return self._outcome(_MEANS[state], "" if state == "success" else reason, runs, lines)

    def _outcome(
        self, state: State, reason: str, runs: str | None, lines: Sequence[str] = ()
    ) -> Outcome:
        return Outcome(
            app=self.app,
            state=state,
            version=self._shipment.version,
            reason=reason,
            runs=runs,
            phase=None if state == "deployed" else self._phase,
            lines=tuple(lines)[-MOST_LINES:],
            seconds=self._site.now() - self._began,
            url=self._attempt.url if self._attempt else "",
        )

    @property
    def _phase(self) -> PhaseName | None:
        return self._entered[-1].name if self._entered else None

    def _log(self) -> tuple[str, ...]:
        """The last lines of the app's own log, as it is while the app is not well."""
        log = self._recipe.log
        if log is None:
            return ()
        try:
            ran = self._worker.run(log._replace(timeout=min(log.timeout, LONGEST_LOG)))
        except ReleaseError as error:
            return (f"its log cannot be read: {error.problems[0].message}",)
        return (*ran.lines, f"its log cannot be read: {ran.why}") if ran.why else ran.lines

    def _warn(self, what: str) -> None:
        self.warnings.append(f"{self.app}: {what}")


def brought_back(shipment: Shipment, *, in_doubt: bool) -> str | None:
    """The version that runs once the roll-out is undone; empty where none does.

    Args:
        shipment: what was rolled out.
        in_doubt: whether nobody knew what ran; then it is known only what that went back to.
    """
    if shipment.previous:
        return shipment.previous.version
    return None if in_doubt else NOTHING


def _unrecorded(reason: str, error: ReleaseError) -> str:
    return f"{reason}; and that could not be recorded: {error.problems[0].message}"
