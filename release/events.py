"""What set off a job of GitHub Actions, as far as pull requests are in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from release.errors import StateError, Where

_T = TypeVar("_T")

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


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
    return _read(_pull, text, where)


def parse_queued(text: str, where: str) -> str | None:
    """The commit that a merge queue puts pull requests on top of; None when it is about no queue.

    Raises:
        StateError: it is not what GitHub writes.
    """
    return _read(_queued, text, where)


def _read(reading: Callable[[Any], _T | None], text: str, where: str) -> _T | None:
    try:
        return reading(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StateError(
            "it is unknown which pull request this job is for: the event cannot be read",
            Where(where),
            "GITHUB_EVENT_PATH must name the file that GitHub Actions wrote",
        ) from error


def _pull(event: Any) -> PullEvent | None:
    pull = event.get("pull_request")
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


def _queued(event: Any) -> str | None:
    group = event.get("merge_group")
    if group is None:
        return None
    commit: str = group["base_sha"]
    if not _COMMIT.fullmatch(commit):
        raise ValueError(commit)
    return commit
