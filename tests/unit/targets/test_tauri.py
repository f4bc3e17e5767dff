"""The target `tauri`: what it has done, in which order, and how it is taken back."""

from __future__ import annotations

import shlex
from itertools import pairwise

import pytest

from release.deployment import Command, CommandCheck, Recipe, Running
from release.errors import ConfigError
from release.targets import tauri
from tests.deploys.shipments import COMMIT, EARLIER, a_shipment

BEFORE = Running("1.2.0", EARLIER)


def lines(recipe: Recipe) -> list[str]:
    """Every command as one would type it, after its phase; what takes it back after `undo`."""
    found = []
    for phase in recipe.phases:
        for what, groups in ((phase.name, phase.work), (f"undo {phase.name}", phase.undo)):
            found += [f"{what}: {typed(each)}" for group in groups for each in group]
        found += [f"check {phase.name}: {typed(each)}" for each in phase.checks]
    return found


def typed(found: object) -> str:
    command = found.command if isinstance(found, CommandCheck) else found
    assert isinstance(command, Command)
    return shlex.join(map(str, command.argv))


def test_nobody_is_offered_anything_before_all_is_verified_and_released() -> None:
    recipe = tauri.deploy(a_shipment("notes", "1.1.0"), {})

    tagged, where = "--tag notes@1.1.0", "--channel stable --channel beta"
    assert [
        "build: npx --no-install tauri build --ci",
        "build: release tauri.verify --app notes --version 1.1.0",
        f"publish: release tauri.publish --app notes --version 1.1.0 {tagged} --commit {COMMIT}",
        f"roll out: release tauri.offer --app notes --version 1.1.0 {tagged} {where}",
        f"undo roll out: release tauri.withdraw --app notes --version 1.1.0 {where}",
        f"check verify: release tauri.check --app notes --version 1.1.0 {where}",
    ] == lines(recipe)


def test_what_other_jobs_built_is_named_and_must_be_there() -> None:
    options = {
        "build": False,
        "bundles": ["from-ci"],
        "platforms": ["linux-x86_64", "darwin-aarch64"],
        "branch": "gh-pages",
    }

    build, publish, offer, *_ = lines(tauri.deploy(a_shipment("notes", "1.1.0"), options))

    platforms = "--platform linux-x86_64 --platform darwin-aarch64"
    assert f"release tauri.verify --app notes --version 1.1.0 --bundle from-ci {platforms}" in build
    assert f"--bundle from-ci {platforms}" in publish
    assert f"{platforms} --channel stable --channel beta --branch gh-pages" in offer


def test_a_job_for_one_platform_builds_for_that_and_gathers_it() -> None:
    """It has no token, and nothing else is done there."""
    shipment = a_shipment("notes", "1.1.0")._replace(platform="darwin-x86_64")

    recipe = tauri.deploy(shipment, {"bundles": ["from-jobs"], "platforms": ["darwin-x86_64-app"]})

    named = "--platform darwin-x86_64 --target x86_64-apple-darwin --into from-jobs"
    assert [
        "build: npx --no-install tauri build --ci --target x86_64-apple-darwin",
        f"build: release tauri.gather --app notes --version 1.1.0 {named}",
    ] == lines(recipe)
    assert [False, False] == [token_of(each) for group in recipe.phases[0].work for each in group]


@pytest.mark.parametrize(
    ("platform", "arguments", "target"),
    [
        ("linux-x86_64", [], "x86_64-unknown-linux-gnu"),
        ("linux-armv7", [], "armv7-unknown-linux-gnueabihf"),
        ("windows-i686", ["--verbose"], "i686-pc-windows-msvc"),
        ("darwin-aarch64", ["-t", "universal-apple-darwin"], "universal-apple-darwin"),
        ("linux-x86_64", ["--target=x86_64-unknown-linux-musl"], "x86_64-unknown-linux-musl"),
    ],
)
def test_a_platform_has_its_target_unless_another_one_is_named(
    platform: str, arguments: list[str], target: str
) -> None:
    shipment = a_shipment("notes")._replace(platform=platform)

    build, gather = lines(tauri.deploy(shipment, {"arguments": arguments}))

    assert 1 == build.count(target)
    assert f"--target {target} --into" in gather


def test_what_jobs_built_for_all_platforms_is_deployed_and_nothing_else_is() -> None:
    """What was built here does not count; what is served must be what they built."""
    shipment = a_shipment("notes", "1.1.0")._replace(platforms=("linux-x86_64", "darwin-aarch64"))
    platforms = "--platform linux-x86_64 --platform darwin-aarch64 --platform linux-x86_64-deb"

    told = lines(tauri.deploy(shipment, {"platforms": ["linux-x86_64-deb"]}))

    found = f"--elsewhere --bundle src-tauri/target/bundles {platforms}"
    assert f"build: release tauri.verify --app notes --version 1.1.0 {found}" == told[0]
    assert f"--version 1.1.0 {found} --tag" in told[1]
    assert f"--tag notes@1.1.0 {platforms} --channel" in told[2]
    assert platforms in str(lines(tauri.restore(shipment, {"platforms": ["linux-x86_64-deb"]})))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"build": True}, ("build", "has it built where it is deployed, and jobs of their own")),
        ({"release": False}, ("release", "has nothing released, and jobs of their own")),
        ({"platforms": ["darwin-aarch64"]}, ("platforms", "has `darwin-aarch64`, which none of")),
        ({"bundles": []}, ("bundles", "has 0 folders, and what jobs build is in one")),
        ({"bundles": ["of/{commit}"]}, ("bundles", "has a placeholder in `of/{commit}`")),
        ({"bundles": ["of/${{{{ x }}}}"]}, ("bundles", "has `of/${{{{ x }}}}`, which GitHub's")),
        ({"bundles": ["of*"]}, ("bundles", "has `of*`, which GitHub's actions take for")),
        ({"bundles": ["/x"]}, ("bundles", "has `/x`, which is not in the package")),
        ({"bundles": ["../x"]}, ("bundles", "has `../x`, which is not in the package")),
    ],
)
def test_what_contradicts_jobs_of_their_own_is_told(
    options: dict[str, object], told: tuple[str, str]
) -> None:
    ((key, message, _),) = tauri.of_platforms(options, ["linux-x86_64"])

    assert (key, True) == (told[0], message.startswith(told[1]))


def test_jobs_are_for_platforms_without_an_installer() -> None:
    names = ["linux-x86_64", "linux-x86_64-deb", "macos"]
    agreeing = {"build": False, "bundles": ["x"], "platforms": ["linux-x86_64-rpm"]}

    assert ["linux-x86_64-deb", "macos"] == [key for key, *_ in tauri.of_platforms({}, names)]
    assert [] == [*tauri.of_platforms(agreeing, ["linux-x86_64"])]
    assert ("x", tauri.GATHERED) == (tauri.gathered(agreeing), tauri.gathered({}))


def test_the_teams_own_cli_builds_in_the_apps_directory() -> None:
    options = {"cli": ["cargo", "tauri"], "arguments": ["--target", "universal-apple-darwin"]}

    phase, *_ = tauri.deploy(a_shipment("notes"), options).phases

    ((command,), _) = phase.work
    assert isinstance(command, Command)
    assert "cargo tauri build --ci --target universal-apple-darwin" == typed(command)
    assert "apps/notes" == command.directory


def test_what_is_in_braces_is_filled_in() -> None:
    options = {"cli": ["./build", "{app}"], "bundles": ["from/{commit}"], "branch": "of-{app}"}

    told = lines(tauri.deploy(a_shipment("notes", "1.1.0"), options))

    assert "build: ./build notes build --ci" == told[0]
    assert f"--bundle from/{COMMIT}" in told[1]
    assert "--branch of-notes" in told[3]


def test_what_is_only_built_is_offered_to_nobody_and_cannot_come_back() -> None:
    there = a_shipment("notes", environment="local")

    assert ["build: npx --no-install tauri build --ci"] == lines(
        tauri.deploy(there, {"release": False})
    )
    with pytest.raises(ConfigError, match="`notes` cannot be brought back in `local`"):
        tauri.restore(there, {"release": False})


def test_what_builds_gets_no_token() -> None:
    """Nor does what only looks at what was built."""
    build, publish, *_ = tauri.deploy(a_shipment("notes"), {}).phases

    assert [False, False] == [token_of(each) for group in build.work for each in group]
    assert [True] == [token_of(each) for group in publish.work for each in group]


def token_of(found: object) -> bool:
    assert isinstance(found, Command)
    return found.needs_token


@pytest.mark.parametrize(
    ("version", "environment", "channels"),
    [
        ("1.1.0", "production", ("stable", "beta")),
        ("1.1.0-beta.2", "production", ("beta",)),
        ("0.0.0-staging-20260102030405-abc", "staging", ("nightly",)),
    ],
)
def test_a_version_has_its_channels(
    version: str, environment: str, channels: tuple[str, ...]
) -> None:
    recipe = tauri.deploy(a_shipment("notes", version, environment=environment), {})

    (offer,) = [each for each in lines(recipe) if each.startswith("roll out: ")]
    words = shlex.split(offer)
    assert channels == tuple(after for word, after in pairwise(words) if word == "--channel")


def test_a_deployment_that_may_go_back_says_so_to_the_channel() -> None:
    """And what ran before is what is offered again when it fails."""
    lower = lines(tauri.deploy(a_shipment("notes", "1.1.0", previous=BEFORE), {}))
    higher = lines(tauri.deploy(a_shipment("notes", "1.3.0", previous=BEFORE), {}))

    assert " --back" in str(lower)
    assert " --back" not in str(higher)
    assert all(" --previous 1.2.0" in str(each) for each in (lower, higher))


def test_a_version_is_brought_back_out_of_its_release_and_not_built() -> None:
    recipe = tauri.restore(a_shipment("notes", "1.0.0"), {"platforms": ["linux-x86_64"]})

    offer = (
        "release tauri.offer --app notes --version 1.0.0 --tag notes@1.0.0 "
        "--platform linux-x86_64 --channel stable --channel beta --back"
    )
    assert f"roll out: {offer}" in lines(recipe)
    assert ["roll out", "verify"] == [phase.name for phase in recipe.phases]
    assert [f"{offer} --dry-run"] == [typed(each) for each in recipe.present]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"cli": []}, ("cli", "is empty")),
        ({"channels": []}, ("channels", "is empty: nobody would be offered anything")),
        ({"channels": ["../x"]}, ("channels", "has `../x`, which is not a name for a channel")),
        ({"arguments": ["{verison}"]}, ("arguments", "has `{verison}`, which stands for nothing")),
        ({"platforms": ["macos"]}, ("platforms", "has `macos`, which is not a platform")),
    ],
)
def test_names_that_are_none_are_told(options: dict[str, list[str]], told: tuple[str, str]) -> None:
    assert [told] == [(key, message) for key, message, _ in tauri.problems(options)]
    good = {"cli": ["tauri"], "channels": ["early-birds"], "platforms": ["linux-x86_64-deb"]}
    assert [] == [*tauri.problems(good)]
