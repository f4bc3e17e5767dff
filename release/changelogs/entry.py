"""A version's entry in CHANGELOG.md, and its place in the file, as Changesets 3.0.3 has them.

Behaviour: @changesets/apply-release-plan 8, `getChangelogEntry` and `updateChangelog`, without a
formatter. Its quirks decide bytes of ordinary changelogs and are kept: the first line of a list
loses its indent (B1), an entry can be empty (B11), and a version in a code fence counts as a
heading (B14).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from release.changelogs.title import SECTIONS, below_title
from release.ecmascript import LINE_ENDS, WHITESPACE, trim
from release.model import Bump

_NO_CHANGES = "No changes in this release."
_VERSION_HEADING = re.compile(rf"(?:\A|(?<=[{LINE_ENDS}]))#{{1,6}}[{WHITESPACE}]+[0-9]+\.[0-9]")


def render_entry(version: str, sections: Mapping[Bump, Sequence[str]]) -> str:
    """The entry of `version`, without the newline at its end.

    Args:
        version: the new version.
        sections: a generator's lines for each bump, in order; `""` stands for no line.
    """
    rendered = [_section(bump, sections.get(bump, ())) for bump in SECTIONS]
    body = [section for section in rendered if section] or [_NO_CHANGES]
    return "\n\n".join([f"## {version}", *body])


def _section(bump: Bump, lines: Sequence[str]) -> str:
    """The heading and its lines: one or two newlines between them, as many as they ask for."""
    told = [line for line in lines if line]
    if not told:
        return ""
    text = f"### {str(bump).capitalize()} Changes"
    wanted = 2
    for line in told:
        wanted += len(line) - len(line.lstrip("\n"))
        text += "\n" * min(max(wanted, 1), 2) + trim(line)
        wanted = len(line) - len(line.rstrip("\n"))
    return text


def splice_changelog(text: str | None, name: str, entry: str) -> str:
    r"""The changelog of the package `name` with `entry` in it.

    The entry goes before the first heading that starts with a version, else below the first
    line. Line ends that are there stay; the entry's own are `\n`.

    Args:
        text: the changelog; None when there is none.
        name: what a new changelog has for its title.
        entry: what `render_entry` made.
    """
    if text and (heading := _VERSION_HEADING.search(text)):
        at = heading.start()
        return f"{text[:at]}{trim(entry)}\n\n{text[at:]}"
    return below_title(text, name, entry)
