"""What an auditor, a schema, a linter and GitHub itself find in every workflow: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.workflows import FOLDER
from tests.actions.judges import against_the_schema, audit, judge, judge_all, lint
from tests.actions.scenes import (
    DEPLOY,
    OURS,
    SEED,
    VARIANTS,
    rendered,
)
from tests.real_components import Components


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Ours, and those of repositories with other apps and other wishes, as far as they differ.

    Each is in a folder as GitHub wants it.
    """
    found = list(OURS)
    known = {path.read_text("utf-8") for path in OURS}
    for name, (apps, workflows) in VARIANTS.items():
        root = tmp_path_factory.mktemp(name)
        for path, text in rendered(apps, workflows).items():
            if text not in known:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, "utf-8")
                found.append(root / path)
                known.add(text)
    return found


def test_an_auditor_finds_nothing(written: list[Path]) -> None:
    for folder in {path.parent for path in written}:
        assert audit(folder) == ""


def test_the_auditor_has_eyes(tmp_path: Path) -> None:
    path = tmp_path / FOLDER / "deploy.yml"
    path.parent.mkdir(parents=True)
    path.write_text(rendered(SEED)[DEPLOY].replace("persist-credentials: false", ""), "utf-8")

    assert "artipacked" in audit(path.parent)


def test_the_schema_admits_every_workflow(written: list[Path]) -> None:
    assert against_the_schema(written) == ""


def test_the_schema_has_teeth(tmp_path: Path) -> None:
    path = tmp_path / "deploy.yml"
    path.write_text(rendered(SEED)[DEPLOY].replace("timeout-minutes: ", "timeout: "), "utf-8")

    assert "timeout" in against_the_schema([path])


@pytest.mark.needs("actionlint")
def test_a_linter_finds_nothing(written: list[Path], components: Components) -> None:
    assert lint(components, written) == ""


@pytest.mark.needs("actionlint")
def test_the_linter_has_eyes(tmp_path: Path, components: Components) -> None:
    path = tmp_path / "deploy.yml"
    text = rendered(SEED)[DEPLOY]
    path.write_text(text.replace("detect.outputs.backend ==", "detect.outputs.bakend =="), "utf-8")

    assert '"bakend" is not defined' in lint(components, [path])


@pytest.mark.needs("node", "workflow-parser")
def test_github_reads_every_workflow(written: list[Path], components: Components) -> None:
    verdicts = judge_all(components, [{"text": each.read_text("utf-8")} for each in written])

    assert [each.errors for each in verdicts] == [[]] * len(written)
    assert all(each.needs for each in verdicts)


@pytest.mark.needs("node", "workflow-parser")
def test_github_has_eyes(components: Components) -> None:
    text = rendered(SEED)[DEPLOY].replace("[detect, deploy-backend]", "[detect, nobody]")

    assert "nobody" in str(judge(components, text).errors)
