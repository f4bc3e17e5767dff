"""Edits of a text in which whole parts change places too."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from release.spans import Edit, Span, splice


def rearranged(
    text: str, edits: Sequence[Edit], moves: Sequence[tuple[Span, Span]]
) -> Iterator[Edit]:
    """`edits`, those inside of a part that moves folded into the edit that moves it.

    Args:
        text: the text.
        edits: edits of it, in places as they are now.
        moves: a part's new place and the part; together the places are the parts.
    """
    ordered = sorted(edits, key=lambda edit: edit[0])
    starts = [span.start for span, _ in ordered]
    folded: set[Edit] = set()
    for place, part in moves:
        inside = ordered[bisect_left(starts, part.start) : bisect_left(starts, part.end)]
        folded.update(inside)
        yield place, _edited(text, part, inside)
    yield from (edit for edit in edits if edit not in folded)


def _edited(text: str, part: Span, edits: Sequence[Edit]) -> str:
    inside = [(Span(span.start - part.start, span.end - part.start), new) for span, new in edits]
    return splice(part.of(text), inside)
