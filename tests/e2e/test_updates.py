"""Updates of a desktop app, from signed bundles to what an installed app is told and takes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from release.rehearsal import Fault, Kind
from tests.deploys.desktop import DEB, TRAIN, Desktop, a_desktop
from tests.e2e.desk import typed

BACKEND = '{"name": "backend", "version": "1.5.0"}\n'

pytestmark = pytest.mark.needs("git")


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    with a_desktop(tmp_path, monkeypatch) as made:
        yield made


def test_a_version_is_released_offered_and_taken(desktop: Desktop) -> None:
    """And done again, it writes nothing."""
    desktop.set_version("1.1.0")
    desktop.build("1.1.0")

    done = [desktop.publish("1.1.0"), desktop.offer("1.1.0"), desktop.check("1.1.0")]

    assert [0, 0, 0] == [each.code for each in done], [each.err for each in done]
    place = f"{desktop.url}/{TRAIN}/releases/download/notes%401.1.0/My.Notes_1.1.0_amd64.deb"
    offered = desktop.offered()
    assert "1.1.0" == offered["version"]
    assert {place} == {each["url"] for each in offered["platforms"].values()}
    assert ["linux-x86_64", "linux-x86_64-deb"] == [*offered["platforms"]]
    assert ["Offer notes 1.1.0 on stable"] == desktop.log()

    desktop.hub.log.clear()
    again = [desktop.publish("1.1.0"), desktop.offer("1.1.0")]
    assert ["nothing to do"] * 2 == [each.err.partition(":")[0] for each in again]
    assert [] == desktop.writes


def test_a_bundle_that_was_changed_is_refused_before_anything_is_written(desktop: Desktop) -> None:
    desktop.set_version("1.1.0")
    desktop.build("1.1.0")
    with (desktop.repo.root / DEB.format("1.1.0")).open("ab") as file:
        file.write(b"!")

    for answer in (desktop.verify("1.1.0"), desktop.publish("1.1.0")):
        assert 4 == answer.code
        assert "an installed app would refuse" in answer.err
        assert "signature verification failed" in answer.err
    assert [] == desktop.writes


def test_a_bundle_that_another_key_signed_is_refused(desktop: Desktop) -> None:
    """And so is a platform that is missing, in the same breath."""
    desktop.set_version("1.1.0")
    desktop.build("1.1.0", by="somebody else")

    answer = desktop.publish("1.1.0", "--platform", "darwin-aarch64", "--platform", "linux-x86_64")

    assert 4 == answer.code
    assert "incompatible key identifiers" in answer.err
    assert "no signed bundle serves darwin-aarch64" in answer.err
    assert "serves linux-x86_64:" not in answer.err
    assert [] == desktop.writes


def test_a_commit_that_was_not_pushed_is_not_released(desktop: Desktop) -> None:
    """Its tag would bring it along."""
    desktop.set_version("1.1.0")
    desktop.repo.commit("Not for others yet", {"apps/notes/notes.txt": "secret\n"})
    desktop.build("1.1.0")

    answer = desktop.publish("1.1.0")

    assert 4 == answer.code
    assert f"{desktop.repo.head} is on no branch of {desktop.url}/{TRAIN}.git" in answer.err
    assert [] == desktop.writes


def test_what_other_jobs_built_is_released_with_it(desktop: Desktop) -> None:
    """And a stale bundle of an older version, which lies beside it, is not."""
    desktop.set_version("1.1.0")
    desktop.build("1.0.0")
    desktop.build("1.1.0")
    here = desktop.repo.root / DEB.format("1.1.0")
    elsewhere = desktop.repo.root / "apps/notes/from-ci/darwin-aarch64/My Notes.app.tar.gz"
    elsewhere.parent.mkdir(parents=True)
    for ending in ("", ".sig"):  # the same content, and so the same signature
        content = here.with_name(here.name + ending).read_bytes()
        elsewhere.with_name(elsewhere.name + ending).write_bytes(content)

    answer = desktop.verify("1.1.0", "--bundle", "from-ci", "--json")

    assert [
        ("My.Notes_1.1.0_aarch64.app.tar.gz", True),
        ("My.Notes_1.1.0_amd64.deb", True),
    ] == [(each["name"], each["signed"]) for each in json.loads(answer.out)["bundles"]]


def test_releases_of_other_apps_do_not_move_the_channel(desktop: Desktop) -> None:
    """Neither when GitHub calls them the latest, nor when they have channels of their own."""
    desktop.given("1.1.0", "stable")
    before = desktop.offered()
    desktop.repo.commit("backend 1.5.0", {"apps/backend/package.json": BACKEND})
    desktop.push("HEAD:main")

    assert 0 == typed(desktop.repo.root, "release.publish", "--app", "backend").code

    assert ["notes@1.1.0", "backend@1.5.0"] == [*desktop.releases]
    assert before == desktop.offered()
    assert 0 == desktop.check("1.1.0").code


def test_a_lower_version_is_not_offered_unless_that_is_meant(desktop: Desktop) -> None:
    """And then that can be taken back, too."""
    desktop.given("1.0.0", "stable")
    desktop.given("1.1.0", "stable")

    refused = desktop.offer("1.0.0")

    assert 4 == refused.code
    assert "the channel `stable` offers 1.1.0, and 1.0.0 is lower" in refused.err
    assert "1.1.0" == desktop.offered()["version"]
    assert 0 == desktop.offer("1.0.0", "--back").code
    assert "1.0.0" == desktop.offered()["version"]
    assert 0 == desktop.withdraw("1.0.0", "--previous", "1.1.0").code
    assert "1.1.0" == desktop.offered()["version"]


def test_a_version_that_is_taken_back_leaves_what_was_offered_before(desktop: Desktop) -> None:
    """A bad version that was taken back does not come again when the next one is."""
    desktop.given("1.0.0", "stable")
    before = desktop.offered()
    desktop.given("1.1.0", "stable", "beta")
    both = ("--channel", "stable", "--channel", "beta")

    assert 0 == desktop.withdraw("1.1.0", "--previous", "1.0.0", *both).code

    assert before == desktop.offered()
    assert "there is nothing at" in desktop.check("1.1.0", "--channel", "beta").err
    same = desktop.withdraw("1.0.0", "--previous", "1.0.0")
    assert "nothing to do: no channel offers notes 1.0.0 that did not before" in same.err
    assert 0 == desktop.withdraw("1.0.0").code
    assert "there is nothing at" in desktop.check("1.0.0").err


def test_channels_move_together(desktop: Desktop) -> None:
    """What goes to everybody goes by one push, and to those who try prereleases, too."""
    desktop.given("1.0.0", "stable")
    desktop.given("1.1.0-beta.1", "beta")
    desktop.given("1.1.0")
    both = ("--channel", "stable", "--channel", "beta")

    assert 4 == desktop.offer("1.1.0-beta.1").code  # it is not for everybody
    elsewhere = desktop.offer("1.1.0", "--channel", "early", "--dry-run")
    assert f"set it to {desktop.url}/{TRAIN}/raw/updates/notes/early.json" in elsewhere.err
    assert 0 == desktop.offer("1.1.0", *both).code

    assert [f"POST /{TRAIN}.git/git-receive-pack"] == desktop.writes
    assert ["1.1.0"] * 2 == [desktop.offered(each)["version"] for each in ("stable", "beta")]
    assert 0 == desktop.withdraw("1.1.0", *both, "--previous", "1.0.0").code
    assert ["1.0.0", "1.1.0-beta.1"] == [
        desktop.offered(each)["version"] for each in ("stable", "beta")
    ]


def test_what_was_cut_off_between_release_and_channel_is_completed(desktop: Desktop) -> None:
    """The bundles that are built again are others; those that were released count."""
    desktop.given("1.0.0", "stable")
    desktop.given("1.1.0")
    desktop.build("1.1.0", says="built again, and not the same")
    desktop.repo.tag("notes@1.1.0")
    desktop.push("refs/tags/notes@1.1.0")

    answers = [desktop.publish("1.1.0"), desktop.offer("1.1.0"), desktop.check("1.1.0")]

    assert [0, 0, 0] == [each.code for each in answers]
    assert "nothing to do: notes@1.1.0 is released" in answers[0].err


def test_of_two_runs_at_once_both_find_the_channel_as_it_is_to_be(desktop: Desktop) -> None:
    desktop.given("1.1.0")
    words = ["--app", "notes", "--version", "1.1.0", "--tag", "notes@1.1.0"]
    command = [sys.executable, "-m", "release", "tauri.offer", *words]
    runs = [
        subprocess.Popen(command, cwd=desktop.repo.root, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    said = [each.communicate()[1] for each in runs]

    assert [0, 0] == [each.returncode for each in runs], said
    assert ["Offer notes 1.1.0 on stable"] == desktop.log()


def test_only_what_everybody_can_download_is_offered(desktop: Desktop) -> None:
    desktop.given("1.0.0", "stable")
    missing = desktop.offer("1.1.0")
    desktop.given("1.2.0")
    desktop.change_file(".deb", b"something else")

    changed = desktop.offer("1.2.0")

    assert [4, 4] == [missing.code, changed.code]
    assert "notes@1.1.0 is not released" in missing.err
    assert "signature verification failed" in changed.err
    assert "1.0.0" == desktop.offered()["version"]


def test_what_cannot_be_read_is_not_taken_for_nothing(desktop: Desktop) -> None:
    """Nor is a channel that is damaged taken for a new one."""
    desktop.given("1.0.0", "stable")
    desktop.given("1.1.0")
    desktop.hub.faults = lambda knock: (
        Fault(Kind.UNAUTHORIZED) if "/releases/download/" in knock.path else None
    )
    assert 5 == desktop.offer("1.1.0").code
    desktop.hub.faults = lambda _: None
    desktop.change_channels({"stable": "{"})

    answers = [desktop.offer("1.1.0"), desktop.check("1.1.0")]

    assert [4, 4] == [each.code for each in answers]
    assert "no app can read notes/stable.json of the branch `updates`" in answers[0].err
    assert "no app can read" in answers[1].err
    assert [] == desktop.writes


def test_what_was_halted_comes_back_under_a_higher_number(desktop: Desktop) -> None:
    """With the code of the last good version, and with what its changelog tells of it."""
    desktop.repo.write("apps/notes/notes.txt", "good\n")
    desktop.given("1.0.0", "stable")
    desktop.repo.tag("notes@1.0.0")
    desktop.repo.write("apps/notes/notes.txt", "bad\n")
    desktop.given("1.1.0", "stable")
    desktop.repo.tag("notes@1.1.0")

    answer = desktop.halt()

    assert 0 == answer.code, answer.err
    assert "the channel `stable` still offers 1.1.0" in answer.err
    desktop.repo.git.fetch("--quiet", "origin", "halt/notes-1.1.1")
    shown = desktop.repo.git.diff("--name-only", "notes@1.0.0", "FETCH_HEAD").splitlines()
    assert [
        ".changeset/.gitattributes",
        ".changeset/ledger.jsonl",
        "apps/notes/CHANGELOG.md",
        "apps/notes/package.json",
        "apps/notes/src-tauri/tauri.conf.json",
    ] == shown
    told = desktop.repo.git.show("FETCH_HEAD:apps/notes/CHANGELOG.md")
    assert "## 1.1.1\n\n### Patch Changes\n\n- Brings back 1.0.0, for 1.1.0 was halted." in told
    assert "good" == desktop.repo.git.show("FETCH_HEAD:apps/notes/notes.txt")
    assert "nothing to do: the branch `halt/notes-1.1.1` is there already" in desktop.halt().err

    unknown = desktop.halt("--to", "0.9.0")
    assert 4 == unknown.code
    assert "0.9.0 was offered before 1.1.0 that could come back" in unknown.err
    assert "the versions that were: 1.0.0" in unknown.err

    assert 0 == desktop.halt("--back").code
    (pull,) = desktop.hub.site.repositories[TRAIN].pulls.values()
    desktop.repo.git.fetch("--quiet", "origin", pull.head)
    shown = {
        path: desktop.repo.git.show(f"FETCH_HEAD:apps/notes/{path}")
        for path in ("notes.txt", "package.json")
    }
    assert "bad" == shown["notes.txt"]  # that is for people to mend; the next number is above
    assert '"version": "1.1.1"' in shown["package.json"]


TARGET = """\
[apps.backend]
[apps.notes]
target = "tauri"
[apps.notes.tauri]
build = false
"""


def test_a_deployment_does_all_of_it_and_is_recorded(desktop: Desktop) -> None:
    """And so is a rollback, which offers the version before out of its release."""
    desktop.repo.write("release.toml", TARGET)
    desktop.given("1.0.0", "stable")
    desktop.record("1.0.0")
    desktop.set_version("1.1.0")
    desktop.build("1.1.0")

    deployed = typed(desktop.repo.root, "deploy", "--app", "notes")

    assert 0 == deployed.code, deployed.err + deployed.out
    assert "1.1.0" == desktop.offered()["version"]
    assert {"notes@1.0.0", "notes@1.1.0"} == {*desktop.releases}

    back = typed(desktop.repo.root, "deploy.rollback", "--app", "notes")

    assert 0 == back.code, back.err
    assert "1.0.0" == desktop.offered()["version"]
    states = desktop.hub.site.repositories[TRAIN].deployment_statuses.values()
    assert "1.0.0 runs, verified" == [*states][-1].description
