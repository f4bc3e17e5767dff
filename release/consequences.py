"""What new changesets will cause, before they are written: the plan with them and without."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from release.model import Bump, PlannedRelease, ReleasePlan
from release.reasons import reasons, summaries_of

NEW = "(new)"
"""The id of a changeset that has no file yet."""

_SHOWN = 12  # releases that are listed; a longer list scrolls the question away


class Consequence(NamedTuple):
    """A release that is caused or changed. `before` is the version that was pending without."""

    release: PlannedRelease
    before: str | None


class Foresight(NamedTuple):
    """What new changesets will cause.

    `others` counts the releases that are pending and stay as they are; `trouble` says why there
    is no plan.
    """

    consequences: tuple[Consequence, ...] = ()
    reasons: tuple[str, ...] = ()  # one for each consequence
    others: int = 0
    trouble: str = ""


def consequences(ids: Collection[str], after: ReleasePlan, before: ReleasePlan) -> Foresight:
    """Compare the plans with and without the changesets `ids`.

    A release is a consequence when one of them names the package, or when its version is
    another one because of them.
    """
    pending = {each.name: each for each in before.releases if each.bump is not Bump.NONE}
    moving = [each for each in after.releases if each.bump is not Bump.NONE]
    found = []
    for release in moving:
        was = pending.get(release.name)
        if was is None or was.new != release.new or not set(ids).isdisjoint(release.changesets):
            found.append(Consequence(release, was.new if was else None))
    summaries = summaries_of(after.changesets)
    words = tuple(_reason(each.release, ids, summaries) for each in found)
    return Foresight(tuple(found), words, len(moving) - len(found))


def foresight_document(foresight: Foresight) -> dict[str, object]:
    """The foresight as members of a JSON document; `causes` is null when there is no plan."""
    if foresight.trouble:
        return {"causes": None, "trouble": foresight.trouble}
    causes = [
        {
            "name": release.name,
            "bump": str(release.bump),
            "from": release.old,
            "to": release.new,
            "pending": before,
            "because": because,
        }
        for (release, before), because in zip(
            foresight.consequences, foresight.reasons, strict=True
        )
    ]
    return {"causes": causes}


def foresight_lines(foresight: Foresight) -> tuple[str, ...]:
    """The foresight for a person: a heading, then a line a release."""
    if foresight.trouble:
        return (f"What it will release is not known: {foresight.trouble}",)
    if not foresight.consequences:
        return ("It will release nothing.",)
    return ("It will release:", *_rows(foresight))


def _rows(foresight: Foresight) -> Iterator[str]:
    shown = list(zip(foresight.consequences, foresight.reasons, strict=True))[:_SHOWN]
    names = [" ".join(each.release.name.split()) for each, _ in shown]
    moves = [f"{each.release.old} -> {each.release.new}" for each, _ in shown]
    name_width, move_width = max(map(len, names)), max(map(len, moves))
    for (each, why), name, move in zip(shown, names, moves, strict=True):
        note = "" if each.before in {None, each.release.new} else f" (so far {each.before})"
        yield f"  {name:{name_width}}  {move:{move_width}}  {why}{note}"
    if more := len(foresight.consequences) - len(shown):
        yield f"  and {more} more"
    if foresight.others:
        yield f"  besides {foresight.others} that are pending already"


def _reason(release: PlannedRelease, ids: Collection[str], summaries: dict[str, str]) -> str:
    """The first cause among `ids`, or else the last one: what came later is what changed."""
    told = [
        ("this changeset" if cause.subject == NEW else words, cause.subject in ids)
        for cause, words in zip(release.because_of, reasons(release, summaries), strict=True)
    ]
    return next((words for words, is_own in told if is_own), told[-1][0] if told else "")
