"""A summary as Changesets' GitHub generator reads it: its magic lines, and the issues it names.

Lines such as `pr: #12`, `commit: 1a2b3c4` and `author: @ada` say what to link, and are taken out
of the summary, wherever they stand. Behaviour: @changesets/changelog-github 1.0.1.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from release.ecmascript import LINE_ENDS, WHITESPACE, trim

_MOST_DIGITS = 10  # those of the largest GraphQL Int
NO_PULL = 10**_MOST_DIGITS
"""A number that is too large to ask for."""

_S = f"[{WHITESPACE}]"  # Python's own class has other characters than JavaScript's
_LINE = rf"(?:\A|(?<=[{LINE_ENDS}])){_S}*"
_WORD = f"([^{WHITESPACE}]+)"
_ANY = f"[^{LINE_ENDS}]*?"
_FLAGS = re.IGNORECASE | re.ASCII
_PULL = re.compile(rf"{_LINE}(?:pr|pull|pull{_S}+request):{_S}*#?([0-9]+)", _FLAGS)
_COMMIT = re.compile(f"{_LINE}commit:{_S}*{_WORD}", _FLAGS)
_AUTHOR = re.compile(f"{_LINE}(?:author|user):{_S}*@?{_WORD}", _FLAGS)
# The atomic group keeps many brackets from taking cubic time: where no `)` follows the first `](`,
# none follows a later one.
_LINK = rf"\[(?>{_ANY}\]\()[^){LINE_ENDS}]*\)"
_LINK_OR_ISSUE = re.compile(rf"{_LINK}|\B#([1-9][0-9]*)\b", re.ASCII)


class Summary(NamedTuple):
    """A summary without its magic lines, and what they said.

    `pull` is `NO_PULL` when it has more digits than any pull request's number.
    """

    text: str
    pull: int | None
    commit: str | None
    authors: tuple[str, ...]


def read_summary(summary: str) -> Summary:
    """Take the magic lines out: the first `pr` and the first `commit`, and every `author`."""
    pull = _PULL.search(summary)
    rest = _PULL.sub("", summary, count=1)
    commit = _COMMIT.search(rest)
    rest = _COMMIT.sub("", rest, count=1)
    return Summary(
        text=trim(_AUTHOR.sub("", rest)),
        pull=_number(pull[1]) if pull else None,
        commit=commit[1] if commit else None,
        authors=tuple(_AUTHOR.findall(rest)),
    )


def _number(digits: str) -> int:
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MOST_DIGITS else NO_PULL


def link_issues(line: str, issues: str) -> str:
    """The line with links for the issues that it names outside of links.

    Args:
        line: one line of a summary.
        issues: the address of the repository's issues.
    """
    return _LINK_OR_ISSUE.sub(
        lambda found: f"[#{found[1]}]({issues}/{found[1]})" if found[1] else found[0], line
    )
