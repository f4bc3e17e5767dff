"""What set off a job of GitHub Actions, as far as a pull request is in it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from release.errors import StateError, Where


class PullEvent(NamedTuple):
    """Something happened to a pull request.

    `source` is the repository that it comes from, `owner`/`name`, None when that is gone;
    `repository` is the one that it goes to.
    """

    number: int
    source: str | None
    branch: str
    base: str
    repository: str

    @property
    def is_from_a_fork(self) -> bool:
        """Whether it comes from another repository, whose branches can have any name."""
        return self.source != self.repository


def parse_event(text: str, where: str) -> PullEvent | None:
    """What the file that `GITHUB_EVENT_PATH` names says; None when it is not about a pull request.

    Raises:
        StateError: it is not what GitHub writes.
    """
    try:
        document: Any = json.loads(text)
        pull = document.get("pull_request")
        if pull is None:
            return None
        head, base = pull["head"], pull["base"]
        return PullEvent(
            number=int(pull["number"]),
            source=(head["repo"] or {}).get("full_name"),
            branch=str(head["ref"]),
            base=str(base["ref"]),
            repository=str(base["repo"]["full_name"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StateError(
            "it is unknown which pull request this job is for: the event cannot be read",
            Where(where),
            "GITHUB_EVENT_PATH must name the file that GitHub Actions wrote",
        ) from error
