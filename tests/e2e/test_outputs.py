"""Streams that are closed or full: what is lost is told, and what is done is done."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repositories import Repo

pytestmark = [
    pytest.mark.needs("git"),
    pytest.mark.skipif(sys.platform == "win32", reason="streams are closed by a shell"),
]

PROGRAMS = {
    name: shlex.join([sys.executable, "-m", module])
    for name, module in {"inv": "invoke", "release": "release"}.items()
}
HAS_FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
CLOSED, FULL = ">&-", ">/dev/full"
WHYS = {CLOSED: "Bad file descriptor", FULL: "No space left on device"}
LOST = """\
error: what was found could not be written: {}
  hint: look at where stdout goes; nothing else was changed by that
"""
FILES = {
    "package.json": '{"workspaces": ["apps/*"]}\n',
    "apps/app/package.json": '{"name": "app", "version": "1.0.0"}\n',
    "tasks.py": """
from invoke import task
from release.tasks import namespace as ns

@task
def count(context):
    print("one sheet")

ns.add_task(count)
""",
    ".changeset/config.json": "{}\n",
    ".changeset/many-sheets-count.md": '---\n"app": minor\n---\n\nThe queue counts its sheets.\n',
    "release.toml": """
[environments.local]
records = "clone"

[apps.app.environments.local]
target = "command"
health = { command = ["test", "-f", "../../runs"] }

[apps.app.environments.local.command]
roll-out = ["sh", "-c", "echo {version} >../../runs"]
""",
}
DEPLOY = "deploy --environment local"
LOOKS = [
    "--list",
    "--list --list-format json",
    "--list --list-depth 1",
    "--help deploy",
    "changeset.status",
    "changeset.status --json",
    "changeset.version --dry-run",
    f"{DEPLOY} --dry-run",
]


@pytest.fixture
def clone(tmp_path: Path) -> Repo:
    """An app with a changeset, and somewhere to deploy it to."""
    repo = Repo(tmp_path / "clone")
    repo.commit(files=FILES)
    return repo


def ran(repo: Repo, line: str, program: str = "inv") -> subprocess.CompletedProcess[str]:
    """What came of a line of a shell that begins with the program."""
    command = f"{PROGRAMS[program]} {line}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=repo.root,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
    )


def version(repo: Repo) -> str:
    """Which version the app has."""
    told = json.loads((repo.root / "apps/app/package.json").read_text("utf-8"))
    return str(told["version"])


@pytest.fixture(params=[CLOSED, pytest.param(FULL, marks=HAS_FULL)])
def lossy(request: pytest.FixtureRequest) -> str:
    """Where stdout goes, and does not arrive."""
    return str(request.param)


@pytest.mark.parametrize("line", LOOKS)
def test_what_cannot_be_written_is_an_error(line: str, lossy: str, clone: Repo) -> None:
    answer = ran(clone, f"{line} {lossy}")

    assert 4 == answer.returncode
    assert answer.stderr.endswith(LOST.format(WHYS[lossy]))
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("line", ["--help", "--version", "--print-completion-script bash"])
def test_the_programs_own_answers_are_no_different(line: str, lossy: str, clone: Repo) -> None:
    answer = ran(clone, f"{line} {lossy}", "release")

    assert (4, LOST.format(WHYS[lossy])) == (answer.returncode, answer.stderr)


def test_nor_are_tasks_of_a_repositorys_own(lossy: str, clone: Repo) -> None:
    answer = ran(clone, f"count {lossy}")

    assert (4, LOST.format(WHYS[lossy])) == (answer.returncode, answer.stderr)
    assert "one sheet\n" == ran(clone, "count 2>&-").stdout


def test_a_failure_is_told_first_and_has_the_exit_code(lossy: str, clone: Repo) -> None:
    clone.write("release.toml", FILES["release.toml"].replace("echo {version} >", "exit 1; >"))

    answer = ran(clone, f"{DEPLOY} {lossy}")

    assert 6 == answer.returncode
    assert "\nerror: app 1.0.0 is in an unknown state" in answer.stderr
    assert answer.stderr.endswith(LOST.format(WHYS[lossy]))


def test_what_is_written_is_written_whole(lossy: str, clone: Repo) -> None:
    answer = ran(clone, f"changeset.version --json {lossy}")

    assert 4 == answer.returncode
    assert answer.stderr.endswith(LOST.format(WHYS[lossy]))
    assert "1.1.0" == version(clone)
    assert not (clone.root / ".changeset/many-sheets-count.md").exists()
    assert "counts its sheets" in (clone.root / "apps/app/CHANGELOG.md").read_text("utf-8")
    assert "nothing to do" in ran(clone, "changeset.version").stderr


def test_what_is_deployed_is_deployed_and_recorded(lossy: str, clone: Repo) -> None:
    answer = ran(clone, f"{DEPLOY} {lossy}")

    assert 4 == answer.returncode
    assert answer.stderr.endswith(LOST.format(WHYS[lossy]))
    assert "1.0.0\n" == (clone.root / "runs").read_text("utf-8")
    assert "1.0.0" in ran(clone, "deploy.status --environment local").stdout


@pytest.mark.parametrize("deaf", ["2>&-", pytest.param("2>/dev/full", marks=HAS_FULL)])
@pytest.mark.parametrize("line", LOOKS)
def test_without_stderr_only_the_talk_is_gone(line: str, deaf: str, clone: Repo) -> None:
    heard, unheard = ran(clone, line), ran(clone, f"{line} {deaf}")

    assert (0, heard.stdout, "") == (unheard.returncode, unheard.stdout, "")
    assert heard.stdout


@pytest.mark.parametrize("deaf", ["2>&-", "2>&- <&-", ">&- 2>&- <&-"])
def test_work_is_done_where_nobody_hears_of_it(deaf: str, clone: Repo) -> None:
    answer = ran(clone, f"changeset.version {deaf}")

    assert "1.1.0" == version(clone)
    assert (0, "") == (answer.returncode, answer.stderr)
    assert ran(clone, f"{DEPLOY} 2>&-").returncode == 0
    assert "1.1.0\n" == (clone.root / "runs").read_text("utf-8")


@pytest.mark.parametrize("closed", ["<&-", "<&- 2>&-", "<&- >&- 2>&-"])
def test_nobody_can_be_asked_on_what_is_closed(closed: str, clone: Repo) -> None:
    answer = ran(clone, f"changeset.add {closed}")

    assert 4 == answer.returncode
    assert "2>" in closed or answer.stderr.startswith("error: there is no terminal to ask on\n")


@pytest.mark.parametrize("line", ["--help", "--list", "changeset.status"])
def test_a_reader_who_has_read_enough_is_no_error(line: str, clone: Repo) -> None:
    answer = ran(clone, f"{line} | head -1", "release")

    assert (0, "") == (answer.returncode, answer.stderr)
    assert 1 == len(answer.stdout.splitlines())
