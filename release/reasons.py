"""Why a release is in the plan, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from release.model import Cause, Changeset, PlannedRelease


def summaries_of(changesets: Iterable[Changeset]) -> dict[str, str]:
    """The first line of each changeset's summary, by its id."""
    return {each.id: first_line(each.summary) for each in changesets}


def reasons(release: PlannedRelease, summaries: Mapping[str, str]) -> list[str]:
    """Why a release is in the plan, a line a cause; `summaries` as `summaries_of` gives them."""
    return [_reason(cause, summaries) for cause in release.because_of]


def first_line(summary: str) -> str:
    """The first line of a summary that says something."""
    return next((line.strip() for line in summary.split("\n") if line.strip()), "(no summary)")


def _reason(cause: Cause, summaries: Mapping[str, str]) -> str:
    if cause.kind == "changeset":
        summary = summaries.get(cause.subject)
        return f"{summary} [{cause.subject}]" if summary else f"changeset {cause.subject}"
    if cause.kind == "dependency" and not cause.detail:
        return f"it is released whenever {cause.subject} is"
    if cause.kind == "dependency":
        return f"the new {cause.subject} is outside its range `{cause.detail}`"
    if cause.kind == "exit":
        return f"the prerelease {cause.subject} becomes a release"
    return f"{cause.kind} group of {cause.subject}"
