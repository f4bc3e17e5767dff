"""The flows that are tried under faults: what the scene is, and what is done there."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from release.deployment.claims import JobClaim, proof_of_end
from release.deployment.records import Lock, NewAttempt, WritableRecords
from release.errors import StateError
from release.forge import WantedComment, WantedPull
from release.forge.releases import DRAFT_MARKER, WantedAsset, WantedRelease
from release.rehearsal.nouns import Asset, Comment, Release
from tests.github.client import TRAIN
from tests.github.scene import START
from tests.github.stage import LOGIN, Actor, Stage
from tests.repositories import Repo

BRANCH, BASE = "changeset-release/main", "main"
STAGING, NEW = "staging", "1.1.0"
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


def _with_clone(folder: Path) -> None:
    seed = Repo(folder / "seed")
    seed.commit("Start", {"a": "a\n"})
    Repo(folder / "clone")


def _lock(actor: Actor, **more: Any) -> Lock:
    """A claim of one process; one with the same number is provably no more when it comes."""
    claim = JobClaim(f"{actor.number}", actor.run, "deploy")
    held = Lock(f"of run {actor.run}", STAGING, LOGIN, START, claim=str(claim))
    return held._replace(**more)


def _taken(actor: Actor, lock: Lock) -> WritableRecords:
    """The book, when the lock is ours, also in the place of a holder who is no more.

    Raises:
        StateError: somebody else holds it.
    """
    records = actor.records()
    held = records.take(lock)
    if held and proof_of_end(held, lock, lambda _: None):
        held = records.take(lock, held)
    if held:
        raise StateError(f"{held.owner} holds the lock")
    return records


def _attempt(actor: Actor, version: str) -> NewAttempt:
    commit = actor.stage.hub.site.repositories[TRAIN].bare.branch(BASE) or ""
    return NewAttempt(f"key {version}", "app", version, commit, STAGING, previous="1.0.0")


def _deploy(actor: Actor) -> None:
    """Record a deployment if there is need of one, alone.

    Else see that a run which was killed leaves no lock.
    """
    lock, records = _lock(actor), actor.records()
    if _is_recorded(records):
        held = records.lock(STAGING)
        if held and proof_of_end(held, lock, lambda _: None):
            records.leave(held)
        return
    _taken(actor, lock)
    try:
        _record(actor, records)
    finally:
        if not actor.wire.is_dead:
            records.leave(lock)


def _deploy_alone(actor: Actor) -> None:
    """The same, where a variable is the lock."""
    stage = actor.stage
    if stage.alone not in {actor.number, None}:
        raise StateError("somebody else is at it")
    stage.alone = actor.number
    try:
        _record(actor, actor.records())
    finally:
        stage.alone = None


def _record(actor: Actor, records: WritableRecords) -> None:
    if not _is_recorded(records):
        records.tell(records.begin(_attempt(actor, NEW)), "success", "it runs")


def _is_recorded(records: WritableRecords) -> bool:
    newest = next(iter(records.attempts(STAGING, ["app"])["app"]), None)
    return newest is not None and (newest.wanted.version, newest.state) == (NEW, "success")


def _deployed(stage: Stage) -> None:
    actor = stage.actor()
    records = actor.records()
    records.tell(records.begin(_attempt(actor, "1.0.0")), "success", "it runs")


def _left_by_a_killed_run(stage: Stage) -> None:
    """One that never ended, after one that runs."""
    _deployed(stage)
    actor = stage.actor()
    actor.records().begin(_attempt(actor, "1.0.1"))


def _locked(stage: Stage) -> None:
    actor = stage.actor()
    actor.records().take(_lock(actor, id="1"))


def _left_with_its_lock(stage: Stage) -> None:
    _left_by_a_killed_run(stage)
    _locked(stage)


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

RECORDS = (
    Flow("record the first deployment", _with_clone, nothing_yet, _deploy_alone),
    Flow("record a deployment", _with_clone, _left_by_a_killed_run, _deploy_alone),
)

LOCKS = (
    Flow(
        "take the lock",
        _with_clone,
        nothing_yet,
        lambda actor: _taken(actor, _lock(actor, id="1", claim="")),
    ),
    Flow(
        "leave the lock",
        _with_clone,
        _locked,
        lambda actor: actor.records().leave(_lock(actor, id="1")),
    ),
)

DEPLOYMENTS = (
    Flow("record the first deployment, locked", _with_clone, nothing_yet, _deploy),
    Flow("record a deployment, locked", _with_clone, _left_with_its_lock, _deploy),
)
"""All of it, which takes long."""
