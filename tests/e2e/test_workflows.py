"""`workflows.render` and `workflows.check`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.desk import typed

DEPLOY = ".github/workflows/deploy.yml"
BOARD = ".github/workflows/board.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "package.json").write_text('{"name": "solo", "version": "1.0.0"}\n', "utf-8")
    return tmp_path


def test_a_rendered_workflow_is_told_when_it_is_changed(root: Path) -> None:
    assert typed(root, "workflows.render", "--check").code == 4
    assert f"would write {DEPLOY}" in typed(root, "workflows.render", "--dry-run").out
    assert not (root / ".github").exists()

    assert typed(root, "workflows.render").code == 0
    assert typed(root, "workflows.check").code == 0
    assert "nothing to do" in typed(root, "workflows.render").err

    path = root / DEPLOY
    path.write_text(path.read_text("utf-8").replace("minutes: 30", "minutes: 31"), "utf-8")
    answer = typed(root, "workflows.check")

    assert answer.code == 4
    assert "-    timeout-minutes: 31\n" in answer.out
    assert "+    timeout-minutes: 30\n" in answer.out
    assert f"where: {DEPLOY}" in answer.err
    assert list(json.loads(typed(root, "workflows.check", "--json").out)["differ"]) == [DEPLOY]


def test_what_somebody_wrote_into_a_workflow_gives_the_runner_no_command(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(root, "workflows.render")
    path = root / DEPLOY
    path.write_text("::add-mask::e\n##[add-mask]e\n" + path.read_text("utf-8"), "utf-8")

    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    answer = typed(root, "workflows.check")

    assert answer.code == 4
    assert answer.out.count("add-mask") == 2
    lines = [line.strip() for line in answer.out.splitlines()]
    assert not [line for line in lines if line.startswith("::") or "##[" in line]


def test_a_workflow_that_is_wished_no_more_is_a_leftover_until_it_goes(root: Path) -> None:
    settings = root / "release.toml"
    settings.write_text("[workflows]\nboard = true\n", "utf-8")
    typed(root, "workflows.render")
    settings.unlink()

    answer = typed(root, "workflows.check", "--json")
    typed(root, "workflows.render")

    assert answer.code == 4
    assert json.loads(answer.out)["leftovers"] == [BOARD]
    assert f"where: {BOARD}" in answer.err
    assert not (root / BOARD).exists()
    assert json.loads(typed(root, "workflows.check", "--json").out)["leftovers"] == []
