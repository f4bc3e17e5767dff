"""Deploying for real: with a GitHub of this machine, and to this machine."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.e2e.yard import HubYard, Yard

pytestmark = pytest.mark.needs("git")

SECONDS = 30  # a deployment takes one; two busy cores make it slower
GRACE = 7.5  # seconds from SIGINT to SIGTERM when GitHub cancels a job
FIRST = {"backend": "1.4.2", "cloudprint": "1.0.0", "frachter": "2.0.0"}


def states(document: str) -> dict[str, str]:
    """What became of each app, as `--json` tells it."""
    told = json.loads(document)
    if "report" not in told:
        return {app: each["action"] for app, each in told["apps"].items()}
    return {app: each["state"] for app, each in told["report"]["outcomes"].items()}


@contextmanager
def started(yard: Yard, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A deployment in a process of its own, as a job of GitHub Actions starts it."""
    command = f'exec "{sys.executable}" -m invoke deploy --environment local "$@"'
    with subprocess.Popen(
        ["bash", "-e", "-c", command, "-", *arguments],
        cwd=yard.repo.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as job:
        try:
            yield job
        finally:
            job.kill()


def waits_for(file: Path) -> None:
    """Wait until a file is there."""
    until = time.monotonic() + SECONDS
    while not file.exists():
        assert time.monotonic() < until, f"{file.name} does not come"
        time.sleep(0.02)


def test_backend_is_new_and_well_before_the_others_begin(yard: HubYard) -> None:
    assert 0 == yard.deploy().code
    assert FIRST == yard.street.runs
    yard.bump(backend="1.5.0", cloudprint="1.1.0")

    answer, wrote = yard.wrote("--json")

    assert 0 == answer.code, answer.err
    assert wrote > 0
    assert ["backend 1.5.0 1.4.2", "cloudprint 1.1.0 1.5.0"] == yard.street.log[3:]
    assert {"backend": "deployed", "cloudprint": "deployed", "frachter": "already"} == states(
        answer.out
    )
    assert {**FIRST, "backend": "1.5.0", "cloudprint": "1.1.0"} == yard.street.runs
    assert yard.lock() is None
    assert {"success", "inactive"} == {told[0] for told in yard.clone.told.values()}
    assert {"backend 1.4.2", "cloudprint 1.0.0"} == {
        what for what, told in yard.clone.told.items() if told[0] == "inactive"
    }

    status = typed(yard.repo.root, "deploy.status", "--environment", "local", "--json")
    assert yard.street.runs == {
        app: each["version"]
        for app, each in json.loads(status.out)["environments"]["local"]["apps"].items()
    }

    again, wrote = yard.wrote()

    assert (0, 0) == (again.code, wrote)
    assert "nothing to do: nothing is due in local" in again.err
    assert 3 == again.out.count("already")
    assert 5 == len(yard.street.log)


def test_what_is_not_well_is_taken_back_and_blocks_what_needs_it(yard: HubYard) -> None:
    yard.deploy()
    yard.bump(backend="1.5.0", cloudprint="1.1.0", frachter="2.1.0")
    yard.street.ill.add("backend 1.5.0")

    answer = yard.deploy()

    assert 6 == answer.code, answer.err
    assert FIRST == yard.street.runs
    assert "| backend | ✗ failed | v1.5.0 | v1.4.2 |" in answer.out
    assert "| cloudprint | ✗ blocked | v1.1.0 | v1.0.0 |" in answer.out
    assert "| frachter | ✗ blocked | v2.1.0 | v2.0.0 |" in answer.out
    assert "error: backend 1.5.0 failed in `verify`" in answer.err
    assert [] == yard.clone.tags
    assert {"failure"} == {
        told[0] for what, told in yard.clone.told.items() if what == "backend 1.5.0"
    }
    assert yard.lock() is None

    yard.street.ill.clear()
    mended = yard.deploy("--json")

    assert 0 == mended.code, mended.err
    assert {"deployed"} == set(states(mended.out).values())
    assert {"backend": "1.5.0", "cloudprint": "1.1.0", "frachter": "2.1.0"} == yard.street.runs
    assert 0 == yard.wrote()[1]


def test_a_job_that_is_run_again_does_not_bring_back_what_is_old(alone: Yard) -> None:
    alone.deploy()
    old = alone.repo.head
    alone.bump(backend="1.5.0")
    alone.deploy()
    alone.repo.git.execute(["git", "checkout", "--quiet", old])

    answer = alone.deploy()

    assert 4 == answer.code
    assert "--allow-downgrade" in answer.err
    assert "1.5.0" == alone.street.runs["backend"]
    assert 4 == len(alone.street.log)
    assert 0 == alone.deploy("--allow-downgrade").code
    assert FIRST == alone.street.runs


def test_the_plan_that_was_looked_at_is_done_and_no_other(alone: Yard) -> None:
    digest = json.loads(alone.deploy("--dry-run", "--json").out)["digest"]
    alone.bump(backend="1.5.0")

    refused = alone.deploy("--expect", digest)

    assert (4, {}) == (refused.code, alone.street.runs)
    digest = json.loads(alone.deploy("--dry-run", "--json").out)["digest"]
    assert 0 == alone.deploy("--expect", digest).code
    assert "1.5.0" == alone.street.runs["backend"]


def test_one_app_brings_what_it_needs_and_no_other(alone: Yard) -> None:
    answer = alone.deploy("--app", "frachter", "--json")

    assert {"backend": "deployed", "frachter": "deployed"} == states(answer.out)
    assert ["backend 1.4.2", "frachter 2.0.0"] == [
        line.rsplit(" ", 1)[0].strip() for line in alone.street.log
    ]


def test_a_cancelled_job_records_how_far_it_was_and_leaves_no_lock(yard: HubYard) -> None:
    hangs = yard.street.hang("backend")
    with started(yard, "--json") as job:
        waits_for(yard.street.root / "began-backend")
        assert yard.lock() is not None

        job.send_signal(signal.SIGINT)
        began = time.monotonic()
        out, err = job.communicate(timeout=SECONDS)

    assert time.monotonic() - began < GRACE
    assert 130 == job.returncode, err
    assert {"backend": "unknown", "cloudprint": "blocked", "frachter": "blocked"} == states(out)
    assert yard.lock() is None
    assert {"backend 1.4.2": ["error", "in_progress"]} == yard.clone.told
    assert "interrupted by SIGINT" in err

    hangs.unlink()
    assert 0 == yard.deploy().code
    assert FIRST == yard.street.runs
    assert 0 == yard.wrote()[1]


def test_a_job_that_is_terminated_does_the_same(alone: Yard) -> None:
    hangs = alone.street.hang("cloudprint")
    with started(alone, "--json") as job:
        waits_for(alone.street.root / "began-cloudprint")

        job.send_signal(signal.SIGTERM)
        out, err = job.communicate(timeout=SECONDS)

    assert 130 == job.returncode, err
    assert {"backend": "deployed", "cloudprint": "unknown"} == {
        app: state for app, state in states(out).items() if app != "frachter"
    }
    assert "interrupted by SIGTERM" in err
    assert alone.lock() is None

    hangs.unlink()
    assert "already" == states(alone.deploy("--json").out)["backend"]
    assert FIRST == alone.street.runs


def test_what_was_killed_leaves_a_lock_that_the_next_one_takes_over(alone: Yard) -> None:
    hangs = alone.street.hang("backend")
    with started(alone) as job:
        waits_for(alone.street.root / "began-backend")
        job.kill()
        job.communicate(timeout=SECONDS)
    assert alone.lock() is not None
    hangs.unlink()

    answer = alone.deploy()

    assert 0 == answer.code, answer.err
    assert re.search(r"^audit: local: .* took the lock, over from .*: ", answer.err, re.MULTILINE)
    assert FIRST == alone.street.runs
    assert alone.lock() is None


def test_of_two_at_once_one_waits_and_then_finds_all_done(alone: Yard) -> None:
    hangs = alone.street.hang("cloudprint")
    with started(alone, "--json") as first:
        waits_for(alone.street.root / "began-cloudprint")
        with started(alone, "--json") as second:
            assert second.stderr is not None
            said = iter(second.stderr.readline, "")
            assert any(
                "waiting for up to 900 s: local is being deployed to" in each for each in said
            )
            hangs.unlink()
            outputs = [job.communicate(timeout=SECONDS)[0] for job in (first, second)]

    assert [0, 0] == [first.returncode, second.returncode]
    assert [{"deployed"}, {"already"}] == [set(states(each).values()) for each in outputs]
    assert 3 == len(alone.street.log)
    assert alone.lock() is None


def test_a_job_tells_its_log_its_page_and_the_jobs_after_it(
    alone: Yard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that others wrote is text there, and no command, Markdown or output."""
    alone.deploy()
    alone.bump(backend="1.5.0", cloudprint="1.1.0", frachter="2.1.0")
    script = alone.street.root / "roll-out.sh"
    hostile = "::error::no ##[add-mask]e \\033[31mred </details> @octocat"
    script.write_text(script.read_text() + f'printf "{hostile}\\\\n"\n')
    alone.street.ill.add("cloudprint 1.1.0")
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    answer = alone.deploy()

    assert 6 == answer.code
    lines = answer.err.splitlines()
    assert "[backend] ::error::no # #[add-mask]e red </details> @octocat" in lines
    commands = [line for line in lines if re.match(r"\s*::", line) or "##[" in line]
    (command,) = commands
    assert command.startswith("::error title=release::cloudprint 1.1.0 failed in `verify`: ")
    assert "\nbackend" not in command
    output = (tmp_path / "GITHUB_OUTPUT").read_text().splitlines()
    assert output[0].startswith("deployed<<")
    assert {"backend", "frachter"} == set(json.loads(output[1]))
    summary = (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
    assert "| backend | 🟢 deployed | v1.5.0 | v1.5.0 |" in summary
    assert "| cloudprint | ✗ failed | v1.1.0 | v1.0.0 |" in summary


def test_an_output_that_cannot_be_written_hides_no_failure(
    alone: Yard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone.street.ill.add("backend 1.4.2")
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "nowhere" / "output"))

    answer = alone.deploy()

    assert 6 == answer.code
    assert "error: backend 1.4.2 " in answer.err
    assert "error: the output `deployed` cannot be published" in answer.err


TARGETS = (Path(__file__).parents[2] / "docs" / "targets.md").read_text("utf-8")
SHOP = 'echo "$1 $2"\necho "$1 $2" >> "{street}/log"\n'
LOOK = """

@deploys("cloudprint", "verify")
def look(context, release):
    print("looking")
    if release.version == "1.1.0":
        raise ValueError("nobody buys it")
"""


def test_a_teams_own_functions_are_planned_called_and_taken_back(alone: Yard) -> None:
    """They are those of docs/targets.md, and one that looks."""
    (example,) = re.findall(r"^```python\n(.*?@deploys.*?)^```$", TARGETS, re.DOTALL | re.MULTILINE)
    alone.repo.write("tasks.py", example.rpartition("```python\n")[2] + LOOK)
    alone.repo.write("shop.sh", "#!/bin/sh\n" + SHOP.format(street=alone.street.root))
    (alone.repo.root / "shop.sh").chmod(0o755)
    alone.repo.commit("Sell it")
    planned = [
        subprocess.run(
            [sys.executable, "-m", module, "deploy", "-e", "local", "--dry-run", "--json"],
            cwd=alone.repo.root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for module in ("invoke", "release")
    ]
    assert planned[0] == planned[1]
    phases = json.loads(planned[0])["apps"]["cloudprint"]["phases"]
    (roll_out,) = [each for each in phases if each["phase"] == "roll out"]
    assert [{"function": "roll out of cloudprint", "undoes": False}] == roll_out["work"][-1]

    with started(alone, "--json") as job:
        out, err = job.communicate(timeout=SECONDS)
    assert {"deployed"} == set(states(out).values()), err
    assert "[cloudprint] offer 1.0.0\n" in err
    assert "[cloudprint] looking\n" in err
    assert "offer 1.0.0" in alone.street.log

    alone.bump(cloudprint="1.1.0")
    with started(alone, "--json") as job:
        out, err = job.communicate(timeout=SECONDS)

    assert 6 == job.returncode
    assert "failed" == states(out)["cloudprint"]
    assert "`look` failed: ValueError: nobody buys it" in err
    assert ["offer 1.1.0", "withdraw 1.1.0"] == alone.street.log[-3:-1]
    assert FIRST == alone.street.runs
