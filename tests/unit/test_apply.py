"""The one room that changes anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext

import pytest

from release.actions import (
    Action,
    CommitFiles,
    ConfirmLocks,
    DeleteFile,
    ExportFile,
    OpenFile,
    PushBranch,
    SetOutput,
    WriteFile,
)
from release.apply import apply, complete, unfinished
from release.errors import CommandError, ForgeError, StateError
from release.journal import Work, change_of, render_journal
from release.world import World
from tests.fake_git import FakeGit
from tests.fakes import (
    FakeBlobs,
    FakeCode,
    FakeCredits,
    FakeRemote,
    MemoryFiles,
    MemoryJournal,
    a_moment,
    no_forge,
    no_objects,
    no_records,
)


class Surroundings:
    """Everything around the tree, with what was asked of it."""

    def __init__(self) -> None:
        self.outputs: dict[str, str] = {}
        self.exports: dict[str, str] = {}
        self.confirmed: list[str] = []
        self.committed: list[tuple[Sequence[str], str]] = []
        self.opened: list[str] = []
        self.remote = FakeRemote()

    def set(self, name: str, value: str) -> None:
        self.outputs[name] = value

    def write(self, path: str, text: str) -> None:
        self.exports[path] = text

    def confirm(self, manifests: Sequence[str]) -> None:
        self.confirmed += manifests

    def commit(self, paths: Sequence[str], message: str) -> bool:
        self.committed.append((paths, message))
        return "ignored" not in paths


def a_world(
    files: MemoryFiles, around: Surroundings | None = None, journal: str | None = None
) -> World:
    """A world over `files`; with `around` in a CI job."""
    other = around or Surroundings()
    return World(
        files=files,
        journal=MemoryJournal(journal),
        lock=nullcontext,
        git=FakeGit(),
        clock=a_moment,
        load_code=FakeCode(),
        credits=FakeCredits,
        forge=no_forge,
        remote=lambda: other.remote,
        objects=no_objects,
        records=no_records,
        blobs=FakeBlobs(),
        exports=other,
        confirm_locks=other.confirm,
        commit_files=other.commit,
        open_file=other.opened.append,
        outputs=around,
    )


class FullDisk(MemoryFiles):
    """Files that cannot be written, which shows only when one tries."""

    def prepare(self, edits: Mapping[str, str | None]) -> Callable[[], None]:
        raise StateError(f"no space for {', '.join(edits)}")


class FailingDisk(MemoryFiles):
    """Files of which none gets to its place."""

    def prepare(self, edits: Mapping[str, str | None]) -> Callable[[], None]:
        def put() -> None:
            raise StateError(f"the disk failed at {', '.join(edits)}")

        return put


def done(actions: Sequence[Action], world: World) -> list[str]:
    """What `apply` says that it did."""
    said: list[str] = []
    apply(actions, world, lambda action: said.append(str(action)))
    return said


def test_edits_are_made_and_told() -> None:
    files = MemoryFiles({"a": "1", "b": "1"})

    said = done([WriteFile("a", "2", "why"), DeleteFile("b")], a_world(files))

    assert {"a": "2"} == files.files
    assert ["write a (why)", "delete b"] == said


def test_other_effects_come_after_the_edits() -> None:
    around = Surroundings()
    actions: list[Action] = [
        ConfirmLocks(("Cargo.toml",)),
        ExportFile("../out.json", "{}"),
        SetOutput("release", "true"),
        OpenFile("a"),
        WriteFile("a", "1"),
    ]

    said = done(actions, a_world(MemoryFiles(), around))

    assert "write a" == said[0]
    assert ["Cargo.toml"] == around.confirmed
    assert {"../out.json": "{}"} == around.exports
    assert {"release": "true"} == around.outputs
    assert ["a"] == around.opened


def test_outside_a_job_no_output_is_told() -> None:
    assert [] == done([SetOutput("release", "true")], a_world(MemoryFiles()))


def test_a_refusal_comes_before_the_first_write() -> None:
    files = MemoryFiles({"a": "1", "b/c": "1", "d/e": "1"})

    with pytest.raises(StateError) as error:
        done([WriteFile("a", "2"), WriteFile("b", "2"), DeleteFile("d")], a_world(files))

    assert ["b", "d"] == [str(problem.where) for problem in error.value.problems]
    assert "1" == files.files["a"]


def test_what_changed_since_it_was_seen_is_told_and_nothing_is_written() -> None:
    """Somebody saved a file while the command was deciding."""
    files = MemoryFiles({"a": "1", "b": "edited", "c": "1"})
    edits: list[Action] = [
        WriteFile("a", "2"),
        WriteFile("b", "2"),
        DeleteFile("c"),
        WriteFile("new", "2"),
    ]
    seen = {"a": "1", "b": "1", "c": None}

    with pytest.raises(StateError) as error:
        apply(edits, a_world(files), lambda _: None, seen)

    assert ["b", "c"] == [str(problem.where) for problem in error.value.problems]
    assert {"a": "1", "b": "edited", "c": "1"} == files.files


def test_when_the_disk_is_full_nothing_is_left_to_complete() -> None:
    world = a_world(FullDisk({"a": "1"}))

    with pytest.raises(StateError, match="no space"):
        done([WriteFile("a", "2"), WriteFile("b", "2")], world)

    assert unfinished(world) is None


def test_when_the_disk_fails_half_way_the_rest_is_left_to_complete() -> None:
    world = a_world(FailingDisk({"a": "1"}))
    commit = CommitFiles(("a", "b"), "Message")

    with pytest.raises(StateError, match="failed"):
        done([WriteFile("a", "2"), DeleteFile("b"), commit], world)

    work = unfinished(world)
    assert work is not None
    assert (["a", "b"], (commit,)) == ([change.path for change in work.changes], work.commits)


def test_an_interrupted_command_is_completed() -> None:
    changes = (
        change_of(WriteFile("a", "\udcff2"), "1"),
        change_of(DeleteFile("b"), "1"),
        change_of(WriteFile("c", "2"), None),
    )
    commit = CommitFiles(("a", "b", "c"), "Subject\n\n\udcff\n")
    files, around = MemoryFiles({"a": "\udcff2", "b": "1"}), Surroundings()
    world = a_world(files, around, render_journal(Work(changes, (commit,))))

    complete(unfinished(world), world)

    assert {"a": "\udcff2", "c": "2"} == files.files
    assert [commit] == around.committed
    assert unfinished(world) is None


def test_a_journal_of_before_there_were_commits_is_completed() -> None:
    journal = '{"schema": 1, "changes": [{"path": "a", "before": null, "after": "1"}]}'
    files = MemoryFiles()
    world = a_world(files, journal=journal)

    complete(unfinished(world), world)

    assert {"a": "1"} == files.files


class Refusing(Surroundings):
    """Surroundings in which git commits nothing."""

    def commit(self, paths: Sequence[str], message: str) -> bool:
        raise CommandError(f"nothing was committed: {', '.join(paths)}", hint=message)


def test_a_commit_that_fails_is_told_once_and_blocks_nobody() -> None:
    """The files are written, and told; no later command tries the commit again."""
    files, said = MemoryFiles({"a": "1"}), list[str]()
    world = a_world(files, Refusing())

    with pytest.raises(CommandError, match="nothing was committed: a"):
        apply(
            [WriteFile("a", "2"), CommitFiles(("a",), "Message")],
            world,
            lambda action: said.append(str(action)),
        )

    assert ({"a": "2"}, ["write a"]) == (files.files, said)
    assert unfinished(world) is None


def test_an_interrupted_commit_that_fails_is_told_once_too() -> None:
    work = Work((change_of(WriteFile("a", "2"), "1"),), (CommitFiles(("a",), "Message"),))
    world = a_world(MemoryFiles({"a": "1"}), Refusing(), render_journal(work))

    with pytest.raises(CommandError):
        complete(unfinished(world), world)

    assert unfinished(world) is None


def test_an_interrupted_command_is_completed_before_other_edits() -> None:
    files = MemoryFiles({"a": "1"})
    work = Work((change_of(WriteFile("a", "2"), "1"),))
    world = a_world(files, journal=render_journal(work))

    done([WriteFile("b", "1")], world)

    assert {"a": "2", "b": "1"} == files.files


def test_what_stands_in_the_way_of_completing_is_told() -> None:
    files = MemoryFiles({"a/b": "1"})
    work = Work((change_of(WriteFile("a", "2"), None),))
    world = a_world(files, journal=render_journal(work))

    with pytest.raises(StateError, match="`a` cannot be changed: a directory is in the way"):
        complete(unfinished(world), world)


def test_an_edit_since_the_interruption_is_told() -> None:
    journal = render_journal(Work((change_of(WriteFile("a", "2"), "1"),)))

    with pytest.raises(StateError, match="a was edited"):
        unfinished(a_world(MemoryFiles({"a": "3"}), journal=journal))


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", "[]", "\0", '{"schema": 1'),
        '{"schema": 1, "changes": [{"path": 1}]}',
        '{"schema": 1, "changes": [], "commits": [{"paths": [1], "message": ""}]}',
        '{"schema": 1, "changes": [], "commits": [{"paths": "a"}]}',
    ],
)
def test_a_damaged_journal_is_told(text: str) -> None:
    with pytest.raises(StateError, match="is damaged") as error:
        unfinished(a_world(MemoryFiles(), journal=text))

    assert "the journal" == str(error.value.problems[0].where)


def test_a_journal_of_another_version_is_told() -> None:
    with pytest.raises(StateError, match="of schema 2; this version completes 1"):
        unfinished(a_world(MemoryFiles(), journal='{"schema": 2, "changes": []}'))


def test_without_a_journal_nothing_is_unfinished() -> None:
    assert unfinished(a_world(MemoryFiles())) is None


def test_files_are_committed_and_it_is_told_when_there_was_something_to_commit() -> None:
    """A commit comes before all that is no change of the tree."""
    around = Surroundings()
    actions: list[Action] = [
        OpenFile("a"),
        WriteFile("a", "1"),
        CommitFiles(("a",), "Subject\n\nBody"),
        CommitFiles(("ignored",), "None"),
    ]

    assert done(actions, a_world(MemoryFiles(), around)) == [
        "write a",
        "commit 1 file (Subject)",
        "open a in the editor",
    ]
    assert around.committed == [(("a",), "Subject\n\nBody"), (("ignored",), "None")]


def pushing(remote: FakeRemote, action: PushBranch) -> None:
    around = Surroundings()
    around.remote = remote
    apply([action], a_world(MemoryFiles(), around), lambda _: None)


def test_a_branch_of_the_remote_is_made_moved_and_deleted() -> None:
    remote = FakeRemote()
    tips = []

    for old, new in [(None, "a" * 40), ("a" * 40, "b" * 40), ("b" * 40, None)]:
        pushing(remote, PushBranch("next", old, new))
        tips.append(remote.commits.get("refs/heads/next"))

    assert ["a" * 40, "b" * 40, None] == tips


def test_a_branch_that_somebody_else_moved_is_left_where_it_is() -> None:
    remote = FakeRemote({"refs/heads/next": "c" * 40})

    with pytest.raises(StateError, match=f"the branch `next` is at {'c' * 40}"):
        pushing(remote, PushBranch("next", "a" * 40, "b" * 40))

    assert {"refs/heads/next": "c" * 40} == remote.commits


def test_a_branch_that_somebody_deleted_meanwhile_is_told() -> None:
    with pytest.raises(StateError, match="the branch `next` is gone"):
        pushing(FakeRemote(), PushBranch("next", "a" * 40, "b" * 40))


def test_what_the_remote_refuses_is_told_in_its_words() -> None:
    remote = FakeRemote(refuses=["refs/heads/next"])

    with pytest.raises(ForgeError, match="refused to move the branch `next`: protected"):
        pushing(remote, PushBranch("next", None, "b" * 40))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (None, "b" * 40, "push bbbbbbb to branch next (new)"),
        ("a" * 40, "b" * 40, "push bbbbbbb to branch next (was aaaaaaa)"),
        ("a" * 40, None, "delete branch next"),
    ],
)
def test_a_push_is_told_with_its_commits(old: str | None, new: str | None, expected: str) -> None:
    assert expected == str(PushBranch("next", old, new))
