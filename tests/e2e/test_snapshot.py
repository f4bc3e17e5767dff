"""`staging.snapshot`, whole: what changed alone, from a scratch tree, recorded; old ones go."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.desk import Answer, typed
from tests.hosted import hosted_railway
from tests.railway import Railway
from tests.trains import tree_of

pytestmark = pytest.mark.needs("git")

SHIP = """\
import json, os, pathlib, sys, time
app, version = sys.argv[1:]
place = pathlib.Path(os.environ["YARD"])
tree = sorted(str(each.relative_to(os.getcwd())) for each in pathlib.Path().resolve().rglob("*"))
said = {"version": version, "manifest": json.load(open("package.json"))["version"], "tree": tree}
(place / f"{app}.json").write_text(json.dumps(said))
with open(place / "log", "a") as log:
    print(app, pathlib.Path.cwd(), file=log)
if (place / f"wait-{app}").exists():
    print("waiting", flush=True)
    (place / f"waits-{app}").touch()
    while (place / f"wait-{app}").exists():
        time.sleep(0.02)
sys.exit(1 if (place / f"break-{app}").exists() else 0)
"""
APP = """
[apps.{app}]
needs = {needs}
target = "command"
command.roll-out = [["{python}", "{{app}}.py", "{{app}}", "{{version}}"]]
command.rollback = [["echo", "back to {{previous}}"]]
"""
VERSION = r"0\.0\.0-staging-[0-9]{14}-[0-9a-f]{7}"


class Yard:
    """A clone on `staging`, and the machine that its snapshots go to."""

    def __init__(self, folder: Path, railway: Railway) -> None:
        self.place = folder / "yard"
        self.temporary = folder / "temporary"
        for each in (self.place, self.temporary):
            each.mkdir()
        os.environ |= {"YARD": str(self.place), "RUNNER_TEMP": str(self.temporary)}
        self.railway = railway
        self.railway.go("staging")
        self.root = self.railway.root

    def snapshot(self, *flags: str) -> Answer:
        return typed(self.root, "staging.snapshot", *flags)

    def plan(self, *flags: str) -> dict[str, tuple[str, str]]:
        """What it would do with each app, and why."""
        answer = self.snapshot("--dry-run", "--json", *flags)
        assert not answer.code, answer.err
        apps = json.loads(answer.out)["apps"]
        return {name: (each["action"], each["reason"]) for name, each in apps.items()}

    def runs(self, app: str) -> dict[str, object]:
        found = json.loads((self.place / f"{app}.json").read_text())
        assert isinstance(found, dict)
        return found

    def taken(self) -> list[str]:
        """The apps that were deployed since this was asked last, in order."""
        log = self.place / "log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [line.split()[0] for line in lines]

    def picture(self) -> tuple[object, ...]:
        """All that is the user's: the tree, the index, the refs, HEAD."""
        git = self.railway.people.git
        refs = [str(git.for_each_ref()), str(git.status("--porcelain")), self.railway.people.head]
        return (tree_of(self.root), *refs, (self.root / ".git/index").read_bytes())

    @property
    def book(self) -> list[str]:
        file = self.root / ".git/monorepo-release.deployments"
        return file.read_text().splitlines() if file.exists() else []


def files(records: str, keep: int) -> dict[str, str]:
    """The configuration of the yard, and the scripts of its apps."""
    needs = {"backend": [], "cloudprint": ["backend"], "frachter": ["backend"]}
    apps = "".join(
        APP.format(app=app, needs=json.dumps(need), python=sys.executable)
        for app, need in needs.items()
    )
    kept = f'[environments.staging]\nrecords = "{records}"\nkeep = {keep}\n'
    return {"release.toml": kept + apps} | {f"apps/{app}/{app}.py": SHIP for app in needs}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a yard sets is what it was afterwards."""
    for name in ("YARD", "RUNNER_TEMP"):
        monkeypatch.setenv(name, "")


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    return Yard(tmp_path, Railway(tmp_path, files("clone", keep=2)))


def test_all_that_changed_is_deployed_from_a_tree_that_nobody_sees(yard: Yard) -> None:
    """What is not committed is not in it, and ignored or not, nothing of the user's is there."""
    (yard.root / "apps/frachter/mine.txt").write_text("mine\n")
    before = yard.picture()
    dry = yard.plan()

    answer = yard.snapshot()

    assert 0 == answer.code, answer.err
    assert {"deploy"} == {action for action, _ in dry.values()}
    assert {"nothing runs yet"} == {reason for _, reason in dry.values()}
    assert "1 file has changes that are not committed, and are not in the snapshot" in answer.err
    assert "apps/cloudprint/src-tauri: no RPM is bundled" in answer.err
    taken = yard.taken()
    assert ("backend", {"cloudprint", "frachter"}) == (taken[0], {*taken[1:]})
    for app in ("backend", "cloudprint", "frachter"):
        runs = yard.runs(app)
        assert re.fullmatch(VERSION, str(runs["version"]))
        assert runs["version"] == runs["manifest"]
        assert "mine.txt" not in str(runs["tree"])
    assert before == yard.picture()
    assert [] == list(yard.temporary.iterdir())

    book = yard.book
    left = yard.temporary / "monorepo-release-scratch-left"  # by one that was killed at its end
    left.mkdir()
    (left / "lock").touch()
    again = yard.snapshot()

    assert (0, []) == (again.code, yard.taken())
    assert not left.exists()
    assert "nothing to do: nothing is due in staging" in again.err
    assert book == yard.book
    assert before == yard.picture()


def test_only_what_changed_is_in_the_next_one(yard: Yard) -> None:
    """A release alone changes nothing, and what is everybody's changes everybody."""
    railway = yard.railway
    yard.snapshot()
    first = str(yard.runs("cloudprint")["version"])
    yard.taken()
    railway.change("staging", {"apps/cloudprint/a.js": "1\n", "README.md": "# More\n"})

    plan, answer = yard.plan(), yard.snapshot()

    assert 0 == answer.code, answer.err
    assert ["cloudprint"] == yard.taken()
    action, reason = plan["cloudprint"]
    assert "deploy" == action
    assert f"1 file changed since {first}" in reason
    assert "apps/cloudprint/a.js" in reason
    assert ("already", "already") == (plan["backend"][0], plan["frachter"][0])
    assert first < str(yard.runs("cloudprint")["version"])

    assert not typed(yard.root, "changeset.version").code
    railway.push("staging", "chore: release versions")
    assert {"already"} == {action for action, _ in yard.plan().values()}

    railway.change("staging", {"tsconfig.base.json": "{}\n"})
    assert {"deploy"} == {action for action, _ in yard.plan().values()}
    assert {"backend", "frachter"} == {*yard.plan("--app", "frachter")}


def test_what_failed_is_in_the_next_one_and_old_ones_go(yard: Yard) -> None:
    yard.snapshot()
    good = yard.runs("backend")
    (yard.place / "break-backend").touch()
    yard.railway.change("staging", {"apps/backend/a.py": "1\n"})

    failed = yard.snapshot()
    (yard.place / "break-backend").unlink()
    plan = yard.plan()
    yard.railway.change("staging", {"apps/backend/a.py": "2\n"})
    mended = yard.snapshot()

    assert (6, 0) == (failed.code, mended.code)
    assert f"1 file changed since {good['version']}" in plan["backend"][1]
    assert f"back to {good['version']}" in failed.err
    yard.railway.change("staging", {"apps/backend/a.py": "3\n"})
    last = yard.snapshot()
    assert 0 == last.code
    assert "audit: dropped 2 old snapshots of backend" in last.err, last.err
    assert 2 == sum('"drop"' in line for line in yard.book)
    assert "nothing to do" in yard.snapshot().err


def test_an_old_commit_does_not_go_over_a_newer_one(yard: Yard) -> None:
    """As when the job of an old push is run again."""
    yard.railway.change("staging", {"apps/backend/a.py": "1\n"})
    yard.snapshot()
    yard.taken()
    yard.railway.people.git.switch("--quiet", "--detach", "HEAD~1")

    refused, forced = yard.snapshot(), yard.snapshot("--allow-downgrade")

    assert 4 == refused.code
    assert "backend would go backwards in `staging`" in refused.err
    assert (0, ["backend"]) == (forced.code, yard.taken())


def test_a_later_one_is_higher_whatever_the_clock_says(yard: Yard) -> None:
    """The last one was taken on a machine whose clock is ahead."""
    yard.snapshot("--app", "backend")
    book = yard.root / ".git/monorepo-release.deployments"
    ahead = re.sub(r"staging-2[0-9]{3}", "staging-2049", book.read_text())
    book.write_text(ahead)
    yard.railway.change("staging", {"apps/backend/a.py": "1\n"})

    answer = yard.snapshot("--app", "backend")

    assert 0 == answer.code, answer.err
    before = re.search(VERSION, ahead)
    assert before
    assert before[0] < str(yard.runs("backend")["version"])


def test_whoever_is_killed_leaves_nothing_that_the_next_one_does_not_mend(yard: Yard) -> None:
    (yard.place / "wait-backend").touch()
    before = yard.picture()
    with subprocess.Popen(
        [sys.executable, "-m", "release", "staging.snapshot"],
        cwd=yard.root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as killed:
        assert killed.stderr is not None
        for line in killed.stderr:
            if "waiting" in line:
                break
        killed.send_signal(signal.SIGKILL)
    left = list(yard.temporary.iterdir())
    (yard.place / "wait-backend").unlink()
    yard.taken()

    answer = yard.snapshot()

    assert 1 == len(left)
    assert 0 == answer.code, answer.err
    assert {"backend", "cloudprint", "frachter"} == {*yard.taken()}
    assert [] == list(yard.temporary.iterdir())
    assert before == yard.picture()


def test_without_anybody_to_ask_it_is_planned_and_not_done(yard: Yard) -> None:
    path = yard.root / "release.toml"
    yard.railway.change("staging", {"release.toml": path.read_text().replace("clone", "forge")})

    dry, answer = yard.snapshot("--dry-run"), yard.snapshot()

    assert (0, 2) == (dry.code, answer.code)
    assert "nobody was asked what runs in staging: nothing says which repository" in dry.err
    assert [] == yard.taken()


def test_github_has_the_record_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old ones go beyond what runs and what ran before it; without news nothing is written."""
    with hosted_railway(
        tmp_path, monkeypatch.setenv, files("forge", keep=1), judge=False
    ) as hosted:
        yard = Yard(tmp_path, hosted.railway)
        for text in ("1\n", "2\n", "3\n"):
            yard.railway.change("staging", {"apps/frachter/a.js": text})
            answer = yard.snapshot("--app", "frachter")
            assert 0 == answer.code, answer.err
        written = hosted.written()
        again = yard.snapshot("--app", "frachter")

        listed = list(hosted.api.repos.list_deployments(environment="staging"))

    assert (0, written) == (again.code, hosted.written())
    told = [(each.task, each.payload.kind) for each in listed]
    assert [("deploy:frachter", "snapshot")] * 2 + [("deploy:backend", "snapshot")] == told
    newest = listed[0]
    assert yard.railway.people.head == newest.sha
    assert yard.runs("frachter")["version"] == newest.payload.version
    assert not newest.production_environment
