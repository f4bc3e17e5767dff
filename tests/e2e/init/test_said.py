"""What is not to be guessed is said by flags; nothing of anybody's is overwritten unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.e2e.init.repositories import (
    DESKTOP,
    LIBRARIES,
    MIXED,
    a_clone,
    a_manifest,
    adopted,
    table_of,
    works_at_once,
)
from tests.trains import tree_of


def test_what_will_not_work_is_told(tmp_path: Path) -> None:
    """Below the top of a repository, and for an app that Changesets ignores."""
    a_clone(tmp_path, {f"web/{path}": text for path, text in LIBRARIES.items()})

    told = adopted(tmp_path / "web", "--app=docs")["told"]

    assert "GitHub reads workflows at the top of the repository only, and this is web/" in told
    assert "docs is never released: .changeset/config.json ignores it" in told


def test_flags_say_what_is_not_to_be_guessed(tmp_path: Path) -> None:
    a_clone(tmp_path, MIXED)
    flags = ("--app=web", "--app=@sd/ui", "--needs=web:ui", "--main=trunk", "--staging=dev")

    told = adopted(tmp_path, *flags, "--tasks")

    assert table_of(tmp_path) == {
        "main": "trunk",
        "staging": "dev",
        "packages": ["apps/server"],
        "apps": {
            "web": {"package": "@sd/web", "needs": ["ui"]},
            "ui": {"package": "@sd/ui"},
        },
    }
    assert "git push origin origin/trunk:refs/heads/dev" in told["left"][0]
    deploy = (tmp_path / ".github/workflows/deploy.yml").read_text("utf-8")
    assert "exec python -m invoke deploy --app=web" in deploy
    late = typed(tmp_path, "setup.init", "--app=web")
    assert late.code == 4
    assert "release.toml has the configuration, so --app would change nothing" in late.err


def test_everything_wrong_with_the_flags_is_told(tmp_path: Path) -> None:
    a_clone(tmp_path, DESKTOP)

    for flags, said in (
        (["--app=pott"], "did you mean `pot`?"),
        (["--needs=pot:api"], "--needs names `api`"),
        (["--from=knop"], "--from names `knop`"),
        (["--from=changesets"], "there is nothing of changesets here to convert"),
    ):
        answer = typed(tmp_path, "setup.init", *flags)
        assert (answer.code, said in answer.err) == (2, True), answer.err


def test_looking_writes_nothing(tmp_path: Path) -> None:
    a_clone(tmp_path, DESKTOP)
    before = tree_of(tmp_path)

    dry = typed(tmp_path, "setup.init", "--dry-run")

    assert (dry.code, typed(tmp_path, "setup.init", "--check").code) == (0, 4)
    assert "would write release.toml" in dry.out
    assert "| pot | 3.0.7 | a Tauri app: src-tauri/tauri.conf.json |" in dry.out
    assert "secret `GH_PAT` in the environment `release`" in dry.err
    assert tree_of(tmp_path) == before


def test_workflows_of_the_same_names_are_not_overwritten_unless_they_may(tmp_path: Path) -> None:
    theirs = {".github/workflows/deploy.yml": "on: push\n", ".github/workflows/staging.yml": ""}
    a_clone(tmp_path, DESKTOP | theirs)
    before = tree_of(tmp_path)

    refused = typed(tmp_path, "setup.init")

    assert refused.code == 4
    assert refused.err.count("one of ours must have its name") == 2
    assert tree_of(tmp_path) == before
    adopted(tmp_path, "--replace")
    works_at_once(tmp_path)


@pytest.mark.parametrize("name", ["a b", "a|b", "::set-output x", "${{ github.token }}", 'x"y'])
def test_names_that_others_chose_are_only_names(tmp_path: Path, name: str) -> None:
    """GitHub's own expressions are refused; the rest is quoted wherever it goes."""
    files = {"package.json": a_manifest(name, scripts={"start": "x"}, private=True)}
    a_clone(tmp_path, files)

    answer = typed(tmp_path, "setup.init")

    if "${{" in name:
        assert (answer.code, set(tree_of(tmp_path))) == (2, set(files))
    else:
        assert answer.code == 0, answer.err
        assert list(table_of(tmp_path)["apps"]) == [name]
        works_at_once(tmp_path)
