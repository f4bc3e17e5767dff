"""What a release and a deployment would do is told, and is what they do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.desk import git, typed
from tests.trains import a_train

TABLE = """\
| App | Status | Version |
|---|---|---|
| backend | 🟢 Will Deploy | v1.4.2 |
| cloudprint | 🟢 Will Deploy | v1.1.0 |
| frachter | 🟢 Will Deploy | v2.0.1 |
"""


def test_the_preview_shows_the_table(train: Path) -> None:
    answer = typed(train, "release.preview")

    assert "| backend | ⚪ No change | v1.4.2 |" in answer.out
    assert "| cloudprint | 🟢 Will Deploy | v1.1.0 |" in answer.out
    assert "| frachter | 🟢 Will Deploy | v2.0.1 |" in answer.out
    assert "Print in colour [quick-otter-prints]" in answer.out


def test_planning_needs_no_git(tmp_path: Path) -> None:
    answer = typed(a_train(tmp_path), "release.preview")

    assert (0, True) == (answer.code, answer.out.startswith(TABLE))


def test_the_preview_before_the_release_is_the_plan_of_the_release(train: Path) -> None:
    before = json.loads(typed(train, "release.preview", "--json").out)
    typed(train, "changeset.version")
    git(train, "add", "-A")
    git(train, "commit", "-q", "-m", "anything at all")

    after = json.loads(typed(train, "release.detect", "--json").out)

    assert before["digest"] == after["digest"]
    assert before["apps"] == after["apps"]
    assert git(train, "rev-parse", "HEAD").strip() == after["commit"]


def test_detect_answers_as_promised(train: Path) -> None:
    typed(train, "changeset.version")

    found = json.loads(typed(train, "release.detect", "--json").out)

    assert ["schema", "commit", "release", "apps", "order", "digest"] == list(found)
    assert {
        "deploy": True,
        "version": "1.1.0",
        "previous": "1.0.0",
        "tag": "cloudprint@1.1.0",
        "reason": "1.1.0 has no tag cloudprint@1.1.0",
    } == found["apps"]["cloudprint"]
    assert [["backend"], ["cloudprint", "frachter"]] == found["order"]


def test_check_names_every_version_that_lacks_its_tag(train: Path) -> None:
    """It is all that a job tells which only looks, as the watchdog's."""
    typed(train, "changeset.version")

    answer = typed(train, "release.detect", "--check")

    assert 4 == answer.code
    assert "error: cloudprint 1.1.0 is not released: there is no tag cloudprint@1.1.0" in answer.err
    assert "error: frachter 2.0.1 is not released: there is no tag frachter@2.0.1" in answer.err
    assert "`deploy` and `release.publish` do what is missing" in answer.err
    assert "--check" not in answer.err


def test_detect_fills_the_job_outputs(
    train: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = tmp_path / "outputs"
    monkeypatch.setenv("GITHUB_OUTPUT", str(outputs))

    typed(train, "release.detect")

    lines = outputs.read_text().splitlines()
    assert ["release", "apps", "backend", "cloudprint", "frachter", "digest"] == [
        line.partition("<<")[0] for line in lines[::3]
    ]
    assert ["false", "[]", "false", "false", "false"] == lines[1:15:3]


def test_deploy_plans_the_backend_first_and_never_pretends(train: Path) -> None:
    typed(train, "changeset.add", "--package", "backend:patch", "--message", "Faster")
    typed(train, "changeset.version")
    targets = 'target = "command"\ncommand.roll-out = ["true"]\n'
    config = train / "release.toml"
    config.write_text(config.read_text().replace("]\n[", f"]\n{targets}[") + targets)

    plan = typed(train, "deploy", "--app", "cloudprint", "--dry-run")
    attempt = typed(train, "deploy", "--app", "cloudprint")

    assert 0 == plan.code
    assert plan.out.index("| 1 | backend | 🟢 deploy | v1.4.3 |") < plan.out.index("| 2 | cloud")
    assert "backend 1.4.3:\n  roll out: `true`\n" in plan.out
    assert "frachter" not in plan.out
    assert 2 == attempt.code
    assert "nothing says which repository of GitHub this is" in attempt.err


def test_explain_tells_why_and_when(train: Path) -> None:
    answer = typed(train, "release.explain", "--app", "cloudprint")

    assert "1.0.0 -> 1.1.0 (minor), because:" in answer.out
    assert "needs backend, which has nothing to deploy" in answer.out


def test_status_writes_the_document_of_changesets(train: Path, tmp_path: Path) -> None:
    answer = typed(train, "changeset.status", "--output", str(tmp_path / "status.json"))

    text = (tmp_path / "status.json").read_text()
    assert ("", False) == (answer.out, text.endswith("\n"))
    assert ["cloudprint", "frachter"] == sorted(
        release["name"] for release in json.loads(text)["releases"]
    )


def test_status_tells_which_line_it_found_and_not_which_one_was_configured(train: Path) -> None:
    (train / "yarn.lock").write_text('"@changesets/cli@^2.29.0":\n  version "2.31.1"\n')
    found = typed(train, "changeset.status").out
    (train / "release.toml").write_text("compat = 2\n")

    assert "agrees with the Changesets CLI 2, which yarn.lock has" in found
    assert "agrees with" not in typed(train, "changeset.status").out
    assert json.loads(typed(train, "changeset.status", "--json").out)


def test_an_app_whose_name_is_no_task_is_deployed_by_flag(tmp_path: Path) -> None:
    names = ["deploy", "a b", "x.y", "a_b", "a-b", "plain_one"]
    packages = {
        f"apps/p{place}/package.json": json.dumps({"name": f"p{place}", "version": "1.0.0"})
        for place, _ in enumerate(names)
    }
    ship = 'target = "command"\ncommand.roll-out = ["true"]\n'
    apps = "".join(f'[apps."{name}"]\npackage = "p{n}"\n{ship}' for n, name in enumerate(names))
    root = a_train(tmp_path, {**packages, "release.toml": apps})
    command = [sys.executable, "-m", "release"]

    listed = subprocess.run(
        [*command, "--list"], cwd=root, check=True, capture_output=True, text=True
    ).stdout
    planned = subprocess.run(
        [*command, "deploy", "--app", "x.y", "--dry-run"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    ours = {f"deploy.{name}" for name in ("build", "lock", "rollback", "status", "unlock")}
    assert {"deploy.plain-one"} == {
        word for word in listed.split() if word.startswith("deploy.") and word not in ours
    }
    assert "| 1 | x.y | 🟢 deploy | v1.0.0 |" in planned
