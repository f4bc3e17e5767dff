"""The changesets of both sides, file by file.

Git takes a new changeset for a released one under another name, when they say much the same, and
merges the two; here a name is a changeset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from release.backmerge.three_way import UnsettledError, settled
from release.changeset import parse_changeset
from release.errors import ChangesetError
from release.ledger import hash_of

Texts = Mapping[str, str]


def merge_intents(
    bases: Iterable[Texts], ours: Texts, theirs: Texts, by_git: Texts
) -> tuple[dict[str, str | None], list[str]]:
    """What becomes of each changeset; None removes it.

    One that a side has changed and the other has removed stays: it says something else than what
    was released. Where both sides have what one of several common commits had, git's answer stands.

    Args:
        bases: the changesets by path, in each commit that both sides come from.
        ours: those of our side.
        theirs: those of their side.
        by_git: those that git left.

    Returns:
        The texts, and the paths where both sides have changed a text, each in its own way.
    """
    bases = list(bases)
    found: dict[str, str | None] = {}
    unsettled = []
    for path in sorted({*ours, *theirs, *by_git}):
        sides = ours.get(path), theirs.get(path)
        before = [base.get(path) for base in bases]
        try:
            meaning = settled(map(_meaning, before), *map(_meaning, sides))
        except UnsettledError:
            kept = [text for text in sides if text is not None]
            if len(kept) == 1:
                is_known = all(_meaning(side) in map(_meaning, before) for side in sides)
                found[path] = by_git.get(path) if is_known else kept[0]
            else:
                unsettled.append(path)
        else:
            found[path] = next(side for side in sides if _meaning(side) == meaning)
    return found, unsettled


def _meaning(text: str | None) -> str | None:
    """What a changeset means; its text when it is malformed."""
    if text is None:
        return None
    try:
        return hash_of(parse_changeset("", "", text))
    except ChangesetError:
        return text
