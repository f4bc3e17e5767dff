"""`rehearse`: the whole train on a copy; and what makes it end red."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
import urllib3

from release.adapters.shell import Result
from release.errors import ConfigError
from release.rehearsal.breaks import break_named, broken
from release.rehearsal.copy import staged_copy
from release.rehearsal.stage import Stage
from release.rehearsal.story import decision, failure, intermission
from release.rehearsal.train import Leg, Stop, released, ride, route
from tests.e2e.desk import typed
from tests.repositories import Repo
from tests.trains import a_train

pytestmark = pytest.mark.needs("git")

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


def ridden(stage: Stage, legs: Sequence[tuple[str, Leg]], last: str) -> list[Stop]:
    """The steps up to one, by its name."""
    names = [name for name, _ in legs]
    return list(ride(stage, legs[: names.index(last) + 1], lambda _: None))


def kept_open(repo: Repo, environment: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """What a rehearsal answers and says that stays open at its end, and is looked at then."""
    argv = [sys.executable, "-P", "-m", "release", "rehearse", "--json", "--keep"]
    argv = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *argv]  # as a script does behind it
    pipe = subprocess.PIPE
    with subprocess.Popen(
        argv, cwd=repo.root, env=environment, stdout=pipe, stderr=pipe, text=True
    ) as process:
        assert process.stderr
        said = []
        for line in process.stderr:
            said.append(line)
            if line.startswith("its board: "):
                board = Path(url2pathname(urlsplit(line.split()[-1]).path)).read_text("utf-8")
            if line.startswith("its GitHub stays until Ctrl-C: "):
                page = urllib3.request("GET", f"{line.split()[-1]}/releases")
                process.send_signal(signal.SIGINT)
        answer = process.stdout.read() if process.stdout else ""
    assert 0 == process.returncode, "".join(said)
    assert "cloudprint@1.1.0" in page.data.decode()
    assert "Release board of rehearsal/" in board
    return json.loads(answer), "".join(said)


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

    told, said = kept_open(repo, {**os.environ, "GITHUB_TOKEN": CANARY})

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
    assert "look at it meanwhile: http://127.0.0.1:" in said
    for each in (
        "the functions that tasks.py registers are not called",
        "releases have no files: nothing is built",
        "freezes are passed over",
        "changelogs name no people: GitHub would be asked for them",
        "there is no branch `staging` yet; set `staging` if yours has another name",
    ):
        assert f"\n{each}\n" in said
    assert told["verdict"].startswith("green in ")
    assert before == everything(repo.root)
    assert not (tmp_path / "t").exists()
    assert [] == list((tmp_path / "temporary").iterdir())
    assert "ghp_" not in json.dumps(told) + said


@pytest.mark.parametrize(
    ("name", "code", "why"),
    [
        ("token", 5, "does not accept the token"),
        ("health", 6, "backend 1.4.3 failed in `verify`"),
        ("conflict", 4, "`main` and `staging` have both changed REHEARSAL.md"),
    ],
)
def test_what_is_broken_on_purpose_is_red_and_says_why_and_goes_on_when_it_is_mended(
    repo: Repo, name: str, code: int, why: str
) -> None:
    with staged(repo) as stage:
        legs, mishap = list(route(stage)), break_named(name)
        made = ridden(stage, broken(legs, mishap), "arrival")
        released_so_far = released(stage)
        standing = [*intermission(stage, mishap)]
        mishap.mend(stage)
        names = [each for each, _ in legs]
        mended = ridden(stage, legs[names.index(mishap.step) :], "arrival")

    assert mishap.step == made[-1].name
    assert [""] * (len(made) - 1) == [stop.problem for stop in made[:-1]]
    assert code == made[-1].code
    assert why in made[-1].problem
    assert (name == "conflict") == any("/pull/3 (" in line for line in standing)
    assert not any("lock" in line for line in standing)
    assert (3 if name == "conflict" else 0) == len(released_so_far)
    assert ("    released: nothing" in standing) == (name != "conflict")
    assert "arrival" == mended[-1].name
    assert [""] * len(mended) == [stop.problem for stop in mended]
    error = failure(made, mended)
    assert error is not None
    assert code == error.exit_code
    assert f"red at `{mishap.step}` (exit code {code}): {made[-1].problem}" in str(error)
    assert "mended, the same commands brought it all to its end" in str(error)


def test_who_breaks_something_hears_of_it_and_of_the_end_after_it_was_mended(repo: Repo) -> None:
    answer = typed(repo.root, "rehearse", "--break=token", "--json")

    assert 5 == answer.code
    told = json.loads(answer.out)
    assert not told["green"]
    assert 3 == len(told["releases"])
    assert ["release.pr", "release.pr"] == [
        step["name"] for step in told["steps"] if step["name"] == "release.pr"
    ]
    assert "before `release.pr` the token in GH_PAT expires" in answer.err
    assert "and then somebody sets GH_PAT to a new token" in answer.err
    assert "error: the rehearsal is red at `release.pr` (exit code 5)" in answer.err


def test_where_nothing_broke_although_it_was_to_the_rehearsal_is_red(repo: Repo) -> None:
    with staged(repo) as stage:
        ended = decision(stage, [Stop("arrival", "people", 0, 0)], [], break_named("token"))

    assert ended.failure is not None
    assert "nothing was red although the token in GH_PAT expires" in str(ended.failure)
    assert () == ended.afterword


def test_a_mishap_that_cannot_happen_is_told(repo: Repo) -> None:
    (repo.root / "release.toml").write_text('staging = "main"\n', "utf-8")
    with staged(repo) as stage:
        legs = list(route(stage))

    assert "an intent on main" == legs[0][0]
    assert {"deploy", "staging.sync"}.isdisjoint(dict(legs))
    with pytest.raises(ConfigError, match="no app is configured, so nothing is deployed"):
        broken(legs, break_named("health"))
    with pytest.raises(ConfigError, match="there is one branch, so nothing is merged back"):
        broken(legs, break_named("conflict"))
    with pytest.raises(ConfigError, match="did you mean `token`"):
        break_named("tokn")


def test_a_repository_that_is_new_to_us_is_rehearsed_as_far_as_it_goes(
    repo: Repo, tmp_path: Path
) -> None:
    """Cut off, with one branch, a formatter, a package that is left alone, and no apps."""
    config = json.loads(CHANGESETS)
    files = {
        "release.toml": 'staging = "main"\n',
        ".prettierrc": "{}\n",
        ".changeset/config.json": json.dumps({**config, "ignore": ["backend"]}),
    }
    repo.commit("Adopt", files)
    shallow = repo.clone(tmp_path / "shallow", depth=1)

    with staged_copy(shallow, os.environ, in_this_process) as stage:
        stops = ridden(stage, list(route(stage)), "arrival")
        tags = released(stage)

    assert [("arrival", "")] == [(stop.name, stop.problem) for stop in stops[-1:]]
    assert "release.publish" == stops[-2].name
    assert ["cloudprint@1.1.0", "frachter@2.0.1"] == tags
    assert "changelogs are not formatted: nothing is installed in the copy" in stage.told
    assert stage.told[0].startswith("this clone is shallow")
    assert ("cloudprint", "frachter") == stage.packages


def test_where_no_package_takes_part_there_is_nothing_to_rehearse(repo: Repo) -> None:
    repo.commit("Ignore", {".changeset/config.json": '{"privatePackages": false}'})

    with pytest.raises(ConfigError, match="no package takes part in releases"), staged(repo):
        pass


def test_a_command_that_writes_again_is_no_green_one(repo: Repo) -> None:
    def forgetful(words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Result:
        stage.ask("POST", "labels", name=f"{len(stage.hub.log)}", color="ededed")
        return in_this_process(words, cwd, env)

    with staged(repo) as stage:
        legs = [(name, leg) for name, leg in route(stage) if name == "release.pr"]
        stops = ridden(stage._replace(runner=forgetful), legs, "release.pr")

    assert 4 == stops[-1].code
    assert "run again, it wrote 1 time more" == stops[-1].problem
