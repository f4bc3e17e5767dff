"""Trees, merges and commits by plumbing, on real git: nothing of the user's is touched."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from release.adapters.git.identity import with_identity
from release.adapters.git.objects import GitObjects, git_objects
from release.adapters.git.tree import real_path
from release.errors import CommandError, StateError
from release.remote import Clash, Merged, NewCommit
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "top")
    repo.write("run.sh", "one\n")
    (repo.root / "run.sh").chmod(0o755)
    (repo.root / "link.md").symlink_to("app/text.md")
    repo.commit("First", {"app/text.md": "one\n", "app/gone.md": "one\n"})
    return repo


def objects_of(repo: Repo, below: str = "") -> GitObjects:
    return git_objects(repo.root / below, os.environ)


def listed(repo: Repo, tree: str) -> dict[str, str]:
    """The files of a tree, each as its mode and its text."""
    rows = str(repo.git.ls_tree("-r", tree)).splitlines()
    found = {}
    for row in rows:
        entry, _, path = row.partition("\t")
        mode, _, blob = entry.split()
        found[path] = f"{mode} {repo.git.cat_file('blob', blob)}"
    return found


# Trees


def test_a_tree_has_other_texts_and_all_else_as_it_was(repo: Repo) -> None:
    """Modes stay; what is new is an ordinary file; what is not there is removed as well."""
    edits = {"run.sh": "two\n", "app/gone.md": None, "new/a.md": "two\n", "never.md": None}

    tree = objects_of(repo).write_tree("HEAD", edits)

    assert listed(repo, tree) == {
        "run.sh": "100755 two",
        "link.md": "120000 app/text.md",
        "app/text.md": "100644 one",
        "new/a.md": "100644 two",
    }


def test_the_index_and_the_work_tree_are_left_alone(repo: Repo) -> None:
    repo.write("app/text.md", "mine\n")
    repo.write("staged.md", "mine\n")
    repo.git.add("staged.md")
    index = repo.root / ".git/index"
    before = (index.read_bytes(), repo.git.for_each_ref(), repo.head)

    objects = objects_of(repo)
    tree = objects.write_tree("HEAD", {"app/text.md": "two\n"})
    objects.write_commit(NewCommit(tree, (repo.head,), "Second\n"))
    objects.merge("HEAD", "HEAD")

    assert before == (index.read_bytes(), repo.git.for_each_ref(), repo.head)
    assert (repo.root / "app/text.md").read_text() == "mine\n"


def test_no_byte_of_a_text_is_changed(repo: Repo) -> None:
    """Whatever git would make of line ends when it checks files in."""
    repo.git.config("core.autocrlf", "true")
    repo.commit("Attributes", {".gitattributes": "*.md text eol=crlf\n"})
    text = "a\r\nb\n\udcff\ufeff"
    objects = objects_of(repo)

    tree = objects.write_tree("HEAD", {"a b\tc.md": text})

    blob = str(repo.git.rev_parse(f"{tree}:a b\tc.md"))
    assert objects.texts([blob]) == {blob: text}


def test_nothing_to_edit_is_the_same_tree(repo: Repo) -> None:
    assert objects_of(repo).write_tree("HEAD", {}) == repo.git.rev_parse("HEAD^{tree}")
    assert objects_of(repo).texts([]) == {}


def test_below_the_top_paths_are_seen_from_the_workspace(repo: Repo) -> None:
    tree = objects_of(repo, "app").write_tree("HEAD", {"text.md": "two\n", "../run.sh": "three\n"})

    assert listed(repo, tree)["app/text.md"] == "100644 two"
    assert listed(repo, tree)["run.sh"] == "100755 three"


def test_a_symbolic_link_stays_and_its_target_changes(repo: Repo) -> None:
    tree = objects_of(repo).write_tree("HEAD", {"link.md": "two\n"})

    assert listed(repo, tree)["link.md"] == "120000 app/text.md"
    assert listed(repo, tree)["app/text.md"] == "100644 two"


def test_a_symbolic_link_that_is_removed_leaves_its_target(repo: Repo) -> None:
    tree = objects_of(repo).write_tree("HEAD", {"link.md": None})

    assert "link.md" not in listed(repo, tree)
    assert listed(repo, tree)["app/text.md"] == "100644 one"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("plain/a", "plain/a"),
        ("folder/a", "real/deep/a"),
        ("chain", "real/deep/x"),
        ("up/a", "a"),
        ("folders/a", "folders/a"),
    ],
)
def test_links_are_followed_wherever_they_stand(path: str, expected: str) -> None:
    links = {"folder": "real/deep", "chain": "folder/x", "real/up": ".", "up": "real/.."}

    assert expected == real_path(path, links)


@pytest.mark.parametrize("target", ["../out", "/etc", "round"])
def test_a_link_that_leads_nowhere_is_refused(target: str) -> None:
    with pytest.raises(StateError, match="symbolic link round"):
        real_path("round", {"round": target})


def test_a_path_outside_the_repository_is_refused(repo: Repo) -> None:
    with pytest.raises(StateError, match="outside the repository"):
        objects_of(repo, "app").write_tree("HEAD", {"../../out.md": "x"})


def test_a_submodule_is_no_file(repo: Repo) -> None:
    repo.git.update_index("--add", "--cacheinfo", f"160000,{repo.head},sub")
    tree = str(repo.git.write_tree())

    with pytest.raises(StateError, match="sub is a submodule"):
        objects_of(repo).write_tree(tree, {"sub": "x"})


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("run.sh/deep/below", "run.sh is in the way of run.sh/deep/below"),
        ("app", "app is in the way of app"),
    ],
)
def test_what_is_in_the_way_is_not_removed(repo: Repo, path: str, told: str) -> None:
    with pytest.raises(StateError, match=told):
        objects_of(repo).write_tree("HEAD", {path: "x"})


def test_a_folder_may_take_the_place_of_a_file_that_goes(repo: Repo) -> None:
    tree = objects_of(repo).write_tree("HEAD", {"run.sh": None, "run.sh/below": "x"})

    assert listed(repo, tree)["run.sh/below"] == "100644 x"


def test_where_there_is_no_repository_there_are_no_objects(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="there is no git repository here"):
        git_objects(tmp_path, os.environ)


# Commits


def test_a_commit_has_its_parents_and_its_message(repo: Repo) -> None:
    first = repo.head
    second = repo.commit("Second")
    tree = str(repo.git.rev_parse("HEAD^{tree}"))
    message = "Merge main\n\n# no comment\n  indented\n\nÜ\n"

    commit = objects_of(repo).write_commit(NewCommit(tree, (second, first), message))

    header, _, text = str(repo.git.cat_file("commit", commit)).partition("\n\n")
    assert header.splitlines()[:3] == [f"tree {tree}", f"parent {second}", f"parent {first}"]
    assert text == message.rstrip("\n")
    assert "Ada <ada@example.org>" in header


@pytest.mark.parametrize(
    ("environment", "settings", "expected"),
    [
        ({}, {}, ["github-actions[bot]"] * 2),
        ({}, {"user.name": "Ada", "user.email": "a@b"}, [None, None]),
        ({"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "a@b"}, {}, [None, "github-actions[bot]"]),
        ({}, {"committer.name": "Ada", "user.email": "a@b"}, ["github-actions[bot]", None]),
    ],
)
def test_the_bot_commits_where_git_knows_nobody(
    environment: dict[str, str], settings: dict[str, str], expected: list[str | None]
) -> None:
    given = {**environment, **dict(with_identity({}, settings))}
    added = {
        name: text
        for name, text in with_identity(environment, settings).items()
        if name not in environment
    }

    assert [added.get("GIT_AUTHOR_NAME"), added.get("GIT_COMMITTER_NAME")] == expected
    assert given.keys() >= added.keys()


def test_a_job_without_an_identity_commits_as_the_bot(repo: Repo) -> None:
    environment = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("GIT_AUTHOR", "GIT_COMMITTER"))
    }
    tree = str(repo.git.rev_parse("HEAD^{tree}"))

    commit = git_objects(repo.root, environment).write_commit(NewCommit(tree, (), "Alone\n"))

    who = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
    assert str(repo.git.cat_file("commit", commit)).count(who) == 2


def a_key(folder: Path) -> Path:
    """A key of ssh, with which git can sign."""
    place = folder / "key"
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place)]
    subprocess.run(words, check=True, capture_output=True)
    return place


@pytest.mark.parametrize(
    ("settings", "is_signed"),
    [
        ({}, True),
        ({"commit.gpgsign": "true"}, True),
        ({"commit.gpgsign": "false"}, False),
    ],
)
def test_a_commit_is_signed_where_there_is_a_key(
    repo: Repo, tmp_path: Path, settings: dict[str, str], *, is_signed: bool
) -> None:
    """Unless git is told not to sign."""
    repo.git.config("gpg.format", "ssh")
    repo.git.config("user.signingkey", str(a_key(tmp_path)))
    for name, value in settings.items():
        repo.git.config(name, value)
    tree = str(repo.git.rev_parse("HEAD^{tree}"))

    commit = objects_of(repo).write_commit(NewCommit(tree, (), "Signed\n"))

    assert ("gpgsig -----BEGIN SSH" in str(repo.git.cat_file("commit", commit))) == is_signed


def test_a_key_that_is_gone_is_told(repo: Repo, tmp_path: Path) -> None:
    repo.git.config("gpg.format", "ssh")
    repo.git.config("user.signingkey", str(tmp_path / "none"))
    tree = str(repo.git.rev_parse("HEAD^{tree}"))

    with pytest.raises(CommandError, match="cannot be signed"):
        objects_of(repo).write_commit(NewCommit(tree, (), "Signed\n"))


# Merges


def branches(repo: Repo, ours: dict[str, str | None], theirs: dict[str, str | None]) -> None:
    """The branches `ours` and `theirs`, with these files; None removes one."""
    for name, files in (("ours", ours), ("theirs", theirs)):
        repo.switch("main")
        repo.branch(name)
        for path, text in files.items():
            if text is None:
                repo.remove(path)
            else:
                repo.write(path, text)
        repo.commit(name)
    repo.switch("main")


def test_a_clean_merge_has_what_both_did(repo: Repo) -> None:
    branches(repo, {"ours.md": "1"}, {"theirs.md": "1", "app/gone.md": None})

    merged = objects_of(repo).merge("ours", "theirs")

    assert merged == Merged(merged.tree)
    assert {"ours.md", "theirs.md", "app/text.md"} <= listed(repo, merged.tree).keys()
    assert "app/gone.md" not in listed(repo, merged.tree)


def test_what_clashes_is_told_with_all_sides(repo: Repo) -> None:
    branches(
        repo,
        {"app/text.md": "ours\n", "app/gone.md": "changed\n", "both.md": "ours\n"},
        {"app/text.md": "theirs\n", "app/gone.md": None, "both.md": "theirs\n"},
    )

    objects = objects_of(repo, "app")
    merged = objects.merge("ours", "theirs")

    told = {
        clash.path: [blob and objects.texts([blob])[blob] for blob in clash[1:]]
        for clash in merged.clashes
    }
    assert told == {
        "text.md": ["one\n", "ours\n", "theirs\n"],
        "gone.md": ["one\n", "changed\n", None],
        "../both.md": [None, "ours\n", "theirs\n"],
    }
    assert sorted(merged.puzzles) == [("../both.md",), ("gone.md",), ("text.md",)]


def test_a_renamed_folder_is_a_puzzle_without_a_clash(repo: Repo) -> None:
    """Git guesses that the new file belongs into the folder's new name, and asks."""
    many = {f"app/{number}.md": f"{number}\n" * 9 for number in range(3)}
    repo.commit("Many", many)
    moved = {f"moved/{number}.md": f"{number}\n" * 9 for number in range(3)}
    gone = dict.fromkeys([*many, "app/text.md", "app/gone.md"])
    branches(repo, {**gone, **moved, "link.md": None}, {"app/new.md": "new\n"})

    merged = objects_of(repo).merge("ours", "theirs")

    assert any("moved/new.md" in puzzle for puzzle in merged.puzzles)


def test_a_link_and_a_submodule_that_clash_have_no_text(repo: Repo) -> None:
    branches(repo, {"ours.md": "1"}, {"theirs.md": "1"})
    commits = {name: str(repo.git.rev_parse(name)) for name in ("ours", "theirs")}
    for name, commit in commits.items():
        repo.switch(name)
        (repo.root / "link.md").unlink()
        (repo.root / "link.md").symlink_to(f"{name}.md")
        repo.commit("Link")
        repo.git.update_index("--add", "--cacheinfo", f"160000,{commit},sub")
        repo.git.commit("--quiet", "--message", "Sub")

    merged = objects_of(repo).merge("ours", "theirs")

    assert {*merged.clashes} == {Clash("link.md"), Clash("sub")}
    assert {("link.md",), ("sub",)} <= {*merged.puzzles}


def test_branches_without_a_common_commit_are_not_merged(repo: Repo) -> None:
    tree = str(repo.git.rev_parse("HEAD^{tree}"))
    objects = objects_of(repo)
    alone = objects.write_commit(NewCommit(tree, (), "Alone\n"))

    assert objects.bases("HEAD", alone) == ()
    with pytest.raises(StateError, match="unrelated histories"):
        objects.merge("HEAD", alone)


def test_the_commit_in_common_is_told(repo: Repo) -> None:
    base = repo.head
    branches(repo, {"ours.md": "1"}, {"theirs.md": "1"})

    assert objects_of(repo).bases("ours", "theirs") == (base,)


def test_a_shallow_clone_does_not_know_what_is_common(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Second")
    clone = repo.clone(tmp_path / "clone", depth=1)

    with pytest.raises(StateError, match="shallow clone"):
        git_objects(clone, os.environ).bases("HEAD", "HEAD")


# Commits that are here


def test_a_commit_with_a_date_is_the_same_wherever_it_is_made(repo: Repo) -> None:
    objects = objects_of(repo)
    head = objects.commit("HEAD")
    wanted = NewCommit(head.tree, (head.sha,), "Second\n", head.date)

    first, second = objects.write_commit(wanted), objects.write_commit(wanted)

    made = objects.commit(first)
    assert first == second
    assert ("Second", (repo.head,), head.date) == (made.message, made.parents, made.date)


def test_commits_are_told_from_the_newest_on(repo: Repo) -> None:
    start = repo.head
    repo.branch("side")
    side = repo.commit("Side\n\nWith a body\n\nOf: words", {"side": ""})
    repo.switch("main")
    main = repo.commit("Main", {"main": ""})
    merge = repo.merge("side")

    found = objects_of(repo).commits(merge, start)

    assert {merge, main, side} == {each.sha for each in found}
    assert (merge, (main, side)) == (found[0].sha, found[0].parents)
    assert "Side\n\nWith a body\n\nOf: words" in [each.message for each in found]
    assert () == objects_of(repo).commits(start, merge)


def test_it_is_known_whether_a_commit_is_here(repo: Repo) -> None:
    objects = objects_of(repo)

    assert (True, False) == (objects.has(repo.head), objects.has("1" * 40))
