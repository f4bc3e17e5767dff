"""Wherever a release is cut short, a whole one is served, and the next run makes it whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from release.targets import directory
from tests.deploys.recipes import failures
from tests.unit.targets.directory.scene import BEFORE, NEW, OLD, Scene


@pytest.mark.parametrize("left", ["nothing", "part", "other"])
def test_a_release_that_came_in_half_is_made_whole_by_the_next_run(scene: Scene, left: str) -> None:
    scene.deploy("1.1.0")
    incoming = scene.site / "incoming"
    if left != "nothing":
        incoming.mkdir()
        (incoming / ("index.html" if left == "part" else "stranger")).write_text("1.")

    assert scene.deploy(previous=BEFORE) is None

    there = sorted(each.name for each in (scene.site / "current").iterdir())
    assert (scene.served, there) == ("1.2.0", ["REVISION", "index.html"])
    assert not incoming.exists()


def test_a_release_whose_build_was_mended_replaces_the_one_of_its_name(scene: Scene) -> None:
    scene.deploy("1.1.0")
    scene.options["restart"] = ["test", "-e", "good"]
    assert scene.deploy(previous=BEFORE) is not None
    (scene.source / "good").touch()

    assert scene.deploy(previous=BEFORE) is None

    assert (scene.current, scene.releases) == (f"releases/{NEW}", [OLD, NEW])


def test_what_is_served_goes_on_while_a_release_of_its_name_comes_in(scene: Scene) -> None:
    scene.deploy()
    (scene.source / "index.html").write_text("again")
    build, publish, *_ = directory.deploy(scene.shipment(), scene.options).phases

    for group in (*build.work, *publish.work):
        assert {} == failures(group, scene.root)

    assert (scene.current, scene.served) == (f"releases/{NEW}.replaced", "1.2.0")
    assert scene.deploy() is None
    assert (scene.current, scene.releases) == (f"releases/{NEW}", [NEW])


def test_an_interrupted_attempt_costs_no_release_and_no_way_back(scene: Scene) -> None:
    scene.options["keep"] = 2
    scene.deploy("1.1.0")
    build, publish, roll_out, _ = directory.deploy(scene.shipment(), scene.options).phases
    for group in (*build.work, *publish.work, *roll_out.work):
        assert {} == failures(group, scene.root)

    assert scene.deploy(previous=BEFORE) is None

    assert (scene.current, scene.releases) == (f"releases/{NEW}", [OLD, NEW])
    assert str((scene.site / "before").readlink()) == f"releases/{OLD}"


DEADLY = """#!/bin/sh
[ "$1" = --help ] || echo >> "$CALLS"
[ "$(wc -l < "$CALLS")" -ne "$LAST" ] || kill -9 "$PPID"
exec {program} "$@"
"""


class Killer:
    """Kills the shell that is about to run its `last` program that changes something."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for name in ("mkdir", "rm", "cp", "mv", "ln", "touch"):
            (folder / name).write_text(DEADLY.format(program=shutil.which(name)))
            (folder / name).chmod(0o755)
        self.calls = folder / "calls"

    @contextmanager
    def at(self, last: int) -> Iterator[None]:
        self.calls.write_text("")
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("PATH", f"{self.folder}{os.pathsep}{os.environ['PATH']}")
            environment.setenv("CALLS", str(self.calls))
            environment.setenv("LAST", str(last))
            yield

    @property
    def called(self) -> int:
        return len(self.calls.read_text())


def is_cut_short(scene: Scene) -> bool:
    """Deploy; whether a program was killed at it, or at what comes afterwards."""
    try:
        return scene.deploy(previous=BEFORE) is not None
    except AssertionError:
        return True


@pytest.mark.parametrize(("runs", "least"), [("1.1.0", 13), ("1.2.0", 19)])
def test_whatever_kills_it_a_whole_release_is_served_and_the_next_run_ends_clean(
    scene: Scene, tmp_path: Path, runs: str, least: int
) -> None:
    """At each of the programs that change something, of which there are so many at least."""
    scene.deploy("1.1.0")
    if runs == "1.2.0":
        scene.deploy("1.2.0", previous=BEFORE)
    shutil.copytree(scene.site, tmp_path / "before", symlinks=True)
    killer = Killer(tmp_path / "deadly")
    with killer.at(0):
        assert scene.deploy(previous=BEFORE) is None
    moments = killer.called
    assert moments >= least

    for last in range(1, moments + 1):
        shutil.rmtree(scene.site)
        shutil.copytree(tmp_path / "before", scene.site, symlinks=True)
        with killer.at(last):
            assert is_cut_short(scene)
        assert scene.served in {"1.1.0", "1.2.0"}
        assert (scene.site / "current" / "REVISION").is_file()

        with killer.at(0):
            assert scene.deploy(previous=BEFORE) is None
        assert (scene.current, scene.releases) == (f"releases/{NEW}", [OLD, NEW])
        assert not (scene.site / "incoming").exists()
