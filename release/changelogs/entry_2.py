"""A version's entry in CHANGELOG.md, and its place in the file, as Changesets 2.31.1 has them.

Behaviour: @changesets/apply-release-plan 7, `getChangelogEntry` and `prependFile`, before a
formatter: what follows a heading of a section is left to Prettier to tidy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from release.changelogs.title import SECTIONS, below_title
from release.ecmascript import WHITESPACE, trim
from release.model import Bump

_VERSION_HEADING = re.compile(rf"#{{1,6}}[{WHITESPACE}]+[0-9]+\.[0-9]")


def render_entry(version: str, sections: Mapping[Bump, Sequence[str]]) -> str:
    """The entry of `version`, with the newline at its end; without lines only its heading.

    Args:
        version: the new version.
        sections: a generator's lines for each bump, in order; `""` stands for no line.
    """
    rendered = [_section(bump, sections.get(bump, ())) for bump in SECTIONS]
    return "\n".join([f"## {version}", *(section for section in rendered if section)])


def _section(bump: Bump, lines: Sequence[str]) -> str:
    told = [line for line in lines if line]
    if not told:
        return ""
    return f"### {str(bump).capitalize()} Changes\n\n" + "\n".join(told) + "\n"


def splice_changelog(text: str | None, name: str, entry: str) -> str:
    """The changelog of the package `name` with `entry` in it.

    The entry goes to the top of a file that starts with a version, else below the first line.

    Args:
        text: the changelog; None when there is none.
        name: what a new changelog has for its title.
        entry: what `render_entry` made.
    """
    if text and _VERSION_HEADING.match(text):
        return f"{trim(entry)}\n{text}"
    return below_title(text, name, entry)
