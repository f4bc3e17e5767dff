"""`--quiet` says nothing but what people must know, `--verbose` also what is asked of whom.

Data is the same on stdout in all three.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.e2e.yard import TOKEN, HubYard, Yard
from tests.trains import a_train

pytestmark = pytest.mark.needs("git")

TOOK = r"\(\d+\.\d\d s"


def watched(err: str) -> list[str]:
    """The lines of `--verbose`, without how long each took."""
    lines = (line for line in err.splitlines() if line.startswith("+ "))
    return [re.sub(r"\d+\.\d\d s", "0 s", line[2:]) for line in lines]


def test_quiet_says_nothing_of_what_was_done_nor_that_nothing_is_to_do(tmp_path: Path) -> None:
    root = a_train(tmp_path)

    for _ in range(2):
        answer = typed(root, "changeset.version", "--quiet")
        assert (0, "", "") == (answer.code, answer.out, answer.err)

    assert '"version": "1.1.0"' in (root / "apps/cloudprint/package.json").read_text("utf-8")


def test_quiet_prints_what_was_asked_for(tmp_path: Path) -> None:
    root = a_train(tmp_path)

    for words in (["release.preview"], ["release.detect", "--json"], ["cargo.sync", "--dry-run"]):
        assert typed(root, *words).out == typed(root, *words, "--quiet").out


def test_quiet_tells_errors_and_what_mends_them(tmp_path: Path) -> None:
    answer = typed(a_train(tmp_path), "release.explain", "cloudprnt", "--quiet")

    assert 2 == answer.code
    assert (
        "error: app `cloudprnt` does not exist\n  hint: did you mean `cloudprint`?\n" == answer.err
    )


def test_quiet_tells_warnings(alone: Yard) -> None:
    alone.repo.write("apps/backend/news.txt", "not committed")

    usual, quiet = alone.deploy("--dry-run"), alone.deploy("--dry-run", "--quiet")

    warnings = [line for line in usual.err.splitlines() if line.startswith("warning: ")]
    assert warnings == quiet.err.splitlines()


def test_a_quiet_deployment_has_its_outcome_on_stdout_and_nothing_besides(alone: Yard) -> None:
    answer = alone.deploy("--quiet")

    assert (0, "") == (answer.code, answer.err)
    assert 3 == answer.out.count("🟢 deployed")


def test_a_quiet_deployment_that_fails_says_why(alone: Yard) -> None:
    alone.street.ill.add("backend 1.4.2")

    answer = alone.deploy("--quiet")

    assert 6 == answer.code
    assert answer.err.startswith(
        "error: backend 1.4.2 is in an unknown state: it ended in `verify`"
    )
    assert "[backend]" not in answer.err


def test_verbose_tells_each_question_with_its_answer_and_time(yard: HubYard) -> None:
    answer = yard.deploy("--verbose")

    assert 0 == answer.code, answer.err
    asked = watched(answer.err)
    assert "GitHub is asked with the token in GH_PAT" in asked
    assert f"GET {yard.street.address}/backend (0 s, 200)" in asked
    assert f"sh {yard.street.root}/roll-out.sh backend 1.4.2 (0 s)" in asked
    assert [line for line in asked if re.fullmatch(r"git ls-remote -- \S+ .*\(0 s\)", line)]
    assert [line for line in asked if re.match(r"GitHub repos\.create_deployment .*, 201\)", line)]
    assert TOKEN not in answer.err
    assert re.search(rf"^\+ git rev-parse .*{TOOK}\)$", answer.err, re.MULTILINE)


def test_verbose_shows_no_secret(alone: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "correct-horse-battery"
    monkeypatch.setenv("DEPLOY_PASSWORD", secret)
    text = (alone.repo.root / "release.toml").read_text("utf-8")
    wordy = text.replace('"{app}", "{version}"', f'"{{app}}", "{{version}}", "{secret}"')
    alone.repo.write("release.toml", wordy)
    alone.repo.commit("A password where none belongs")

    answer = alone.deploy("--verbose")

    assert "roll-out.sh backend 1.4.2 *** (" in answer.err
    assert secret not in answer.err


def test_verbose_changes_nothing_of_the_data(tmp_path: Path) -> None:
    root = a_train(tmp_path)

    usual, verbose = typed(root, "release.preview"), typed(root, "release.preview", "--verbose")

    assert usual.out == verbose.out
    assert re.search(r"^\+ \d+ files read, 0 actions decided on$", verbose.err, re.MULTILINE)
    assert [] == watched(usual.err)


def test_what_is_quiet_and_verbose_is_refused(tmp_path: Path) -> None:
    answer = typed(a_train(tmp_path), "release.preview", "--quiet", "--verbose")

    assert (2, "") == (answer.code, answer.out)
    assert "error: `--quiet` and `--verbose` go ill together" in answer.err


def test_verbose_of_changesets_is_what_it_is_there(tmp_path: Path) -> None:
    """`changeset status --verbose` shows the changesets."""
    answer = typed(a_train(tmp_path), "changeset.status", "--verbose")

    assert "quick-otter-prints" in answer.out
    assert [] == watched(answer.err)
