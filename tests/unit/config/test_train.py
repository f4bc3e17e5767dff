"""`[tool.release]` and release.toml: what each key means."""

from __future__ import annotations

import pytest

from release.config.pins import CHECKOUT, PINS, Pin
from release.config.train import Config, parse_train_config
from release.config.workflows import Workflows
from release.model import App
from tests.factories import a_package, a_workspace
from tests.unit.config.projects import WORKSPACE, parsed


def test_a_package_may_have_tags_of_its_own_form() -> None:
    config = parsed("[tags]\nbackend = 'api-v{version}'")

    assert config.tag_of("backend") == "api-v{version}"
    assert config.tag_of("frachter") == "{name}@{version}"


def test_without_apps_every_package_with_a_version_is_an_app() -> None:
    """So that a repository needs no configuration at all."""
    config = parsed("")

    assert config == Config(
        apps=tuple(App(name, name) for name in ("backend", "cloudprint", "frachter")),
        path="release.toml",
    )


def test_a_repository_of_one_package_has_short_tags() -> None:
    """As Changesets names them."""
    alone = a_workspace(app=a_package(directory=""))

    assert parsed("", alone).tag == "v{version}"


def test_every_key_is_read() -> None:
    """The same table may stand in pyproject.toml."""
    text = """
main = "trunk"
staging = "next"
title = "Release"
tag = "{name}/v{version}"
[apps.api]
package = "backend"
[apps.cloudprint]
needs = ["api"]
assets = ["dist/*.deb", "!dist/*.sig"]
latest = true
"""
    table = text.replace("[apps", "[tool.release.apps")

    expected = Config(
        main="trunk",
        staging="next",
        title="Release",
        tag="{name}/v{version}",
        apps=(
            App("api", "backend"),
            App(
                "cloudprint",
                "cloudprint",
                ("api",),
                assets=("dist/*.deb", "!dist/*.sig"),
                latest=True,
            ),
        ),
        configured=True,
        path="release.toml",
    )
    assert expected == parsed(text)
    in_project = parse_train_config(f"[tool.release]{table}", "pyproject.toml", WORKSPACE)
    assert in_project is not None
    assert expected.apps == in_project.apps


@pytest.mark.parametrize("text", ["", "[tool.other]\n", "[project]\nname = 'x'\n"])
def test_a_project_file_may_say_nothing(text: str) -> None:
    """Most do."""
    assert parse_train_config(text, "pyproject.toml", WORKSPACE) is None


def test_workflows_are_told_how_jobs_run() -> None:
    """What is not said is as it is by default."""
    text = """
[apps.backend]
[workflows]
runner = "own"
install = "make ready"
secrets.backend = ["SSH_KEY"]
runners.backend = "macos-15"
pins."actions/checkout" = "0123456789012345678901234567890123456789 # v8.0.0"
"""
    newer = Pin("0123456789012345678901234567890123456789", "v8.0.0")

    assert parsed(text).workflows == Workflows(
        runner="own",
        install="make ready",
        secrets={"backend": ("SSH_KEY",)},
        runners={"backend": "macos-15"},
        pins={**PINS, CHECKOUT: newer},
    )
