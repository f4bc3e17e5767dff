"""The git program's answers about the recent past, and where branches are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from release.adapters.git.repository import GitRepository
from tests.repositories import START_SECONDS, Repo

pytestmark = pytest.mark.needs("git")

EPOCH = datetime.fromtimestamp(0, UTC)
START = datetime.fromtimestamp(START_SECONDS, UTC)


def test_commits_tell_who_when_what_and_which_files(repo: Repo) -> None:
    first = repo.head
    second = repo.commit("Mend “it”\n\nand more", {"a b.txt": "1", "README": "2"})

    newest, oldest = GitRepository(repo.root).recent([second], EPOCH)

    assert (second, (first,), "Ada", "Mend “it”") == (
        *newest[:2],
        newest.author,
        newest.subject,
    )
    assert START + timedelta(minutes=2) == newest.authored == newest.committed
    assert {"a b.txt", "README"} == set(newest.files)
    assert (first, ()) == (oldest.sha, oldest.parents)
    assert {"README", ".changeset/config.json"} == set(oldest.files)


def test_children_come_before_their_parents_and_merges_have_no_files(repo: Repo) -> None:
    repo.branch("topic")
    topic = repo.commit("Topic", {"topic": "1"})
    repo.switch("main")
    repo.commit("Main", {"main": "1"})
    merge = repo.merge("topic")

    found = GitRepository(repo.root).recent([merge], EPOCH)

    assert ["Merge", "Start"] == [found[0].subject, found[-1].subject]
    assert ((), topic) == (found[0].files, found[0].parents[1])
    places = {each.sha: number for number, each in enumerate(found)}
    assert all(places[each.sha] < places[one] for each in found for one in each.parents)


def test_only_so_far_back_and_only_what_the_tips_have(repo: Repo) -> None:
    second = repo.commit("Second")
    third = repo.commit("Third")

    git = GitRepository(repo.root)

    assert [third] == [each.sha for each in git.recent([third], START + timedelta(minutes=3))]
    assert [second] == [each.sha for each in git.recent([second], START + timedelta(minutes=2))]


def test_what_this_clone_does_not_have_is_passed_over(repo: Repo) -> None:
    found = GitRepository(repo.root).recent(["e" * 40, repo.head, repo.head], EPOCH)

    assert [repo.head] == [each.sha for each in found]


def test_odd_messages_authors_and_dates_are_told(repo: Repo) -> None:
    """No message can pretend to be a file, and a date that is none spoils nothing."""
    repo.git.commit("--quiet", "--allow-empty", "--allow-empty-message", "--message", "")
    repo.commit(":100644 100644 a b M\n:trick")
    tree = repo.git.rev_parse("HEAD^{tree}")
    body = f"tree {tree}\nauthor X <x@y> 99999999999999 +0000\ncommitter X <x@y> 2 +0000\n\nOld\n"
    file = repo.root / "raw"
    file.write_text(body)
    odd = repo.git.hash_object("-t", "commit", "-w", "--literally", str(file))

    found = GitRepository(repo.root).recent([repo.head, odd], EPOCH)

    assert {":100644 100644 a b M :trick", "", "Start", "Old"} == {each.subject for each in found}


def test_without_a_repository_there_is_nothing(tmp_path: Path) -> None:
    git = GitRepository(tmp_path)

    assert ((), {}) == (git.recent(["main"], EPOCH), git.branches(["main"]))


def test_branches_are_where_origin_has_them(repo: Repo, tmp_path: Path) -> None:
    shared = repo.head
    repo.branch("staging")
    repo.switch("main")
    clone = GitRepository(tmp_path / "clone")
    repo.git.clone("--quiet", str(repo.root), str(clone.root))
    mine = Repo(clone.root)
    local = mine.commit("Only here")
    mine.branch("hotfix/x")

    found = clone.branches(["main", "staging", "hotfix/x", "nowhere"])

    assert {"main": shared, "staging": shared, "hotfix/x": local} == found


def test_a_clone_without_branches_knows_of_none(repo: Repo) -> None:
    repo.git.switch("--quiet", "--detach")
    repo.git.branch("--quiet", "-D", "main")

    assert {} == GitRepository(repo.root).branches(["main"])
