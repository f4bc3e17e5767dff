"""The pages of releases and their files."""

from __future__ import annotations

from release.rehearsal.assets import download
from release.rehearsal.layout import (
    article,
    badge,
    heading,
    link,
    page,
    paragraph,
    table,
    text,
)
from release.rehearsal.messages import Response, not_found
from release.rehearsal.nouns import Release
from release.rehearsal.releases import latest_of
from release.rehearsal.routing import Call, route
from release.rehearsal.shapes import moment


def releases(call: Call) -> Response:
    """All releases."""
    return page("Releases", call.repo.page, releases_table(call))


def release(call: Call) -> Response:
    """One release, with its notes and files."""
    tag = call.parts["tag"]
    found = _release(call, tag)
    rows = [
        (link(_file(call, found, one.name), one.name), text(len(one.content)), text(one.uploader))
        for one in call.repo.assets.values()
        if one.release == found.id
    ]
    return page(
        found.name or found.tag,
        call.repo.page,
        paragraph(*_badges(call, found), text(found.tag)),
        article(text(found.author), found.body),
        heading(2, "Files"),
        table(("Name", "Bytes", "From"), rows),
    )


def latest(call: Call) -> Response:
    """Where the latest release is."""
    return Response(302, {"location": f"{call.site.url}{_release_page(call, _latest(call))}"})


def latest_file(call: Call) -> Response:
    """Where a file of the latest release is."""
    place = _file(call, _latest(call), call.parts["name"])
    return Response(302, {"location": f"{call.site.url}{place}"})


def file(call: Call) -> Response:
    """A file of a release."""
    found = _release(call, call.parts["tag"])
    for one in call.repo.assets.values():
        if (one.release, one.name) == (found.id, call.parts["name"]):
            return download(one)
    raise not_found()


def releases_table(call: Call) -> str:
    """All releases in a table, the newest first."""
    rows = [
        (
            link(_release_page(call, one), one.name or one.tag),
            text(one.tag),
            " ".join(_badges(call, one)),
            moment(one.published or one.created),
        )
        for one in list(call.repo.releases.values())[::-1]
    ]
    return table(("Release", "Tag", "State", "Since"), rows)


def _badges(call: Call, found: Release) -> list[str]:
    words = {
        "draft": found.published is None,
        "prerelease": found.prerelease,
        "immutable": found.immutable,
        "latest": found == latest_of(call.repo),
    }
    return [badge(word) for word, is_so in words.items() if is_so]


def _release(call: Call, tag: str) -> Release:
    for one in call.repo.releases.values():
        if tag == (one.tag if one.published else one.secret):
            return one
    raise not_found()


def _release_page(call: Call, found: Release) -> str:
    return f"{call.repo.page}/releases/tag/{found.address}"


def _file(call: Call, found: Release, name: str) -> str:
    return f"{call.repo.page}/releases/download/{found.address}/{name}"


def _latest(call: Call) -> Release:
    found = latest_of(call.repo)
    if found is None:
        raise not_found()
    return found


_RELEASES = "/{owner}/{repo}/releases"
ROUTES = (
    route("GET", _RELEASES, releases),
    route("GET", f"{_RELEASES}/latest", latest),
    route("GET", f"{_RELEASES}/latest/download/{{name}}", latest_file),
    route("GET", f"{_RELEASES}/tag/{{tag*}}", release),
    route("GET", f"{_RELEASES}/download/{{tag*}}/{{name}}", file),
)
