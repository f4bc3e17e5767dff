"""What was released already: the tags, the ledger, and where HEAD is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from release.errors import StateError
from release.ledger import LEDGER, Ledger, parse_ledger
from release.world import View


class History(NamedTuple):
    """Commit by tag name, the ledger, and HEAD; `commit` is None where git has none to tell."""

    commit: str | None
    tags: Mapping[str, str]
    ledger: Ledger

    def released_commit(self) -> str:
        """The commit that a release would be of.

        Raises:
            StateError: there is none.
        """
        if self.commit is None:
            raise StateError(
                "there is no commit here that could be a release",
                hint="run this in a git repository with at least one commit",
            )
        return self.commit


def read_history(view: View) -> History:
    """Read what was released. Without git or a commit the ledger alone tells.

    Raises:
        StateError: the clone is shallow, so that tags may be missing and every version would
            look unreleased; or the ledger is damaged.
    """
    head = view.git.head()
    if head is not None and head.shallow:
        raise StateError(
            "what was released is unknown: this clone is shallow and may lack tags",
            hint="in GitHub Actions check out with `fetch-depth: 0`; "
            "elsewhere run `git fetch --unshallow --tags`",
        )
    tags = {} if head is None else view.git.tags()
    return History(head.sha if head else None, tags, parse_ledger(view.files.read(LEDGER)))
