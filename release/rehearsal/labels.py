"""Labels, and which pull request has which."""

from __future__ import annotations

from urllib.parse import quote

from release.rehearsal.found import pull_of
from release.rehearsal.messages import Record, Response, answer, invalid, not_found
from release.rehearsal.nouns import Label, Pull
from release.rehearsal.routing import Call, page, route
from release.rehearsal.shapes import repo_url
from release.rehearsal.state import Repository, Site

_GREY = "ededed"  # the colour of a label that came into being by being used


def listed(call: Call) -> Response:
    """All labels."""
    found = list(call.repo.labels.values())
    return page(call, found, lambda label: render(call.site, call.repo, label))


def create(call: Call) -> Response:
    """Make a label."""
    name = call.text("name", "Label")
    if name in call.repo.labels:
        raise invalid("Label", "name", "already_exists")
    colour = call.words("color", "Label") or _GREY
    label = Label(call.site.next_id(), name, colour, call.words("description", "Label"))
    call.repo.labels[name] = label
    return answer(render(call.site, call.repo, label), 201)


def of_pull(call: Call) -> Response:
    """The labels of a pull request."""
    return _shown(call, pull_of(call))


def add(call: Call) -> Response:
    """Give it more labels, which are made when they are new."""
    pull = pull_of(call)
    sent = call.fields.get("labels", [])
    if not isinstance(sent, list) or not all(isinstance(name, str) for name in sent):
        raise invalid("Label", "labels", "invalid")
    wanted = [name for name in dict.fromkeys(sent) if name not in pull.labels]
    for name in wanted:
        if name not in call.repo.labels:
            call.repo.labels[name] = Label(call.site.next_id(), name, _GREY, None)
    changed = pull._replace(labels=(*pull.labels, *wanted), updated=call.now)
    call.repo.pulls[pull.number] = changed
    return _shown(call, changed)


def remove(call: Call) -> Response:
    """Take a label off it."""
    pull, name = pull_of(call), call.parts["name"]
    if name not in pull.labels:
        raise not_found()
    kept = tuple(label for label in pull.labels if label != name)
    changed = pull._replace(labels=kept, updated=call.now)
    call.repo.pulls[pull.number] = changed
    return _shown(call, changed)


def render(site: Site, repo: Repository, label: Label) -> Record:
    """A label."""
    return {
        "id": label.id,
        "node_id": f"LA_{label.id}",
        "url": f"{repo_url(site, repo)}/labels/{quote(label.name)}",
        "name": label.name,
        "description": label.description,
        "color": label.colour,
        "default": False,
    }


def _shown(call: Call, pull: Pull) -> Response:
    labels = [call.repo.labels[name] for name in pull.labels]
    return answer([render(call.site, call.repo, label) for label in labels])


_OF_PULL = "/repos/{owner}/{repo}/issues/{number}/labels"
ROUTES = (
    route("GET", "/repos/{owner}/{repo}/labels", listed),
    route("POST", "/repos/{owner}/{repo}/labels", create, "issues|pull-requests"),
    route("GET", _OF_PULL, of_pull),
    route("POST", _OF_PULL, add, "issues|pull-requests"),
    route("DELETE", f"{_OF_PULL}/{{name}}", remove, "issues|pull-requests"),
)
