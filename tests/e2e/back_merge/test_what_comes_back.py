"""`staging.sync` on real git: what was released on `main` comes back to `staging`, and no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.back_merge.places import APP, MANIFEST, SKIP, version_of
from tests.railway import CHANGESETS, Railway
from tests.trains import FILES, tree_of

pytestmark = pytest.mark.needs("git")


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


def test_a_workspace_below_the_top_of_the_repository_is_synced(tmp_path: Path) -> None:
    railway = Railway(tmp_path, below="train")
    railway.edit("staging", MANIFEST, '"private": true', '"private": true,\n  "homepage": "b"')
    railway.release()

    assert SKIP in railway.message(railway.synced())
    assert version_of(railway.text("staging", f"train/{MANIFEST}")) == "1.1.0"
