"""A team's own functions in the recipes of their apps."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from release.config.apps import unknown_app
from release.deployment import PHASES, Call, Phase, PhaseName, Recipe
from release.deployment.own import Registration
from release.errors import Problem, did_you_mean


def registration_problems(
    registered: Sequence[Registration], apps: Collection[str]
) -> Iterator[Problem]:
    """What is wrong with registrations: apps and phases that are none, and two for one phase."""
    seen: dict[tuple[str, str], Registration] = {}
    for each in registered:
        if each.app not in apps:
            yield unknown_app(each.app, apps, each.where)
        if each.phase not in PHASES:
            known = did_you_mean(each.phase, PHASES) or f"the phases are {', '.join(PHASES)}"
            yield Problem(f"phase `{each.phase}` does not exist", each.where, known)
        first = seen.setdefault((each.app, each.phase), each)
        if first is not each:
            yield Problem(
                f"`{each.phase}` of {each.app} has two functions",
                each.where,
                f"the other one is at {first.where}; have one call the other",
            )


def with_own(
    recipe: Recipe | None,
    app: str,
    registered: Sequence[Registration],
    done: Collection[PhaseName] = (),
) -> Recipe | None:
    """A recipe with the functions that are registered for the app.

    They are called when the target's work of their phase is done, and before its checks; what
    takes one back comes before the target's own undo.

    Args:
        recipe: the target's; None where the app has none.
        app: whose recipe it is.
        registered: all functions.
        done: the phases that have been gone through already, so that no function is called there.

    Returns:
        None where there is neither a target nor a function.
    """
    own = {each.phase: each for each in registered if each.app == app and each.phase not in done}
    if not own:
        return recipe
    of_target = {phase.name: phase for phase in recipe.phases} if recipe else {}
    phases = tuple(
        _with(of_target.get(name) or Phase(name), own.get(name))
        for name in PHASES
        if name in of_target or name in own
    )
    return (recipe or Recipe(()))._replace(phases=phases)


def _with(phase: Phase, own: Registration | None) -> Phase:
    if own is None:
        return phase
    name, opposite = own.names
    call = Call(own.app, phase.name, name=name)
    undo = ((call._replace(undoes=True, name=opposite),),) if own.has_undo else ()
    return phase._replace(work=(*phase.work, (call,)), undo=(*undo, *phase.undo))
