"""A rehearsal as a story: what is told of it, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from release.actions import Decision, Table
from release.errors import (
    ChangesetError,
    CommandError,
    ConfigError,
    ForgeError,
    ReleaseError,
    StateError,
)
from release.model import PRODUCTION
from release.phrases import counted, cut, first
from release.rehearsal.breaks import Break
from release.rehearsal.stage import Stage
from release.rehearsal.train import Stop, released

_MOST_LINES = 24  # of what one command said
_WIDEST, _WIDEST_FAILED = 76, 150  # characters: with its indent, a line of most terminals
_KINDS = {
    each.exit_code: each
    for each in (ConfigError, ChangesetError, StateError, ForgeError, CommandError)
}


def opening(stage: Stage, mishap: Break | None = None) -> Iterator[str]:
    """What is said before the first step."""
    more = " and what is not committed yet" if stage.is_changed else ""
    yield f"rehearsing both pipelines on a copy of {stage.commit[:7]}{more}"
    yield f"look at it meanwhile: {stage.page}"
    if stage.deployed:
        yield "no network, no token of yours; each app is deployed by commands that do nothing"
    else:
        yield "no network, no token of yours; no app is configured, so nothing is deployed"
    bare = [app for app in stage.deployed if not stage.config.deploying(app, PRODUCTION)]
    if bare:
        yield f"without a target in production yet: {first(bare)}"
    if stage.has_one_branch:
        yield f"`{stage.config.main}` is `staging`, too: nothing is promoted or merged back"
    elif stage.deployed and not stage.staged:
        yield "no app has a target in `staging`, so that no snapshot is taken"
    yield from stage.told
    if mishap:
        yield f"before `{mishap.step}` {mishap.told}"


def intermission(stage: Stage, mishap: Break) -> Iterator[str]:
    """What is said between a mishap and what comes after it was mended."""
    yield "as it stands:"
    yield f"    released: {first(released(stage)) or 'nothing'}"
    opened = [pull for pull in stage.there.pulls.values() if pull.open]
    for pull in opened:
        yield f"    open: {stage.page}/pull/{pull.number} ({pull.title})"
    if stage.holds_lock:
        yield f"    somebody still has the lock of `{PRODUCTION}`"
    yield f"and then {mishap.mended}; the same commands go on from there"


def told(stop: Stop) -> Iterator[str]:
    """One step: how it ended, and what it said."""
    sign = "✗" if stop.problem else "🟢"
    counts = f", {counted(stop.wrote, 'write')}" if stop.by == "command" else ""
    counts += f"; again: {stop.again}" if stop.again is not None else ""
    yield f"{sign} {stop.name} ({stop.seconds:.1f} s{counts})"
    lines = [line for line in (*stop.data.splitlines(), *stop.said.splitlines()) if line.strip()]
    widest = _WIDEST_FAILED if stop.problem else _WIDEST
    yield from (f"    {cut(line, widest)}" for line in lines[:_MOST_LINES])
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


def verdict(stage: Stage, stops: Sequence[Stop]) -> tuple[str, str]:
    """What is said about a rehearsal that went well."""
    commands = [stop for stop in stops if stop.by == "command"]
    back = "" if stage.has_one_branch else f" and came back to {stage.config.staging}"
    return (
        f"green in {_seconds(stops):.1f} s: {first(released(stage), 3)}",
        f"went out{back}; each of {counted(len(commands), 'command')}, run again, wrote nothing",
    )


def failure(stops: Sequence[Stop], mended: Sequence[Stop] = ()) -> ReleaseError | None:
    """What ended a rehearsal before its end, as an error with the exit code of that step.

    Args:
        stops: the steps up to there.
        mended: those after somebody mended what was broken on purpose.
    """
    last = stops[-1]
    if not last.problem:
        return None
    kind = _KINDS.get(last.code, ReleaseError)
    hint = "nothing happened outside of the rehearsal; mend it, and rehearse again"
    if mended and mended[-1].problem:
        hint = f"mended, it is red again at `{mended[-1].name}`: {mended[-1].problem}"
    elif mended:
        hint = "it was broken on purpose; mended, the same commands brought it all to its end"
    return kind(
        f"the rehearsal is red at `{last.name}` (exit code {last.code}): {last.problem}", hint=hint
    )


def decision(
    stage: Stage, stops: Sequence[Stop], mended: Sequence[Stop], mishap: Break | None
) -> Decision:
    """How a rehearsal ended.

    Args:
        stage: where.
        stops: the steps that were made, up to one that was not well.
        mended: those that were made after what was broken on purpose was mended.
        mishap: what was to be broken.
    """
    error = failure(stops, mended)
    if mishap and not error:
        error = StateError(f"nothing was red although {mishap.told} before `{mishap.step}`")
    told = verdict(stage, stops) if error is None else (error.problems[0].message,)
    every = (*stops, *mended)
    return Decision(
        document={
            "schema": 1,
            "commit": stage.commit,
            "uncommitted": stage.is_changed,
            "green": error is None,
            "verdict": " ".join(told),
            "seconds": round(_seconds(every), 3),
            "steps": [{**stop._asdict(), "seconds": round(stop.seconds, 3)} for stop in every],
            "releases": released(stage),
        },
        blocks=(table(every),),
        pending=False,
        failure=error,
        afterword=() if error else told,
    )


def _seconds(stops: Sequence[Stop]) -> float:
    return sum(stop.seconds for stop in stops)
