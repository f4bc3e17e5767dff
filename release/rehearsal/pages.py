"""A few pages, so that people can look at what the API tells programs.

They show what the owner of a repository sees, drafts included.
"""

from __future__ import annotations

from release.rehearsal import release_pages
from release.rehearsal.found import pull_of
from release.rehearsal.layout import (
    article,
    badge,
    heading,
    link,
    listing,
    page,
    paragraph,
    table,
    text,
)
from release.rehearsal.messages import Refusal, Response, not_found
from release.rehearsal.nouns import Pull
from release.rehearsal.routing import Call, route
from release.rehearsal.shapes import moment

_SHORT = 7  # characters of a commit's id


def overview(call: Call) -> Response:
    """The repository: its branches, and what is going on."""
    repo, start = call.repo, "refs/heads/"
    branches = [
        (text(name.removeprefix(start)), _commit(call, sha), _guard(call, name.removeprefix(start)))
        for name, sha in repo.bare.refs().items()
        if name.startswith(start)
    ]
    pulls = [pull for pull in repo.pulls.values() if pull.open]
    return page(
        repo.full_name,
        call.repo.page,
        heading(2, "Branches"),
        table(("Branch", "Commit", "Protected"), branches),
        heading(2, "Open pull requests"),
        _pulls(call, pulls),
        heading(2, "Releases"),
        release_pages.releases_table(call),
        heading(2, "Deployments"),
        _deployments(call),
    )


def pulls(call: Call) -> Response:
    """All pull requests."""
    return page("Pull requests", call.repo.page, _pulls(call, list(call.repo.pulls.values())))


def pull(call: Call) -> Response:
    """One pull request, and what was said there."""
    found = pull_of(call)
    said = [
        article(f"{text(one.author)} at {moment(one.created)}", one.body)
        for one in call.repo.comments.values()
        if one.number == found.number
    ]
    commits = call.repo.bare.between(found.base_sha, found.head_sha)
    branches = paragraph(
        badge(_state(found)),
        text(found.base),
        "from",
        text(found.head),
        _commit(call, found.head_sha),
    )
    rows = [(_commit(call, one.sha), text(one.subject), text(one.author.name)) for one in commits]
    return page(
        f"{found.title} #{found.number}",
        call.repo.page,
        branches,
        article(f"{text(found.author)} at {moment(found.created)}", found.body),
        *said,
        heading(2, "Commits"),
        table(("Commit", "Subject", "Author"), rows),
        paragraph(link(f"{call.repo.page}/pull/{found.number}/files", "What it changes")),
    )


def pull_files(call: Call) -> Response:
    """What a pull request changes, as a diff."""
    found, bare = pull_of(call), call.repo.bare
    start = bare.merge_base(found.base_sha, found.head_sha) or found.base_sha
    changes = bare.tell("diff", "--no-color", "--no-ext-diff", start, found.head_sha)
    return page(f"{found.title} #{found.number}", call.repo.page, listing(changes))


def raw(call: Call) -> Response:
    """A file of a branch, as it is: for programs, which are nobody here.

    The name of a branch may have slashes in it, and the path goes on after the one that there is.
    """
    parts = [] if call.repo.private else call.parts["path"].split("/")
    for number in range(1, len(parts)):
        tip = call.repo.bare.ref(f"refs/heads/{'/'.join(parts[:number])}")
        content = call.repo.bare.tree(tip, "/".join(parts[number:])) if tip else None
        if isinstance(content, bytes):
            return Response(200, {"content-type": "text/plain; charset=utf-8"}, content)
    raise not_found()


def commit(call: Call) -> Response:
    """A commit, as git shows it."""
    sha = call.repo.bare.resolve(call.parts["sha"])
    if sha is None:
        raise not_found()
    shown = call.repo.bare.tell(
        "show", "--no-color", "--no-ext-diff", "--no-show-signature", "--format=fuller", sha
    )
    return page(f"Commit {sha[:_SHORT]}", call.repo.page, listing(shown))


def lost(refusal: Refusal) -> Response:
    """The page for what is not there."""
    return page(refusal.message, "", status=refusal.status)


def _commit(call: Call, sha: str) -> str:
    return link(f"{call.repo.page}/commit/{sha}", sha[:_SHORT])


def _guard(call: Call, branch: str) -> str:
    return "yes" if branch in call.repo.protections else ""


def _state(found: Pull) -> str:
    return "open" if found.open else "merged" if found.merged else "closed"


def _pulls(call: Call, found: list[Pull]) -> str:
    rows = [
        (
            link(f"{call.repo.page}/pull/{one.number}", f"#{one.number}"),
            text(one.title),
            text(f"{one.base} from {one.head}"),
            badge(_state(one)),
            text(one.author),
        )
        for one in found[::-1]
    ]
    return table(("Number", "Title", "Branches", "State", "Author"), rows)


def _deployments(call: Call) -> str:
    told = {one.deployment: one for one in call.repo.deployment_statuses.values()}
    rows = [
        (
            text(one.environment),
            text(one.ref),
            _commit(call, one.sha),
            badge(told[one.id].state if one.id in told else "pending"),
            moment(one.updated),
        )
        for one in list(call.repo.deployments.values())[::-1]
    ]
    return table(("Environment", "Ref", "Commit", "State", "Since"), rows)


ROUTES = (
    route("GET", "/{owner}/{repo}", overview),
    route("GET", "/{owner}/{repo}/pulls", pulls),
    route("GET", "/{owner}/{repo}/pull/{number}", pull),
    route("GET", "/{owner}/{repo}/pull/{number}/files", pull_files),
    route("GET", "/{owner}/{repo}/commit/{sha}", commit),
    route("GET", "/{owner}/{repo}/raw/{path*}", raw),
    *release_pages.ROUTES,
)
