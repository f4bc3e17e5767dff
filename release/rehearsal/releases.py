"""Releases: drafts, which have no tag yet, and published ones, which have."""

from __future__ import annotations

from datetime import datetime

from release.rehearsal.assets import render as render_asset
from release.rehearsal.bare import NULL
from release.rehearsal.found import is_visible, release_of
from release.rehearsal.messages import (
    Record,
    Refusal,
    Response,
    answer,
    invalid,
    not_found,
    nothing,
)
from release.rehearsal.nouns import Release
from release.rehearsal.routing import Call, page, route
from release.rehearsal.shapes import moment, optional, page_url, repo_url, user
from release.rehearsal.state import Repository

LARGEST_BODY = 125_000  # characters


def create(call: Call) -> Response:
    """Make a release; unless it is a draft, with the tag that it needs."""
    identity, now = call.site.next_id(), call.now
    release = Release(
        id=identity,
        author=call.who,
        tag=call.text("tag_name", "Release"),
        target=call.repo.default_branch,
        name=None,
        body=None,
        prerelease=False,
        secret=f"untagged-{identity * 0x9E3779B1 % 0xFFFFFFFFFF:010x}",
        created=now,
        updated=now,
    )
    release, latest = _written(call, release), _wanted_latest(call)
    if not call.fields.get("draft", False):
        release = _published(call, release)
    call.repo.releases[identity] = release
    _mark_latest(call.repo, release, latest)
    return answer(_render(call, release), 201)


def update(call: Call) -> Response:
    """Change a release; `draft: false` publishes it."""
    old = release_of(call)
    if old.immutable and {"tag_name", "target_commitish", "draft"} & set(call.fields):
        raise Refusal(
            422, "Validation Failed", ["tag_name cannot be changed when release is immutable"]
        )
    release, latest = _written(call, old)._replace(updated=call.now), _wanted_latest(call)
    if old.published is None and call.fields.get("draft") is False:
        release = _published(call, release)
    elif old.published and call.fields.get("draft") is True:
        release = release._replace(published=None)
    elif old.published and release.tag != old.tag:
        release = _published(call, release)._replace(published=old.published)
    call.repo.releases[old.id] = release
    if old.published is None or "make_latest" in call.fields:
        _mark_latest(call.repo, release, latest)
    return answer(_render(call, release))


def listed(call: Call) -> Response:
    """All releases, the newest first; drafts for those who may write."""
    shown = [one for one in call.repo.releases.values() if is_visible(call, one)]
    return page(call, shown[::-1], lambda one: _render(call, one))


def get(call: Call) -> Response:
    """One release."""
    return answer(_render(call, release_of(call)))


def by_tag(call: Call) -> Response:
    """The published release of a tag."""
    tag = call.parts["tag"]
    found = next((one for one in _public(call.repo) if one.tag == tag), None)
    if found is None:
        raise not_found()
    return answer(_render(call, found))


def latest(call: Call) -> Response:
    """The release that is called the latest."""
    found = latest_of(call.repo)
    if found is None:
        raise not_found()
    return answer(_render(call, found))


def delete(call: Call) -> Response:
    """Delete a release; its tag stays."""
    release = release_of(call)
    del call.repo.releases[release.id]
    for asset in [one for one in call.repo.assets.values() if one.release == release.id]:
        del call.repo.assets[asset.id]
    return nothing()


def latest_of(repo: Repository) -> Release | None:
    """The latest release: the one that was made so, or else the newest full one."""
    full = [one for one in _public(repo) if not one.prerelease]
    chosen = [one for one in full if one.id == repo.latest]
    return chosen[0] if chosen else max(full, key=_age, default=None)


def _public(repo: Repository) -> list[Release]:
    return [one for one in repo.releases.values() if one.published]


def _age(release: Release) -> tuple[datetime, int]:
    return (release.created, release.id)


def _written(call: Call, release: Release) -> Release:
    """The release with what was sent."""
    sent, body = call.fields, call.words("body", "Release")
    if body is not None and len(body) > LARGEST_BODY:
        message = f"body is too long (maximum is {LARGEST_BODY} characters)"
        raise invalid("Release", "body", "custom", message)
    return release._replace(
        tag=call.words("tag_name", "Release") or release.tag,
        target=call.words("target_commitish", "Release") or release.target,
        name=call.words("name", "Release") if "name" in sent else release.name,
        body=body if "body" in sent else release.body,
        prerelease=bool(sent.get("prerelease", release.prerelease)),
    )


def _published(call: Call, release: Release) -> Release:
    """The release, published: its tag is made if there is none yet."""
    bare, repo, ref = call.repo.bare, call.repo, f"refs/tags/{release.tag}"
    if any(one.tag == release.tag and one.id != release.id for one in _public(call.repo)):
        raise invalid("Release", "tag_name", "already_exists")
    if release.tag in repo.burned:
        message = "tag_name was used by an immutable release"
        raise invalid("Release", "tag_name", "custom", message)
    tagged = bare.ref(ref)
    if tagged is None:
        tagged = bare.resolve(release.target)
        if tagged is None:
            raise invalid("Release", "target_commitish", "invalid")
        if not bare.move(ref, tagged, NULL):
            raise invalid("Release", "tag_name", "invalid")
    immutable = repo.settings.immutable_releases
    if immutable:
        repo.burned[release.tag] = release.id
    made = bare.peel(tagged)
    date = bare.commit(made).committer.date if made else release.created
    return release._replace(published=call.now, created=date, immutable=immutable)


def _wanted_latest(call: Call) -> str:
    """What the caller says of the release's being the latest."""
    wanted = call.words("make_latest", "Release") or "true"
    if wanted not in {"true", "false", "legacy"}:
        raise invalid("Release", "make_latest", "invalid")
    return wanted


def _mark_latest(repo: Repository, release: Release, wanted: str) -> None:
    """Note which release is the latest."""
    if release.published is None or release.prerelease or wanted == "false":
        return
    current = repo.releases.get(repo.latest or 0)
    if wanted == "true" or current is None or _age(release) >= _age(current):
        repo.latest = release.id


def _render(call: Call, release: Release) -> Record:
    url = f"{repo_url(call.site, call.repo)}/releases/{release.id}"
    html, draft = page_url(call.site, call.repo), release.published is None
    tag = release.address
    upload = f"{call.site.uploads}/repos/{call.repo.full_name}/releases/{release.id}/assets"
    archives = repo_url(call.site, call.repo)
    assets = [one for one in call.repo.assets.values() if one.release == release.id]
    return {
        "url": url,
        "assets_url": f"{url}/assets",
        "upload_url": f"{upload}{{?name,label}}",
        "html_url": f"{html}/releases/tag/{tag}",
        "id": release.id,
        "node_id": f"RE_{release.id}",
        "author": user(call.site, release.author),
        "tag_name": release.tag,
        "target_commitish": release.target,
        "name": release.name,
        "body": release.body,
        "draft": draft,
        "prerelease": release.prerelease,
        "immutable": release.immutable,
        "created_at": moment(release.created),
        "updated_at": moment(release.updated),
        "published_at": optional(release.published),
        "tarball_url": None if draft else f"{archives}/tarball/{tag}",
        "zipball_url": None if draft else f"{archives}/zipball/{tag}",
        "assets": [render_asset(call, one) for one in assets],
    }


_ALL = "/repos/{owner}/{repo}/releases"
_ONE = f"{_ALL}/{{id}}"
ROUTES = (
    route("GET", _ALL, listed),
    route("POST", _ALL, create),
    route("GET", f"{_ALL}/latest", latest),
    route("GET", f"{_ALL}/tags/{{tag*}}", by_tag),
    route("GET", _ONE, get),
    route("PATCH", _ONE, update),
    route("DELETE", _ONE, delete),
)
