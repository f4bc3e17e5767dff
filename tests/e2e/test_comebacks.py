"""A changeset that was released comes back, in every way that teams have met, over real git.

`staging` was promoted by a squash, and `main` has released cloudprint 1.1.0 by what came with it,
`fast-otters-print.md`. `staging` holds that still.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from release.ledger import LEDGER
from tests.e2e.desk import Answer, typed
from tests.parity import quiet_environment
from tests.real_components import Components
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

OTTER = ".changeset/fast-otters-print.md"
FOX = ".changeset/calm-foxes-sail.md"
CONFIG = ".changeset/config.json"
HEN = ".changeset/brisk-hens-print.md"
FILES = {
    "package.json": '{"name": "train", "private": true, "workspaces": ["apps/*"]}\n',
    "package-lock.json": '{"name": "train", "lockfileVersion": 3, "packages": {}}\n',
    CONFIG: '{"format": false, "baseBranch": "main"}\n',
    "apps/cloudprint/package.json": '{"name": "cloudprint", "version": "1.0.0"}\n',
    "apps/frachter/package.json": '{"name": "frachter", "version": "2.0.0"}\n',
}

SILENT = '{"format": false, "baseBranch": "main", "changelog": false}\n'


def a_changeset(package: str, bump: str, summary: str) -> str:
    """A changeset's text."""
    return f'---\n"{package}": {bump}\n---\n\n{summary}\n'


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """The two branches; `main` is checked out."""
    repo = Repo(tmp_path / "repo")
    repo.commit("Start", FILES)
    repo.branch("staging")
    repo.commit("Print fast", {OTTER: a_changeset("cloudprint", "minor", "Print fast")})
    repo.commit("Tell of it", {"README.md": "It prints fast.\n"})
    repo.switch("main")
    repo.squash("staging", "Promote")
    release(repo)
    return repo


def release(repo: Repo) -> Answer:
    """Consume what is pending, and commit it."""
    answer = typed(repo.root, "changeset.version")
    assert answer.code == 0, answer.err
    repo.commit("chore: release versions")
    return answer


def version_of(repo: Repo, app: str = "cloudprint") -> str:
    """The version in an app's package.json."""
    text = (repo.root / f"apps/{app}/package.json").read_text()
    return str(json.loads(text)["version"])


def assert_not_released_again(repo: Repo) -> None:
    """The changeset is there, is named, is not counted, and goes."""
    assert (repo.root / OTTER).exists()
    status = typed(repo.root, "changeset.status", "--json")
    assert json.loads(status.out)["changesets"] == []
    assert f"{OTTER} was released in cloudprint 1.1.0 before" in status.err

    answer = release(repo)

    assert f"{OTTER} was released in cloudprint 1.1.0 before" in answer.err
    assert (version_of(repo), (repo.root / OTTER).exists()) == ("1.1.0", False)
    assert typed(repo.root, "changeset.version", "--check").code == 0


def test_a_squashed_back_merge(repo: Repo) -> None:
    """Neither branch's history tells that `main` has consumed what `staging` holds."""
    repo.switch("staging")
    repo.squash("main", "Back-merge")
    repo.switch("main")
    repo.merge("staging", message="Promote")

    assert_not_released_again(repo)


def test_a_rebased_back_merge(repo: Repo) -> None:
    """The commit that added the changeset is applied once more, on top of its release."""
    repo.rebase("staging")

    assert_not_released_again(repo)


def test_a_back_merge_that_is_promoted_after_more_work(repo: Repo) -> None:
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


def test_a_cherry_pick(repo: Repo) -> None:
    repo.cherry_pick(repo.git.rev_parse("staging~1"))

    assert_not_released_again(repo)


def test_a_staging_that_holds_it_still_is_promoted(repo: Repo) -> None:
    """Nobody has merged the release back."""
    repo.merge("staging", message="Promote")

    assert_not_released_again(repo)


def test_a_reverted_release_is_made_again(repo: Repo) -> None:
    repo.git.revert("--no-edit", "HEAD")
    assert version_of(repo) == "1.0.0"

    answer = release(repo)

    assert (version_of(repo), "warning" in answer.err) == ("1.1.0", False)


def test_a_reverted_release_gives_back_though_git_keeps_its_line(repo: Repo) -> None:
    """Union merge never removes a line that has others beside it."""
    repo.commit("Sail", {FOX: a_changeset("frachter", "patch", "Sail calmly")})
    release(repo)
    second = repo.head
    repo.commit("Print", {".changeset/x.md": a_changeset("cloudprint", "patch", "Print")})
    release(repo)

    repo.git.revert("--no-edit", second)
    assert "calm-foxes-sail" in (repo.root / LEDGER).read_text()
    assert version_of(repo, "frachter") == "2.0.0"
    release(repo)

    assert version_of(repo, "frachter") == "2.0.1"
    assert version_of(repo) == "1.1.1"


def released_reverted_and_squashed(repo: Repo) -> None:
    """A branch has got a release by a merge and its revert by a squash; `main` is checked out."""
    repo.merge("staging")
    repo.branch("train")
    repo.switch("main")
    repo.commit("Print", {HEN: a_changeset("cloudprint", "patch", "Print on both sides")})
    release(repo)
    repo.switch("train")
    repo.merge("main")
    repo.commit("Back", {HEN: a_changeset("cloudprint", "patch", "Print on both sides")})
    repo.switch("main")
    repo.merge("train")
    repo.git.revert("--no-edit", "HEAD^1")
    repo.switch("train")
    repo.squash("main", "Back-merge")
    repo.switch("main")
    assert (version_of(repo), (repo.root / HEN).exists()) == ("1.1.0", True)


def test_a_version_that_git_took_back_takes_no_release_back(repo: Repo) -> None:
    """Made again, the release has the version of the base: git takes the other side's."""
    released_reverted_and_squashed(repo)
    repo.commit("Sail", {FOX: a_changeset("cloudprint", "patch", "Sail calmly")})
    release(repo)
    assert version_of(repo) == "1.1.1"
    repo.git.merge("--quiet", "--no-ff", "--strategy-option=ours", "--message=Promote", "train")
    repo.commit("Back", {HEN: a_changeset("cloudprint", "patch", "Print on both sides")})
    assert version_of(repo) == "1.1.0"

    status = typed(repo.root, "changeset.status", "--json")

    assert json.loads(status.out)["changesets"] == []
    assert f"{HEN} was released in cloudprint 1.1.1 before" in status.err
    assert f"cloudprint is at 1.1.0, below its release of {HEN} and {FOX}" in status.err


def test_what_a_merge_loses_is_told(repo: Repo) -> None:
    """Git takes the version of the revert, and the deleted changesets of the second release."""
    repo.commit("Keep no changelog, whose commits would be in conflict", {CONFIG: SILENT})
    released_reverted_and_squashed(repo)
    added = repo.commit("Sail", {FOX: a_changeset("cloudprint", "patch", "Sail calmly")})
    release(repo)
    assert (version_of(repo), (repo.root / HEN).exists()) == ("1.1.1", False)

    repo.merge("train", message="Promote")

    assert (version_of(repo), (repo.root / HEN).exists()) == ("1.1.0", False)
    lost = f"cloudprint is at 1.1.0, below its release of {HEN} and {FOX}"
    assert lost in typed(repo.root, "changeset.status").err
    repo.git.checkout(added, "--", HEN, FOX)
    assert "below" not in release(repo).err
    assert version_of(repo) == "1.1.1"


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


def lines_of(repo: Repo) -> list[dict[str, Any]]:
    """The ledger, line by line."""
    return [json.loads(line) for line in (repo.root / LEDGER).read_text().splitlines()]


def in_prerelease_mode(repo: Repo) -> None:
    """Frachter 2.0.1-next.0 is out."""
    assert typed(repo.root, "changeset.pre-enter", "next").code == 0
    repo.commit("Sail", {FOX: a_changeset("frachter", "patch", "Sail calmly")})
    release(repo)
    assert version_of(repo, "frachter") == "2.0.1-next.0"


def test_a_prerelease_is_made_once(repo: Repo) -> None:
    in_prerelease_mode(repo)
    repo.commit("Back", {FOX: a_changeset("frachter", "patch", "Sail calmly")})

    answer = release(repo)

    assert f"{FOX} was" in answer.err
    assert version_of(repo, "frachter") == "2.0.1-next.0"
    assert not (repo.root / FOX).exists()
    assert (repo.root / ".changeset/pre/calm-foxes-sail.md").exists()
    assert [line["pre"] for line in lines_of(repo)] == [None, "next"]


def test_the_end_of_prereleases_counts_every_changeset_once(repo: Repo) -> None:
    """However many copies there are, and although prereleases had them."""
    in_prerelease_mode(repo)
    assert typed(repo.root, "changeset.pre-exit").code == 0
    repo.commit("Back", {FOX: a_changeset("frachter", "patch", "Sail calmly")})

    release(repo)

    changelog = (repo.root / "apps/frachter/CHANGELOG.md").read_text()
    final, *_ = changelog.partition("## 2.0.1-next.0")
    assert (version_of(repo, "frachter"), final.count("Sail calmly")) == ("2.0.1", 1)
    assert not list(repo.root.glob(".changeset/**/*.md"))
    assert [line["pre"] for line in lines_of(repo)] == [None, "next", None]
    assert lines_of(repo)[-1]["intents"][0]["packages"] == {"frachter": "2.0.1"}


def test_a_prerelease_that_was_reverted_is_made_again(repo: Repo) -> None:
    in_prerelease_mode(repo)
    repo.git.revert("--no-edit", "HEAD")
    assert version_of(repo, "frachter") == "2.0.0"

    release(repo)

    assert version_of(repo, "frachter") == "2.0.1-next.0"


def test_without_a_changelog_an_exit_releases_what_was_reverted_before_the_prereleases(
    repo: Repo,
) -> None:
    """No version tells of that revert: the mode's is beyond it, and becomes the release."""
    repo.git.revert("--no-edit", "HEAD")
    repo.git.checkout("HEAD^", "--", LEDGER)
    repo.commit("Keep the ledger, and no changelog", {CONFIG: SILENT})
    assert typed(repo.root, "changeset.pre-enter", "next").code == 0
    release(repo)
    repo.commit("Sail", {FOX: a_changeset("cloudprint", "major", "Sail calmly")})
    release(repo)
    assert version_of(repo) == "2.0.0-next.1"
    assert typed(repo.root, "changeset.pre-exit").code == 0

    answer = release(repo)

    assert f"{OTTER.replace('.changeset', '.changeset/pre')} was released" in answer.err
    assert (version_of(repo), list(repo.root.glob(".changeset/**/*.md"))) == ("2.0.0", [])


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


def test_an_adopter_does_not_release_the_past_again(repo: Repo) -> None:
    """Without our ledger, git tells what the Changesets CLI has consumed."""
    repo.remove(LEDGER)
    repo.commit("As if the Changesets CLI had released")
    assert typed(repo.root, "release.baseline").code == 0
    assert typed(repo.root, "release.baseline").err == (
        "nothing to do: every version is already released: tagged, or in the ledger\n"
    )
    repo.commit("Adopt")
    repo.commit("Back", {OTTER: a_changeset("cloudprint", "minor", "Print fast")})

    assert_not_released_again(repo)


def test_a_release_by_another_tool_can_be_recorded_without_its_versions(repo: Repo) -> None:
    """They are made, and whether they are out is another question."""
    repo.remove(LEDGER)
    repo.commit("As if the Changesets CLI had released")

    answer = typed(repo.root, "release.baseline", "--changesets-only", "--json")

    (line,) = lines_of(repo)
    assert (answer.code, line["released"], len(line["intents"])) == (0, {}, 1)
    again = typed(repo.root, "release.baseline", "--changesets-only")
    assert "the ledger has every changeset that a release consumed" in again.err
    repo.commit("Adopt")
    repo.merge("staging", message="Promote")
    assert_not_released_again(repo)


def test_after_a_release_of_ours_there_is_nothing_to_adopt(repo: Repo) -> None:
    typed(repo.root, "release.baseline")

    assert ["intents" in each for each in lines_of(repo) if each["kind"] == "baseline"] == [False]


def test_a_shallow_clone_cannot_tell_the_past(repo: Repo, tmp_path: Path) -> None:
    answer = typed(repo.clone(tmp_path / "clone", depth=1), "release.baseline")

    assert (answer.code, "shallow" in answer.err) == (4, True)


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
