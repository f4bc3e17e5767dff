"""The apps of a deployment, wave after wave; those of one wave at the same time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from queue import Empty, Queue
from threading import Thread

from release.apply.rollout.app_rollout import AppRollout, brought_back
from release.apply.rollout.recorder import Recorder
from release.deployment.outcome import GOOD, Outcome, Report, State
from release.deployment.plan import DeployPlan, Stop
from release.deployment.ports import Interrupt, Site

_LOOK = 0.1  # seconds between looks for an interrupt

_WORDS: Mapping[State, str] = {
    "failed": "failed",
    "blocked": "is blocked",
    "unknown": "may not be well",
}


class _Wish:
    """An interrupt that also we can wish for."""

    def __init__(self, other: Interrupt) -> None:
        self._other = other
        self.own = ""

    @property
    def why(self) -> str:
        return self._other.why or self.own

    def wait(self, seconds: float) -> bool:
        return bool(self.own) or self._other.wait(seconds)


class Execution:
    """Walks the waves of a plan, and keeps what became of each app."""

    def __init__(self, plan: DeployPlan, site: Site, grace: float) -> None:
        self._plan = plan
        self._grace = grace
        self._wish = _Wish(site.stop)
        self._site = site._replace(stop=self._wish)
        self._recorder = Recorder(plan, self._site)
        self._outcomes: dict[str, Outcome] = {}
        self._rollouts: list[AppRollout] = []
        self._under_way: list[AppRollout] = []
        self._broken: dict[AppRollout, BaseException] = {}
        self._ended: Queue[tuple[AppRollout, Outcome | BaseException | None]] = Queue()

    def run(self) -> None:
        """Walk all waves, and tidy up behind."""
        for wave in self._plan.waves:
            rollouts = [rollout for stop in wave if (rollout := self._rollout(stop)) is not None]
            self._rollouts += rollouts
            self._do({rollout: rollout.run for rollout in rollouts})
            if self._plan.undoes_wave:
                self._take_back(rollouts)
        self._do({each: each.tidy for each in self._rollouts if self._state(each) == "deployed"})

    def halt(self, why: str) -> None:
        """Have everything end as after a signal."""
        self._wish.own = self._wish.own or why

    def wait(self) -> None:
        """Wait for what is under way; after an interrupt, not longer than the grace.

        Raises:
            BaseException: what ended an app and is no error, once all is recorded.
        """
        until = None
        while self._under_way:
            try:
                self._keep(*self._ended.get(timeout=_LOOK))
            except Empty:
                if self._wish.why:
                    until = self._site.now() + self._grace if until is None else until
                    if self._site.now() >= until:
                        break
        self._give_up()

    def report(self) -> Report:
        """What became of every app."""
        stops = self._plan.stops
        outcomes = tuple(self._outcomes.get(each.app) or self._unbegun(each) for each in stops)
        warnings = tuple(each for rollout in self._rollouts for each in rollout.warnings)
        return Report(self._plan.environment, self._plan.digest, outcomes, self._wish.why, warnings)

    def _rollout(self, stop: Stop) -> AppRollout | None:
        """The rollout of an app that is due and free to go; None for others, which are settled.

        Raises:
            ValueError: it is due, and the plan does not say how it is deployed.
        """
        if (settled := self._settled(stop)) is not None:
            self._settle(settled)
            return None
        if stop.shipment is None or stop.recipe is None:
            raise ValueError(f"the plan has no recipe for {stop.app}")
        return AppRollout(stop.shipment, stop.recipe, self._recorder, self._site, _before(stop))

    def _settled(self, stop: Stop) -> Outcome | None:
        """What becomes of an app without doing anything."""
        if stop.action == "already":
            return Outcome(stop.app, "already", stop.version, stop.reason, stop.version)
        if stop.action == "skip":
            return Outcome(stop.app, "skipped", stop.version, stop.reason)
        if self._wish.why:
            return self._unbegun(stop)
        known = [self._outcomes[need] for need in stop.needs if need in self._outcomes]
        bad = [each for each in known if each.state not in GOOD]
        if not bad:
            return None
        reason = f"needs `{bad[0].app}`, which {_WORDS[bad[0].state]}"
        return Outcome(stop.app, "blocked", stop.version, reason, _before(stop))

    def _unbegun(self, stop: Stop) -> Outcome:
        reason = f"interrupted by {self._wish.why} before it began"
        return Outcome(stop.app, "blocked", stop.version, reason, _before(stop))

    def _take_back(self, rollouts: Sequence[AppRollout]) -> None:
        """Where one of a wave failed, bring back the others, the last of the plan first."""
        bad = [each.app for each in rollouts if self._state(each) not in GOOD]
        if not bad or self._wish.why:
            return
        for rollout in reversed(rollouts):
            if self._state(rollout) == "deployed":
                because = f"`{bad[0]}` of its wave {_WORDS[self._outcomes[bad[0]].state]}"
                self._do({rollout: partial(rollout.take_back, because)})

    def _do(self, tasks: Mapping[AppRollout, Callable[[], Outcome | None]]) -> None:
        """Do something for several apps, each in a thread of its own, and wait for all."""
        for rollout, task in tasks.items():
            self._under_way.append(rollout)
            # A daemon: what was given up must not keep the process from its end.
            Thread(target=self._one, args=(rollout, task), daemon=True).start()
        self.wait()

    def _one(self, rollout: AppRollout, task: Callable[[], Outcome | None]) -> None:
        try:
            self._ended.put((rollout, task()))
        except BaseException as error:  # noqa: BLE001  it is raised again, in the main thread
            self._ended.put((rollout, error))

    def _keep(self, rollout: AppRollout, came_to: Outcome | BaseException | None) -> None:
        """Keep what the thread of an app came to."""
        if rollout not in self._under_way:
            return  # it was given up
        self._under_way.remove(rollout)
        if isinstance(came_to, Outcome):
            self._settle(came_to)
        elif came_to is not None:
            self._broken[rollout] = came_to
            self.halt(type(came_to).__name__)

    def _give_up(self) -> None:
        """Record how it stands with the apps that did not come back."""
        broken = [each for each in self._broken.values() if not isinstance(each, KeyboardInterrupt)]
        for rollout in [*self._broken, *self._under_way]:
            self._recorder.close()
            self._settle(rollout.give_up(f"interrupted by {self._wish.why}"))
            self._under_way = [each for each in self._under_way if each is not rollout]
            self._broken.pop(rollout, None)
        for each in broken:
            raise each

    def _settle(self, outcome: Outcome) -> None:
        self._outcomes[outcome.app] = outcome
        self._site.voice.ended(outcome)

    def _state(self, rollout: AppRollout) -> State | None:
        outcome = self._outcomes.get(rollout.app)
        return outcome.state if outcome else None


def _before(stop: Stop) -> str | None:
    """The version that runs as long as the app is not deployed; None where nobody knows."""
    if stop.doubt or stop.shipment is None:
        return None
    return brought_back(stop.shipment, in_doubt=False)
