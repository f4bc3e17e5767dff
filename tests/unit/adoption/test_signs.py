"""What tells that a package is an app."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from release.adoption.signs import Sign, sign_of
from release.manifests import format_of
from release.model import Package
from tests.fakes import MemoryFiles

CRATE = '[package]\nname = "app"\nversion = "1.0.0"\n'
PROJECT = '[project]\nname = "app"\nversion = "1.0.0"\n'
COMMAND = '\n[project.scripts]\napp = "app:main"\n'


def signs(files: Mapping[str, str], manifest: str = "apps/app/package.json") -> Sign | None:
    """The sign of the package whose manifest leads it."""
    format_ = format_of(manifest)
    assert format_
    found = format_.read(manifest, files[manifest])
    return sign_of(Package("app", "apps/app", found), MemoryFiles(files))


def a_node_package(**content: object) -> dict[str, str]:
    whole = {"name": "app", "version": "1.0.0", **content}
    return {"apps/app/package.json": json.dumps(whole)}


def test_a_tauri_app_is_known_by_its_configuration() -> None:
    files = a_node_package() | {"apps/app/src-tauri/tauri.conf.json": "{}"}

    assert signs(files) == Sign("tauri", "a Tauri app: apps/app/src-tauri/tauri.conf.json")


def test_what_lies_beside_the_manifest_that_leads_tells_as_well() -> None:
    files = a_node_package() | {
        "apps/app/pyproject.toml": f'{PROJECT}dependencies = ["flask"]\n{COMMAND}'
    }

    assert signs(files) == Sign("service", "a command in `project.scripts`, and flask")


def test_a_tauri_app_that_is_a_crate_alone_is_known_too() -> None:
    files = {"apps/app/Cargo.toml": CRATE, "apps/app/Tauri.toml": ""}

    assert signs(files, "apps/app/Cargo.toml") == Sign("tauri", "a Tauri app: apps/app/Tauri.toml")


def test_an_image_goes_before_a_script_that_starts() -> None:
    files = a_node_package(private=True, scripts={"start": "node ."})

    assert signs(files | {"apps/app/Dockerfile": ""}) == Sign("container", "it has a Dockerfile")
    assert signs(files) == Sign("service", "private, with a script `start`")


def test_what_is_private_and_built_and_gives_nothing_to_import_is_a_site() -> None:
    build = {"build": "vite build"}

    assert signs(a_node_package(private=True, scripts=build)) == Sign(
        "site", "private, with a script `build`, and nothing to import"
    )
    assert signs(a_node_package(private=True, scripts=build, exports={})) is None


@pytest.mark.parametrize("scripts", [{"start": "tsdx watch"}, {"build": "tsc"}, {}, None, "x"])
def test_a_public_package_is_a_library_whatever_its_scripts(scripts: object) -> None:
    assert signs(a_node_package(scripts=scripts)) is None


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"apps/app/src/main.rs": ""}, "a program: apps/app/src/main.rs"),
        ({"apps/app/src/lib.rs": ""}, None),
    ],
)
def test_a_crate_with_a_main_is_a_program(files: dict[str, str], why: str | None) -> None:
    found = signs(files | {"apps/app/Cargo.toml": CRATE}, "apps/app/Cargo.toml")

    assert (found.why if found else None) == why


def test_a_crate_that_names_its_programs_is_one() -> None:
    files = {"apps/app/Cargo.toml": f'{CRATE}\n[[bin]]\nname = "app"\npath = "core/main.rs"\n'}

    assert signs(files, "apps/app/Cargo.toml") == Sign("program", "its Cargo.toml has a `[[bin]]`")


@pytest.mark.parametrize(
    ("rest", "is_app"),
    [
        ('dependencies = ["FastAPI[all]>=0.100", "rich"]\n' + COMMAND, True),
        ('dependencies = ["rich"]\n' + COMMAND, False),  # a tool
        ('dependencies = ["fastapi"]\n', False),  # for others to import
    ],
)
def test_a_python_project_is_a_service_with_a_command_and_a_server(rest: str, is_app: bool) -> None:
    found = signs({"apps/app/pyproject.toml": PROJECT + rest}, "apps/app/pyproject.toml")

    assert (found is not None) == is_app
