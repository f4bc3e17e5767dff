"""`changeset.add --from-commits` on a real history."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.e2e.desk import typed
from tests.e2e.terminals import a_terminal
from tests.repositories import Repo
from tests.trains import FILES, a_train, tree_of

pytestmark = pytest.mark.needs("git")

DRAFT = ("changeset.add", "--from-commits")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A train on a branch `work`, off `main`."""
    repo = Repo(a_train(tmp_path / "train"))
    repo.commit("chore: start")
    repo.branch("work")
    return repo


def drafts(repo: Repo) -> dict[str, str]:
    """The texts of the new changesets, by name."""
    folder = repo.root / ".changeset"
    return {
        each.stem: each.read_text()
        for each in sorted(folder.glob("*.md"))
        if f".changeset/{each.name}" not in FILES
    }


def test_drafts_one_changeset_for_each_commit_that_users_notice(repo: Repo) -> None:
    first = repo.commit(
        "feat(backend)!: speak TLS\n\nBREAKING CHANGE: give it a certificate.\n\n"
        "Signed-off-by: A <a@b>",
        {"apps/backend/tls.py": "", "apps/frachter/index.html": ""},
    )
    repo.commit("docs: say so", {"apps/backend/README": ""})
    repo.commit("fix: the root", {"Makefile": ""})

    answer = typed(repo.root, *DRAFT)

    assert 0 == answer.code
    assert drafts(repo) == {
        f"commit-{first[:10]}": '---\n"backend": major\n"frachter": patch\n---\n\nspeak TLS\n\n'
        "**Breaking:** give it a certificate.\n"
    }
    assert "1 release nothing by their type" in answer.out
    assert "1 touch no package that is versioned" in answer.out
    assert "  backend   1.4.2 -> 2.0.0  speak TLS" in answer.err


def test_a_second_run_writes_nothing(repo: Repo) -> None:
    repo.commit("feat: a", {"apps/backend/a": ""})
    typed(repo.root, *DRAFT)
    before = tree_of(repo.root)

    uncommitted = typed(repo.root, *DRAFT)
    after = tree_of(repo.root)
    repo.commit("chore: changesets")
    committed = typed(repo.root, *DRAFT, "--check")
    typed(repo.root, "changeset.version")
    repo.commit("chore: version")
    released = typed(repo.root, *DRAFT, "--check")

    assert "nothing to do: no commit since main calls for a changeset" in uncommitted.err
    assert before == after
    assert (0, 0, 0) == (uncommitted.code, committed.code, released.code)


def test_a_rebased_commit_is_known_by_its_content(repo: Repo) -> None:
    repo.commit("feat: a", {"apps/backend/a": ""})
    typed(repo.root, *DRAFT)
    names = set(drafts(repo))
    repo.git.commit("--amend", "--quiet", "--no-edit", "--date=2001-01-01T00:00:00Z")

    assert 0 == typed(repo.root, *DRAFT).code
    assert names == set(drafts(repo))


def test_a_commit_that_brought_a_changeset_is_left_out(repo: Repo) -> None:
    text = '---\n"backend": minor\n---\n\nBy hand\n'
    repo.commit("feat: a", {"apps/backend/a": "", ".changeset/by-hand.md": text})
    repo.commit("feat: b", {"apps/backend/b": "", ".changeset/README.md": "about"})

    answer = typed(repo.root, *DRAFT)

    assert {"by-hand"} < set(drafts(repo))
    assert "1 brought a changeset along" in answer.out
    assert "warning: .changeset/by-hand.md, which is among these commits, names `backend` too" in (
        answer.err
    )


def test_merges_are_skipped_and_what_the_base_has_is_not_drafted(repo: Repo) -> None:
    repo.commit("feat: mine", {"apps/backend/a": ""})
    repo.switch("main")
    repo.commit("feat: theirs", {"apps/frachter/a": ""})
    repo.switch("work")
    repo.merge("main", message="feat: merge")

    typed(repo.root, *DRAFT)

    assert ['---\n"backend": minor\n---\n\nmine\n'] == list(drafts(repo).values())


def test_looking_writes_nothing(repo: Repo) -> None:
    repo.commit("feat: a", {"apps/backend/a": ""})
    before = tree_of(repo.root)

    dry = typed(repo.root, *DRAFT, "--dry-run")
    check = typed(repo.root, *DRAFT, "--check")
    document = json.loads(typed(repo.root, *DRAFT, "--dry-run", "--json").out)

    assert (0, 4) == (dry.code, check.code)
    assert tree_of(repo.root) == before
    assert [{"backend": "minor"}] == [each["bumps"] for each in document["drafts"]]
    assert [("backend", "1.5.0")] == [(each["name"], each["to"]) for each in document["causes"]]


def test_hostile_messages_are_data(repo: Repo) -> None:
    body = '---\n"frachter": major\n---\n\n\x1b]0;owned\x07 $(touch /tmp/x) \udcff'
    repo.commit(f"fix: ---\n\n{body}", {"apps/backend/a\nb": "", "apps/backend/:100": ""})

    answer = typed(repo.root, *DRAFT)
    status = json.loads(typed(repo.root, "changeset.status", "--json").out)

    assert 0 == answer.code
    assert "\x1b" not in answer.out + answer.err + "".join(drafts(repo).values())
    assert {"backend": "patch", "cloudprint": "minor", "frachter": "patch"} == {
        each["name"]: each["type"] for each in status["releases"]
    }


def test_an_unknown_base_and_contradictions_are_told(repo: Repo) -> None:
    unknown = typed(repo.root, *DRAFT, "--since", "nowhere")
    both = typed(repo.root, *DRAFT, "--patch", "backend", "--message", "x")

    assert (4, 3) == (unknown.code, both.code)
    assert "`nowhere` is not a commit that this clone knows" in unknown.err
    assert "packages, --message say it too" in both.err


def test_a_shallow_clone_is_refused(repo: Repo, tmp_path: Path) -> None:
    repo.commit("feat: a", {"apps/backend/a": ""})
    clone = repo.clone(tmp_path / "clone", depth=1)

    answer = typed(clone, *DRAFT, "--since", "origin/work")
    nowhere = typed(clone, *DRAFT)

    assert "nothing to do" in answer.err
    assert 4 == nowhere.code


def test_a_history_that_is_cut_off_is_refused_and_nothing_is_written(
    repo: Repo, tmp_path: Path
) -> None:
    """Both ends of the range are known, and a commit between them is not."""
    for name in "abc":
        repo.commit(f"feat: {name}", {f"apps/backend/{name}": ""})
    clone = repo.clone(tmp_path / "clone", depth=2)
    fetch = ["git", "fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main"]
    subprocess.run(fetch, cwd=clone, check=True)
    before = tree_of(clone)

    answer = typed(clone, *DRAFT, "--since", "origin/main")

    assert (4, before) == (answer.code, tree_of(clone))
    assert "shallow" in answer.err


def test_a_workspace_below_the_top_drafts_what_its_own_packages_call_for(tmp_path: Path) -> None:
    """A package of the same path beside the workspace is none of it."""
    repo = Repo(tmp_path / "top")
    a_train(repo.root / "code")
    repo.commit("chore: start")
    repo.branch("work")
    repo.commit("feat: ours", {"code/apps/backend/a": ""})
    repo.commit("feat: another's", {"apps/backend/a": "", "other/apps/frachter/a": ""})
    text = '---\n"backend": minor\n---\n\nBy hand\n'
    repo.commit("feat: by hand", {"code/apps/backend/b": "", "code/.changeset/by-hand.md": text})
    repo.commit("feat: with another's", {"code/apps/frachter/a": "", ".changeset/no.md": text})

    answer = typed(repo.root / "code" / "apps", *DRAFT)
    again = typed(repo.root / "code", *DRAFT, "--check")

    folder = repo.root / "code" / ".changeset"
    assert (0, 0) == (answer.code, again.code)
    assert sorted(each.read_text() for each in folder.glob("commit-*.md")) == [
        '---\n"backend": minor\n---\n\nours\n',
        '---\n"frachter": minor\n---\n\nwith another\'s\n',
    ]
    assert "1 brought a changeset along" in answer.out
    assert "1 touch no package that is versioned" in answer.out


@pytest.mark.parametrize(("key", "code", "written"), [("y", 0, 1), ("n", 0, 0), ("\x1b", 130, 0)])
def test_a_person_is_shown_the_drafts_and_asked_once(
    repo: Repo, key: str, code: int, written: int
) -> None:
    repo.commit("feat: colour", {"apps/backend/a": ""})
    command = [sys.executable, "-m", "release", *DRAFT]
    with a_terminal(command, repo.root, environment={"TERM": "dumb"}) as terminal:
        terminal.expect_exact("colour")
        terminal.expect_exact("It will release:")
        terminal.expect_exact("Write this changeset?")
        terminal.send(key)
        terminal.expect_exact(pexpect.EOF)

    assert (code, written) == (terminal.exitstatus, len(drafts(repo)))


def test_a_thousand_commits_take_one_log(repo: Repo) -> None:
    stream = "".join(
        f"commit refs/heads/work\ncommitter A <a@b> {1_800_000_000 + number} +0000\n"
        f"data <<E\nfix: number {number}\nE\n"
        + ("from refs/heads/work^0\n" if not number else "")
        + f"M 100644 inline apps/backend/{number}\ndata 0\n\n"
        for number in range(1000)
    )
    command = ["git", "-C", str(repo.root), "fast-import", "--quiet"]
    subprocess.run(command, input=stream.encode(), check=True)
    repo.git.reset("--hard", "--quiet")

    assert 0 == typed(repo.root, *DRAFT).code
    assert 1000 == len(drafts(repo))
