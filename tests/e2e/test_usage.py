"""A task, flag or value that there is not: one error, and what was probably meant.

It is the same for `release TASK` and for `inv TASK`, which is Invoke's own program.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.desk import typed

CONFIGURATION = """
[apps.backend]
[apps.cloudprint]
needs = ["backend"]
"""
OWN_TASKS = """
from invoke import task
from release.tasks import namespace as ns

@task
def migrate(context, fast=False):
    print("migrated")

ns.add_task(migrate)
"""
MEANT = [
    # a task
    ("relase.preview", "there is no task `relase.preview`", "did you mean `release.preview`?"),
    ("preview", "there is no task `preview`", "did you mean `release.preview`?"),
    ("prevew", "there is no task `prevew`", "did you mean `release.preview`?"),
    ("deploy.doctor", "there is no task `deploy.doctor`", "did you mean `setup.doctor`?"),
    ("xyzzy", "there is no task `xyzzy`", "`release --list` lists all tasks"),
    (
        "status",
        "there is no task `status`",
        "did you mean `changeset.status` or `deploy.status`?",
    ),
    ("--help relase.preview", "there is no task `relase.preview`", "`release.preview`?"),
    # a namespace
    ("release preview", "`release` is a namespace, not a task", "did you mean `release.preview`?"),
    ("release", "`release` is a namespace, not a task", "`release --list release` lists its tasks"),
    ("--list relase", "there is no namespace `relase`", "did you mean `release`?"),
    # an app
    (
        "deploy.cloudprnt",
        "there is no task `deploy.cloudprnt`",
        "did you mean `deploy.cloudprint`?",
    ),
    ("deploy cloudprint", "there is no task `cloudprint`", "did you mean `deploy.cloudprint`?"),
    # a flag
    ("deploy --ap cloudprint", "`deploy` has no flag `--ap`", "did you mean `--app`?"),
    ("deploy --comment", "`deploy` has no flag `--comment`", "it is one of `release.preview`"),
    ("changeset.status --zzz", "has no flag `--zzz`", "`release --help changeset.status` lists"),
    ("--lsit", "`release` has no flag `--lsit`", "did you mean `--list`?"),
    ("--comment", "`release` has no flag `--comment`", "such as `release.preview`"),
    # the value of a flag
    ("deploy --app", "`--app` needs a value", "an app, repeatable; default: all of them"),
    ("deploy --app --dry-run", "`--app` needs a value", "an app, repeatable"),
    ("rehearse --break", "`--break` needs a value", "what goes wrong on the way"),
    (
        "changeset.version --snapshot-prerelease-template",
        "`--snapshot-prerelease-template` needs a value",
        "what stands after 0.0.0-",
    ),
    ("release.explain --nope", "`release.explain` has no flag `--nope`", "lists its flags"),
    ("rehearse --history many", "`--history many` is no whole number", ""),
    ("release.explain", "`--app` is missing", "the app to explain"),
    ("--list-depth", "`--list-depth` needs a value", ""),
    ("--list --list-depth x", "`--list-depth x` is no whole number", ""),
    ("-T 1m", "`--command-timeout 1m` is no whole number", ""),
    ("--list --list-format xml", "there is no format `xml`", "it is `flat`, `nested` or `json`"),
]
VALUES = [
    ("deploy --app cloudprnt", "app `cloudprnt` does not exist", "did you mean `cloudprint`?"),
    (
        "deploy.status --environment prodution",
        "environment `prodution` does not exist",
        "did you mean `production`?",
    ),
    ("rehearse --break helth", "`--break helth` is not a mishap", "did you mean `health`?"),
]


@pytest.fixture
def yard(tmp_path: Path) -> Path:
    """A repository with two apps, and a tasks.py with a task of its own."""
    (tmp_path / "release.toml").write_text(CONFIGURATION, "utf-8")
    (tmp_path / ".changeset").mkdir()
    (tmp_path / ".changeset" / "config.json").write_text("{}\n", "utf-8")
    (tmp_path / "package.json").write_text('{"workspaces": ["apps/*"]}\n', "utf-8")
    for app in ("backend", "cloudprint"):
        folder = tmp_path / "apps" / app
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(f'{{"name": "{app}", "version": "1.0.0"}}', "utf-8")
    (tmp_path / "tasks.py").write_text(OWN_TASKS, "utf-8")
    return tmp_path


def inv(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Invoke's own program in `root`."""
    command = [str(Path(sys.executable).parent / "inv"), *arguments]
    return subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)


@pytest.mark.parametrize(("line", "message", "hint"), MEANT)
def test_what_there_is_not_is_told_with_what_was_meant(
    line: str, message: str, hint: str, yard: Path
) -> None:
    answer = typed(yard, *line.split())

    assert (1, "") == (answer.code, answer.out)
    assert answer.err.startswith("error: ")
    assert message in answer.err.splitlines()[0]
    assert not hint or hint in answer.err.splitlines()[1]


@pytest.mark.parametrize(("line", "message", "hint"), VALUES)
def test_a_value_that_there_is_not_is_the_configurations(
    line: str, message: str, hint: str, yard: Path
) -> None:
    answer = typed(yard, *line.split())

    assert 2 == answer.code
    assert message in answer.err
    assert hint in answer.err


@pytest.mark.parametrize(
    "line",
    [
        "relase.preview",
        "deploy --ap cloudprint",
        "deploy --app",
        "deploy.cloudprnt",
        "--list relase",
        "--help prevew",
        "rehearse --history many",
        "deploy --app cloudprnt",
    ],
)
def test_inv_says_what_release_says(line: str, yard: Path) -> None:
    expected = typed(yard, *line.split())

    answer = inv(yard, *line.split())

    assert (expected.code, "") == (answer.returncode, answer.stdout)
    assert expected.err.replace("`release --", "`inv --") == answer.stderr


def test_tasks_of_the_repository_are_known_to_inv(yard: Path) -> None:
    meant, flag, works = inv(yard, "migrat"), inv(yard, "migrate", "--fst"), inv(yard, "migrate")

    assert "hint: did you mean `migrate`?" in meant.stderr
    assert "error: `migrate` has no flag `--fst`\n  hint: did you mean `--fast`?" in flag.stderr
    assert "migrated\n" == works.stdout


def test_our_namespace_may_be_part_of_theirs(yard: Path) -> None:
    text = "from invoke import Collection\nfrom release.tasks import namespace\n"
    (yard / "tasks.py").write_text(f"{text}ns = Collection(train=namespace)\n", "utf-8")

    answer = inv(yard, "train.relase.preview")

    assert 1 == answer.returncode
    assert "hint: did you mean `train.release.preview`?" in answer.stderr


def test_a_page_stands_where_their_tasks_py_has_put_the_task(yard: Path) -> None:
    text = "from invoke import Collection\nfrom release.tasks import namespace\n"
    (yard / "tasks.py").write_text(f"{text}ns = Collection(train=namespace)\n", "utf-8")

    version, app = (
        inv(yard, "--help", "train.changeset.version"),
        inv(yard, "--help", "train.deploy"),
    )

    assert version.stdout.startswith("inv train.changeset.version: Consume the pending changesets")
    assert "  inv train.changeset.version --dry-run\n" in version.stdout
    assert "  inv --help train.release.pr\n" in version.stdout
    assert app.stdout.startswith("inv train.deploy: ")


@pytest.mark.parametrize("ns", ["Collection()", "namespace"])
def test_a_page_of_a_task_that_they_have_renamed_names_no_other(ns: str, yard: Path) -> None:
    text = f"from invoke import Collection\nfrom release.tasks import namespace\nns = {ns}\n"
    added = 'namespace.collections["changeset"].tasks["add"], name="note"'
    (yard / "tasks.py").write_text(f"{text}ns.add_task({added})\n", "utf-8")

    answer = inv(yard, "--help", "note")

    assert answer.stdout.startswith("inv note: Write a changeset")
    assert "Exit codes" in answer.stdout
    assert "changeset.add" not in answer.stdout


def test_a_namespace_is_told_of_where_there_is_none(yard: Path) -> None:
    text = "from invoke import Collection\nfrom release.tasks import namespace\n"
    (yard / "tasks.py").write_text(f"{text}ns = Collection(namespace.tasks['board'])\n", "utf-8")

    answer = inv(yard, "--list", "deploy")

    assert (1, "") == (answer.returncode, answer.stdout)
    assert answer.stderr == (
        "error: there is no namespace `deploy`\n  hint: `inv --list` lists all tasks\n"
    )


def test_a_program_of_somebody_else_keeps_its_words(yard: Path) -> None:
    """Only the object that `inv` is goes on as ours: no class of Invoke's is changed."""
    code = (
        "from invoke import Collection, Program\n"
        "from release.tasks import namespace\n"
        "Program(namespace=Collection(train=namespace)).run(['other', 'zzz'])\n"
    )

    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=yard, check=False, capture_output=True, text=True
    )

    assert (1, "No idea what 'zzz' is!\n") == (answer.returncode, answer.stderr)


@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize(
    "task",
    [
        "changeset.pre-enter",
        "release.explain",
        "changeset.version --snapshot",
        "deploy --app",
        "deploy.lock --message",
    ],
)
@pytest.mark.parametrize("program", ["release", "inv"])
def test_help_is_no_value(program: str, task: str, flag: str, yard: Path) -> None:
    """Invoke takes what stands where a value is missing for that value."""
    words = [*task.split(), flag]
    said = typed(yard, *words).out if program == "release" else inv(yard, *words).stdout

    assert said.startswith(f"{program} {words[0]}: ")
    assert not (yard / ".changeset/pre.json").exists()


def test_a_hostile_word_stays_on_its_line(yard: Path) -> None:
    answer = typed(yard, "x\nerror: \x1b[31mforged\r")

    assert 1 == sum(line.startswith("error:") for line in answer.err.splitlines())
    assert "\x1b" not in answer.err


def test_help_of_a_namespace_lists_its_tasks(yard: Path) -> None:
    answer = typed(yard, "--help", "changeset")

    assert 0 == answer.code
    assert "What is pending, and what it will release." in answer.out
