"""The changelogs of another tool, which go on as ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from release.world import Files


class Changelogs(NamedTuple):
    """The edits that bring changelogs to where ours are, and what is told of them."""

    edits: dict[str, str | None]
    told: list[str]


def changelogs_at(files: Files, places: Iterable[tuple[str, str]]) -> Changelogs:
    """What becomes of changelogs.

    Args:
        files: the tree.
        places: where each is, and where ours of the same package would be.
    """
    found = Changelogs({}, [])
    pairs = tuple(places)
    staying = {ours for _, ours in pairs}
    for path, ours in pairs:
        text = None if path.startswith("../") else files.read(path)
        if text is None:
            continue
        if path != ours and not files.exists(ours):
            gone: dict[str, str | None] = {} if path in staying else {path: None}
            found.edits.update(gone | {ours: text})
            verb = "begins" if path in staying else "is"
            found.told.append(f"{path} {verb} {ours} now, beside its package")
        if _has_words_below_its_title(text):
            found.told.append(
                f"{path} begins with words of its own, which will stand below the next release"
            )
    return found


def _has_words_below_its_title(text: str) -> bool:
    """Whether a paragraph stands between the first line and the first release."""
    _, *lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "#")
    return not first.startswith("#")
