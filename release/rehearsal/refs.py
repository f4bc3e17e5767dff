"""Refs, and annotated tags."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

from release.rehearsal.bare import NULL
from release.rehearsal.git_text import Person
from release.rehearsal.messages import Record, Refusal, Response, answer, not_found, nothing
from release.rehearsal.protection import refuse_moving
from release.rehearsal.routing import Call, page, route
from release.rehearsal.shapes import UNSIGNED, no_reply, person, repo_url

_SHA = re.compile(r"[0-9a-f]{40}")


def get(call: Call) -> Response:
    """One ref."""
    name = f"refs/{call.parts['ref']}"
    sha = call.repo.bare.ref(name)
    if sha is None or not name.startswith(("refs/heads/", "refs/tags/", "refs/pull/")):
        raise not_found()
    return answer(_render(call, name, sha))


def matching(call: Call) -> Response:
    """The refs whose names begin so."""
    start = f"refs/{call.parts.get('ref', '')}"
    found = [(name, sha) for name, sha in call.repo.bare.refs().items() if name.startswith(start)]
    return page(call, found, lambda row: _render(call, *row))


def create(call: Call) -> Response:
    """Make a ref that is not there yet."""
    name, sha = call.text("ref", "Reference"), _sha(call)
    if not name.startswith("refs/") or name.count("/") < 2:  # noqa: PLR2004  refs/heads/name
        raise Refusal(
            422, "Reference name must start with 'refs/' and contain at least one more '/'."
        )
    bare = call.repo.bare
    if bare.ref(name):
        raise Refusal(422, "Reference already exists")
    if bare.kind(sha) is None:
        raise Refusal(422, "Object does not exist")
    refuse_moving(call, name, None, sha)
    if not bare.move(name, sha, NULL):
        raise Refusal(422, "Reference update failed")
    return answer(_render(call, name, sha), 201)


def update(call: Call) -> Response:
    """Point a ref to something else, forwards only unless `force`."""
    name, sha = f"refs/{call.parts['ref']}", _sha(call)
    bare = call.repo.bare
    old = bare.ref(name)
    if old is None:
        raise Refusal(422, "Reference does not exist")
    if bare.kind(sha) is None:
        raise Refusal(422, "Object does not exist")
    if not call.fields.get("force", False) and not bare.contains(sha, old):
        raise Refusal(422, "Update is not a fast forward")
    refuse_moving(call, name, old, sha)
    if not bare.move(name, sha, old):
        raise Refusal(422, "Reference update failed")
    return answer(_render(call, name, sha))


def delete(call: Call) -> Response:
    """Delete a ref."""
    name = f"refs/{call.parts['ref']}"
    old = call.repo.bare.ref(name)
    if old is None:
        raise Refusal(422, "Reference does not exist")
    if name == f"refs/heads/{call.repo.default_branch}":
        raise Refusal(422, "Cannot delete the default branch")
    refuse_moving(call, name, old, None)
    call.repo.bare.remove(name)
    return nothing()


def create_tag(call: Call) -> Response:
    """Make an annotated tag; the ref that names it comes apart."""
    name, message = call.text("tag", "Tag"), call.text("message", "Tag")
    target, kind = call.text("object", "Tag"), call.text("type", "Tag")
    tagger = _tagger(call, call.fields.get("tagger") or {})
    written = f"{tagger.name} <{tagger.email}> {int(tagger.date.timestamp())} +0000"
    head = f"object {target}\ntype {kind}\ntag {name}\ntagger {written}\n\n"
    sha = call.repo.bare.write_tag(f"{head}{message}")
    if sha is None:
        raise Refusal(422, "Invalid object")
    return answer(_render_tag(call, sha), 201)


def get_tag(call: Call) -> Response:
    """One annotated tag."""
    sha = call.parts["tag"]
    if not _SHA.fullmatch(sha) or call.repo.bare.kind(sha) != "tag":
        raise not_found()
    return answer(_render_tag(call, sha))


def _sha(call: Call) -> str:
    sha = call.text("sha", "Reference")
    if not _SHA.fullmatch(sha):
        raise Refusal(
            422, "The sha parameter must be exactly 40 characters and contain only [0-9a-f]."
        )
    return sha


def _tagger(call: Call, sent: Any) -> Person:
    """Who makes the tag: who is named, or else the caller, now."""
    when = sent.get("date")
    date = datetime.fromisoformat(when) if when else call.now
    return Person(sent.get("name", call.who), sent.get("email", no_reply(call.who)), date)


def _render(call: Call, name: str, sha: str) -> Record:
    url = repo_url(call.site, call.repo)
    kind = call.repo.bare.kind(sha)
    return {
        "ref": name,
        "node_id": f"REF_{name}",
        "url": f"{url}/git/{quote(name)}",
        "object": {"sha": sha, "type": kind, "url": f"{url}/git/{kind}s/{sha}"},
    }


def _render_tag(call: Call, sha: str) -> Record:
    url = repo_url(call.site, call.repo)
    head, _, message = call.repo.bare.tell("cat-file", "tag", sha).partition("\n\n")
    lines = dict(line.split(" ", 1) for line in head.split("\n"))
    who, _, when = lines["tagger"].rpartition("> ")
    name, _, email = who.partition(" <")
    made = datetime.fromtimestamp(int(when.split(" ")[0]), call.now.tzinfo)
    target, kind = lines["object"], lines["type"]
    return {
        "node_id": f"TA_{sha}",
        "sha": sha,
        "url": f"{url}/git/tags/{sha}",
        "tag": lines["tag"],
        "message": message,
        "tagger": person(Person(name, email, made)),
        "object": {"sha": target, "type": kind, "url": f"{url}/git/{kind}s/{target}"},
        "verification": UNSIGNED,
    }


ROUTES = (
    route("GET", "/repos/{owner}/{repo}/git/ref/{ref*}", get),
    route("GET", "/repos/{owner}/{repo}/git/matching-refs/{ref*}", matching),
    route("POST", "/repos/{owner}/{repo}/git/refs", create),
    route("PATCH", "/repos/{owner}/{repo}/git/refs/{ref*}", update),
    route("DELETE", "/repos/{owner}/{repo}/git/refs/{ref*}", delete),
    route("POST", "/repos/{owner}/{repo}/git/tags", create_tag),
    route("GET", "/repos/{owner}/{repo}/git/tags/{tag}", get_tag),
)
