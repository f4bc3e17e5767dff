"""The target `pypi`: what it has done, in which order, and what comes of it where that fails."""

from __future__ import annotations

import shlex
from itertools import chain

import pytest

from release.deployment import Command, CommandCheck, Recipe, Running
from release.errors import ConfigError
from release.targets import pypi
from tests.deploys.shipments import EARLIER, a_shipment

INDEX = {"index": "https://index.example.org/simple/", "upload": "https://index.example.org/up/"}


def lines(recipe: Recipe) -> list[str]:
    """Every command as one would type it, after its phase; what takes it back after `undo`."""
    found = []
    for phase in recipe.phases:
        commands = [each for group in phase.work for each in group]
        found += [f"{phase.name}: {typed(each)}" for each in (*commands, *phase.checks)]
        found += [f"undo {phase.name}: {typed(each)}" for group in phase.undo for each in group]
    return found


def typed(found: object) -> str:
    command = found.command if isinstance(found, CommandCheck) else found
    assert isinstance(command, Command)
    return shlex.join(map(str, command.argv))


def test_it_is_verified_before_it_is_uploaded_and_listed_before_it_counts() -> None:
    recipe = pypi.deploy(a_shipment("lib", "1.1.0"), {})

    named = "--app lib --version 1.1.0"
    assert [
        "build: uv build --clear --no-create-gitignore --out-dir dist",
        f"build: release pypi.verify {named}",
        "roll out: uv publish 'dist/*.whl' 'dist/*.tar.gz'",
        f"undo roll out: release pypi.withdraw {named}",
        f"verify: release pypi.check {named}",
        f"undo verify: release pypi.withdraw {named} --uploaded",
    ] == lines(recipe)


def test_it_is_run_in_the_package_and_nothing_of_it_gets_our_token() -> None:
    """Our own tasks find the package by its app, from the root."""
    recipe = pypi.deploy(a_shipment("lib"), {})

    commands = [each for phase in recipe.phases for group in phase.work for each in group]
    assert ["apps/lib", "", "apps/lib"] == [
        each.directory for each in commands if isinstance(each, Command)
    ]
    assert not any(each.needs_token for each in commands if isinstance(each, Command))


def test_another_index_is_asked_where_files_are_uploaded_to() -> None:
    build, verify, upload, *rest = lines(pypi.deploy(a_shipment("lib"), INDEX))

    assert "roll out: uv publish --publish-url https://index.example.org/up/ --check-url " in upload
    assert all("--index https://index.example.org/simple/" in each for each in (verify, *rest))
    assert "index" not in build


def test_what_the_index_has_already_is_not_uploaded() -> None:
    """And only that word of ours means that there is something to do."""
    (phase,) = [
        each for each in pypi.deploy(a_shipment("lib"), {}).phases if each.name == "roll out"
    ]
    (upload,) = chain(*phase.work)

    assert isinstance(upload, Command)
    assert upload.unless is not None
    assert "release pypi.check --app lib --version 1.2.0" == shlex.join(
        map(str, upload.unless.argv)
    )
    assert pypi.ABSENT == upload.unless.absent


def test_a_teams_own_build_is_told_where_its_files_must_be() -> None:
    build = [["make", "wheel", "TO={dist}", "V={version}"], ["make", "bill"]]

    first, second, *_ = lines(pypi.deploy(a_shipment("lib", "1.1.0"), {"build": build}))

    assert ("build: make wheel TO=dist V=1.1.0", "build: make bill") == (first, second)


def test_a_job_for_one_platform_builds_and_publishes_nothing() -> None:
    shipment = a_shipment("lib", "1.1.0")

    assert [
        "build: uv build --clear --no-create-gitignore --out-dir dist/any",
        "build: release pypi.verify --app lib --version 1.1.0 --folder dist/any --offline",
    ] == lines(pypi.deploy(shipment._replace(platform="any"), {}))
    (_, asks) = lines(pypi.deploy(shipment._replace(platform="any"), INDEX))
    assert asks.endswith("--index https://index.example.org/simple/")
    (wheel, _) = lines(pypi.deploy(shipment._replace(platform="linux-aarch64"), {}))
    assert wheel.endswith(
        "uv build --wheel --clear --no-create-gitignore --out-dir dist/linux-aarch64"
    )


def test_what_jobs_built_is_published_without_building_anything() -> None:
    shipment = a_shipment("lib", "1.1.0")._replace(platforms=("any", "darwin-aarch64"))

    verify, upload, *_ = lines(pypi.deploy(shipment, {}))

    assert verify.startswith("build: release pypi.verify")
    assert verify.endswith("--folder dist/any --folder dist/darwin-aarch64")
    files = (
        "dist/any/*.whl dist/any/*.tar.gz dist/darwin-aarch64/*.whl dist/darwin-aarch64/*.tar.gz"
    )
    assert shlex.split(upload)[-4:] == files.split()


def test_outside_production_it_needs_an_index_of_its_own() -> None:
    shipment = a_shipment("lib", environment="staging")

    with pytest.raises(ConfigError, match="would be published for everybody"):
        pypi.deploy(shipment, {})
    assert lines(pypi.deploy(shipment, INDEX))


def test_no_version_is_brought_back() -> None:
    with pytest.raises(ConfigError, match="an index takes no version back") as caught:
        pypi.restore(a_shipment("lib", "1.1.0", previous=Running("1.2.0", EARLIER)), {})

    assert "yank 1.2.0 there" in str(caught.value.problems[0].hint)
    assert "release.hotfix --app lib" in str(caught.value.problems[0].hint)


@pytest.mark.parametrize(
    ("secrets", "trusted"),
    [
        ([], True),
        (["NPM_TOKEN"], True),
        (["UV_PUBLISH_TOKEN"], False),
        (["UV_PUBLISH_USERNAME", "UV_PUBLISH_PASSWORD"], False),
    ],
)
def test_it_is_trusted_where_it_has_no_secret(secrets: list[str], trusted: bool) -> None:
    assert trusted == pypi.is_trusted({}, secrets)


@pytest.mark.parametrize(
    ("options", "key", "wrong"),
    [
        ({"index": INDEX["index"]}, "index", "is of no use without `upload`"),
        ({"upload": INDEX["upload"]}, "upload", "is of no use without `index`"),
        ({**INDEX, "index": "ftp://a/b"}, "index", "is `ftp://a/b`, which is not an address"),
        ({**INDEX, "index": "http://[::1"}, "index", "is `http://[::1`, which is not an address"),
        ({**INDEX, "upload": "https://me:secret@a/b"}, "upload", "has a name or a password"),
        ({"build": ["make", "{dits}"]}, "build", "has `{dits}`, which stands for nothing"),
        ({"build": ["make", 1]}, "build", "has a `run` that is not a list of strings"),
    ],
)
def test_what_cannot_be_meant_is_told(options: dict[str, object], key: str, wrong: str) -> None:
    found = list(pypi.problems(options))

    assert any(each == key and message.startswith(wrong) for each, message, _ in found), found
    assert "secret" not in str(found).replace("secret's", "")


def test_good_options_have_no_problem() -> None:
    assert [] == list(pypi.problems({**INDEX, "build": ["make", "{dist}"], "within": 5}))


def test_a_platform_is_one_of_those_that_there_are() -> None:
    names = ["any", "linux-x86_64", "darwin-aarch64", "linux", "../x"]

    assert ["linux", "../x"] == [key for key, *_ in pypi.of_platforms({}, names)]
