"""What became of a deployment, for people: a table, a page of Markdown, and what went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from release.actions import Note, Table
from release.controls import without_controls
from release.deployment.outcome import Outcome, Report, State
from release.errors import Problem
from release.markdown import escape_markdown, table
from release.phrases import counted

SIGNS: dict[State, str] = {
    "deployed": "🟢",
    "already": "⚪",
    "skipped": "⚪",
    "failed": "✗",
    "blocked": "✗",
    "unknown": "✗",
}
"""A sign for each state; the word beside it says which."""

_HEADINGS = ("App", "Outcome", "Version", "Runs now", "Seconds", "Reason")
_MARK = "\N{REPLACEMENT CHARACTER}"
_BAD: tuple[State, ...] = ("failed", "unknown")


def blocks(report: Report) -> tuple[Table | Note, ...]:
    """The report for a person: the table, and what was last said where something failed."""
    said = [
        Note(f"{outcome.app}: what was said last", outcome.lines)
        for outcome in report.outcomes
        if outcome.state in _BAD and outcome.lines
    ]
    return (_table(report), *said, Note(f"plan {report.digest}"))


def headline(report: Report) -> str:
    """The whole report in one line."""
    counts = [
        f"{number} {state}"
        for state in SIGNS
        if (number := sum(each.state == state for each in report.outcomes))
    ]
    where = f"deployment to {report.environment}"
    ended = f", interrupted by {report.interrupted}" if report.interrupted else ""
    return f"{where}: {', '.join(counts) or 'no app'}{ended}"


def pages(report: Report) -> Iterator[str]:
    """The report as Markdown, in ever shorter versions: whole, without lines, in one line."""
    title = f"### {SIGNS['deployed' if report.is_good else 'failed']} "
    title += escape_markdown(headline(report)) + "\n"
    told = _markdown(_table(report))
    warnings = "".join(f"* {escape_markdown(each)}\n" for each in report.warnings)
    digest = f"Plan {escape_markdown(report.digest)}\n"
    said = [_folded(each) for each in report.outcomes if each.lines]
    yield "\n".join(filter(None, [title, told, warnings, *said, digest]))
    yield f"{title}\n{told}\n{digest}"
    yield title


def problems(report: Report) -> tuple[Problem, ...]:
    """What went wrong, the worst first; empty when all is good."""
    found = [
        _problem(outcome)
        for state in ("unknown", "failed")
        for outcome in report.outcomes
        if outcome.state == state
    ]
    blocked = [each for each in report.outcomes if each.state == "blocked"]
    if blocked:
        found.append(_blocked(blocked))
    if report.interrupted:
        found.insert(0, _interrupted(report))
    return tuple(found)


def _table(report: Report) -> Table:
    return Table(_HEADINGS, tuple(_row(each) for each in report.outcomes))


def _row(outcome: Outcome) -> tuple[str, ...]:
    return (
        outcome.app,
        f"{SIGNS[outcome.state]} {outcome.state}",
        f"v{outcome.version}",
        _runs(outcome),
        f"{outcome.seconds:.1f}" if outcome.seconds else "",
        outcome.reason,
    )


def _runs(outcome: Outcome) -> str:
    if outcome.runs is None:
        return "" if outcome.state == "skipped" else "unknown"
    return f"v{outcome.runs}" if outcome.runs else "nothing"


def _problem(outcome: Outcome) -> Problem:
    phase = f" in `{outcome.phase}`" if outcome.phase else ""
    ended = "failed" if outcome.state == "failed" else "is in an unknown state: it ended"
    message = f"{outcome.app} {outcome.version} {ended}{phase}: {outcome.reason}"
    hint = "see what runs there; the next deployment brings it to one version"
    if outcome.runs is not None:
        runs = f"{outcome.runs} runs" if outcome.runs else "nothing of it runs"
        hint = f"{runs} there; mend it, and run the command again"
    return Problem("\n    ".join([message, *outcome.lines]), hint=hint)


def _blocked(outcomes: Sequence[Outcome]) -> Problem:
    number = len(outcomes)
    was, as_it_was = ("was", "it was") if number == 1 else ("were", "they were")
    told = f"{counted(number, 'app')} {was} not deployed, and left as {as_it_was}"
    said = [f"{each.app} {each.version}: {each.reason}" for each in outcomes]
    return Problem(
        "\n    ".join([told, *said]),
        hint="the same command deploys what is missing, and repeats nothing",
    )


def _interrupted(report: Report) -> Problem:
    return Problem(
        f"the deployment to {report.environment} was interrupted by {report.interrupted}",
        hint="the same command goes on: it deploys what is missing, and repeats nothing",
    )


def _markdown(shown: Table) -> str:
    rows = (map(escape_markdown, row) for row in shown.rows)
    return f"{table(map(escape_markdown, shown.headings), rows)}\n"


def _folded(outcome: Outcome) -> str:
    """The last lines, behind a heading that opens them; a fence that they cannot end."""
    text = "\n".join(without_controls(line, _MARK).replace("\n", " ") for line in outcome.lines)
    text = text.encode("utf-8", "replace").decode("utf-8")
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    summary = escape_markdown(f"{outcome.app}: what was said last")
    return f"<details><summary>{summary}</summary>\n\n{fence}text\n{text}\n{fence}\n\n</details>\n"
