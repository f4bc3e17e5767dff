"""The commands that work at GitHub, as flows: each from look to last write, git included."""

from __future__ import annotations

from pathlib import Path

from release.announce.comment import MARKER
from release.errors import StateError
from release.forge import WantedComment, WantedPull, release_branch
from release.rehearsal.nouns import Comment
from release.steps.comment import comment
from release.steps.publish import publish
from release.steps.pull import release_pull
from release.steps.staging.sync import sync
from tests.e2e.desk import typed
from tests.github.client import TRAIN
from tests.github.flows import Flow, nothing_yet
from tests.github.stage import LOGIN, Actor, Stage
from tests.repositories import Repo
from tests.trains import FILES, a_train

MAIN, STAGING = "main", "staging"
BRANCH = release_branch(MAIN)
PENDING = [path for path in FILES if path.startswith(".changeset/") and path.endswith(".md")]
PAGE = "apps/frachter/page.ts"


def _seed(folder: Path) -> Repo:
    repo = Repo(folder / "seed")
    a_train(repo.root)
    repo.commit("All aboard")
    return repo


def _clone(folder: Path, branch: str = MAIN) -> Repo:
    """A clone as it is now, of one branch; what comes later must be fetched."""
    place = folder / "clone"
    options = ("--quiet", "--template=", "--single-branch", "--branch", branch)
    Repo(folder / "seed").git.clone(*options, str(folder / "seed"), str(place))
    return Repo(place)


def _change(seed: Repo) -> None:
    changeset = {".changeset/new-owl-hoots.md": '---\n"backend": patch\n---\n\nFaster\n'}
    seed.commit("Make it faster", changeset)


def _release_before(seed: Repo) -> None:
    """A release branch, made by somebody else's run, of what `main` was."""
    seed.branch(BRANCH)
    seed.commit("Release", {"apps/frachter/CHANGELOG.md": "# frachter\n"})
    tree = seed.git.rev_parse("HEAD^{tree}")
    message = f"chore: release versions\n\nRelease-Tree: {tree}\n"
    seed.git.commit("--quiet", "--amend", "--message", message)
    seed.switch(MAIN)


def _first_release(folder: Path) -> None:
    _seed(folder)
    _clone(folder)


def _next_release(folder: Path) -> None:
    seed = _seed(folder)
    _release_before(seed)
    _change(seed)
    _clone(folder)


def _no_release(folder: Path) -> None:
    seed = _seed(folder)
    _release_before(seed)
    for path in PENDING:
        seed.remove(path)
    seed.commit("Take it back")
    _clone(folder)


def _to_look_at(folder: Path) -> None:
    seed = _seed(folder)
    _clone(folder)
    seed.branch(BRANCH)
    assert typed(seed.root, "changeset.version").code == 0
    seed.commit("chore: release versions")


def _released(folder: Path) -> None:
    """A release of one app on `main`, whose file was built."""
    seed = Repo(folder / "seed")
    toml = FILES["release.toml"].replace(
        "[apps.cloudprint]\n", '[apps.cloudprint]\nassets = ["dist/*"]\nlatest = true\n'
    )
    a_train(seed.root, {"release.toml": toml, ".gitignore": "dist/\n"})
    seed.commit("All aboard")
    assert typed(seed.root, "release.baseline").code == 0
    seed.remove(".changeset/calm-fox-sails.md")
    assert typed(seed.root, "changeset.version").code == 0
    seed.commit("chore: release versions")
    clone = _clone(folder)
    clone.write("apps/cloudprint/dist/cloudprint.deb", "a package\n")


def _to_bring_back(folder: Path) -> None:
    seed = _seed(folder)
    seed.git.branch(STAGING)
    assert typed(seed.root, "changeset.version").code == 0
    seed.commit("chore: release versions")
    _clone(folder)
    seed.switch(STAGING)
    seed.commit("Draw a page", {PAGE: "page\n"})


def _in_conflict(folder: Path) -> None:
    seed = _seed(folder)
    seed.git.branch(STAGING)
    seed.commit("Draw a page", {PAGE: "theirs\n"})
    _clone(folder)
    seed.switch(STAGING)
    seed.commit("Draw it better", {PAGE: "ours\n"})


def _with_pull(stage: Stage) -> None:
    stage.actor().forge().put_pull(WantedPull(BRANCH, MAIN, "Old", "Old."))


def _with_copies(stage: Stage) -> None:
    """Two old comments of ours, as two runs at once may leave them; a lagging read shows none."""
    _with_pull(stage)
    body = f"{MARKER}\n\nOld."
    stage.actor().forge().put_comment(WantedComment(BRANCH, MAIN, MARKER, body))
    site, now = stage.hub.site, stage.clock.moment
    number = site.next_id()
    site.repositories[TRAIN].comments[number] = Comment(number, 1, LOGIN, body, now, now)


def _pr(actor: Actor) -> None:
    actor.perform(release_pull)


def _comment(actor: Actor) -> None:
    actor.perform(lambda view: comment(view, None))


def _publish(actor: Actor) -> None:
    actor.perform(lambda view: publish(view, ()))


def _sync(actor: Actor) -> None:
    actor.perform(sync, is_patient=True)


def _ask(actor: Actor) -> None:
    """It ends red once it has asked people, and then that is as it should be."""
    try:
        _sync(actor)
    except StateError as error:
        if "have both changed" not in str(error):
            raise
    else:
        raise StateError("it says nothing of the conflict")


COMMANDS = (
    Flow("release.pr opens", _first_release, nothing_yet, _pr),
    Flow("release.pr follows", _next_release, _with_pull, _pr),
    Flow("release.pr closes", _no_release, _with_pull, _pr),
    Flow("release.preview --comment", _to_look_at, _with_pull, _comment),
    Flow("release.preview --comment again", _to_look_at, _with_copies, _comment),
    Flow("release.publish", _released, nothing_yet, _publish),
    Flow("staging.sync", _to_bring_back, nothing_yet, _sync),
    Flow("staging.sync in conflict", _in_conflict, nothing_yet, _ask),
)
