"""Releases and their files, by GitHub's REST API.

A draft has no key that GitHub knows: it takes any number for one tag, and shows them in its list
alone. So ours have a marker, and copies, which two runs at once can leave, are removed when they
are seen. A file's name is a key; one whose sending broke off is in the way until it is removed.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from release.adapters.github.api import Api, Write
from release.adapters.github.line import Upload
from release.errors import ForgeError, StateError
from release.forge.releases import (
    DRAFT_MARKER,
    Asset,
    Release,
    Standing,
    WantedAsset,
    WantedRelease,
    lacking,
    standing,
)


def releases(api: Api) -> tuple[Release, ...]:
    """All releases, and the drafts as far as the token shows them."""
    return tuple(_release(each) for each in api.pages("repos.list_releases"))


def put_release(api: Api, wanted: WantedRelease, content: Callable[[str], bytes]) -> bool:
    """Draft the release, give it its files, publish it; whether anything was written.

    Raises:
        StateError: it was published meanwhile, without its files.
    """
    found, written = api.ensure(_drafting(api, wanted))
    for copy in found.copies:
        what = f"remove draft {copy.id} of {copy.tag}, a copy"
        api.remove(what, "repos.delete_release", release_id=copy.id)
        written = True
    if found.release.is_draft:
        for asset in wanted.assets:
            put_asset(api, found.release, asset, content)
        _publish(api, found.release, wanted)
        return True
    if (problem := lacking(wanted, found.release)) is not None:
        raise StateError.of([problem])
    return written


def put_asset(
    api: Api, release: Release, wanted: WantedAsset, content: Callable[[str], bytes]
) -> None:
    """Have a draft hold a file; one of the same name that differs, or is not whole, is replaced.

    Raises:
        StateError: the file changed since it was looked at.
    """

    def present() -> tuple[Asset, ...]:
        found = _find(api, release.id)
        return found.named(wanted.name) if found else ()

    def seen() -> Asset | None:
        return next((each for each in present() if wanted.is_met_by(each)), None)

    def clear() -> None:
        for each in present():
            what = f"remove {each.name} from the draft of {release.tag}, for it is another"
            api.remove(what, "repos.delete_release_asset", asset_id=each.id)

    if seen() is None:
        what = f"take {wanted.name} for the release of {release.tag}"
        operation, arguments = "repos.upload_release_asset", {"name": wanted.name}
        upload = Upload(_upload_address(api, release), content(wanted.path))
        api.ensure(Write(what, operation, arguments, seen, clear=clear, upload=upload))


def _drafting(api: Api, wanted: WantedRelease) -> Write[Standing]:
    return Write(
        f"draft the release of {wanted.tag}",
        "repos.create_release",
        {
            **_texts(wanted),
            "body": f"{DRAFT_MARKER}\n{wanted.body}",
            "draft": True,
            "make_latest": "false",
        },
        lambda: standing(releases(api), wanted.tag),
        is_unique=False,
    )


def _publish(api: Api, draft: Release, wanted: WantedRelease) -> None:
    api.change(
        f"publish the release of {wanted.tag}",
        "repos.update_release",
        **_texts(wanted),
        release_id=draft.id,
        body=wanted.body,
        draft=False,
        make_latest="true" if wanted.is_latest else "false",
    )


def _texts(wanted: WantedRelease) -> dict[str, Any]:
    return {
        "tag_name": wanted.tag,
        # Only where the tag has gone meanwhile; then it must not come back on another commit.
        "target_commitish": wanted.commit,
        "name": wanted.title,
        "prerelease": wanted.is_prerelease,
    }


def _find(api: Api, number: int) -> Release | None:
    """The release of that number; None when there is none."""
    found = api.find("repos.get_release", [HTTPStatus.NOT_FOUND], release_id=number)
    return found and _release(found)


def _upload_address(api: Api, release: Release) -> str:
    """Where the files of a release are sent to, and the token with them.

    Raises:
        ForgeError: that is neither the API's own host nor its companion for uploads.
    """
    address = release.uploads.partition("{")[0]
    ours, theirs = urlsplit(api.access.api), urlsplit(address)
    is_same = (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)
    companion = f"uploads.{ours.netloc.removeprefix('api.')}"
    if is_same or (theirs.scheme, theirs.netloc) == ("https", companion):
        return address
    raise ForgeError(
        f"GitHub ({api.access.api}) has files sent to {address}, which is another host",
        hint="the token is not sent there: set GITHUB_API_URL to the right address",
    )


def _release(answer: Any) -> Release:
    return Release(
        id=answer["id"],
        url=answer["html_url"],
        tag=answer["tag_name"],
        body=answer.get("body") or "",
        is_draft=answer["draft"],
        uploads=answer["upload_url"],
        assets=tuple(_asset(each) for each in answer["assets"]),
    )


def _asset(answer: Any) -> Asset:
    return Asset(
        id=answer["id"],
        name=answer["name"],
        size=answer["size"],
        digest=answer.get("digest"),
        is_whole=answer["state"] == "uploaded",
    )
