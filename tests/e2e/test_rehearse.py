"""`rehearse`: the whole train on a copy; and what makes it end red."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from release.adapters.shell import Result
from release.forge import PAT
from release.rehearsal import Caller
from release.rehearsal.stage import BOT, Stage, staged_copy
from release.rehearsal.story import failure
from release.rehearsal.train import Stop, ride, route
from tests.e2e.desk import typed
from tests.repositories import Repo
from tests.trains import a_train

pytestmark = pytest.mark.needs("git")

Change = Callable[[Stage], object]

CANARY = "ghp_oftheuser3456789abcdefghijklmnopqrs"
TARGETS = """
[apps.backend.environments.production]
target = "command"
command.roll-out = ["touch", "{touched}"]
health = {{ url = "http://127.0.0.1:9/version", version = true }}

[apps.cloudprint]
needs = ["backend"]

[apps.frachter]
needs = ["backend"]
assets = ["dist/*.deb"]

[apps.frachter.environments.staging]
target = "command"
command.roll-out = ["no-such-program"]

[environments.production]
freeze = [{{ from = "2000-01-01", to = "2999-01-01", why = "for ever" }}]
"""

CHANGESETS = """{
  "changelog": ["@changesets/changelog-github", { "repo": "acme/train" }],
  "privatePackages": { "version": true, "tag": true }
}
"""
OWN_CODE = """\
from release.tasks.own import deploys

@deploys("frachter", "roll out")
def never(context, release):
    raise SystemExit(9)
"""


def everything(root: Path) -> Mapping[str, bytes]:
    """Every file below a folder, git's too."""
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A train, on a machine with a token in its environment."""
    found = Repo(tmp_path / "train")
    a_train(found.root)
    found.write("README.md", "one\n")
    found.commit("All aboard")
    monkeypatch.setenv("RUNNER_TEMP", str(tmp_path / "temporary"))
    monkeypatch.setenv("GITHUB_TOKEN", CANARY)
    (tmp_path / "temporary").mkdir()
    return found


def in_this_process(words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Result:
    """Run a command as `rehearse` does, without the time that a process takes to start."""
    with pytest.MonkeyPatch.context() as around:
        for name in {*os.environ} - {*env}:
            around.delenv(name)
        for name, text in env.items():
            around.setenv(name, text)
        answer = typed(cwd, *words)
    return Result(tuple(words), answer.code, answer.out, answer.err)


@contextmanager
def staged(repo: Repo) -> Iterator[Stage]:
    with staged_copy(repo.root, os.environ) as stage:
        yield stage._replace(runner=in_this_process)


def ridden(stage: Stage, names: Sequence[str], change: Change) -> list[Stop]:
    """The steps of those names; before the last one, something happens."""
    legs = [(name, leg) for name, leg in route(stage) if name in names]

    def begins(name: str) -> None:
        if name == names[-1]:
            change(stage)

    return list(ride(stage, legs, begins))


def written(branch: str, path: str, text: str) -> Change:
    """Somebody commits a file to a branch."""

    def write(stage: Stage) -> None:
        stage.check_out(branch)
        (stage.root / path).write_text(text, "utf-8")
        stage.commit_all("Meanwhile", branch)

    return write


def ill(stage: Stage) -> None:
    """Somebody has cloudprint's health checked by what is never well."""
    text = (stage.root / "release.toml").read_text("utf-8")
    table = "[apps.cloudprint.environments.production.health]\n"
    assert table in text
    before, _, rest = text.partition(table)
    _, _, after = rest.partition("\n[")
    sick = 'command = ["git", "no-such-command"]\nsuccesses = 1\nwithin = 0.2\ninterval = 0.1\n'
    written(stage.config.main, "release.toml", f"{before}{table}{sick}\n[{after}")(stage)


def expire(stage: Stage) -> None:
    """The token was valid until a while ago."""
    stage.hub.add_token(
        stage.environment[PAT], Caller(BOT, expires=datetime(2020, 1, 1, tzinfo=UTC))
    )


def test_the_train_is_rehearsed_on_what_is_here_and_nothing_of_it_is_touched(
    repo: Repo, tmp_path: Path
) -> None:
    files = {
        "tasks.py": OWN_CODE,
        "release.toml": TARGETS.format(touched=tmp_path / "t"),
        ".changeset/config.json": CHANGESETS,
    }
    repo.commit("Deploy", files)
    repo.write("apps/backend/package.json", '{"name": "backend", "version": "1.5.0"}\n')
    before = everything(repo.root)

    answer = typed(repo.root, "rehearse", "--json")

    assert 0 == answer.code, answer.err
    told = json.loads(answer.out)
    assert told["green"]
    assert told["uncommitted"]
    assert ["backend@1.5.1", "cloudprint@1.1.0", "frachter@2.0.1"] == told["releases"]
    commands = {step["name"]: step for step in told["steps"] if step["by"] == "command"}
    assert [
        "staging.snapshot",
        "release.pr",
        "release.preview --comment",
        "deploy",
        "release.publish",
        "staging.sync",
    ] == list(commands)
    assert {0} == {step["again"] for step in commands.values()}
    assert all(step["wrote"] for step in commands.values())
    assert "| backend | 🟢 deployed | v1.5.1 |" in commands["deploy"]["data"]
    assert "look at it meanwhile: http://127.0.0.1:" in answer.err
    for each in (
        "the functions that tasks.py registers are not called",
        "releases have no files: nothing is built",
        "freezes are passed over",
        "changelogs name no people: GitHub would be asked for them",
    ):
        assert f"\n{each}\n" in answer.err
    assert told["verdict"].startswith("green in ")
    assert before == everything(repo.root)
    assert not (tmp_path / "t").exists()
    assert [] == list((tmp_path / "temporary").iterdir())
    assert "ghp_" not in answer.out + answer.err


def conflict(stage: Stage) -> None:
    """Two people write different things at the same place of both branches."""
    written("main", "README.md", "two\n")(stage)
    written("staging", "README.md", "three\n")(stage)


@pytest.mark.parametrize(
    ("names", "change", "code", "why"),
    [
        (["release.pr"], expire, 5, "does not accept the token"),
        (
            ["release.pr", "merge of the release pull request", "deploy"],
            ill,
            6,
            "cloudprint 1.1.0 failed in `verify`",
        ),
        (["staging.sync"], conflict, 4, "`main` and `staging` have both changed README.md"),
    ],
    ids=["an expired token", "an app that is not well", "a conflict in the back-merge"],
)
def test_it_ends_red_and_says_why(
    repo: Repo, names: Sequence[str], change: Change, code: int, why: str
) -> None:
    with staged(repo) as stage:
        stops = ridden(stage, names, change)

    assert names == [stop.name for stop in stops]
    assert [""] * (len(names) - 1) == [stop.problem for stop in stops[:-1]]
    assert code == stops[-1].code
    assert why in stops[-1].problem
    error = failure(stops)
    assert error is not None
    assert code == error.exit_code
    assert f"red at `{names[-1]}` (exit code {code}): {stops[-1].problem}" in str(error)


def test_a_command_that_writes_again_is_no_green_one(repo: Repo) -> None:
    def forgetful(words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Result:
        stage.ask("POST", "labels", name=f"{len(stage.hub.log)}", color="ededed")
        return in_this_process(words, cwd, env)

    with staged(repo) as stage:
        stops = ridden(stage._replace(runner=forgetful), ["release.pr"], lambda _: None)

    assert 4 == stops[-1].code
    assert "run again, it wrote 1 time more" == stops[-1].problem
