"""The REST API as one table of what is answered where."""

from __future__ import annotations

from release.rehearsal import (
    accounts,
    actions,
    assets,
    branches,
    comments,
    commits,
    contents,
    deployments,
    environments,
    labels,
    merging,
    pulls,
    refs,
    releases,
    repositories,
    statuses,
)
from release.rehearsal.messages import API, Request, Response
from release.rehearsal.nouns import Caller
from release.rehearsal.routing import dispatch
from release.rehearsal.state import Site

UPLOADS = "/api/uploads"
REST = (
    *accounts.ROUTES,
    *repositories.ROUTES,
    *refs.ROUTES,
    *pulls.ROUTES,
    *merging.ROUTES,
    *comments.ROUTES,
    *releases.ROUTES,
    *assets.ROUTES,
    *statuses.ROUTES,  # before the commits, whose names may hold slashes
    *commits.ROUTES,
    *branches.ROUTES,
    *contents.ROUTES,
    *labels.ROUTES,
    *deployments.ROUTES,
    *environments.ROUTES,
    *actions.ROUTES,
)


def routed(site: Site, request: Request, caller: Caller | None) -> Response:
    """The answer to a request to the API, by its path.

    Raises:
        Refusal: it is refused.
    """
    place = request.place
    if place.startswith(f"{UPLOADS}/"):
        return dispatch(assets.UPLOADS, site, request, place.removeprefix(UPLOADS), caller)
    return dispatch(REST, site, request, place.removeprefix(API), caller)


def is_api(request: Request) -> bool:
    """Whether a request is one to the API, and none for a page."""
    return request.path.startswith("/api/")
