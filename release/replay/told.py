"""What a changelog that the forge was asked for still tells of it: whom it credits, and for what.

So a release of the past can be worded once more, and nobody is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from release.credits import Account, CommitFacts, Facts, Lookups, PullFacts, PullRequest

_COMMIT = re.compile(r"\[`([^`\]]+)`\]\(([^)\s]+/commit/([^)\s]+))\)")
_PULL = re.compile(r"\[#(\d{1,9})\]\(([^)\s]+)\)")
_ACCOUNT = re.compile(r"\[@([^\]]+)\]\(([^)\s]+)\)")
_UPDATED = "- Updated dependencies ["


class _Line(NamedTuple):
    """What the head of one line links."""

    commits: tuple[tuple[str, str], ...]  # sha and page
    pull: tuple[int, str] | None
    author: Account | None


class ToldCredits:
    """`Credits` out of changelogs: what is asked is answered as they have it."""

    def __init__(self, changelogs: Iterable[str]) -> None:
        lines = [line for text in changelogs for line in _lines(text)]
        # An update is told with commits alone, which other lines tell more of.
        self._lines = sorted(lines, key=lambda line: line.pull is None and line.author is None)

    @property
    def server(self) -> str:
        """Where the links lead."""
        page = urlsplit(self._page)
        return f"{page.scheme}://{page.netloc}"

    @property
    def repository(self) -> str | None:
        """The repository whose commits are linked."""
        owner_and_name = urlsplit(self._page).path.split("/")[1:3]
        return "/".join(owner_and_name)

    @property
    def _page(self) -> str:
        """The page of a commit."""
        pages = (page for line in self._lines for _, page in line.commits)
        return next(pages, "https://github.com/some/repository")

    def describe(self, lookups: Lookups) -> Facts:
        """All that is told of these commits and pull requests."""
        return Facts(
            _answers(_of_commit, self._lines, lookups.commits),
            _answers(_of_pull, self._lines, lookups.pulls),
        )


_Asked = TypeVar("_Asked")
_Facts = TypeVar("_Facts")


def _answers(
    of: Callable[[_Line, _Asked], _Facts | None], lines: list[_Line], asked: Iterable[_Asked]
) -> dict[_Asked, _Facts]:
    """What the first line that tells of each thing tells of it."""
    found = {each: next(filter(None, (of(line, each) for line in lines)), None) for each in asked}
    return {each: facts for each, facts in found.items() if facts is not None}


def _lines(text: str) -> Iterator[_Line]:
    """The lines that may link something, without what people wrote."""
    for line in text.splitlines():
        if line.startswith("- "):
            head = line if line.startswith(_UPDATED) else line.partition(" - ")[0]
            pull, account = _PULL.search(head), _ACCOUNT.search(head)
            yield _Line(
                tuple((found[3], found[2]) for found in _COMMIT.finditer(head)),
                (int(pull[1]), pull[2]) if pull else None,
                Account(account[1], account[2]) if account else None,
            )


def _of_commit(line: _Line, asked: str) -> CommitFacts | None:
    page = next((page for sha, page in line.commits if sha.startswith(asked)), None)
    if page is None:
        return None
    pulls = (PullRequest(*line.pull, None, line.author),) if line.pull else ()
    return CommitFacts(page, line.author, pulls)


def _of_pull(line: _Line, asked: int) -> PullFacts | None:
    if line.pull is None or line.pull[0] != asked:
        return None
    return PullFacts(line.pull[1], line.author, line.commits[0] if line.commits else None)
