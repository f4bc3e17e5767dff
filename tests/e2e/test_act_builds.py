"""deploy.yml with a desktop app, run: the real Tauri CLI builds it in a job of its own."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from release.rehearsal import Caller, LocalGitHub
from tests.act_events import Actions
from tests.e2e.desk import typed
from tests.github.scene import with_token
from tests.real_components import Components
from tests.repositories import Repo
from tests.tauri_app import an_app

pytestmark = pytest.mark.needs("cargo", "git", "minisign", "tauri")

ADAS = "ghp_adaonadesk3456789abcdefghijklmnopqrs"
PASSWORD = "a long password"
CONFIG = """
[apps.notes]
target = "tauri"
[apps.notes.tauri]
cli = {cli}
arguments = ["--bundles", "deb"]
[workflows]
install = "true"
secrets.notes = ["TAURI_SIGNING_PRIVATE_KEY", "TAURI_SIGNING_PRIVATE_KEY_PASSWORD"]
[workflows.platforms.notes]
linux-x86_64 = "ubuntu-24.04"
[[workflows.steps]]
name = "Where Rust is"
run = '{rust}'
"""
FILES = {
    ".gitignore": "target/\n",
    "package.json": '{"name": "train", "private": true, "workspaces": ["apps/*"]}\n',
    "package-lock.json": '{"lockfileVersion": 3}\n',
    ".changeset/config.json": '{"format": false}\n',
    "tasks.py": "from release.tasks import namespace as ns\n",
}
OFFLINE = "CARGO_NET_OFFLINE=true"
BUILD = "notes for linux-x86_64"


class Desk:
    """A desktop app at the local GitHub, the key that signs it, and what its workflows do."""

    def __init__(self, components: Components, folder: Path) -> None:
        self.folder = folder
        self.cli = components.tauri
        self.key = folder / "notes.key"
        words = ["signer", "generate", "--ci", "--password", PASSWORD, "--write-keys"]
        subprocess.run([*self.cli, *words, str(self.key)], check=True, capture_output=True)
        seed = Repo(folder / "seed")
        seed.commit("Start", FILES)
        self.hub = LocalGitHub(folder / "hub")
        self.hub.add_token(ADAS, Caller("ada", admin=True))
        self.there = self.hub.add_repository("acme/train", seed=seed.root)
        self.actions = Actions(self.hub, self.there, folder / "runs", ADAS)

    def push_app(self, url: str) -> None:
        """Have 1.0.0 of the app, and the workflows; its installed copies ask that GitHub."""
        told = [f"{name}={os.environ[name]}" for name in ("CARGO_HOME", "RUSTUP_HOME")]
        rust = "; ".join(f'echo "{each}" >> "$GITHUB_ENV"' for each in (*told, OFFLINE))
        app = an_app(self.public, f"{url}/acme/train/raw/updates/notes/stable.json")
        config = CONFIG.format(cli=json.dumps(self.cli), rust=rust)
        people = Repo(self.folder / "people")
        people.git.pull("--quiet", with_token(url, ADAS), "main")
        people.commit("Add the app", {**app, "release.toml": config})
        assert typed(people.root, "workflows.render").code == 0
        people.commit("Render the workflows")
        people.git.push("--quiet", with_token(url, ADAS), "HEAD:refs/heads/main")

    @property
    def public(self) -> str:
        """The public half of the key."""
        return self.key.with_name("notes.key.pub").read_text("utf-8")

    @property
    def releases(self) -> dict[str, list[str]]:
        """The files of each release, by its tag."""
        return {
            each.tag: sorted(
                asset.name for asset in self.there.assets.values() if asset.release == number
            )
            for number, each in self.there.releases.items()
        }


@pytest.fixture
def desk(components: Components, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(components, tmp_path)
    with desk.hub.serve(desk.actions.door) as url:
        desk.push_app(url)
        yield desk


def test_what_a_job_builds_is_released_by_another_one_and_only_then(desk: Desk) -> None:
    """Without the key nothing is: the CLI builds it, and cannot sign it."""
    actions = desk.actions
    (run,) = [each for each in actions.run() if each.file == "deploy.yml"]

    assert run.results == {"Detect": "success", BUILD: "failure", "Done": "failure"}
    assert desk.releases == {}

    actions.secrets["production"] = {
        "TAURI_SIGNING_PRIVATE_KEY": desk.key.read_text("utf-8"),
        "TAURI_SIGNING_PRIVATE_KEY_PASSWORD": PASSWORD,
    }
    (again,) = actions.runs_of(run.event, "deploy.yml")

    assert again.results == dict.fromkeys(
        ("Detect", BUILD, "notes", "Publish", "Done"), "success"
    ), again.said
    name = "My.Notes_1.0.0_amd64.deb"
    assert desk.releases == {"notes@1.0.0": [name, f"{name}.sig"]}
    assert {name for name, job in again.jobs.items() if "Bundling" in job.said} == {BUILD}
    judge(desk)


def judge(desk: Desk) -> None:
    """Have minisign verify what an installed app is offered."""
    with urlopen(f"{desk.hub.site.url}/acme/train/raw/updates/notes/stable.json") as answer:
        offered = json.load(answer)
    assert offered["version"] == "1.0.0"
    told = offered["platforms"]["linux-x86_64"]
    package = desk.folder / "package.deb"
    with urlopen(told["url"]) as answer:
        package.write_bytes(answer.read())
    for ending, text in {"pub": desk.public, "minisig": told["signature"]}.items():
        package.with_suffix(f".{ending}").write_bytes(base64.b64decode(text))
    public, signature = package.with_suffix(".pub"), package.with_suffix(".minisig")
    words = ["minisign", "-V", "-p", str(public), "-m", str(package), "-x", str(signature)]
    subprocess.run(words, check=True, capture_output=True)
