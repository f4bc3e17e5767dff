"""The nouns of the local GitHub, none of which ever changes itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote


class Caller(NamedTuple):
    """Who a token stands for.

    `scopes` are those of a classic token, such as `repo`; those of a job's own token (`job`) are
    names of permissions, such as `contents`. `admin` may change settings and pass protections.
    """

    login: str
    scopes: frozenset[str] = frozenset({"repo", "workflow"})
    expires: datetime | None = None
    job: bool = False
    admin: bool = False


class Protection(NamedTuple):
    """What guards a branch. `checks` are the contexts that must be green."""

    reviews: int = 0
    checks: tuple[str, ...] = ()
    pull_requests: bool = False
    linear: bool = False
    enforce_admins: bool = False


class Settings(NamedTuple):
    """A repository's settings, under GitHub's names."""

    allow_merge_commit: bool = True
    allow_squash_merge: bool = True
    allow_rebase_merge: bool = True
    delete_branch_on_merge: bool = False
    squash_merge_commit_title: str = "COMMIT_OR_PR_TITLE"
    squash_merge_commit_message: str = "COMMIT_MESSAGES"
    merge_commit_title: str = "MERGE_MESSAGE"
    merge_commit_message: str = "PR_TITLE"
    immutable_releases: bool = False
    actions: bool = True
    default_workflow_permissions: str = "read"
    can_approve_pull_request_reviews: bool = False


class Pull(NamedTuple):
    """A pull request.

    `head_sha` and `base_sha` are where its branches were last seen, and stay so once it is closed.
    `merge` is the commit that merged it.
    """

    number: int
    id: int
    author: str
    title: str
    body: str | None
    head: str
    base: str
    head_sha: str
    base_sha: str
    created: datetime
    updated: datetime
    draft: bool = False
    closed: datetime | None = None
    merged: datetime | None = None
    merged_by: str | None = None
    merge: str | None = None
    labels: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it is open."""
        return self.closed is None


class Comment(NamedTuple):
    """A comment on the issue or pull request `number`."""

    id: int
    number: int
    author: str
    body: str
    created: datetime
    updated: datetime


class Asset(NamedTuple):
    """A file of the release `release`."""

    id: int
    release: int
    name: str
    label: str | None
    content_type: str
    content: bytes
    uploader: str
    created: datetime


class Release(NamedTuple):
    """A release; a draft while `published` is None. `secret` is in a draft's address."""

    id: int
    author: str
    tag: str
    target: str
    name: str | None
    body: str | None
    prerelease: bool
    secret: str
    created: datetime
    updated: datetime
    published: datetime | None = None
    immutable: bool = False

    @property
    def address(self) -> str:
        """What stands for it in an address: its tag, once it has one."""
        return quote(self.tag) if self.published else self.secret


class Status(NamedTuple):
    """What a check, `context`, said of a commit."""

    id: int
    sha: str
    state: str
    context: str
    description: str | None
    target: str | None
    author: str
    created: datetime


class Label(NamedTuple):
    """A label."""

    id: int
    name: str
    colour: str
    description: str | None


class Environment(NamedTuple):
    """An environment. `wait` is in minutes, `policy` is which branches may be deployed there.

    `reviewers` are the numbers of the accounts one of whom must let a job in.
    """

    id: int
    name: str
    wait: int
    policy: Mapping[str, bool] | None
    created: datetime
    updated: datetime
    reviewers: tuple[int, ...] = ()


class Deployment(NamedTuple):
    """A wish to have the commit `sha` in an environment."""

    id: int
    ref: str
    sha: str
    task: str
    payload: object
    environment: str
    description: str | None
    transient: bool
    production: bool
    author: str
    created: datetime
    updated: datetime


class DeploymentStatus(NamedTuple):
    """How a deployment is getting on."""

    id: int
    deployment: int
    state: str
    description: str
    environment: str
    log_url: str
    environment_url: str
    author: str
    created: datetime


class Dispatch(NamedTuple):
    """A wish to have workflows run. `what` is a workflow's path, or the type of an event."""

    repository: str
    event: str
    what: str
    ref: str
    payload: Mapping[str, object]
    by: str
