"""What waits with its publication until it runs in production."""

from __future__ import annotations

from release.deployment.records import NewAttempt
from release.detection import AppState
from release.read.project import read_project
from release.steps.publish.waiting import find_waiting
from tests.deploys.records import MemoryRecords
from tests.fake_git import FakeGit
from tests.fakes import MemoryFiles, a_view
from tests.trains import FILES

TOML = f"""{FILES["release.toml"]}
[apps.backend.environments.production]
target = "command"
command.roll-out = ["true"]
[apps.frachter.environments.staging]
target = "command"
command.roll-out = ["true"]
"""


def a_state(name: str) -> AppState:
    return AppState(name, name, True, "1.1.0", "1.0.0", f"{name}@1.1.0", "")


def test_what_is_deployed_to_production_waits_until_it_runs() -> None:
    """By a target there, or by functions of the team's own; the others wait for nothing."""
    files, book = MemoryFiles(FILES | {"release.toml": TOML}), MemoryRecords()
    view = a_view(files, FakeGit())._replace(records=lambda _: book)
    states = [a_state(name) for name in ("backend", "cloudprint", "frachter")]

    def waiting() -> dict[str, str]:
        found = find_waiting(view, read_project(files), states, {"cloudprint"})
        return {name: each.why for name, each in found.items()}

    why = "waits until 1.1.0 runs in production, where nothing runs"
    assert {"backend": why, "cloudprint": why} == waiting()

    wanted = NewAttempt("1", "backend", "1.1.0", "a" * 40, "production")
    book.tell(book.begin(wanted), "success", "")
    elsewhere = NewAttempt("2", "cloudprint", "1.1.0", "a" * 40, "staging")
    book.tell(book.begin(elsewhere), "success", "")
    assert {"cloudprint": why} == waiting()


def test_without_anything_to_deploy_no_book_is_asked_for() -> None:
    files = MemoryFiles(FILES)
    view = a_view(files, FakeGit())  # which has none

    assert {} == find_waiting(view, read_project(files), [a_state("backend")], ())
