"""What the path of a request names, as far as the caller may know of it."""

from __future__ import annotations

from release.rehearsal.messages import not_found
from release.rehearsal.nouns import Pull, Release
from release.rehearsal.routing import Call, may_write


def pull_of(call: Call) -> Pull:
    """The pull request of the path's `number`.

    Raises:
        Refusal: there is none.
    """
    found = call.repo.pulls.get(call.number("number"))
    if found is None:
        raise not_found()
    return found


def release_of(call: Call) -> Release:
    """The release of the path's `id`.

    Raises:
        Refusal: there is none that the caller may see.
    """
    found = call.repo.releases.get(call.number("id"))
    if found is None or not is_visible(call, found):
        raise not_found()
    return found


def is_visible(call: Call, release: Release) -> bool:
    """Whether the caller may see a release: a draft is for those who may write."""
    return release.published is not None or may_write(call.repo, call.caller, "contents")
