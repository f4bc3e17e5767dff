"""A rehearsal as a story: what is told of it, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from release.actions import Table
from release.errors import (
    ChangesetError,
    CommandError,
    ConfigError,
    ForgeError,
    ReleaseError,
    StateError,
)
from release.model import PRODUCTION
from release.phrases import counted, cut
from release.rehearsal.stage import Stage
from release.rehearsal.train import Stop, released

_MOST_LINES, _WIDEST = 24, 150  # of what one command said; in characters
_KINDS = {
    each.exit_code: each
    for each in (ConfigError, ChangesetError, StateError, ForgeError, CommandError)
}


def opening(stage: Stage) -> Iterator[str]:
    """What is said before the first step."""
    more = " and what is not committed yet" if stage.is_changed else ""
    yield f"rehearsing both pipelines on a copy of {stage.commit[:7]}{more}"
    yield f"look at it meanwhile: {stage.page}"
    yield "no network, no token of yours; each app is deployed by commands that do nothing"
    config = stage.config
    bare = [app.name for app in config.apps if not config.deploying(app.name, PRODUCTION)]
    if bare:
        yield f"without a target in production, so not deployed there later: {', '.join(bare)}"
    if not stage.staged:
        yield "no app has a target in `staging`, so that no snapshot is taken"
    yield from stage.told


def told(stop: Stop) -> Iterator[str]:
    """One step: how it ended, and what it said."""
    sign = "✗" if stop.problem else "🟢"
    counts = f", {counted(stop.wrote, 'write')}" if stop.by == "command" else ""
    counts += f"; again: {stop.again}" if stop.again is not None else ""
    yield f"{sign} {stop.name} ({stop.seconds:.1f} s{counts})"
    lines = [line for line in (*stop.data.splitlines(), *stop.said.splitlines()) if line.strip()]
    yield from (f"    {cut(line, _WIDEST)}" for line in lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield f"    and {counted(len(lines) - _MOST_LINES, 'line')} more"


def table(stops: Sequence[Stop]) -> Table:
    """Every step that was made."""
    rows = [
        (
            stop.name,
            "✗ failed" if stop.problem else "🟢 well",
            f"{stop.seconds:.1f}",
            str(stop.wrote) if stop.by == "command" else "",
            "" if stop.again is None else str(stop.again),
        )
        for stop in stops
    ]
    return Table(("Step", "Outcome", "Seconds", "Writes", "Again"), tuple(rows))


def verdict(stage: Stage, stops: Sequence[Stop]) -> str:
    """One line about a rehearsal that went well."""
    commands = [stop for stop in stops if stop.by == "command"]
    tags = ", ".join(released(stage))
    seconds = sum(stop.seconds for stop in stops)
    return (
        f"green in {seconds:.1f} s: {tags} went out and came back to {stage.config.staging}; "
        f"each of {counted(len(commands), 'command')}, run again, wrote nothing"
    )


def failure(stops: Sequence[Stop]) -> ReleaseError | None:
    """What ended a rehearsal before its end, as an error with the exit code of that step."""
    last = stops[-1]
    if not last.problem:
        return None
    kind = _KINDS.get(last.code, ReleaseError)
    return kind(
        f"the rehearsal is red at `{last.name}` (exit code {last.code}): {last.problem}",
        hint="nothing happened outside of the rehearsal; mend it, and rehearse again",
    )


def document(stage: Stage, stops: Sequence[Stop]) -> dict[str, object]:
    """The same for programs."""
    error = failure(stops)
    return {
        "schema": 1,
        "commit": stage.commit,
        "uncommitted": stage.is_changed,
        "green": error is None,
        "verdict": error.problems[0].message if error else verdict(stage, stops),
        "seconds": round(sum(stop.seconds for stop in stops), 3),
        "steps": [{**stop._asdict(), "seconds": round(stop.seconds, 3)} for stop in stops],
        "releases": released(stage),
    }
