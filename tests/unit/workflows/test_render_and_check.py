from __future__ import annotations

import pytest

from release.actions import Decision, Note, WriteFile
from release.errors import ConfigError
from release.steps.workflows import check, render
from tests.fake_git import FakeGit
from tests.fakes import MemoryFiles, a_view

BOARD = ".github/workflows/board.yml"
DEPLOY = ".github/workflows/deploy.yml"


@pytest.fixture
def files() -> MemoryFiles:
    return MemoryFiles(
        {
            "package.json": '{"name": "solo", "version": "1.0.0", "private": true}',
            "release.toml": "",
        }
    )


def rendered(files: MemoryFiles) -> Decision:
    return render(a_view(files, FakeGit()), "1.2.3")


def checked(files: MemoryFiles) -> Decision:
    return check(a_view(files, FakeGit()), "1.2.3")


def write_all(files: MemoryFiles) -> None:
    for action in rendered(files).actions:
        assert isinstance(action, WriteFile)
        files.write(action.path, action.text)


def test_renders_what_is_missing_and_then_nothing(files: MemoryFiles) -> None:
    assert len(rendered(files).actions) == 7
    assert checked(files).failure

    write_all(files)

    assert rendered(files).actions == ()
    assert checked(files).failure is None


def test_shows_what_was_changed_by_hand(files: MemoryFiles) -> None:
    write_all(files)
    before = files.files[DEPLOY]
    files.write(DEPLOY, before.replace("queue: max", "queue: single"))

    decision = checked(files)

    assert decision.failure is not None
    assert decision.failure.exit_code == 4
    assert [str(each.where) for each in decision.failure.problems] == [DEPLOY]
    (shown,) = decision.blocks
    assert isinstance(shown, Note)
    assert "-  queue: single # no run is thrown away" in shown.lines
    assert "+  queue: max # no run is thrown away" in shown.lines
    assert [action.document()["path"] for action in rendered(files).actions] == [DEPLOY]


def test_what_jobs_run_follows_the_repository(files: MemoryFiles) -> None:
    write_all(files)
    assert "pip install monorepo-release==1.2.3" in files.files[DEPLOY]
    assert "exec python -m release release.publish\n" in files.files[DEPLOY]

    files.write("tasks.py", "from release.tasks import namespace as ns\n")
    files.write("release.toml", '[workflows]\ninstall = "make ready"\n')
    write_all(files)

    assert "run: make ready\n" in files.files[DEPLOY]
    assert "exec python -m invoke release.publish\n" in files.files[DEPLOY]


def test_a_workflow_that_is_wished_no_more_goes_and_nobody_elses_does(files: MemoryFiles) -> None:
    """It would publish the board for ever."""
    files.write("release.toml", "[workflows]\nboard = true\n")
    write_all(files)
    files.write("release.toml", "")

    failure = checked(files).failure
    assert failure
    assert [str(each.where) for each in failure.problems] == [BOARD]
    assert [each.document()["action"] for each in rendered(files).actions] == ["delete"]

    files.write(BOARD, "name: A board of another kind\n")
    assert rendered(files).actions == ()
    assert checked(files).failure is None


def test_a_wrong_configuration_makes_no_workflow(files: MemoryFiles) -> None:
    files.write("release.toml", "[workflows]\nrunner = 1\n")

    with pytest.raises(ConfigError, match=r"`workflows.runner` is not a string"):
        rendered(files)


def test_a_name_that_github_would_compute_is_told_at_its_line(files: MemoryFiles) -> None:
    files.write("release.toml", 'staging = "next"\nmain = "${{ x }}"\n')

    with pytest.raises(ConfigError) as caught:
        rendered(files)

    assert ["release.toml:2"] == [str(each.where) for each in caught.value.problems]
