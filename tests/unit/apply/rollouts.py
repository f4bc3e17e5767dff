"""What comes of a deployment in a yard: of one app by given steps, or of three by their own."""

from __future__ import annotations

from release.apply.rollout import carry_out
from release.deployment import Phase, PhaseName, Recipe
from release.deployment.outcome import Report
from release.deployment.plan import Stop
from release.deployment.ports import Ran
from release.deployment.records import AttemptState
from tests.deploys.plans import a_command, a_deployment, a_site, a_stop
from tests.deploys.records import MemoryRecords
from tests.deploys.world import Faults, Heard
from tests.deploys.yard import Programs, Trial, Yard

FAILS = Ran(3, lines=("no space left on device",))


def rolled_out(stop: Stop, programs: Programs) -> Report:
    """What comes of a deployment of one app."""
    site = a_site(MemoryRecords(), Yard())._replace(run_command=programs)
    return carry_out(a_deployment(stop), site)


def the_steps(**undo: str) -> Recipe:
    """One command for each phase, and its undo where that is named."""

    def phase(name: PhaseName) -> Phase:
        key = name.replace(" ", "_")
        back = ((a_command(undo[key]),),) if key in undo else ()
        return Phase(name, ((a_command(key),),), undo=back)

    names: tuple[PhaseName, ...] = ("build", "publish", "roll out", "verify")
    return Recipe(tuple(map(phase, names)))


class Scene:
    """Backend, and two that need it, in a yard where all of them ran."""

    def __init__(self, *broken: tuple[str, Trial], faults: Faults | None = None) -> None:
        faults = faults or Faults()
        self.stop = faults.stop
        self.records = MemoryRecords()
        apps = ("backend", "cloudprint", "frachter")
        self.yard = Yard(runs=dict.fromkeys(apps, "1.0.0"), broken={*broken})
        self.site = a_site(self.records, self.yard, faults)
        assert isinstance(self.site.voice, Heard)
        self.voice = self.site.voice
        first, *others = apps
        self.stops = [
            a_stop(first),
            *(a_stop(app, wave=2, needs=(first,)) for app in others),
        ]

    def carry_out(self, *stops: Stop, **fields: object) -> Report:
        return carry_out(a_deployment(*(stops or self.stops), **fields), self.site)

    @property
    def told(self) -> list[tuple[str, AttemptState]]:
        return [(each.wanted.app, each.state) for each in self.records.book]


def states(report: Report) -> dict[str, str]:
    return {each.app: each.state for each in report.outcomes}


def reason(report: Report, app: str = "backend") -> str:
    return next(each.reason for each in report.outcomes if each.app == app)
