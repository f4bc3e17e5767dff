"""What a rehearsal changes of a configuration."""

from __future__ import annotations

from release.read.config import read_config
from release.rehearsal.stand_ins import stand_ins
from tests.factories import a_package, a_workspace
from tests.fakes import MemoryFiles

CONFIG = """
[apps.notes]
target = "tauri"
[workflows]
runner = "own"
[workflows.platforms.notes]
linux-x86_64 = "ubuntu-24.04"
"""


def test_an_app_that_jobs_build_for_its_platforms_is_rehearsed_like_any_other() -> None:
    files = MemoryFiles({"release.toml": CONFIG})

    changed = stand_ins(files, (), ["notes"], ()).files

    config = read_config(MemoryFiles(changed), a_workspace(notes=a_package()))
    assert "command" == config.care("notes", "production").target
    assert ("own", {}) == (config.workflows.runner, config.workflows.platforms)
