"""deploy.yml with a desktop app, run: the real Tauri CLI builds it in a job of its own."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.request import urlopen

import pytest

from release.rehearsal import Caller, LocalGitHub
from tests.actions.act import Job
from tests.actions.alone import push_alone, released
from tests.actions.events import Actions
from tests.deploys.tauri_app import an_app
from tests.github.scene import with_token
from tests.real_components import Components
from tests.repositories import Repo

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
        self.actions.secrets["production"] = {
            "TAURI_SIGNING_PRIVATE_KEY": self.key.read_text("utf-8"),
            "TAURI_SIGNING_PRIVATE_KEY_PASSWORD": PASSWORD,
        }
        self.people = Repo(folder / "people")

    def push(self, files: Mapping[str, str]) -> dict[str, Job]:
        """Have files on main, and see what deploy.yml, the one workflow that is there, does."""
        self.people.commit("Change", files)
        run = push_alone(self.people, with_token(self.hub.site.url, ADAS), self.actions)
        return dict(run.jobs)

    def app(self) -> dict[str, str]:
        """1.0.0 of the app, whose installed copies ask that GitHub, and how it is deployed."""
        told = [f"{name}={os.environ[name]}" for name in ("CARGO_HOME", "RUSTUP_HOME")]
        rust = "; ".join(f'echo "{each}" >> "$GITHUB_ENV"' for each in (*told, OFFLINE))
        config = CONFIG.format(cli=json.dumps(self.cli), rust=rust)
        endpoint = f"{self.hub.site.url}/acme/train/raw/updates/notes/stable.json"
        return {**an_app(self.public, endpoint), "release.toml": config}

    @property
    def public(self) -> str:
        """The public half of the key."""
        return self.key.with_name("notes.key.pub").read_text("utf-8")

    @property
    def releases(self) -> dict[str, list[str]]:
        """The files of each release, by its tag."""
        return released(self.there)


@pytest.fixture
def desk(components: Components, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(components, tmp_path)
    with desk.hub.serve(desk.actions.door) as url:
        desk.people.git.pull("--quiet", with_token(url, ADAS), "main")
        yield desk


def test_what_a_job_builds_is_released_by_another_one_and_only_then(desk: Desk) -> None:
    """Where it cannot be built, nothing is."""
    app = desk.app()
    source = "apps/notes/src-tauri/src/main.rs"

    broken = desk.push({**app, source: "fn main() { oh }\n"})

    results = {name: job.result for name, job in broken.items()}
    assert results == {"Detect": "success", BUILD: "failure", "Done": "failure"}
    assert "cannot find value `oh` in this scope" in broken[BUILD].said
    assert desk.releases == {}

    mended = desk.push({source: app[source]})

    results = {name: job.result for name, job in mended.items()}
    assert results == dict.fromkeys(("Detect", BUILD, "notes", "Publish", "Done"), "success")
    assert {name for name, job in mended.items() if "Bundling" in job.said} == {BUILD}
    name = "My.Notes_1.0.0_amd64.deb"
    assert desk.releases == {"notes@1.0.0": [name, f"{name}.sig"]}
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
