"""`deploy.build` builds what the deployment of an app would, and refuses what it would not."""

from __future__ import annotations

import pytest

from release.deployment import Call, Command
from release.deployment.own import Registration
from release.errors import ConfigError, ReleaseError, Where
from release.steps.deploy import Order
from release.steps.deploys.build import Building, plan
from tests.fake_git import FakeGit
from tests.fakes import MemoryFiles, a_view
from tests.trains import FILES

CONFIG = """
[apps.backend]
target = "command"
programs = ["make"]
[apps.backend.command]
build = ["make", "{version}", "{environment}{previous}"]
roll-out = ["ship"]
[apps.backend.environments.staging]
target = false
[apps.cloudprint]
target = "tauri"
[apps.frachter]
target = "command"
command.roll-out = ["ship"]
[workflows.platforms.cloudprint]
linux-x86_64 = "ubuntu-24.04"
darwin-aarch64 = "macos-15"
"""
OWN = (Registration("frachter", "build", False, Where("tasks.py", 1)),)


def planned(app: str, platform: str = "", order: Order = Order()) -> Building:  # noqa: B008  immutable
    view = a_view(MemoryFiles({**FILES, "release.toml": CONFIG}), FakeGit())
    return plan(view, order._replace(apps=(app,)), platform)


def test_the_work_of_the_target_is_done_as_in_the_deployment() -> None:
    """Without asking what runs: nobody keeps a book here."""
    building = planned("backend")

    command = Command(("make", "1.4.2", "production"), "apps/backend")
    assert (("build", ((command,),)), "") == (building.phase[:2], building.folder)
    assert ("backend 1.4.2", "1" * 40) == (building.title, building.shipment.commit)


def test_a_function_of_the_teams_own_is_work_enough() -> None:
    assert ((Call("frachter", "build"),),) == planned("frachter", order=Order(own=OWN)).phase.work


def test_what_is_built_for_a_platform_is_gathered_there() -> None:
    building = planned("cloudprint", "darwin-aarch64")

    assert "cloudprint 1.0.0 for darwin-aarch64" == building.title
    assert "apps/cloudprint/src-tauri/target/bundles/darwin-aarch64" == building.folder
    assert building.folder == building.document()["folder"]


def refused(app: str, platform: str = "", order: Order = Order()) -> tuple[str, str | None]:  # noqa: B008  as above
    with pytest.raises(ReleaseError) as caught:
        planned(app, platform, order)
    (problem,) = caught.value.problems
    return problem.message, problem.hint


def test_a_platform_is_one_of_the_apps_own() -> None:
    listed = "the platforms are linux-x86_64, darwin-aarch64"
    assert ("`--platform` is missing", listed) == refused("cloudprint")
    assert (
        "no job builds cloudprint for `windows-i686` in `production`",
        listed,
    ) == refused("cloudprint", "windows-i686")
    assert "did you mean `linux-x86_64`?" == refused("cloudprint", "linux-x86_46")[1]
    assert (
        "no job builds backend for `linux-x86_64` in `production`",
        "it is built for all at once",
    ) == refused("backend", "linux-x86_64")
    staging = Order("staging")
    assert "in `staging`" in refused("cloudprint", "linux-x86_64", staging)[0]


def test_an_app_of_which_nothing_is_built_is_refused() -> None:
    """By a target without such commands, or without any target."""
    assert "nothing of `frachter` is built in `production`" == refused("frachter")[0]
    assert (
        "nothing of `backend` is built in `staging`"
        == refused("backend", order=Order("staging"))[0]
    )


def test_a_missing_program_is_a_failure_and_no_reason_to_skip() -> None:
    without = Order(has=lambda _program: False)
    assert (
        "backend needs the program `make`, which is not here"
        == refused("backend", order=without)[0]
    )


def test_what_does_not_exist_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        planned("backnd", order=Order("lokal"))

    assert 2 == len(caught.value.problems)
