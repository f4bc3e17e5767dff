"""A few pages, so that people can look at what the API tells programs.

They show what the owner of a repository sees, drafts included.
"""

from __future__ import annotations

from release.rehearsal.assets import download
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
from release.rehearsal.releases import latest_of
from release.rehearsal.routing import Call, route
from release.rehearsal.shapes import moment
from release.rehearsal.state import Pull, Release

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
        _place(call),
        heading(2, "Branches"),
        table(("Branch", "Commit", "Protected"), branches),
        heading(2, "Open pull requests"),
        _pulls(call, pulls),
        heading(2, "Releases"),
        _releases(call),
        heading(2, "Deployments"),
        _deployments(call),
    )


def pulls(call: Call) -> Response:
    """All pull requests."""
    return page("Pull requests", _place(call), _pulls(call, list(call.repo.pulls.values())))


def pull(call: Call) -> Response:
    """One pull request, and what was said there."""
    found = _pull(call)
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
        _place(call),
        branches,
        article(f"{text(found.author)} at {moment(found.created)}", found.body),
        *said,
        heading(2, "Commits"),
        table(("Commit", "Subject", "Author"), rows),
        paragraph(link(f"{_place(call)}/pull/{found.number}/files", "What it changes")),
    )


def pull_files(call: Call) -> Response:
    """What a pull request changes, as a diff."""
    found, bare = _pull(call), call.repo.bare
    start = bare.merge_base(found.base_sha, found.head_sha) or found.base_sha
    changes = bare.tell("diff", "--no-color", "--no-ext-diff", start, found.head_sha)
    return page(f"{found.title} #{found.number}", _place(call), listing(changes))


def releases(call: Call) -> Response:
    """All releases."""
    return page("Releases", _place(call), _releases(call))


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
        _place(call),
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
    return page(f"Commit {sha[:_SHORT]}", _place(call), listing(shown))


def lost(refusal: Refusal) -> Response:
    """The page for what is not there."""
    return page(refusal.message, "", status=refusal.status)


def _place(call: Call) -> str:
    return f"/{call.repo.full_name}"


def _commit(call: Call, sha: str) -> str:
    return link(f"{_place(call)}/commit/{sha}", sha[:_SHORT])


def _guard(call: Call, branch: str) -> str:
    return "yes" if branch in call.repo.protections else ""


def _state(found: Pull) -> str:
    return "open" if found.open else "merged" if found.merged else "closed"


def _pull(call: Call) -> Pull:
    found = call.repo.pulls.get(call.number("number"))
    if found is None:
        raise not_found()
    return found


def _pulls(call: Call, found: list[Pull]) -> str:
    rows = [
        (
            link(f"{_place(call)}/pull/{one.number}", f"#{one.number}"),
            text(one.title),
            text(f"{one.base} from {one.head}"),
            badge(_state(one)),
            text(one.author),
        )
        for one in found[::-1]
    ]
    return table(("Number", "Title", "Branches", "State", "Author"), rows)


def _releases(call: Call) -> str:
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


def _release(call: Call, tag: str) -> Release:
    for one in call.repo.releases.values():
        if tag == (one.tag if one.published else one.secret):
            return one
    raise not_found()


def _release_page(call: Call, found: Release) -> str:
    return f"{_place(call)}/releases/tag/{found.address}"


def _file(call: Call, found: Release, name: str) -> str:
    return f"{_place(call)}/releases/download/{found.address}/{name}"


def _latest(call: Call) -> Release:
    found = latest_of(call.repo)
    if found is None:
        raise not_found()
    return found


_RELEASES = "/{owner}/{repo}/releases"
ROUTES = (
    route("GET", "/{owner}/{repo}", overview),
    route("GET", "/{owner}/{repo}/pulls", pulls),
    route("GET", "/{owner}/{repo}/pull/{number}", pull),
    route("GET", "/{owner}/{repo}/pull/{number}/files", pull_files),
    route("GET", "/{owner}/{repo}/commit/{sha}", commit),
    route("GET", "/{owner}/{repo}/raw/{path*}", raw),
    route("GET", _RELEASES, releases),
    route("GET", f"{_RELEASES}/latest", latest),
    route("GET", f"{_RELEASES}/latest/download/{{name}}", latest_file),
    route("GET", f"{_RELEASES}/tag/{{tag*}}", release),
    route("GET", f"{_RELEASES}/download/{{tag*}}/{{name}}", file),
)
