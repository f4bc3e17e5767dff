"""Every plug-in fits its shelf: mypy proves it of the types, the tests of the tables."""

from __future__ import annotations

from release.adoption import conversions
from release.adoption.conversion import Converter
from release.adoption.conversions import changesets, covector, knope, release_please, scripts
from release.lockfiles import (
    LOCKFILES,
    Lockfile,
    bun_lock,
    cargo_lock,
    package_lock,
    pnpm_lock,
    uv_lock,
    yarn_lock,
)
from release.manifests import (
    FORMATS,
    Format,
    cargo_toml,
    package_json,
    pyproject,
    tauri_conf,
    tauri_toml,
)
from release.requirements import REQUIREMENTS, Requirements, cargo, python
from release.targets import SHELF, Target, command, container, directory, tauri

EVERY_LOCKFILE: list[Lockfile] = [
    bun_lock,
    cargo_lock,
    package_lock,
    pnpm_lock,
    uv_lock,
    yarn_lock,
]
EVERY_FORMAT: list[Format] = [cargo_toml, package_json, pyproject, tauri_conf, tauri_toml]
EVERY_LANGUAGE: list[Requirements] = [cargo, python]
EVERY_CONVERTER: list[Converter] = [changesets, covector, knope, release_please, scripts]
EVERY_TARGET: list[Target] = [command, container, directory, tauri]


def test_the_table_of_requirements_has_every_module() -> None:
    assert EVERY_LANGUAGE == [*REQUIREMENTS.values()]


def test_the_table_of_lockfiles_has_every_module() -> None:
    assert all(lockfile in EVERY_LOCKFILE for lockfile in LOCKFILES.values())
    assert all(lockfile in LOCKFILES.values() for lockfile in EVERY_LOCKFILE)


def test_the_table_of_formats_has_every_module() -> None:
    assert all(form in EVERY_FORMAT for form in FORMATS.values())
    assert all(form in FORMATS.values() for form in EVERY_FORMAT)


def test_the_table_of_targets_has_every_module() -> None:
    assert EVERY_TARGET == [*SHELF.values()]


def test_the_table_of_converters_has_every_module() -> None:
    assert EVERY_CONVERTER == [*conversions.SHELF.values()]
