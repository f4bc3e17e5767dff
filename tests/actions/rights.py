"""What a job's own token needs for a request.

https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from release.rehearsal import Request

_KINDS: Mapping[str, str] = {
    "commits/[^/]+/pulls": "pull-requests",
    "(pulls|issues|labels)": "pull-requests",
    "deployments": "deployments",
    "(actions|environments)": "actions",
    "(statuses|commits/[^/]+/status)": "statuses",
    "(git|releases|contents|commits|branches|compare|tags)": "contents",
}
"""The permission by what comes after the name of a repository; the first that fits."""
_PLACE = re.compile(r"/api/(?:v3|uploads)/repos/[^/]+/[^/]+/(?P<rest>.+)")


class Need(NamedTuple):
    """A permission, `read` or `write`."""

    kind: str
    level: str

    def is_in(self, rights: Mapping[str, str]) -> bool:
        """Whether `rights` have it; who may write may read."""
        return rights.get(self.kind) in {self.level, "write"}


def need_of(request: Request) -> Need | None:
    """What a request needs; None where every token will do."""
    if request.place.endswith(("/info/refs", "/git-upload-pack", "/git-receive-pack")):
        pushes = "git-receive-pack" in request.path
        return Need("contents", "write" if pushes else "read")
    found = _PLACE.fullmatch(request.place)
    level = "read" if request.method == "GET" else "write"
    for pattern, kind in _KINDS.items():
        if found and re.match(rf"{pattern}(/|$)", found["rest"]):
            return Need(kind, level)
    return None


def least(needs: Iterable[Need]) -> dict[str, str]:
    """The rights that have these needs, and no more."""
    return {need.kind: need.level for need in sorted(needs)}  # `write` comes last
