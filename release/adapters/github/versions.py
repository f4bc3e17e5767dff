"""What other repositories have published, and the commits that their tags lead to."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from release.adapters.github.api import Api
from release.errors import ForgeError
from release.forge.releases import Published

_DEEPEST = 8  # a tag of a tag of a tag is odd, and more of them are somebody's joke
_NOT_THERE = (HTTPStatus.NOT_FOUND, HTTPStatus.MOVED_PERMANENTLY)  # under another name, perhaps


def published(api: Api, repository: str) -> tuple[Published, ...] | None:
    """All releases that are public, prereleases left out; None when there is no repository."""
    owner, _, name = repository.partition("/")
    if api.find("repos.get", _NOT_THERE, owner=owner, repo=name) is None:
        return None
    return tuple(
        Published(each["tag_name"], datetime.fromisoformat(each["published_at"]))
        for each in api.pages("repos.list_releases", owner=owner, repo=name)
        if not each["draft"] and not each["prerelease"]
    )


def tagged(api: Api, repository: str, tag: str) -> str | None:
    """The commit that a tag leads to, by whatever number of annotated tags.

    Raises:
        ForgeError: it leads to something else.
    """
    owner, _, name = repository.partition("/")
    found = api.find("git.get_ref", _NOT_THERE, owner=owner, repo=name, ref=f"tags/{tag}")
    for _ in range(_DEEPEST):
        if found is None:
            return None
        target = found["object"]
        if target["type"] == "commit":
            commit: str = target["sha"]
            return commit
        if target["type"] != "tag":
            break
        found = api.find("git.get_tag", _NOT_THERE, owner=owner, repo=name, tag_sha=target["sha"])
    raise ForgeError(f"GitHub ({api.access.api}): tag {tag} of {repository} leads to no commit")
