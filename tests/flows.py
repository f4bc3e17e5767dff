"""The flows that are tried under faults: what the scene is, and what is done there."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from release.forge import WantedComment, WantedPull
from release.forge.releases import DRAFT_MARKER, WantedAsset, WantedRelease
from release.rehearsal.state import Asset, Comment, Release
from tests.github.stage import LOGIN, TRAIN, Actor, Stage
from tests.repositories import Repo

BRANCH, BASE = "changeset-release/main", "main"
MARKER = "<!-- monorepo-release: preview -->"
PULL = WantedPull(BRANCH, BASE, "chore: release versions", "All of it.")
COMMENT = WantedComment(BRANCH, BASE, MARKER, f"{MARKER}\n\nWhat it releases.")


CONTENTS = {"dist/app.deb": b"a package\n", "dist/app.msi": b"another\n"}
RELEASE = WantedRelease(
    "app@1.0.0",
    "",
    "app v1.0.0",
    "It counts.",
    is_latest=True,
    assets=tuple(
        WantedAsset(Path(path).name, path, len(content), f"sha256:{sha256(content).hexdigest()}")
        for path, content in CONTENTS.items()
    ),
)


class Flow(NamedTuple):
    """Something that writes to GitHub.

    `build` makes the template of its scene, once: folder/seed is the repository at GitHub, and
    folder/clone, if it needs one, the clone in which it runs. `set_up` does the rest, for each
    case. `run` is one run, which raises ReleaseError when it ends red.
    """

    name: str
    build: Callable[[Path], None]
    set_up: Callable[[Stage], None]
    run: Callable[[Actor], object]


def _two_branches(folder: Path) -> None:
    seed = Repo(folder / "seed")
    seed.commit("Start", {"a": "a\n"})
    seed.branch(BRANCH)
    seed.commit("chore: release versions", {"b": "b\n"})


def nothing_yet(_: Stage) -> None:
    """The template has all of it."""


def _with_pull(stage: Stage) -> None:
    stage.actor().forge().put_pull(PULL._replace(title="Old", body="Old."))


def _with_copies(stage: Stage) -> None:
    """Old comments of ours, as two runs at once may leave them, among those of others.

    A read that lags shows none of them.
    """
    _with_pull(stage)
    stage.actor().forge().put_comment(COMMENT._replace(body=f"{MARKER}\n\nOld."))
    repo, now = stage.hub.site.repositories[TRAIN], stage.clock.moment
    old, older = f"{MARKER}\n\nOld.", f"{MARKER}\n\nOlder."
    for author, body in (("eve", old), (LOGIN, older), (LOGIN, "Hello")):
        identity = stage.hub.site.next_id()
        repo.comments[identity] = Comment(identity, 1, author, body, now, now)


def _tagged(folder: Path) -> None:
    seed = Repo(folder / "seed")
    seed.commit("Start", {"a": "a\n"})
    seed.tag(RELEASE.tag, annotated=True)


def _half_done(stage: Stage) -> None:
    """Two drafts, as two runs at once may leave them, and one of them with the file of another."""
    site, now = stage.hub.site, stage.clock.moment
    repo = site.repositories[TRAIN]
    tip = repo.bare.branch("main") or ""
    for secret in ("untagged-1", "untagged-2"):
        number, body = site.next_id(), f"{DRAFT_MARKER}\nOld."
        repo.releases[number] = Release(
            number, LOGIN, RELEASE.tag, tip, "Old", body, False, secret, now, now
        )
    first = min(repo.releases)
    number = site.next_id()
    repo.assets[number] = Asset(
        number, first, "app.deb", None, "application/octet-stream", b"old\n", LOGIN, now
    )


def _put_release(actor: Actor) -> None:
    commit = actor.stage.hub.site.repositories[TRAIN].bare.branch("main") or ""
    actor.forge().put_release(RELEASE._replace(commit=commit), CONTENTS.__getitem__)


WRITES = (
    Flow(
        "open a pull request",
        _two_branches,
        nothing_yet,
        lambda actor: actor.forge().put_pull(PULL),
    ),
    Flow(
        "change a pull request",
        _two_branches,
        _with_pull,
        lambda actor: actor.forge().put_pull(PULL),
    ),
    Flow(
        "close a pull request",
        _two_branches,
        _with_pull,
        lambda actor: actor.forge().close_pull(BRANCH, BASE),
    ),
    Flow(
        "comment",
        _two_branches,
        _with_pull,
        lambda actor: actor.forge().put_comment(COMMENT),
    ),
    Flow(
        "change a comment, remove copies",
        _two_branches,
        _with_copies,
        lambda actor: actor.forge().put_comment(COMMENT),
    ),
    Flow("publish a release", _tagged, nothing_yet, _put_release),
    Flow("complete a release, remove copies", _tagged, _half_done, _put_release),
)
