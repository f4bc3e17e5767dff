"""A release has a folder of its own, and what is served changes by one rename."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from release.targets import directory
from tests.deploys.recipes import failures
from tests.deploys.shipments import COMMIT
from tests.unit.targets.directory.scene import NEW, OLD, Scene


def test_a_release_has_a_folder_of_its_own_and_current_leads_to_it(scene: Scene) -> None:
    assert scene.deploy() is None

    assert scene.current == f"releases/{NEW}"
    assert scene.served == "1.2.0"
    assert (scene.site / "current" / "REVISION").read_text() == f"{COMMIT}\n"
    assert scene.log == [f"{NEW} runs in production"]
    assert sorted(each.name for each in scene.site.iterdir()) == [
        "current",
        "releases",
        "revisions.log",
        "shared",
    ]


def test_modes_times_and_links_stay(scene: Scene) -> None:
    tool = scene.source / "bin" / "tool"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o750)
    os.utime(tool, (1_000_000_000, 1_000_000_000))
    (scene.source / ".hidden").symlink_to("bin/tool")
    (scene.source / "nowhere").symlink_to("/does/not/exist")

    scene.deploy()

    there = scene.site / "current"
    assert (there / "bin" / "tool").stat().st_mode & 0o7777 == 0o750
    assert (there / "bin" / "tool").stat().st_mtime == 1_000_000_000
    assert str((there / ".hidden").readlink()) == "bin/tool"
    assert str((there / "nowhere").readlink()) == "/does/not/exist"


def test_it_is_built_before_anything_else_in_the_folder_of_its_package(scene: Scene) -> None:
    scene.options["build"] = {"shell": "mkdir -p dist/v && pwd > dist/v/$RELEASE_VERSION"}

    scene.deploy()

    built = (scene.site / "current" / "v" / "1.2.0").read_text()
    assert built == f"{scene.root.resolve()}/apps/web\n"


def test_restart_is_run_in_what_is_served_now(scene: Scene) -> None:
    scene.options["restart"] = [["sh", "-c", "pwd -P >> ../../restarts"], {"shell": "touch again"}]
    scene.deploy()

    assert (scene.site / "restarts").read_text() == f"{scene.site.resolve()}/releases/{NEW}\n"
    assert (scene.site / "current" / "again").exists()


def test_the_last_releases_are_kept_and_the_current_one_always(scene: Scene) -> None:
    scene.options["keep"] = 2
    foreign = scene.site / "releases" / "by-hand"
    foreign.mkdir(parents=True)
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        scene.deploy(version)
    assert scene.releases == [OLD, NEW, "by-hand"]

    os.utime(scene.site / "current", (0, 0))
    prune = directory.deploy(scene.shipment(), {**scene.options, "keep": 1}).afterwards
    assert [{}] == [failures(group, scene.root) for group in prune]

    assert scene.releases == [NEW, "by-hand"]


@pytest.mark.parametrize(
    "version", ["../../../x", "-rf", "$(touch x)", "`touch x`", "a b\nc", "1.0.0+build.1"]
)
def test_a_version_of_any_text_makes_one_folder_and_nothing_else(
    scene: Scene, version: str
) -> None:
    assert scene.deploy(version) is None

    assert len(scene.releases) == len(scene.log) == 1
    assert scene.served == version
    assert sorted(each.name for each in scene.root.iterdir()) == ["apps", "www"]


def test_the_switch_is_one_rename(scene: Scene, tmp_path: Path) -> None:
    """Whoever opens `current` all the time never misses it."""
    scene.deploy("1.1.0")
    looks = "while [ ! -e stop ]; do cat www/site/current/index.html >> seen || exit 1; done"
    with subprocess.Popen(["sh", "-c", looks], cwd=tmp_path) as looking:
        while not (tmp_path / "seen").exists():
            assert looking.poll() is None
        for version in ("1.2.0", "1.1.0", "1.2.0"):
            scene.deploy(version)
        (tmp_path / "stop").touch()

    assert looking.returncode == 0
    assert {"1.1.0", "1.2.0"} == set((tmp_path / "seen").read_text().replace("01.", "0 1.").split())
