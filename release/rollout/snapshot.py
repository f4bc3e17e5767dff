"""Which apps a snapshot has, and why: those whose content is not what runs.

Decided by what runs, never by what happened last: after a snapshot that failed, or was killed, the
same apps are in the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from release.deployment import Running

_MOST_TOLD = 3  # files


class Known(NamedTuple):
    """What is known of an app in the environment.

    `runs` is None where nothing does, or nobody knows what: `why`. `changed` are the files of its
    content that differ from what runs; None where the commit that runs is not here to compare.
    """

    runs: Running | None
    why: str = ""
    changed: tuple[str, ...] | None = None


class Verdict(NamedTuple):
    """Whether an app is in the snapshot, and why."""

    is_in: bool
    reason: str


def verdict(known: Known, *, everything: bool = False) -> Verdict:
    """Decide about one app; with `everything` it is in, whether or not anything changed."""
    runs, changed = known.runs, known.changed
    if runs is None:
        return Verdict(True, known.why)
    since = f"since {runs.version} ({runs.commit[:7]})"
    if changed is None:
        return Verdict(True, f"{runs.version} runs, whose commit {runs.commit[:7]} is not here")
    if changed:
        number = "1 file" if len(changed) == 1 else f"{len(changed)} files"
        return Verdict(True, f"{number} changed {since}: {_listed(changed)}")
    if everything:
        return Verdict(True, f"nothing of it changed {since}, and all are asked for")
    return Verdict(False, f"nothing of it changed {since}")


def _listed(paths: Sequence[str]) -> str:
    more = len(paths) - _MOST_TOLD
    told = ", ".join(paths[:_MOST_TOLD])
    return f"{told} and {more} more" if more > 0 else told
