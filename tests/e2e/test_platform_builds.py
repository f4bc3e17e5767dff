"""An app that jobs of several systems build, and one more deploys: each job typed as it runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from release.tasks import own
from tests.deploys.desktop import Desktop, a_desktop, package
from tests.deploys.signing import signed
from tests.e2e.desk import Answer, typed

pytestmark = pytest.mark.needs("git")

CONFIGURATION = """
[apps.backend]
[apps.notes]
target = "tauri"
programs = ["sh"]
[apps.notes.tauri]
cli = ["sh", "build.sh"]
[workflows.platforms.notes]
linux-x86_64 = "ubuntu-24.04"
darwin-aarch64 = "macos-15"
"""
CLI = """\
test -n "$TAURI_SIGNING_PRIVATE_KEY" || { echo "no key"; exit 3; }
test -z "$GH_PAT$GITHUB_TOKEN" || { echo "a token"; exit 3; }
echo "$*" >> ../../built
mkdir -p "src-tauri/target/$4"
cp -R "../../machines/$4/." "src-tauri/target/$4/"
"""
OWN = """
from release.tasks import namespace as ns
from release.tasks.own import deploys

@deploys("notes", "build")
def tell(context, release):
    with open("told", "a") as file:
        print(release.platform, release.version, file=file)
"""
MADE = {
    "x86_64-unknown-linux-gnu": "deb/My Notes_1.1.0_amd64.deb",
    "aarch64-apple-darwin": "macos/My Notes.app.tar.gz",
}
GATHERED = "apps/notes/src-tauri/target/bundles"


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """Version 1.1.0 is to be released, and two machines know what they would build of it."""
    with a_desktop(tmp_path, monkeypatch) as made:
        files = {"release.toml": CONFIGURATION, "apps/notes/build.sh": CLI, "tasks.py": OWN}
        ignored = "target/\nmachines/\nbuilt\ntold\n"
        made.repo.commit("Build it elsewhere", {**files, ".gitignore": ignored})
        made.set_version("1.1.0")
        for triple, name in MADE.items():
            place = made.repo.root / "machines" / triple / "release/bundle" / name
            place.parent.mkdir(parents=True)
            place.write_bytes(package("1.1.0", triple))
            signature = signed(package("1.1.0", triple), "1.1.0")
            place.with_name(f"{place.name}.sig").write_text(signature, "ascii")
        monkeypatch.setenv("TAURI_SIGNING_PRIVATE_KEY", "a key that is long enough")
        monkeypatch.setattr(own, "_REGISTERED", [])
        yield made


def build(desktop: Desktop, *flags: str) -> Answer:
    return typed(desktop.repo.root, "deploy.build", "--app", "notes", *flags)


def deploy(desktop: Desktop, *flags: str) -> Answer:
    return typed(desktop.repo.root, "deploy", "--app", "notes", *flags)


def lines(desktop: Desktop, name: str) -> list[str]:
    file = desktop.repo.root / name
    return file.read_text().splitlines() if file.exists() else []


def test_each_platform_is_built_by_itself_and_all_of_them_are_offered_at_once(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job that deploys builds nothing, and has no key."""
    for platform in ("linux-x86_64", "darwin-aarch64"):
        answer = build(desktop, "--platform", platform)
        assert (0, []) == (answer.code, desktop.writes), answer.err
        assert f"built notes 1.1.0 for {platform}:\n  {GATHERED}/{platform}\n" == answer.out
    assert ["build --ci --target " + triple for triple in MADE] == lines(desktop, "built")
    assert ["linux-x86_64 1.1.0", "darwin-aarch64 1.1.0"] == lines(desktop, "told")
    shutil.rmtree(desktop.repo.root / "machines")
    stale = (
        desktop.repo.root / "apps/notes/src-tauri/target/release/bundle/deb/stray_1.1.0_i386.deb"
    )
    stale.parent.mkdir(parents=True)
    stale.write_text("built here for oneself")

    monkeypatch.delenv("TAURI_SIGNING_PRIVATE_KEY")
    done = deploy(desktop)

    assert 0 == done.code, done.err
    assert (2, 2) == (len(lines(desktop, "built")), len(lines(desktop, "told")))
    served = {
        name: each["url"].rpartition("/")[2]
        for name, each in desktop.offered()["platforms"].items()
    }
    assert {
        **dict.fromkeys(
            ("darwin-aarch64", "darwin-aarch64-app"), "My.Notes_1.1.0_aarch64.app.tar.gz"
        ),
        **dict.fromkeys(("linux-x86_64", "linux-x86_64-deb"), "My.Notes_1.1.0_amd64.deb"),
    } == served


def test_without_one_of_them_nothing_is_released(desktop: Desktop) -> None:
    nothing = desktop.verify("1.1.0", "--elsewhere", "--bundle", "from-jobs")
    assert (4, True) == (nothing.code, "bring them all to from-jobs\n" in nothing.err)
    assert 0 == build(desktop, "--platform", "linux-x86_64").code

    answer = deploy(desktop)

    assert 6 == answer.code
    assert "no signed bundle serves darwin-aarch64" in answer.err
    assert "serves linux-x86_64:" not in answer.err
    assert {} == desktop.releases


def test_what_fails_to_build_is_told_and_leaves_no_trace(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAURI_SIGNING_PRIVATE_KEY")

    answer = build(desktop, "--platform", "linux-x86_64")

    assert (6, "") == (answer.code, answer.out)
    assert "[notes] no key\n" in answer.err
    assert (
        "error: notes 1.1.0 for linux-x86_64 was not built: `sh build.sh build --ci "
        "--target x86_64-unknown-linux-gnu` ended with exit code 3\n    no key\n"
    ) in answer.err
    assert [] == lines(desktop, "told")
    assert [] == [each.path for each in desktop.hub.log]
    assert "" == desktop.repo.git.for_each_ref("refs/monorepo-release")


def test_what_another_platform_would_be_taken_for_is_refused(desktop: Desktop) -> None:
    """A runner that builds something else than it was asked for."""
    machines = desktop.repo.root / "machines"
    machines.joinpath("aarch64-apple-darwin").rename(machines / "x")
    machines.joinpath("x86_64-unknown-linux-gnu").rename(machines / "aarch64-apple-darwin")

    answer = build(desktop, "--platform", "darwin-aarch64")

    assert 6 == answer.code
    assert "no signed bundle serves darwin-aarch64" in answer.err
    assert not (desktop.repo.root / GATHERED).exists()


def test_who_only_looks_is_told_what_would_be_done(desktop: Desktop) -> None:
    shown = build(desktop, "--platform", "linux-x86_64", "--dry-run")
    document = json.loads(build(desktop, "--platform", "linux-x86_64", "--dry-run", "--json").out)

    gather = "release tauri.gather --app notes --version 1.1.0 --platform linux-x86_64"
    assert [
        "would build notes 1.1.0 for linux-x86_64:",
        "  `sh build.sh build --ci --target x86_64-unknown-linux-gnu`",
        f"  `{gather} --target x86_64-unknown-linux-gnu --into src-tauri/target/bundles`",
        "  the function `tell`",
    ] == shown.out.splitlines()
    assert (f"{GATHERED}/linux-x86_64", "linux-x86_64") == (
        document["folder"],
        document["platform"],
    )
    assert 4 == build(desktop, "--platform", "linux-x86_64", "--check").code
    assert [] == lines(desktop, "built")
