"""The files of a release."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote

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
from release.rehearsal.nouns import Asset, Release
from release.rehearsal.routing import Call, page, route
from release.rehearsal.shapes import moment, page_url, repo_url, user


def upload(call: Call) -> Response:
    """Put a file to a release."""
    release = release_of(call)
    _check_mutable(release)
    sent, label = call.query.get("name", ""), call.query.get("label")
    if not sent:
        raise invalid("ReleaseAsset", "name", "missing_field")
    if not call.request.body:
        raise Refusal(400, "Bad Content-Length: 0")
    name = renamed(sent)
    if any(one.name == name for one in _assets(call, release)):
        raise invalid("ReleaseAsset", "name", "already_exists")
    kind = call.request.headers.get("content-type") or "application/octet-stream"
    asset = Asset(
        id=call.site.next_id(),
        release=release.id,
        name=name,
        label=label,
        content_type=kind,
        content=call.request.body,
        uploader=call.who,
        created=call.now,
    )
    call.repo.assets[asset.id] = asset
    return answer(render(call, asset), 201)


def listed(call: Call) -> Response:
    """The files of a release."""
    return page(call, _assets(call, release_of(call)), lambda one: render(call, one))


def get(call: Call) -> Response:
    """A file: what is known of it, or its bytes for who accepts nothing else."""
    asset = _asset(call)
    if call.request.headers.get("accept") == "application/octet-stream":
        return download(asset)
    return answer(render(call, asset))


def update(call: Call) -> Response:
    """Give a file another name or label."""
    asset = _asset(call)
    _check_mutable(call.repo.releases[asset.release])
    name = renamed(call.fields.get("name", asset.name))
    twins = _assets(call, call.repo.releases[asset.release])
    if any(one.name == name and one.id != asset.id for one in twins):
        raise invalid("ReleaseAsset", "name", "already_exists")
    changed = asset._replace(name=name, label=call.fields.get("label", asset.label))
    call.repo.assets[asset.id] = changed
    return answer(render(call, changed))


def delete(call: Call) -> Response:
    """Delete a file."""
    asset = _asset(call)
    _check_mutable(call.repo.releases[asset.release])
    del call.repo.assets[asset.id]
    return nothing()


def download(asset: Asset) -> Response:
    """The bytes of a file."""
    headers = {
        "content-type": asset.content_type,
        "content-disposition": f"attachment; filename={quote(asset.name)}",
    }
    return Response(200, headers, asset.content)


def renamed(name: str) -> str:
    """The name that GitHub gives a file: no accents, and a full stop for what it does not take."""
    plain = unicodedata.normalize("NFD", name)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    dotted = f"default{plain}" if plain.startswith(".") else plain
    dotted = re.sub(r"[^A-Za-z0-9\-_+@]+", ".", dotted)
    dotted = re.sub(r"\.{2,}", ".", dotted).strip(".")
    return f"default.{dotted}" if name != dotted and "." not in dotted else dotted


def render(call: Call, asset: Asset) -> Record:
    """What is known of a file."""
    release = call.repo.releases[asset.release]
    tag = release.address
    place = f"{page_url(call.site, call.repo)}/releases/download/{tag}/{quote(asset.name)}"
    return {
        "url": f"{repo_url(call.site, call.repo)}/releases/assets/{asset.id}",
        "browser_download_url": place,
        "id": asset.id,
        "node_id": f"RA_{asset.id}",
        "name": asset.name,
        "label": asset.label,
        "state": "uploaded",
        "content_type": asset.content_type,
        "size": len(asset.content),
        "digest": f"sha256:{hashlib.sha256(asset.content).hexdigest()}",
        "download_count": 0,
        "created_at": moment(asset.created),
        "updated_at": moment(asset.created),
        "uploader": user(call.site, asset.uploader),
    }


def _assets(call: Call, release: Release) -> list[Asset]:
    return [one for one in call.repo.assets.values() if one.release == release.id]


def _asset(call: Call) -> Asset:
    found = call.repo.assets.get(call.number("id"))
    if found is None or not is_visible(call, call.repo.releases[found.release]):
        raise not_found()
    return found


def _check_mutable(release: Release) -> None:
    if release.immutable:
        raise Refusal(422, "Cannot change the assets of an immutable release.")


_ONE = "/repos/{owner}/{repo}/releases/assets/{id}"
_ALL = "/repos/{owner}/{repo}/releases/{id}/assets"
ROUTES = (
    route("GET", _ONE, get),
    route("PATCH", _ONE, update),
    route("DELETE", _ONE, delete),
    route("GET", _ALL, listed),
)
UPLOADS = (route("POST", _ALL, upload),)
