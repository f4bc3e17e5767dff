"""The whole train, ridden: from an intent on staging to the back-merge, each command twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from time import monotonic
from typing import Literal, NamedTuple

from release.adapters.asked import asking
from release.adapters.shell import Result
from release.errors import ReleaseError
from release.phrases import counted
from release.rehearsal.stage import Stage

MOST_PACKAGES = 10  # that an intent is for
INTENT = "Rehearsed: nothing is really changed"
_STATE = 4  # the exit code where something is not as it must be


class Stop(NamedTuple):
    """One step that was made.

    `name` is the command, or what people did. `code` is the exit code, `wrote` how many requests
    had an effect, and `again` how many had one in a second run; None where people did it. `said`
    and `data` are what the command said and printed. `problem` is empty where all was well.
    """

    name: str
    by: Literal["people", "command"]
    code: int
    seconds: float
    wrote: int = 0
    again: int | None = None
    data: str = ""
    said: str = ""
    problem: str = ""


Leg = Callable[[Stage], Stop]


def route(stage: Stage) -> Iterator[tuple[str, Leg]]:
    """Every step of both pipelines in order, by name."""
    main, staging = stage.config.main, stage.config.staging
    yield f"an intent on {staging}", _intend
    if stage.staged:
        yield from _commands(staging, ("staging.snapshot",))
    if not stage.has_one_branch:
        yield f"promotion of {staging} to {main}", _promote
    yield from _commands(main, ("release.pr",), ("release.preview", "--comment"))
    yield "merge of the release pull request", _merge
    if stage.deployed:
        yield from _commands(main, ("deploy",))
    yield from _commands(main, ("release.publish",))
    if not stage.has_one_branch:
        yield from _commands(main, ("staging.sync",))
    yield "arrival", _arrive


def ride(
    stage: Stage, legs: Iterable[tuple[str, Leg]], begins: Callable[[str], object]
) -> Iterator[Stop]:
    """Make one step after another, up to the first that is not well.

    Args:
        stage: where.
        legs: the steps, by name.
        begins: told the name of each step that begins.
    """
    for name, leg in legs:
        begins(name)
        began = monotonic()
        try:
            with asking(f"rehearsal of {name}"):
                stop = leg(stage)
        except ReleaseError as error:
            stop = Stop(name, "people", error.exit_code, 0, problem=error.problems[0].message)
        yield stop._replace(name=name, seconds=monotonic() - began)
        if stop.problem:
            return


def _commands(branch: str, *commands: tuple[str, ...]) -> Iterator[tuple[str, Leg]]:
    for words in commands:
        yield " ".join(words), partial(_command, branch=branch, words=words)


def _command(stage: Stage, *, branch: str, words: tuple[str, ...]) -> Stop:
    """Run a command of a pipeline, which must do something; and again, which must do nothing."""
    stage.check_out(branch)
    first, wrote = _written(stage, words)
    stop = Stop("", "command", first.code, 0, wrote, None, first.stdout, first.stderr)
    if first.code:
        return stop._replace(problem=_why(first))
    if not wrote:
        return stop._replace(code=_STATE, problem="it found nothing to do")
    second, again = _written(stage, words)
    stop = stop._replace(again=again)
    if second.code:
        return stop._replace(code=second.code, problem=f"run again: {_why(second)}")
    if again:
        told = f"run again, it wrote {counted(again, 'time')} more"
        return stop._replace(code=_STATE, problem=told)
    return stop


def _written(stage: Stage, words: tuple[str, ...]) -> tuple[Result, int]:
    """Run a command, and tell how many requests had an effect."""
    before = len(stage.hub.log)
    result = stage.run(*words)
    return result, sum(entry.wrote for entry in stage.hub.log[before:])


def _why(result: Result) -> str:
    """What a command said was wrong; the last that it said where it did not say so."""
    lines = result.stderr.strip().splitlines()
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return errors[0] if errors else (lines or [f"exit code {result.code}"])[-1].strip()


def _intend(stage: Stage) -> Stop:
    """A contributor says that each app has changed, and pushes that."""
    stage.check_out(stage.config.staging)
    packages = stage.packages[:MOST_PACKAGES]
    named = [word for name in packages for word in ("--package", f"{name}:patch")]
    result = stage.run("changeset.add", *named, "--message", INTENT)
    stop = Stop("", "people", result.code, 0, data=result.stdout, said=result.stderr)
    if result.code:
        return stop._replace(problem=_why(result))
    stage.commit_all(INTENT, stage.config.staging)
    return stop._replace(said=f"a changeset, patch, for {', '.join(packages)}")


def _promote(stage: Stage) -> Stop:
    """Somebody opens the pull request from staging to main, and merges it."""
    main, staging = stage.config.main, stage.config.staging
    opened = stage.ask("POST", "pulls", title=f"Promote {staging}", head=staging, base=main)
    stage.ask("PUT", f"pulls/{opened['number']}/merge")
    return Stop("", "people", 0, 0, said=f"merged: {stage.page}/pull/{opened['number']}")


def _merge(stage: Stage) -> Stop:
    """Somebody looks at the release pull request, and presses the button."""
    (pull,) = (each for each in stage.there.pulls.values() if each.open)
    stage.ask("PUT", f"pulls/{pull.number}/merge")
    return Stop("", "people", 0, 0, said=f"merged: {stage.page}/pull/{pull.number} ({pull.title})")


def _arrive(stage: Stage) -> Stop:
    """Is everything where the train was to bring it?"""
    bare = stage.there.bare
    main, staging = (bare.branch(name) for name in (stage.config.main, stage.config.staging))
    said = f"{counted(len(released(stage)), 'release')}: {stage.page}/releases"
    stop = Stop("", "people", 0, 0, said=said)
    if main is None or staging is None or not bare.contains(staging, main):
        lacks = f"`{stage.config.staging}` lacks commits of `{stage.config.main}`"
        return stop._replace(code=_STATE, problem=lacks)
    opened = [pull.number for pull in stage.there.pulls.values() if pull.open]
    if opened:
        return stop._replace(code=_STATE, problem=f"pull requests are open still: {opened}")
    return stop


def released(stage: Stage) -> list[str]:
    """The tags of the releases that are out."""
    return sorted(each.tag for each in stage.there.releases.values() if each.published)
