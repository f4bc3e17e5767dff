"""A changeset that was released comes back, in every way that teams have met: it counts no more."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from release.ledger import LEDGER
from tests.cli.parity import quiet_environment
from tests.e2e.comebacks.staging import (
    FOX,
    OTTER,
    a_changeset,
    assert_not_released_again,
    release,
    version_of,
)
from tests.e2e.desk import typed
from tests.real_components import Components
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


def test_a_squashed_back_merge_releases_nothing_again(repo: Repo) -> None:
    """Neither branch's history tells that `main` has consumed what `staging` holds."""
    repo.switch("staging")
    repo.squash("main", "Back-merge")
    repo.switch("main")
    repo.merge("staging", message="Promote")

    assert_not_released_again(repo)


def test_a_rebased_back_merge_releases_nothing_again(repo: Repo) -> None:
    """The commit that added the changeset is applied once more, on top of its release."""
    repo.rebase("staging")

    assert_not_released_again(repo)


def test_a_back_merge_that_is_promoted_after_more_work_releases_that_alone(repo: Repo) -> None:
    """What is new is released, and what came with it is not."""
    repo.switch("staging")
    repo.squash("main", "Back-merge")
    repo.commit("Sail", {FOX: a_changeset("frachter", "patch", "Sail calmly")})
    repo.switch("main")
    repo.merge("staging", message="Promote")

    answer = release(repo)

    assert f"{OTTER} was released in cloudprint 1.1.0 before" in answer.err
    assert (version_of(repo), version_of(repo, "frachter")) == ("1.1.0", "2.0.1")
    assert "Print fast" not in (repo.root / "apps/frachter/CHANGELOG.md").read_text()


def test_a_cherry_pick_releases_nothing_again(repo: Repo) -> None:
    repo.cherry_pick(repo.git.rev_parse("staging~1"))

    assert_not_released_again(repo)


def test_a_staging_that_holds_it_still_releases_nothing_again(repo: Repo) -> None:
    """Nobody has merged the release back."""
    repo.merge("staging", message="Promote")

    assert_not_released_again(repo)


def test_releases_of_two_branches_merge_without_a_conflict(repo: Repo) -> None:
    """The rule came with the ledger: nobody had to write a .gitattributes."""
    repo.branch("hotfix")
    repo.commit("Print", {".changeset/x.md": a_changeset("cloudprint", "patch", "Print")})
    release(repo)
    repo.switch("main")
    repo.commit("Sail", {FOX: a_changeset("frachter", "patch", "Sail calmly")})
    release(repo)

    repo.merge("hotfix")

    assert len((repo.root / LEDGER).read_text().splitlines()) == 3


def test_an_edit_after_the_release_is_new(repo: Repo) -> None:
    repo.commit("More", {OTTER: a_changeset("cloudprint", "minor", "Print faster")})

    release(repo)

    assert version_of(repo) == "1.2.0"


def test_line_ends_and_quotes_are_no_edit(repo: Repo) -> None:
    text = a_changeset("cloudprint", "minor", "Print fast").replace('"', "'")
    repo.commit("Reformat", {OTTER: text.replace("\n", "\r\n")})

    assert_not_released_again(repo)


def test_a_stable_release_is_not_made_again_by_a_prerelease(repo: Repo) -> None:
    assert typed(repo.root, "changeset.pre-enter", "next").code == 0
    repo.merge("staging", message="Promote")

    assert_not_released_again(repo)


def test_a_snapshot_is_no_release(repo: Repo) -> None:
    repo.commit("Sail", {FOX: a_changeset("frachter", "patch", "Sail calmly")})
    before = (repo.root / LEDGER).read_bytes()

    assert typed(repo.root, "changeset.version", "--snapshot").code == 0

    assert (repo.root / LEDGER).read_bytes() == before


def test_what_is_ignored_is_not_consumed(repo: Repo) -> None:
    repo.commit("Sail", {FOX: a_changeset("frachter", "patch", "Sail calmly")})
    before = (repo.root / LEDGER).read_bytes()

    assert typed(repo.root, "changeset.version", "--ignore", "frachter").code == 0

    assert ((repo.root / FOX).exists(), (repo.root / LEDGER).read_bytes()) == (True, before)


@pytest.mark.needs("node")
@pytest.mark.parametrize("cli", ["@changesets/cli", "changesets-2"])
def test_the_changesets_cli_goes_on_beside_it(
    cli: str, repo: Repo, components: Components, tmp_path: Path
) -> None:
    """It sees no changeset in our files, consumes what is pending, and leaves them as they are."""
    repo.commit("Sail", {FOX: a_changeset("frachter", "patch", "Sail calmly")})
    ours = {path: (repo.root / path).read_bytes() for path in (LEDGER, ".changeset/.gitattributes")}
    output = tmp_path / "repo" / "status.json"
    for arguments in (["status", "--output", output.name], ["version"]):
        ran = subprocess.run(
            [components.node, components.node_modules / cli / "bin.js", *arguments],
            cwd=repo.root,
            env=quiet_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
    found = json.loads(output.read_text())

    assert [each["id"] for each in found["changesets"]] == ["calm-foxes-sail"]
    assert version_of(repo, "frachter") == "2.0.1"
    assert ours == {path: (repo.root / path).read_bytes() for path in ours}
