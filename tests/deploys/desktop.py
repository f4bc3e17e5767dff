"""A desktop app that is shipped from a clone by the local GitHub, without building anything."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen
from uuid import uuid4

import pytest

from release.deployment.records import NewAttempt
from release.model import PRODUCTION
from release.rehearsal import Caller, LocalGitHub
from release.rehearsal.nouns import Asset, Release
from release.rehearsal.state import Repository
from release.tasks.hosting import records
from release.updates.offer import Download, Offer, render_offer
from tests.deploys.signing import pubkey, signed
from tests.e2e.desk import Answer, typed
from tests.repositories import Repo

TOKEN = "ghp_adas0123456789abcdefghijklmnopqrstuv"
TRAIN = "acme/train"
CONFIGURATION = "apps/notes/src-tauri/tauri.conf.json"
BUNDLES = "apps/notes/src-tauri/target/release/bundle"
DEB = f"{BUNDLES}/deb/My Notes_{{}}_amd64.deb"
FILES = {
    ".gitignore": "target/\n",
    "package.json": '{"name": "train", "private": true, "workspaces": ["apps/*"]}\n',
    "package-lock.json": '{"lockfileVersion": 3}\n',
    ".changeset/config.json": '{"format": false}\n',
    "apps/backend/package.json": '{"name": "backend", "version": "1.4.2"}\n',
    "release.toml": "[apps.backend]\n[apps.notes]\n",
}


def package(version: str, says: str = "") -> bytes:
    """What is in the bundle of a version."""
    return f"the package of {version}{says}\n".encode()


def name(version: str) -> str:
    """The name that the bundle of a version has in its release."""
    return f"My.Notes_{version}_amd64.deb"


@dataclass(frozen=True)
class Desktop:
    """A clone of acme/train, and the app `notes` in it."""

    repo: Repo
    hub: LocalGitHub
    url: str

    def set_version(self, version: str, *, key: str = "ours") -> None:
        """Commit a version of the app, which is built with the public half of a key."""
        updater = {
            "pubkey": pubkey(key),
            "endpoints": [f"{self.url}/{TRAIN}/raw/updates/notes/stable.json"],
        }
        configuration = {
            "productName": "My Notes",
            "version": version,
            "plugins": {"updater": updater},
        }
        manifest = {"name": "notes", "version": version}
        self.repo.commit(
            f"notes {version}",
            {
                CONFIGURATION: json.dumps(configuration),
                "apps/notes/package.json": json.dumps(manifest),
            },
        )
        self.push("HEAD:main")

    def build(self, version: str, *, by: str = "ours", says: str = "") -> None:
        """Leave a signed bundle, as `tauri build` does; `says` is in it."""
        content = package(version, says)
        place = self.repo.root / DEB.format(version)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        signature = signed(content, version, by=by)
        place.with_name(f"{place.name}.sig").write_text(signature, "ascii")

    def given(self, version: str, *channels: str) -> None:
        """Have the app at a version that is released, and offered by channels, without our help."""
        self.set_version(version)
        self.release(version)
        if channels:
            self.offer_as_others(version, *channels)

    def record(self, version: str) -> None:
        """Have it recorded that a version was deployed to production."""
        book = records(self.repo.root, os.environ, "forge")
        wanted = NewAttempt(uuid4().hex, "notes", version, self.repo.head, PRODUCTION)
        book.tell(book.begin(wanted), "success", f"{version} runs, verified")

    def release(self, version: str) -> None:
        """Have a public release with the bundle of a version."""
        site, now = self.hub.site, self.hub.site.clock()
        number, tag = site.next_id(), f"notes@{version}"
        release = Release(
            number, "ada", tag, "main", tag, "Notes.", False, "", now, now, published=now
        )
        self._hosted.releases[number] = release
        content = package(version)
        files = {name(version): content, f"{name(version)}.sig": signed(content, version).encode()}
        for each, held in files.items():
            asset = Asset(site.next_id(), number, each, None, "", held, "ada", now)
            self._hosted.assets[asset.id] = asset

    def offer_as_others(self, version: str, *channels: str) -> None:
        """Have channels offer a version, whoever did that."""
        self.change_channels(dict.fromkeys(channels, self._offer(version)), version)

    def change_channels(self, texts: Mapping[str, str], message: str = "Change") -> None:
        """Commit and push what channels say, as anybody may who can push."""
        place = self.repo.root.parent / "channels"
        is_new, channels = not place.exists(), Repo(place)
        if is_new and self._hosted.bare.branch("updates"):
            channels.git.pull("--quiet", f"{self.url}/{TRAIN}.git", "updates")
        channels.commit(message, {f"notes/{each}.json": text for each, text in texts.items()})
        address = f"{self.url.replace('://', f'://x:{TOKEN}@')}/{TRAIN}.git"
        channels.git.push("--quiet", address, "HEAD:updates")
        self.hub.log.clear()

    def _offer(self, version: str) -> str:
        content = package(version)
        url = f"{self.url}/{TRAIN}/releases/download/{quote(f'notes@{version}')}/{name(version)}"
        download = Download(url, signed(content, version))
        served = dict.fromkeys(("linux-x86_64", "linux-x86_64-deb"), download)
        return render_offer(Offer(version, served, "Notes."))

    @property
    def _hosted(self) -> Repository:
        return self.hub.site.repositories[TRAIN]

    def verify(self, version: str, *flags: str) -> Answer:
        return self.typed("verify", version, *flags)

    def publish(self, version: str, *flags: str) -> Answer:
        named = ("--tag", f"notes@{version}", "--commit", self.repo.head)
        return self.typed("publish", version, *named, *flags)

    def offer(self, version: str, *flags: str) -> Answer:
        return self.typed("offer", version, "--tag", f"notes@{version}", *flags)

    def withdraw(self, version: str, *flags: str) -> Answer:
        return self.typed("withdraw", version, *flags)

    def check(self, version: str, *flags: str) -> Answer:
        return self.typed("check", version, *flags)

    def halt(self, *flags: str) -> Answer:
        return typed(self.repo.root, "tauri.halt", "--app", "notes", *flags)

    def typed(self, task: str, version: str, *flags: str) -> Answer:
        words = ("--app", "notes", "--version", version)
        return typed(self.repo.root, f"tauri.{task}", *words, *flags)

    def change_file(self, ending: str, content: bytes) -> None:
        """Have the files of releases whose names end so hold something else."""
        for number, each in self._hosted.assets.items():
            if each.name.endswith(ending):
                self._hosted.assets[number] = each._replace(content=content)

    def push(self, spec: str) -> None:
        """Push, as somebody else would, and leave no trace in the log."""
        address = f"{self.url.replace('://', f'://x:{TOKEN}@')}/{TRAIN}.git"
        self.repo.git.push("--quiet", address, spec)
        self.hub.log.clear()

    def offered(self, channel: str = "stable") -> Any:
        """What an installed app is told."""
        with urlopen(f"{self.url}/{TRAIN}/raw/updates/notes/{channel}.json") as answer:
            return json.load(answer)

    @property
    def releases(self) -> Mapping[str, Release]:
        """The public releases by their tags."""
        found = self._hosted.releases.values()
        return {each.tag: each for each in found if each.published}

    @property
    def writes(self) -> Sequence[str]:
        """What was written over there since the last push of somebody else."""
        return [
            f"{each.method} {each.path.partition('?')[0]}" for each in self.hub.log if each.wrote
        ]

    def log(self) -> Sequence[str]:
        """What was done to the branch of the channels, the last first."""
        return self._hosted.bare.tell("log", "--format=%s", "updates").splitlines()


@contextmanager
def a_desktop(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """A clone whose `origin` is a local GitHub.

    Nobody judges what it answers: others ask it the same, and have a judge.
    """
    seed = Repo(folder / "seed")
    seed.commit("Start", FILES)
    hub = LocalGitHub(folder / "hub")
    hub.add_repository(TRAIN, seed=seed.root)
    hub.add_token(TOKEN, Caller("ada"))
    with hub.serve() as url:
        repo = Repo(folder / "work")
        repo.git.remote("add", "origin", f"{url}/{TRAIN}.git")
        repo.git.pull("--quiet", "origin", "main")
        monkeypatch.setenv("GH_PAT", TOKEN)
        monkeypatch.setenv("GITHUB_SERVER_URL", url)
        for name in ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN", "GITHUB_OUTPUT"):
            monkeypatch.delenv(name, raising=False)
        yield Desktop(repo, hub, url)
