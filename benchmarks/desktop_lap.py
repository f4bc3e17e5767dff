"""What a deployment of a desktop app types, from signed bundles to a version that is taken back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.lap import PROGRAM
from benchmarks.typed import Typed
from tests.deploys.desktop import BUNDLES, Desktop, a_desktop

_NEW = "1.1.0"
_TARGET = "x86_64-unknown-linux-gnu"
_HERE = ("--platform", "linux-x86_64", "--target", _TARGET)


def desktop_lap(folder: Path) -> Iterator[Typed]:
    """A lap, as `benchmarks.lap` has it: 1.0.0 is offered, 1.1.0 follows, and goes again."""
    folder.mkdir()
    with pytest.MonkeyPatch.context() as around, a_desktop(folder, around) as desktop:
        desktop.given("1.0.0", "stable")
        desktop.repo.tag("notes@1.0.0")
        desktop.set_version(_NEW)
        desktop.build(_NEW)
        tagged = ("--tag", f"notes@{_NEW}")
        yield _types(desktop, "verify", "--version", _NEW)
        crossed = desktop.repo.root / BUNDLES.replace("release", f"{_TARGET}/release", 1)
        shutil.copytree(desktop.repo.root / BUNDLES, crossed)
        yield _types(desktop, "gather", "--version", _NEW, *_HERE, "--into", "gathered")
        shutil.rmtree(crossed)
        commit = ("--commit", desktop.repo.head)
        yield _types(desktop, "publish", "--version", _NEW, *tagged, *commit)
        yield _types(desktop, "offer", "--version", _NEW, *tagged)
        yield _types(desktop, "check", "--version", _NEW)
        yield _types(desktop, "withdraw", "--version", _NEW, "--previous", "1.0.0")
        yield _types(desktop, "halt")


def _types(desktop: Desktop, task: str, *words: str) -> Typed:
    name = f"tauri.{task}"
    argv = (name, "--app", "notes", *words)
    return Typed(name, PROGRAM, argv, desktop.repo.root, {**os.environ}, desktop.hub, again=True)
