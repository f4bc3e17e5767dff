"""Commits, and what lies between two of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from release.rehearsal.git_text import Commit, FileChange
from release.rehearsal.messages import Record, Refusal, Response, answer, not_found
from release.rehearsal.routing import Call, page, page_of, route
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
    listed = _listed(call, bare.between(base, head))
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
    size, number = page_of(call)
    return found[(number - 1) * size : number * size]


def _status(ahead: int, behind: int) -> str:
    if ahead and behind:
        return "diverged"
    return "ahead" if ahead else "behind" if behind else "identical"


_COMMIT = "/repos/{owner}/{repo}/commits"
ROUTES = (
    route("GET", "/repos/{owner}/{repo}/git/commits/{sha}", get_git),
    route("GET", _COMMIT, history),
    route("GET", f"{_COMMIT}/{{ref*}}", get),
    route("GET", "/repos/{owner}/{repo}/compare/{basehead*}", compare),
)
