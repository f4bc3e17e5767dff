"""What a changelog says of a release: whether it has a changeset under a version.

People and formatters have been at it since, so it is read loosely: a heading may be a link, and
what is between words does not count.
"""

from __future__ import annotations

import re

from release.changelogs.github_summary import read_summary
from release.reasons import first_line

_HEADING = re.compile(r"^#{1,6}[ \t]+\[?v?([0-9]+\.[0-9]+\.[^\s\])]+).*$", re.MULTILINE)


def tells_of(changelog: str | None, version: str, summary: str) -> bool | None:
    """Whether the section of `version` has the words of a summary's first line.

    None when it cannot tell: there is no changelog, or the summary has no words. Signs between
    words do not count, for formatters write others and break lines; nor do magic lines and the
    numbers of issues, of which generators make links.
    """
    text = read_summary(summary).text
    line = first_line(text) if text else ""
    runs = [re.findall(r"[^\W_]+", run) for run in re.split(r"#[0-9]+", line)]
    patterns = [r"(?<![^\W_])" + r"[\W_]+".join(words) + r"(?![^\W_])" for words in runs if words]
    if changelog is None or not patterns:
        return None
    section = _section(changelog, version)
    return all(re.search(pattern, section) for pattern in patterns)


def _section(changelog: str, version: str) -> str:
    """What stands under the headings of `version`; merges can leave it two of them."""
    _, *parts = _HEADING.split(changelog)
    found = zip(parts[::2], parts[1::2], strict=True)
    return "\n".join(body for each, body in found if each == version)
