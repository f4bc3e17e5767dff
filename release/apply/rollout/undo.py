"""Bringing an app back to what ran before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from release.apply.rollout.faltering import faltered
from release.apply.rollout.worker import Worker
from release.deployment import Phase, PhaseName

HARMLESS: frozenset[PhaseName] = frozenset({"build", "publish"})
"""The phases in which nothing changes in the environment."""


_KEPT = "what was published stays, for nobody knows whether it runs"


class Undone(NamedTuple):
    """What came of it. `lost` says why nothing tells what runs now; empty: what ran before runs.

    `left` says what was made and is still there, which does no harm; `lines` are the last that
    was said.
    """

    lost: str = ""
    left: str = ""
    lines: tuple[str, ...] = ()


def undo(entered: Sequence[Phase], worker: Worker, *, has_changed: bool, in_doubt: bool) -> Undone:
    """Undo phases, the last one first.

    What was built and published stays where it may be in use: where the environment could not be
    brought back, or where nobody knows what an earlier attempt has left there.

    Args:
        entered: the phases that were begun.
        worker: the app's.
        has_changed: whether its roll-out has begun.
        in_doubt: whether nobody knew what runs when it began.
    """
    if in_doubt and not has_changed:
        return Undone(left=_KEPT if any(each.undo for each in entered) else "")
    worker = worker._replace(values=dict(worker.values))  # what ran before has values of its own
    lost: list[str] = []
    left: list[str] = []
    lines: list[str] = []
    if has_changed and not any(each.name == "roll out" and each.undo for each in entered):
        lost.append("nothing takes its roll-out back")
    for phase in reversed(entered):
        if lost and phase.name in HARMLESS:
            break
        try:
            worker.work(phase.undo)
        except Exception as error:  # noqa: BLE001  whatever it is, it is told
            why = faltered(error)
            said = f"undoing its {phase.name} failed: {why.problems[0].message}"
            (left if phase.name in HARMLESS else lost).append(said)
            lines += why.lines
    return Undone("; ".join(lost), "; ".join(left), tuple(lines))
