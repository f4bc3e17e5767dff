"""`rehearse --history`: the last releases, once more, through today's configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from release.actions import Decision, Note, Table
from release.errors import Problem, ReleaseError
from release.phrases import counted, cut, first
from release.read.project import read_project
from release.replay import Compared, Difference, Past
from release.steps.replay.again import past_releases, replay, trouble
from release.steps.replay.today import prepared
from release.world import Files

_COLUMNS = ("Release", "Date", "Packages", "Today")
_WIDEST = 60  # characters of a subject
_MOST_NOTES, _MOST_VERSIONS = 10, 3


def history(
    today: Files, pasts: Iterable[Past], most: int, say: Callable[[str], object]
) -> Decision:
    """Release again what the newest releases did, and tell what differs.

    Args:
        today: the tree that has the configuration.
        pasts: the commits that may have released, the newest first.
        most: how many releases are wanted.
        say: told of each release that is compared.

    Raises:
        ConfigError: today's configuration is wrong.
    """
    read_project(today)
    found: list[Compared] = []
    warnings: tuple[str, ...] = ()
    try:
        for past in past_releases(pasts, most):
            found.append(_once_more(past, today))
            say(f"{_outcome(found[-1])}: {_name(past)}")
    except ReleaseError as error:  # where a shallow clone ends, say
        warnings = (f"what was before is not compared: {trouble(error)}",)
    return Decision(
        document=_document(found),
        blocks=(*([_table(found)] if found else []), *_notes(found)),
        pending=any(not each.is_same for each in found),
        lacking=tuple(
            Problem(f"{_name(each.past)} would come out otherwise today: {_outcome(each)}")
            for each in found
            if not each.is_same
        ),
        warnings=warnings,
        afterword=(_verdict(found, most),),
    )


def _once_more(past: Past, today: Files) -> Compared:
    try:
        return replay(past, prepared(past.before, today))
    except ReleaseError as error:
        return Compared(past, trouble=trouble(error))


def _name(past: Past) -> str:
    return f"{past.short} {cut(past.subject, _WIDEST)}"


def _outcome(found: Compared) -> str:
    """How a release came out, in a few words; the sign says whether its versions are the same."""
    if found.trouble:
        return "✗ cannot be released"
    if found.is_same:
        return "🟢 the same"
    if not found.has_same_versions:
        return f"✗ {counted(sum(not each.is_same for each in found.moved), 'other version')}"
    kinds = [counted(len([*each]), kind) for kind, each in _by_kind(found)]
    return f"⚪ the same versions; differing: {first(kinds)}"


def _by_kind(found: Compared) -> Iterator[tuple[str, Iterable[Difference]]]:
    return groupby(found.differences, key=lambda each: each.kind)


def _table(found: Sequence[Compared]) -> Table:
    return Table(_COLUMNS, tuple((*each.head, _outcome(each)) for each in found))


def _notes(found: Sequence[Compared]) -> Iterator[Note]:
    """What differs of each release that does, the newest first."""
    differing = [each for each in found if not each.is_same]
    for each in differing[:_MOST_NOTES]:
        yield Note(_name(each.past), tuple(_told(each)))
    if (more := len(differing) - _MOST_NOTES) > 0:
        yield Note(f"{counted(more, 'release')} more differ: `--json` has everything")


def _told(found: Compared) -> Iterator[str]:
    """What weighs most: other versions, from which the rest follows, or one thing of each kind."""
    if found.trouble:
        yield from found.trouble.splitlines()
        return
    versions = [each for each in found.differences if each.kind == "version"]
    told = versions[:_MOST_VERSIONS] or [next(iter(those)) for _, those in _by_kind(found)]
    yield from map(str, told)
    if (more := len(found.differences) - len(told)) > 0:
        yield f"and {counted(more, 'difference')} more"


def _verdict(found: Sequence[Compared], most: int) -> str:
    if not found:
        return (
            "no release is in the history of this branch: a commit that consumes changesets and "
            "moves versions"
        )
    same, versions = (
        sum(getattr(each, kind) for each in found) for kind in ("is_same", "has_same_versions")
    )
    told = f"{same} of {counted(len(found), 'release')} would come out as they were"
    if versions > same:
        told += f", and {versions - same} more in their versions"
    return told if len(found) == most else f"{told}; the history has no more"


def _document(found: Sequence[Compared]) -> dict[str, object]:
    return {
        "schema": 1,
        "same": sum(each.is_same for each in found),
        "same_versions": sum(each.has_same_versions for each in found),
        "releases": [
            {
                "commit": each.past.commit,
                "subject": each.past.subject,
                "date": each.past.date,
                "same": each.is_same,
                "same_versions": each.has_same_versions,
                "versions": [moved._asdict() for moved in each.moved],
                "differences": [difference._asdict() for difference in each.differences],
                "same_files": each.same,
                "laid_out": list(each.laid_out),
                "trouble": each.trouble,
            }
            for each in found
        ],
    }
