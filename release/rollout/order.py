"""Which apps a deployment looks at, and which goes when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from release.deployment.plan import Stop
from release.detection import Detection
from release.model import App
from release.rollout.due import Verdict
from release.waves import reached


def with_needs(apps: Sequence[App], names: Collection[str]) -> tuple[App, ...]:
    """The apps that are named, with what they need, directly or not; without a name all."""
    needs = {app.name: app.needs for app in apps}
    found = reached(names or needs, needs)
    return tuple(app for app in apps if app.name in found)


def considered(apps: Sequence[App], wanted: Collection[str]) -> tuple[str, ...]:
    """Whose attempts matter where `wanted` are named; none named means all.

    They are those, what they need directly or not, and what requires one of these.
    """
    found = {app.name for app in with_needs(apps, wanted)}
    return tuple(app.name for app in apps if app.name in found or found & set(app.requires))


def stops_of(
    apps: Sequence[App],
    detection: Detection,
    verdicts: Mapping[str, Verdict],
    wanted: Collection[str],
) -> list[Stop]:
    """The apps that are looked at, wave after wave; what is due has no recipe yet."""
    named = [app.name for app in apps if app.name in wanted or not wanted]
    causes = _causes(apps, [name for name in named if verdicts[name].action == "deploy"])
    versions = {state.name: state.version for state in detection.apps}
    needs = {app.name: app.needs for app in apps}
    levels = [
        [name for name in wave if name in named or name in causes] for wave in detection.order
    ]
    there = {name for level in levels for name in level}
    stops = []
    for number, level in enumerate(filter(None, levels), start=1):
        for name in level:
            found = verdicts[name]
            reason = found.reason if name in named else f"needed by {causes[name]}; {found.reason}"
            waits = tuple(each for each in needs[name] if each in there)
            stop = Stop(name, number, found.action, versions[name], reason, waits)
            stops.append(stop._replace(doubt=found.doubt))
    return stops


def _causes(apps: Sequence[App], deployed: Sequence[str]) -> dict[str, str]:
    """Each app that one of `deployed` needs, directly or not, and the first that needs it."""
    needs = {app.name: app.needs for app in apps}
    causes: dict[str, str] = {}
    for name in deployed:
        for need in reached(needs[name], needs):
            causes.setdefault(need, name)
    return causes
