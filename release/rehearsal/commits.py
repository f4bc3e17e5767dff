"""Commits, comparisons, branches and files, all of them read out of git."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from urllib.parse import quote

from release.rehearsal.bare import Commit, FileChange, TreeEntry, blob_id
from release.rehearsal.messages import Record, Refusal, Response, answer, not_found
from release.rehearsal.routing import Call, page, route
from release.rehearsal.shapes import commit, file, git_commit, page_url, repo_url

_SHA = re.compile(r"[0-9a-f]{40}")
_MOST_COMMITS = 250  # of a comparison that is not asked for page by page; GitHub's own limits
_MOST_FILES = 300


def get(call: Call) -> Response:
    """One commit, with the files that it changes."""
    sha = _resolved(call, call.parts["ref"], f"No commit found for SHA: {call.parts['ref']}", 422)
    made = call.repo.bare.commit(sha)
    shown = commit(call.site, call.repo, made)
    changed = _own_changes(call, made)
    shown["stats"] = _stats(changed)
    shown["files"] = [file(call.site, call.repo, one, sha) for one in changed[:_MOST_FILES]]
    return answer(shown)


def get_git(call: Call) -> Response:
    """One commit as git has it."""
    sha = call.parts["sha"]
    if not _SHA.fullmatch(sha) or call.repo.bare.peel(sha) != sha:
        raise not_found()
    return answer(git_commit(call.site, call.repo, call.repo.bare.commit(sha)))


def history(call: Call) -> Response:
    """The commits that a branch or a commit has behind it."""
    start = _resolved(call, call.query.get("sha") or call.repo.default_branch, "Not Found", 404)
    paths = ["--", call.query["path"]] if call.query.get("path") else []
    found = call.repo.bare.history(start, *paths)
    return page(call, found, lambda one: commit(call.site, call.repo, one))


def compare(call: Call) -> Response:
    """What lies between two commits, `BASE...HEAD`."""
    base_name, dots, head_name = call.parts["basehead"].partition("...")
    if not dots:
        raise not_found()
    bare = call.repo.bare
    base, head = (
        _resolved(call, _own(call, name), "Not Found", 404) for name in (base_name, head_name)
    )
    start = bare.merge_base(base, head)
    if start is None:
        raise Refusal(404, f"No common ancestor between {base_name} and {head_name}.")
    ahead, behind = bare.distance(base, head)
    listed = _listed(call, bare.history("--topo-order", f"{base}..{head}")[::-1])
    url, html = repo_url(call.site, call.repo), page_url(call.site, call.repo)
    between = quote(call.parts["basehead"])
    render = [commit(call.site, call.repo, one) for one in (*bare.commits([base, start]), *listed)]
    return answer(
        {
            "url": f"{url}/compare/{between}",
            "html_url": f"{html}/compare/{between}",
            "permalink_url": f"{html}/compare/{call.repo.owner}:{base}...{call.repo.owner}:{head}",
            "diff_url": f"{html}/compare/{between}.diff",
            "patch_url": f"{html}/compare/{between}.patch",
            "base_commit": render[0],
            "merge_base_commit": render[1],
            "status": _status(ahead, behind),
            "ahead_by": ahead,
            "behind_by": behind,
            "total_commits": ahead,
            "commits": render[2:],
            "files": [
                file(call.site, call.repo, one, head)
                for one in bare.changes(start, head)[:_MOST_FILES]
            ],
        }
    )


def branches(call: Call) -> Response:
    """All branches."""
    start = "refs/heads/"
    refs = call.repo.bare.refs().items()
    found = [(name.removeprefix(start), sha) for name, sha in refs if name.startswith(start)]
    if wanted := call.query.get("protected"):
        found = [row for row in found if (row[0] in call.repo.protections) == (wanted == "true")]
    return page(call, found, lambda row: _branch(call, *row))


def branch(call: Call) -> Response:
    """One branch, with the commit at its tip."""
    name = call.parts["branch"]
    sha = call.repo.bare.branch(name)
    if sha is None:
        raise Refusal(404, "Branch not found")
    shown = _branch(call, name, sha)
    shown["commit"] = commit(call.site, call.repo, call.repo.bare.commit(sha))
    url = f"{repo_url(call.site, call.repo)}/branches/{quote(name)}"
    html = f"{page_url(call.site, call.repo)}/tree/{quote(name)}"
    return answer({**shown, "_links": {"self": url, "html": html}})


def contents(call: Call) -> Response:
    """A file, or the entries of a folder."""
    path = call.parts.get("path", "").strip("/")
    start = _resolved(
        call,
        call.query.get("ref") or call.repo.default_branch,
        f"No commit found for the ref {call.query.get('ref')}",
        404,
    )
    listed = call.repo.bare.tree(start, path)
    if listed is None:
        raise not_found()
    if isinstance(listed, bytes):
        return answer(_file(call, path, listed, start))
    return answer([_entry(call, entry, start) for entry in listed])


def _own(call: Call, name: str) -> str:
    """A name without the owner that may stand before it."""
    return name.removeprefix(f"{call.repo.owner}:")


def _resolved(call: Call, name: str, message: str, status: int) -> str:
    sha = call.repo.bare.resolve(name)
    if sha is None:
        raise Refusal(status, message)
    return sha


def _own_changes(call: Call, made: Commit) -> list[FileChange]:
    bare = call.repo.bare
    return bare.changes(made.parents[0], made.sha) if made.parents else bare.first_changes(made.sha)


def _stats(changed: Sequence[FileChange]) -> Record:
    added, deleted = sum(one.additions for one in changed), sum(one.deletions for one in changed)
    return {"additions": added, "deletions": deleted, "total": added + deleted}


def _listed(call: Call, found: list[Commit]) -> list[Commit]:
    """The commits that the caller asked for: a page, or the first ones."""
    if "page" not in call.query and "per_page" not in call.query:
        return found[:_MOST_COMMITS]
    size = min(int(call.query.get("per_page", "30")), 100)
    start = (int(call.query.get("page", "1")) - 1) * size
    return found[start : start + size]


def _status(ahead: int, behind: int) -> str:
    if ahead and behind:
        return "diverged"
    return "ahead" if ahead else "behind" if behind else "identical"


def _branch(call: Call, name: str, sha: str) -> Record:
    url = repo_url(call.site, call.repo)
    guarded = call.repo.protections.get(name)
    checks = list(guarded.checks) if guarded else []
    level = "off" if not guarded else "everyone" if guarded.enforce_admins else "non_admins"
    return {
        "name": name,
        "commit": {"sha": sha, "url": f"{url}/commits/{sha}"},
        "protected": guarded is not None,
        "protection": {
            "enabled": guarded is not None,
            "required_status_checks": {
                "enforcement_level": level if checks else "off",
                "contexts": checks,
                "checks": [{"context": one, "app_id": None} for one in checks],
            },
        },
        "protection_url": f"{url}/branches/{quote(name)}/protection",
    }


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


_COMMIT = "/repos/{owner}/{repo}/commits"
_CONTENTS = "/repos/{owner}/{repo}/contents"
ROUTES = (
    route("GET", "/repos/{owner}/{repo}/git/commits/{sha}", get_git),
    route("GET", _COMMIT, history),
    route("GET", f"{_COMMIT}/{{ref*}}", get),
    route("GET", "/repos/{owner}/{repo}/compare/{basehead*}", compare),
    route("GET", "/repos/{owner}/{repo}/branches", branches),
    route("GET", "/repos/{owner}/{repo}/branches/{branch*}", branch),
    route("GET", _CONTENTS, contents),
    route("GET", f"{_CONTENTS}/", contents),
    route("GET", f"{_CONTENTS}/{{path*}}", contents),
)
