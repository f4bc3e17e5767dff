"""`staging.sync` on real git: what was released on `main` comes back to `staging`, and no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.railway import CHANGESETS, Railway
from tests.trains import FILES, tree_of

pytestmark = pytest.mark.needs("git")

APP = "apps/cloudprint"
MANIFEST = f"{APP}/package.json"
CHANGELOG = f"{APP}/CHANGELOG.md"
LEDGER = ".changeset/ledger.jsonl"
SKIP = "[skip ci]"


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_PAT", "a-token")


@pytest.fixture
def railway(tmp_path: Path) -> Railway:
    return Railway(tmp_path)


def version_of(text: str | None) -> str:
    return str(json.loads(text or "")["version"])


# What comes back


def test_a_release_comes_back_as_a_merge_that_starts_no_build(railway: Railway) -> None:
    """A fast-forward would do, and would have no commit to carry the marker."""
    before = railway.tip("staging")
    released = railway.release()

    merge = railway.synced()

    assert railway.parents(merge) == [before, released]
    assert railway.differing(merge, released) == []
    assert railway.message(merge).splitlines() == [
        f"chore: merge main back into staging {SKIP}",
        "",
        "Versions:",
        "- cloudprint 1.1.0",
        "- frachter 2.0.1",
    ]


def test_the_work_tree_and_the_index_are_left_alone(railway: Railway) -> None:
    """Whatever branch is checked out, and whatever lies there."""
    railway.release()
    railway.go("staging")
    railway.people.write("README.md", "# Mine\n")
    railway.people.write("staged.md", "mine\n")
    railway.people.git.add("staged.md")
    index = railway.people.root / ".git/index"
    before = (tree_of(railway.people.root), index.read_bytes(), railway.people.head)

    railway.synced()

    assert before == (tree_of(railway.people.root), index.read_bytes(), railway.people.head)
    assert railway.people.git.branch("--show-current") == "staging"


def test_looking_pushes_nothing(railway: Railway) -> None:
    railway.release()
    before = railway.tip("staging")

    shown = railway.sync("--dry-run")
    told = json.loads(railway.sync("--dry-run", "--json").out)
    checked = railway.sync("--check")

    assert (shown.code, checked.code) == (0, 4)
    assert "would push" in shown.out
    assert told["skip_ci"]
    assert told["versions"] == {"cloudprint": "1.1.0", "frachter": "2.0.1"}
    assert railway.tip("staging") == before
    assert f"would push {told['actions'][0]['new'][:7]}" in shown.out


def test_one_document_is_printed_and_says_when_there_is_nothing_to_do(railway: Railway) -> None:
    railway.release()

    first, second = railway.sync("--json"), railway.sync("--json")

    assert (first.code, second.code) == (0, 0)
    assert not json.loads(first.out)["merged"]
    assert json.loads(second.out)["merged"]
    assert json.loads(second.out)["actions"] == []
    assert railway.sync("--check").code == 0


def test_a_hotfix_comes_back_and_is_built(railway: Railway) -> None:
    railway.change("main", {f"{APP}/src-tauri/src/main.rs": "fn main() { fix() }\n"})
    railway.release()

    merge = railway.synced()

    assert SKIP not in railway.message(merge)
    assert "fix" in (railway.text("staging", f"{APP}/src-tauri/src/main.rs") or "")


@pytest.mark.parametrize(
    "path",
    ["README.md", ".changeset/config.json", ".changeset/new-change-comes.md", "release.toml"],
)
def test_whatever_else_comes_back_is_built(railway: Railway, path: str) -> None:
    """Also a changeset that is not released yet: it moves the version of the next snapshot."""
    new = '---\n"frachter": patch\n---\n\nMore\n'
    texts = {
        "README.md": "# Another\n",
        ".changeset/config.json": FILES[".changeset/config.json"] + "\n",
        ".changeset/new-change-comes.md": new,
        "release.toml": FILES["release.toml"] + "# a word\n",
    }
    railway.change("main", {path: texts[path]})

    assert SKIP not in railway.message(railway.synced())


def test_a_version_that_brings_another_dependency_along_is_built(railway: Railway) -> None:
    railway.release()
    railway.edit("main", MANIFEST, '"private": true', '"private": true,\n  "type": "module"')

    assert SKIP not in railway.message(railway.synced())


def test_work_on_staging_stays(railway: Railway) -> None:
    """Its changesets, too, but for those that are released."""
    new = ".changeset/next-change-waits.md"
    railway.change(
        "staging", {new: '---\n"frachter": minor\n---\n\nNext\n', "apps/frachter/page.ts": "1\n"}
    )
    railway.release()

    assert SKIP in railway.message(railway.synced())

    assert railway.text("staging", "apps/frachter/page.ts") == "1"
    assert railway.text("staging", new)
    assert [railway.text("staging", path) for path in CHANGESETS] == [None, None]


def test_a_main_that_brings_nothing_is_merged_nonetheless(railway: Railway) -> None:
    """A squash of `staging` on `main` is no commit of `staging`, though all of it is there."""
    railway.change("staging", {"apps/frachter/page.ts": "1\n"})
    railway.change("main", {"apps/frachter/page.ts": "1\n"}, "Promote (#1)")
    before = railway.tip("staging")

    merge = railway.synced()

    assert railway.differing(before, merge) == []
    assert railway.parents(merge) == [before, railway.tip("main")]
    assert SKIP in railway.message(merge)


# What git would merge wrongly, or not at all


def test_a_released_changeset_that_came_back_goes(railway: Railway) -> None:
    """By a squash of an old branch, for example; git has nothing against it."""
    path = next(iter(CHANGESETS))
    railway.change("staging", {path: None})
    railway.release()
    railway.change("staging", {path: FILES[path]})

    railway.synced()

    assert railway.text("staging", path) is None


def test_no_version_goes_backwards(railway: Railway) -> None:
    """`staging` took the release back; git would keep that, for `main` did nothing since."""
    railway.release()
    railway.synced()
    railway.change("staging", {MANIFEST: FILES[MANIFEST]}, "Revert")
    railway.change("main", {"README.md": "# News\n"})

    railway.synced()

    assert version_of(railway.text("staging", MANIFEST)) == "1.1.0"
    assert railway.text("staging", MANIFEST) == railway.text("main", MANIFEST)


def test_a_line_beside_the_version_is_no_conflict(railway: Railway) -> None:
    railway.edit(
        "staging", MANIFEST, '"name": "cloudprint"', '"name": "cloudprint",\n  "type": "a"'
    )
    railway.edit("staging", MANIFEST, '"private": true', '"private": true,\n  "homepage": "b"')
    railway.release()

    assert SKIP in railway.message(railway.synced())

    merged = json.loads(railway.text("staging", MANIFEST) or "")
    assert merged == {
        "name": "cloudprint",
        "type": "a",
        "version": "1.1.0",
        "private": True,
        "homepage": "b",
    }


def test_both_sides_of_a_version_become_the_higher_one(railway: Railway) -> None:
    railway.edit("staging", MANIFEST, "1.0.0", "3.0.0")
    railway.release()

    railway.synced()

    assert version_of(railway.text("staging", MANIFEST)) == "3.0.0"
    for path in ("Cargo.toml", "Cargo.lock", "tauri.conf.json"):
        assert "3.0.0" in (railway.text("staging", f"{APP}/src-tauri/{path}") or ""), path
    assert '"version": "3.0.0"' in (railway.text("staging", "package-lock.json") or "")


def test_a_lockfile_is_merged_with_our_own_versions_made_equal(railway: Railway) -> None:
    """Both sides changed the same lines: `main` the version, `staging` what stands beside it."""
    lock = f"{APP}/src-tauri/Cargo.lock"
    railway.edit(
        "staging", lock, 'version = "1.0.0"\n', 'version = "1.0.0"\ndependencies = [\n "rand",\n]\n'
    )
    railway.edit(
        "staging",
        "package-lock.json",
        '      "version": "1.0.0"\n',
        '      "version": "1.0.0",\n      "license": "MIT"\n',
    )
    railway.release()

    railway.synced()

    text = railway.text("staging", lock) or ""
    assert 'version = "1.1.0"\ndependencies = [\n "rand",\n]' in text
    packages = json.loads(railway.text("staging", "package-lock.json") or "")["packages"]
    assert packages[APP] == {"version": "1.1.0", "license": "MIT"}
    assert packages["apps/frachter"] == {"version": "2.0.1"}


def test_a_range_that_a_release_raises_is_no_conflict(tmp_path: Path) -> None:
    dependent = json.dumps(
        {"name": "frachter", "version": "2.0.0", "dependencies": {"cloudprint": "~1.0.0"}}, indent=2
    )
    path = "apps/frachter/package.json"
    railway = Railway(tmp_path, {path: f"{dependent}\n"})
    railway.edit(
        "staging", path, '"cloudprint": "~1.0.0"', '"cloudprint": "~1.0.0",\n    "zod": "^4.0.0"'
    )
    railway.release()

    railway.synced()

    merged = json.loads(railway.text("staging", path) or "")
    assert merged["dependencies"] == {"cloudprint": "~1.1.0", "zod": "^4.0.0"}


def test_changelogs_of_both_sides_are_one(railway: Railway) -> None:
    railway.change("staging", {CHANGELOG: "# cloudprint\n\n## 1.0.1\n\n- By hand\n"})
    railway.release()

    railway.synced()

    text = railway.text("staging", CHANGELOG) or ""
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## 1.1.0",
        "## 1.0.1",
    ]
    assert "By hand" in text
    assert "Print in colour" in text


def test_a_section_that_git_would_have_twice_is_there_once(railway: Railway) -> None:
    """Each side has put it at another place, and git sees nothing wrong."""
    first = "## 1.0.0\n\n- First\n"
    text = f"# cloudprint\n\n{first}"
    for branch in ("main", "staging"):
        railway.change(branch, {CHANGELOG: text})
    railway.release()
    released = railway.text("main", CHANGELOG) or ""
    section = released.partition("## 1.1.0")[2].partition("## 1.0.0")[0]
    railway.change("staging", {CHANGELOG: f"{text}\n## 1.1.0{section}"})

    railway.synced()

    assert railway.text("staging", CHANGELOG) == released


def test_no_line_of_the_ledger_is_lost(railway: Railway) -> None:
    """Whatever a checkout's attributes say of merging it."""
    railway.release()
    railway.synced()
    line = '{"schema":1,"kind":"later"}'
    railway.change("staging", {LEDGER: f"{line}\n", ".changeset/.gitattributes": None})
    before = (railway.text("main", LEDGER) or "").splitlines()
    railway.change("main", {".changeset/more-comes.md": '---\n"backend": patch\n---\n\nMore\n'})
    railway.release()

    railway.synced()

    merged = (railway.text("staging", LEDGER) or "").splitlines()
    assert {line, *before} < {*merged}
    assert len(merged) == 3


def test_a_package_that_is_gone_from_staging_stays_gone(railway: Railway) -> None:
    """Although its release on `main` changed the files that were removed."""
    gone = [path for path in FILES if path.startswith(f"{APP}/")]
    railway.change("staging", dict.fromkeys(gone), "Drop cloudprint")
    railway.edit("staging", "release.toml", '[apps.cloudprint]\nneeds = ["backend"]\n', "")
    railway.change("staging", {".changeset/quick-otter-prints.md": None})
    railway.release()

    railway.synced()

    assert railway.text("staging", MANIFEST) is None
    assert version_of(railway.text("staging", "apps/frachter/package.json")) == "2.0.1"


@pytest.mark.parametrize("before", [["## 1.0.0", "- One"], []])
def test_a_package_that_staging_has_moved_is_released_there(
    tmp_path: Path, before: list[str]
) -> None:
    """With all of its changelog, although the release on `main` wrote to the old place."""
    old = "# cloudprint\n\n## 1.0.0\n\n- First\n"
    railway = Railway(tmp_path, {CHANGELOG: old} if before else {})
    railway.go("staging")
    railway.people.move(APP, "apps/print")
    railway.push("staging", "Move cloudprint")
    if before:
        railway.edit("staging", "apps/print/CHANGELOG.md", "First", "One")
    railway.edit("staging", "package-lock.json", f'"{APP}"', '"apps/print"')
    railway.release()

    railway.synced()

    assert version_of(railway.text("staging", "apps/print/package.json")) == "1.1.0"
    assert '"1.1.0"' in (railway.text("staging", "apps/print/src-tauri/Cargo.lock") or "")
    text = railway.text("staging", "apps/print/CHANGELOG.md") or ""
    assert [line for line in text.splitlines() if line] == [
        "# cloudprint",
        "## 1.1.0",
        "### Minor Changes",
        next(line for line in text.splitlines() if line.endswith(": Print in colour")),
        *before,
    ]
    assert railway.text("staging", CHANGELOG) is None


def test_an_edited_changeset_is_another_one(railway: Railway) -> None:
    """What it says now was not released."""
    path = ".changeset/quick-otter-prints.md"
    railway.edit("staging", path, "Print in colour", "Print in every colour")
    railway.release()

    railway.synced()

    assert "every colour" in (railway.text("staging", path) or "")


def test_a_malformed_changeset_does_not_keep_the_release_away(railway: Railway) -> None:
    path = ".changeset/odd.md"
    railway.change("staging", {path: "---\n nonsense\n"})
    railway.release()

    answer = railway.sync()

    assert answer.code == 0
    assert "warning:" in answer.err
    assert railway.text("staging", path)


def test_a_prerelease_and_its_end_come_back(railway: Railway) -> None:
    railway.go("main")
    typed(railway.root, "changeset.pre-enter", "next")
    railway.push("main", "Enter next")
    railway.release()
    railway.synced()
    assert version_of(railway.text("staging", MANIFEST)) == "1.1.0-next.0"
    assert railway.text("staging", ".changeset/pre/quick-otter-prints.md")

    railway.change("staging", {".changeset/late.md": '---\n"cloudprint": patch\n---\n\nLate\n'})
    railway.go("main")
    typed(railway.root, "changeset.pre-exit")
    railway.push("main", "Leave next")
    railway.release()
    railway.synced()

    assert version_of(railway.text("staging", MANIFEST)) == "1.1.0"
    assert railway.text("staging", ".changeset/pre.json") is None
    assert railway.text("staging", ".changeset/pre/quick-otter-prints.md") is None
    assert railway.text("staging", ".changeset/late.md")


def test_branches_that_crossed_meet(railway: Railway) -> None:
    """`staging` is promoted while its back-merge is under way: there are two common commits."""
    first = '---\n"cloudprint": patch\n---\n\nFirst\n'
    railway.release()
    staging = railway.change("staging", {".changeset/first.md": first})
    main = railway.tip("main")
    railway.synced()
    railway.go("main")
    railway.people.git.reset("--hard", main)
    railway.people.merge(staging)
    railway.people.git.push("--quiet", "origin", "main")
    railway.release()

    merge = railway.synced()

    assert railway.text("staging", ".changeset/first.md") is None
    assert version_of(railway.text("staging", MANIFEST)) == "1.1.1"
    assert railway.differing(merge, "origin/main") == []


def test_a_workspace_below_the_top_of_the_repository_is_synced(tmp_path: Path) -> None:
    railway = Railway(tmp_path, below="train")
    railway.edit("staging", MANIFEST, '"private": true', '"private": true,\n  "homepage": "b"')
    railway.release()

    assert SKIP in railway.message(railway.synced())
    assert version_of(railway.text("staging", f"train/{MANIFEST}")) == "1.1.0"


# What cannot be


def test_a_branch_that_is_not_there_is_told(railway: Railway) -> None:
    railway.people.git.push("--quiet", "origin", "--delete", "staging")

    answer = railway.sync()

    assert answer.code == 4
    assert "there is no branch `staging` at" in answer.err


def test_one_branch_cannot_be_both(railway: Railway) -> None:
    railway.people.write("release.toml", 'staging = "main"\n')

    answer = railway.sync()

    assert answer.code == 2
    assert "`main` is both `main` and `staging`" in answer.err


def test_without_a_personal_token_nothing_is_pushed(
    railway: Railway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the built-in token of a job pushes would start no build of a hotfix."""
    monkeypatch.delenv("GH_PAT")
    monkeypatch.setenv("GITHUB_TOKEN", "another")

    answer = railway.sync()

    assert answer.code == 5
    assert "GH_PAT" in answer.err


def test_a_shallow_clone_is_refused(railway: Railway, tmp_path: Path) -> None:
    railway.release()
    clone = railway.people.clone(tmp_path / "clone", depth=1)

    answer = typed(clone, "staging.sync")

    assert answer.code == 4
    assert "shallow clone" in answer.err


def test_a_protected_branch_tells_why_nothing_was_pushed(railway: Railway) -> None:
    hook = Path(railway.address, "hooks", "update")
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'GH006: Protected branch update failed.' >&2\nexit 1\n")
    hook.chmod(0o755)
    railway.go("main")
    railway.people.commit("chore: release versions")
    Path(hook).rename(f"{hook}.off")
    railway.people.git.push("--quiet", "origin", "main")
    Path(f"{hook}.off").rename(hook)

    answer = railway.sync()

    assert answer.code == 5
    assert "GH006: Protected branch update failed." in answer.err
