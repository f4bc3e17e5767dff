"""A work tree elsewhere, on real git: the user's repository never knows of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from release.adapters.origin import origin_address
from release.adapters.scratch import scratch_tree
from release.errors import StateError
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "top")
    repo.write(".gitignore", "dist/\n")
    repo.write("run.sh", "one\n")
    (repo.root / "run.sh").chmod(0o755)
    repo.commit("First", {"app/package.json": '{"version": "1.0.0"}\n', "app/gone.md": "x\n"})
    repo.git.tag("app@1.0.0")
    return repo


def environment_of(temporary: Path) -> dict[str, str]:
    return {**os.environ, "RUNNER_TEMP": str(temporary)}


def picture(root: Path) -> dict[str, bytes | str]:
    """Every file under a folder, git's own included, and what is in it."""
    return {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else "folder"
        for path in sorted(root.rglob("*"))
    }


def test_it_has_the_commit_and_the_edits_and_nothing_of_the_users(
    repo: Repo, temporary: Path
) -> None:
    commit = repo.head
    repo.write("app/package.json", "mine\n")
    repo.write("dist/built.js", "mine\n")
    before = picture(repo.root)
    edits = {"app/package.json": "{}\n", "app/gone.md": None}

    with scratch_tree(repo.root, commit, edits, environment_of(temporary)) as place:
        there = picture(place)
        is_executable = os.access(place / "run.sh", os.X_OK)

    assert {
        ".gitignore": b"dist/\n",
        "app": "folder",
        "app/package.json": b"{}\n",
        "run.sh": b"one\n",
    } == {path: text for path, text in there.items() if path.split("/")[0] != ".git"}
    assert is_executable
    assert before == picture(repo.root)
    assert [] == list(temporary.iterdir())


def test_builds_can_ask_git_there(repo: Repo, temporary: Path) -> None:
    commit = repo.head
    repo.commit("Second", {"run.sh": "two\n"})
    repo.git.tag("later")

    with scratch_tree(repo.root, commit, {"run.sh": "mine\n"}, environment_of(temporary)) as place:
        asked = [
            subprocess.run(["git", *words], cwd=place, check=True, capture_output=True, text=True)
            for words in (["rev-parse", "HEAD"], ["describe", "--tags"], ["status", "--short"])
        ]

    assert [f"{commit}\n", "app@1.0.0\n", " M run.sh\n"] == [each.stdout for each in asked]


def test_it_leads_to_the_same_remote_and_signs_in_nowhere(repo: Repo, temporary: Path) -> None:
    """What is deployed from there is released where the user's repository is."""
    repo.git.remote("add", "origin", "https://ada:secret@github.com/acme/train.git")

    with scratch_tree(repo.root, repo.head, {}, environment_of(temporary)) as place:
        assert "https://github.com/acme/train.git" == origin_address(place)


def test_a_workspace_below_the_top_is_found_there(repo: Repo, temporary: Path) -> None:
    with scratch_tree(
        repo.root / "app", repo.head, {"new/a.txt": "a\n"}, environment_of(temporary)
    ) as place:
        assert "app" == place.name
        assert '{"version": "1.0.0"}\n' == (place / "package.json").read_text()
        assert "a\n" == (place / "new/a.txt").read_text()
        assert (place.parent / "run.sh").exists()


def test_a_linked_work_tree_and_a_shallow_clone_will_do(
    repo: Repo, temporary: Path, tmp_path: Path
) -> None:
    repo.commit("Second", {"run.sh": "two\n"})
    repo.git.worktree("add", "--quiet", "--detach", str(tmp_path / "linked"))
    repo.git.clone("--quiet", "--depth=1", f"file://{repo.root}", str(tmp_path / "shallow"))

    for root in (tmp_path / "linked", tmp_path / "shallow"):
        before = picture(root)
        with scratch_tree(root, repo.head, {}, environment_of(temporary)) as place:
            log = subprocess.run(["git", "log", "-1", "--format=%s"], cwd=place, check=False)
            assert "two\n" == (place / "run.sh").read_text()
        assert 0 == log.returncode
        assert before == picture(root)


def test_the_users_own_filters_are_asked(repo: Repo, temporary: Path) -> None:
    """As by Git LFS; and what git is told by its environment, in a hook, leads nobody astray."""
    repo.git.config("filter.loud.smudge", "tr a-z A-Z")
    commit = repo.commit("Loud", {".gitattributes": "*.txt filter=loud\n", "a.txt": "quiet\n"})
    hooked = {"GIT_DIR": str(repo.root / ".git"), "GIT_INDEX_FILE": ".git/index"}

    with scratch_tree(repo.root, commit, {}, environment_of(temporary) | hooked) as place:
        assert "QUIET\n" == (place / "a.txt").read_text()


def test_what_a_build_made_read_only_is_removed_too(repo: Repo, temporary: Path) -> None:
    with scratch_tree(repo.root, repo.head, {}, environment_of(temporary)) as place:
        cache = place / "cache"
        cache.mkdir()
        (cache / "module").write_text("x")
        cache.chmod(0o500)

    assert [] == list(temporary.iterdir())


def test_where_git_fails_nothing_is_left(repo: Repo, temporary: Path) -> None:
    with (
        pytest.raises(StateError, match="git failed"),
        scratch_tree(repo.root, "0" * 40, {}, environment_of(temporary)),
    ):
        pass

    assert [] == list(temporary.iterdir())


def test_where_there_is_no_place_that_is_told(repo: Repo, temporary: Path) -> None:
    with (
        pytest.raises(StateError, match="there is no place for a scratch tree in"),
        scratch_tree(repo.root, repo.head, {}, environment_of(temporary / "absent")),
    ):
        pass


HOLDS = """
import os, sys
from pathlib import Path
from release.adapters.origin import origin_address
from release.adapters.scratch import scratch_tree
with scratch_tree(Path(sys.argv[1]), sys.argv[2], {"run.sh": "two"}, os.environ) as place:
    print(place, flush=True)
    sys.stdin.read()
"""


def holder(repo: Repo, temporary: Path) -> subprocess.Popen[str]:
    """Another process that has a scratch tree, and keeps it until its stdin ends."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(repo.root), repo.head],
        env={**environment_of(temporary), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_what_the_killed_left_the_next_one_removes(repo: Repo, temporary: Path) -> None:
    before = picture(repo.root)
    with holder(repo, temporary) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline()
        killed.send_signal(signal.SIGKILL)
    left = list(temporary.iterdir())

    with scratch_tree(repo.root, repo.head, {}, environment_of(temporary)) as place:
        there = list(temporary.iterdir())

    assert before == picture(repo.root)
    assert 1 == len(left)
    assert [place.parent] == there


def test_what_the_living_have_stays(repo: Repo, temporary: Path) -> None:
    with holder(repo, temporary) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        with scratch_tree(repo.root, repo.head, {}, environment_of(temporary)):
            assert (theirs / "run.sh").exists()
        other.communicate("")
    assert not theirs.exists()


def test_killed_in_mid_checkout_it_has_done_nothing(repo: Repo, temporary: Path) -> None:
    """Git is at it, and waits for a filter that says when it has begun."""
    signs = temporary / "signs"
    os.mkfifo(signs)
    repo.git.config("filter.slow.smudge", f"echo begun > {signs}; cat > /dev/null; cat {signs}")
    repo.commit("Slow", {".gitattributes": "*.txt filter=slow\n", "a.txt": "x\n"})
    before = picture(repo.root)

    with holder(repo, temporary) as killed:
        assert "begun\n" == signs.read_text()
        killed.send_signal(signal.SIGKILL)
    signs.write_text("x\n")  # let git end
    left = list(temporary.glob("monorepo-release-*"))
    repo.git.config("--unset", "filter.slow.smudge")
    with scratch_tree(repo.root, repo.head, {}, environment_of(temporary)):
        there = list(temporary.glob("monorepo-release-*"))

    repo.git.config("filter.slow.smudge", f"echo begun > {signs}; cat > /dev/null; cat {signs}")
    assert before == picture(repo.root)
    assert 1 == len(left)
    assert not {*left} & {*there}


def test_a_folder_that_is_just_being_made_stays(repo: Repo, temporary: Path) -> None:
    """It has no lock yet; an old one without a lock is left by somebody."""
    new, old = (temporary / f"monorepo-release-scratch-{name}" for name in ("new", "old"))
    new.mkdir()
    old.mkdir()
    os.utime(old, (0, 0))

    with scratch_tree(repo.root, repo.head, {}, environment_of(temporary)):
        assert new.exists()
        assert not old.exists()
