"""Files and folders, as they are in a commit."""

from __future__ import annotations

import base64
from urllib.parse import quote

from release.rehearsal.git_text import TreeEntry, blob_id
from release.rehearsal.messages import Record, Refusal, Response, answer, not_found
from release.rehearsal.routing import Call, route
from release.rehearsal.shapes import page_url, repo_url


def contents(call: Call) -> Response:
    """A file, or the entries of a folder."""
    path = call.parts.get("path", "").strip("/")
    ref = call.query.get("ref") or call.repo.default_branch
    start = call.repo.bare.resolve(ref)
    if start is None:
        raise Refusal(404, f"No commit found for the ref {ref}")
    listed = call.repo.bare.tree(start, path)
    if listed is None:
        raise not_found()
    if isinstance(listed, bytes):
        return answer(_file(call, path, listed, start))
    return answer([_entry(call, entry, start) for entry in listed])


def _place(call: Call, entry: TreeEntry, at: str) -> Record:
    url, html = repo_url(call.site, call.repo), page_url(call.site, call.repo)
    place, view = quote(entry.path), "tree" if entry.kind == "dir" else "blob"
    links = {
        "self": f"{url}/contents/{place}?ref={at}",
        "git": f"{url}/git/{view}s/{entry.sha}",
        "html": f"{html}/{view}/{at}/{place}",
    }
    return {
        "name": entry.path.rpartition("/")[2],
        "path": entry.path,
        "sha": entry.sha,
        "type": entry.kind,
        "url": links["self"],
        "git_url": links["git"],
        "html_url": links["html"],
        "download_url": f"{html}/raw/{at}/{place}" if entry.kind == "file" else None,
        "_links": links,
    }


def _file(call: Call, path: str, content: bytes, at: str) -> Record:
    entry = TreeEntry(path, "file", blob_id(content), len(content))
    return {
        **_place(call, entry, at),
        "size": entry.size,
        "encoding": "base64",
        "content": base64.encodebytes(content).decode("ascii"),
    }


def _entry(call: Call, entry: TreeEntry, at: str) -> Record:
    return {**_place(call, entry, at), "size": entry.size}


_CONTENTS = "/repos/{owner}/{repo}/contents"
ROUTES = (
    route("GET", _CONTENTS, contents),
    route("GET", f"{_CONTENTS}/", contents),
    route("GET", f"{_CONTENTS}/{{path*}}", contents),
)
