"""deploy.yml alone, run: what is pushed to main, and what comes of it."""

from __future__ import annotations

from release.rehearsal import Repository
from tests.actions.events import FOLDER, Actions, Run
from tests.e2e.desk import typed
from tests.repositories import Repo


def push_alone(people: Repo, address: str, actions: Actions) -> Run:
    """Render deploy.yml and no other workflow, push it to main, and have it run."""
    assert typed(people.root, "workflows.render").code == 0
    for each in (people.root / FOLDER).glob("*.yml"):
        if each.name != "deploy.yml":
            each.unlink()
    people.commit("Render the workflow")
    people.git.push("--quiet", address, "HEAD:refs/heads/main")
    (run,) = actions.run()
    return run


def released(there: Repository) -> dict[str, list[str]]:
    """The files of each release, by its tag."""
    return {
        each.tag: sorted(asset.name for asset in there.assets.values() if asset.release == number)
        for number, each in there.releases.items()
    }
