"""Conventional Commits 1.0.0: a commit message to what it says. Nothing here raises.

https://www.conventionalcommits.org/en/v1.0.0/#specification, with what the field adds: git's and
GitHub's own words for a revert, and the list of subjects that a squash leaves in the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_HEADER = re.compile(
    r"(?P<type>[A-Za-z][A-Za-z0-9_-]*)(?:\((?P<scope>[^()\n]*)\))?(?P<bang>!)?:[ \t]+(?P<text>\S.*)"
)
_LISTED = re.compile(r"[*-] +(?=[A-Za-z])")
_BREAKING = ("BREAKING CHANGE", "BREAKING-CHANGE")
_FOOTER = re.compile(
    r"(?P<token>BREAKING CHANGE|[A-Za-z0-9][A-Za-z0-9-]*)(?:: | (?=#))(?P<value>.*\S.*)"
)
_REVERTED = re.compile(r"(?i)\bthis (?:reverts|reapplies) commit ([0-9a-f]{7,64})\b")
_SHA = re.compile(r"\b[0-9a-f]{7,64}\b")
_PULL = r"(?: \(#\d+\))?"  # GitHub adds the pull request's number
_UNDONE = re.compile(rf'Revert "(?P<subject>.*)"{_PULL}')
_REDONE = re.compile(rf'(?:Reapply "(?P<new>.*)"|Revert "Revert "(?P<old>.*)""){_PULL}')


class Header(NamedTuple):
    """A subject: `type(scope)!: text`. The type is in lower case, the scope as written."""

    type: str
    scope: str
    is_breaking: bool
    text: str


class Footer(NamedTuple):
    """A footer; its value may have several lines."""

    token: str
    value: str

    @property
    def is_breaking(self) -> bool:
        """Whether it tells of a breaking change; upper case only, as the specification has it."""
        return self.token in _BREAKING


class Message(NamedTuple):
    """A commit message.

    `header` is None when the subject is no conventional one. `body` has no footers and ends where
    the list of a squash's subjects begins; those are `listed`. `undoes` has what a revert names:
    commits, or else the subject in quotes in `undone`.
    """

    subject: str
    header: Header | None
    body: str
    footers: tuple[Footer, ...]
    listed: tuple[Header, ...] = ()
    undoes: tuple[str, ...] = ()
    undone: str = ""

    @property
    def is_breaking(self) -> bool:
        """Whether the subject, a footer or a listed subject says that something breaks."""
        headers = (self.header, *self.listed) if self.header else self.listed
        return any(each.is_breaking for each in headers) or bool(self.breaks)

    @property
    def breaks(self) -> tuple[str, ...]:
        """What the footers say of what breaks."""
        return tuple(footer.value for footer in self.footers if footer.is_breaking)


def parse_message(text: str) -> Message:
    """What a commit message says, whatever its line ends."""
    subject, _, rest = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").partition("\n")
    subject = subject.strip()
    body, footers = _split_footers(rest.split("\n"))
    body, listed = _split_listed(body)
    said = Message(subject, _header(subject), "\n".join(body).strip(), footers, listed)
    return _with_reverts(said)


def _header(line: str) -> Header | None:
    found = _HEADER.fullmatch(line.strip())
    if found is None:
        return None
    scope = (found["scope"] or "").strip()
    return Header(found["type"].lower(), scope, bool(found["bang"]), found["text"])


def _split_footers(lines: Sequence[str]) -> tuple[Sequence[str], tuple[Footer, ...]]:
    """The body's lines and the footers.

    The footers are the last paragraphs, as many as begin like one; a breaking change begins them
    wherever it stands, because nobody may miss it.
    """
    start = len(lines)
    for begin in reversed(list(_paragraphs(lines))):
        if not _FOOTER.fullmatch(lines[begin]):
            break
        start = begin
    breaking = (number for number, line in enumerate(lines) if _is_breaking(line))
    start = min(start, next(breaking, start))
    return lines[:start], tuple(_footers(lines[start:]))


def _paragraphs(lines: Sequence[str]) -> Iterator[int]:
    """The number of each line that follows a blank one."""
    for number, line in enumerate(lines):
        if line.strip() and (number == 0 or not lines[number - 1].strip()):
            yield number


def _is_breaking(line: str) -> bool:
    found = _FOOTER.fullmatch(line)
    return found is not None and found["token"] in _BREAKING


def _footers(lines: Sequence[str]) -> Iterator[Footer]:
    """A footer's value goes on until the next footer begins."""
    token, value = "", list[str]()
    for line in lines:
        found = _FOOTER.fullmatch(line)
        if found is None:
            value.append(line)
            continue
        if token:
            yield Footer(token, "\n".join(value).strip())
        token, value = found["token"], [found["value"]]
    if token:
        yield Footer(token, "\n".join(value).strip())


def _split_listed(lines: Sequence[str]) -> tuple[Sequence[str], tuple[Header, ...]]:
    """The lines before the first listed subject, and every listed one."""
    found = [
        (number, header)
        for number, line in enumerate(lines)
        if (bullet := _LISTED.match(line)) and (header := _header(line[bullet.end() :]))
    ]
    if not found:
        return lines, ()
    return lines[: found[0][0]], tuple(header for _, header in found)


def _with_reverts(said: Message) -> Message:
    """With the header that git's words for a revert stand for, and with what is undone."""
    values = [footer.value for footer in said.footers]
    commits = tuple(_REVERTED.findall("\n".join((said.body, *values))))
    if redone := _REDONE.fullmatch(said.subject):
        subject = redone["new"] or redone["old"] or ""
        undone = f'Revert "{subject}"'
        return said._replace(header=_header(subject), undoes=commits, undone=undone)
    if reverted := _UNDONE.fullmatch(said.subject):
        header = Header("revert", "", is_breaking=False, text=said.subject)
        return said._replace(header=header, undoes=commits, undone=reverted["subject"])
    if said.header and said.header.type == "revert":
        refs = [each.value for each in said.footers if each.token.lower() == "refs"]
        return said._replace(undoes=(*commits, *_SHA.findall("\n".join(refs))))
    return said
