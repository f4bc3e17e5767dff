"""The target `tauri` with the real Tauri CLI and the real minisign, against the local GitHub."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from release.adapters.commands import CommandRunner
from release.deployment import Command, CommandCheck, Phase, Shipment
from release.targets import tauri
from tests.deploys.desktop import BUNDLES, TRAIN, Desktop, a_desktop
from tests.deploys.tauri_app import an_app
from tests.deploys.world import Wish
from tests.real_components import Components

pytestmark = pytest.mark.needs("cargo", "git", "minisign", "tauri")

PASSWORD = "a long password"


class Shop:
    """Builds and ships the app with real tools, phase by phase, as the executor does."""

    def __init__(self, desktop: Desktop, components: Components, folder: Path) -> None:
        self.desktop = desktop
        self.folder = folder
        self.cli = components.tauri
        self.key = folder / "notes.key"
        words = ["signer", "generate", "--ci", "--password", PASSWORD, "--write-keys"]
        subprocess.run([*self.cli, *words, str(self.key)], check=True, capture_output=True)
        environment = {
            **os.environ,
            "CARGO_NET_OFFLINE": "true",
            "TAURI_SIGNING_PRIVATE_KEY": self.key.read_text("utf-8"),
            "TAURI_SIGNING_PRIVATE_KEY_PASSWORD": PASSWORD,
        }
        self.said: list[str] = []
        self.run = CommandRunner(desktop.repo.root, environment, Wish())

    def add_app(self) -> None:
        """Commit the app at 1.0.0, with the public half of the key."""
        pubkey = self.key.with_name("notes.key.pub").read_text("utf-8")
        endpoint = f"{self.desktop.url}/{TRAIN}/raw/updates/notes/stable.json"
        self.desktop.repo.commit("Add the app", an_app(pubkey, endpoint))
        self.desktop.push("HEAD:main")

    def phases(self, version: str) -> dict[str, Phase]:
        """How the target deploys a version."""
        shipment = Shipment(
            app="notes",
            package="notes",
            directory="apps/notes",
            version=version,
            tag=f"notes@{version}",
            commit=self.desktop.repo.head,
            environment="production",
        )
        options = {"cli": self.cli, "arguments": ["--bundles", "deb,rpm"]}
        return {each.name: each for each in tauri.deploy(shipment, options).phases}

    def does(self, phase: Phase) -> list[int]:
        """Run the commands of a phase, until one fails; their exit codes."""
        codes: list[int] = []
        commands = [each for group in phase.work for each in group]
        commands += [each.command for each in phase.checks if isinstance(each, CommandCheck)]
        for each in commands:
            assert isinstance(each, Command)
            if not any(codes):
                codes.append(self.run(each, [*map(str, each.argv)], self.said.append).code)
        return codes


@pytest.fixture
def shop(components: Components, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with a_desktop(tmp_path, monkeypatch) as desktop:
        made = Shop(desktop, components, tmp_path)
        made.add_app()
        yield made


def judged(shop: Shop, platform: str) -> tuple[dict[str, Any], Path]:
    """What an installed app is told and downloads, which the real minisign has judged."""
    offered = shop.desktop.offered()
    told = offered["platforms"][platform]
    place = shop.folder / f"{offered['version']}-{platform}"
    with urlopen(told["url"]) as answer:
        place.write_bytes(answer.read())
    files = {"pub": shop.key.with_name("notes.key.pub").read_text("utf-8")}
    files["minisig"] = told["signature"]
    for ending, text in files.items():
        place.with_suffix(f".{ending}").write_bytes(base64.b64decode(text))
    public, signature = place.with_suffix(".pub"), place.with_suffix(".minisig")
    words = ["minisign", "-V", "-p", str(public), "-m", str(place), "-x", str(signature)]
    subprocess.run(words, check=True, capture_output=True)
    return offered, place


def test_what_the_cli_builds_is_shipped_and_comes_back_after_a_bad_version(shop: Shop) -> None:
    """And minisign confirms every bundle that an installed app downloads."""
    phases = shop.phases("1.0.0")
    assert {0} == {*shop.does(phases["build"])}
    with changed(shop.desktop.repo.root / f"{BUNDLES}/deb/My Notes_1.0.0_amd64.deb"):
        assert [4] == shop.does(phases["publish"])
    assert any("signature verification failed" in line for line in shop.said)
    assert [] == shop.desktop.writes
    for name in ("publish", "roll out", "verify"):
        assert [0] == shop.does(phases[name]), (name, shop.said)

    offered, package = judged(shop, "linux-x86_64-deb")
    judged(shop, "linux-x86_64-rpm")
    assert "1.0.0" == offered["version"]
    assert "1.0.0" == field(package, "Version")
    secret = shop.key.read_text("utf-8")
    assert not [line for line in shop.said if secret in line or PASSWORD in line]
    assert secret not in str(shop.phases("1.0.0"))

    desktop = shop.desktop
    desktop.repo.git.fetch("--quiet", "--tags", "origin")
    desktop.release("1.1.0")
    desktop.offer_as_others("1.1.0", "stable")
    assert 0 == desktop.withdraw("1.1.0", "--previous", "1.0.0").code
    assert 0 == desktop.halt().code
    desktop.repo.git.fetch("--quiet", "origin", "halt/notes-1.1.1")
    # The CLI writes Cargo.toml its own way when it builds.
    desktop.repo.git.switch("--quiet", "--detach", "--discard-changes", "FETCH_HEAD")

    built, _ = shop.phases("1.1.1")["build"].work
    assert [0] == shop.does(Phase("build", (built,)))
    done = [desktop.publish("1.1.1"), desktop.offer("1.1.1"), desktop.check("1.1.1")]
    assert [0, 0, 0] == [each.code for each in done], done

    offered, package = judged(shop, "linux-x86_64-deb")
    assert "1.1.1" == offered["version"]
    assert "1.1.1" == field(package, "Version")
    unpacked = shop.folder / "unpacked"
    subprocess.run(["dpkg-deb", "-x", package, unpacked], check=True)
    said = subprocess.run([unpacked / "usr/bin/notes"], capture_output=True, text=True, check=True)
    assert "notes 1.1.1, good\n" == said.stdout


@contextmanager
def changed(file: Path) -> Iterator[None]:
    """Somebody changes a file for a while."""
    content = file.read_bytes()
    file.write_bytes(content + b"!")
    yield
    file.write_bytes(content)


def field(package: Path, name: str) -> str:
    """What a Debian package says of itself."""
    words = ["dpkg-deb", "--field", str(package), name]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
