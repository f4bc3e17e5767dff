"""The text of the release pull request: our part of it between two markers, and around it others'.

Changelog entries are Markdown that others wrote. They stay so, and do nothing but be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from release.announce.comment import LIMIT
from release.announce.preview import Preview, footer_markdown, table_markdown
from release.markdown import defuse_markdown, escape_markdown, fitting, size
from release.model import PlannedRelease
from release.reasons import reasons, summaries_of

BEGIN = "<!-- monorepo-release: begin -->"
END = "<!-- monorepo-release: end -->"

# The innermost pair: whoever lost one marker does not lose what stands after the other.
_PART = re.compile(rf"{BEGIN}(?:(?!{BEGIN}).)*?{END}", re.DOTALL)


class Entry(NamedTuple):
    """One package's release, and what its changelog tells of it; None without a changelog."""

    release: PlannedRelease
    changelog: str | None = None


class PullText(NamedTuple):
    """What the pull request is to say. `pre` is the tag of prerelease mode."""

    preview: Preview
    entries: tuple[Entry, ...]
    base: str
    pre: str | None = None


def pull_title(title: str, pre: str | None) -> str:
    """The title, on one line; in prerelease mode it says so."""
    return " ".join(f"{title} ({pre})".split() if pre else title.split())


def pull_body(text: PullText, before: str = "") -> str:
    """The whole body.

    Args:
        text: what our part says.
        before: the body so far. What is outside of our part stays, byte for byte.
    """
    found = _PART.search(before)
    start, end = found.span() if found else (0, 0)
    outside = before[:start], before[end:]
    gap = "\n\n" if before and not found else ""
    room = LIMIT - size("".join(outside) + gap)
    return f"{outside[0]}{fitting(_parts(text), room)}{gap}{outside[1]}"


def _parts(text: PullText) -> Iterator[str]:
    """Our part, in full, and then with less and less in it."""
    top, table, footer = _top(text), table_markdown(text.preview), footer_markdown(text.preview)
    headings = [_heading(each.release) for each in text.entries]
    if sum(size(each.changelog or "") for each in text.entries) <= LIMIT:
        full = [f"{_heading(each.release)}\n\n{_told(each, text)}" for each in text.entries]
        yield _framed(*top, table, "# Releases", *full, footer)
    omitted = "The changelogs are too long to be told here: see the files that change."
    yield _framed(*top, table, "# Releases", omitted, *headings, footer)
    yield _framed(*top, table, omitted, footer)
    yield _framed(*top, f"{len(headings)} packages are released, too many to be told here.", footer)


def _framed(*blocks: str) -> str:
    return "\n".join([BEGIN, "\n\n".join(blocks), END])


def _top(text: PullText) -> list[str]:
    base = escape_markdown(text.base)
    how = (
        f"Merge this to release what the table says. It is made anew when {base} moves: to change "
        "it, change the changesets there. What you write above or below this text stays."
    )
    if not text.pre:
        return [how]
    mode = f"⚠️ {base} is in prerelease mode ({escape_markdown(text.pre)}): these are prereleases. "
    return [how, mode + "The task changeset.pre-exit leaves it."]


def _heading(release: PlannedRelease) -> str:
    return f"## {escape_markdown(f'{release.name}@{release.new}')}"


def _told(entry: Entry, text: PullText) -> str:
    if entry.changelog is not None:
        return defuse_markdown(entry.changelog)
    why = reasons(entry.release, summaries_of(text.preview.plan.changesets))
    return "\n".join(f"- {escape_markdown(each)}" for each in why)
