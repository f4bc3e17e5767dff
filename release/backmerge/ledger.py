"""The ledger of both sides: all lines of either, so that no release is forgotten and made again."""

from __future__ import annotations

from release.backmerge.three_way import Sides


def merge_ledger(sides: Sides) -> str | None:
    """The lines of both sides, each once, ours first; None where neither has a ledger."""
    texts = [text for text in (sides.ours, sides.theirs) if text is not None]
    if not texts:
        return None
    lines = dict.fromkeys(line for text in texts for line in text.split("\n") if line.strip())
    merged = "".join(f"{line}\n" for line in lines)
    # Where one side has it all, it stays as it is written there.
    return next((text for text in texts if {*text.split("\n")} >= lines.keys()), merged)
