"""What a preview tells of the next release is what is detected once that is merged."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from release.changelogs import changesets_git
from release.detection import Detection
from release.errors import ReleaseError
from release.read.history import read_history
from release.read.overlay import tree_after
from release.read.project import read_project
from release.steps.changeset.version import version_actions
from release.steps.release import current, preview_of
from release.world import Files, Unformatted
from tests.cli.monorepos import monorepo
from tests.fake_git import FakeGit
from tests.fakes import MemoryFiles, a_view

_MODES = ['{"mode": "pre", "tag": "next"}', '{"mode": "exit", "tag": "next"}']


def foretold(files: Files, git: FakeGit) -> Detection:
    """What the preview says."""
    return preview_of(read_project(files), read_history(a_view(files, git)), ()).detection


def detected(files: Files, git: FakeGit) -> Detection:
    """What `release.detect` says."""
    return current(read_project(files), read_history(a_view(files, git)))


@settings(max_examples=60)
@given(st.integers(0, 100_000), st.sampled_from(["", "", *_MODES]), st.integers(0, 9))
def test_the_plan_before_the_merge_is_the_plan_after_it(seed: int, mode: str, salt: int) -> None:
    """Of any monorepo, in prerelease mode and out of it, whatever is tagged already."""
    texts = {path: data.decode() for path, data in monorepo(seed).tree.items()}
    files = MemoryFiles(texts | ({".changeset/pre.json": mode} if mode else {}))
    try:
        project = read_project(files)
        apps = detected(files, FakeGit()).apps
        git = FakeGit(tags=[each.tag for each in apps if (len(each.tag) + salt) % 3])
        before = foretold(files, git)
        edits = version_actions(files, project, changesets_git, {}, Unformatted())
    except ReleaseError:
        assume(False)
    assume(edits)

    merged = tree_after(files, edits)

    assert before.digest == foretold(merged, git).digest == detected(merged, git).digest
