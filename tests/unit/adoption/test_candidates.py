"""Which packages can be apps, and what they are called as such."""

from __future__ import annotations

import json

import pytest

from release.adoption.candidates import app_names, candidates
from release.adoption.needs import Need
from release.adoption.request import chosen, wanted_needs
from release.config.changesets import ChangesetsConfig
from release.errors import ConfigError
from release.manifests import package_json
from release.model import Package
from tests.factories import a_package
from tests.fakes import MemoryFiles


def a_started(name: str, directory: str) -> Package:
    """A private package with a script that starts it."""
    content = {"name": name, "version": "1.0.0", "private": True, "scripts": {"start": "x"}}
    path = f"{directory}/package.json"
    return Package(name, directory, package_json.read(path, json.dumps(content)))


API, DOCS = a_started("@acme/api", "apps/api"), a_started("docs", "docs/site")


def test_an_app_is_called_like_its_package_without_the_scope_where_that_is_enough() -> None:
    assert app_names(["@acme/web", "@demo/web", "@acme/api", "core"]) == {
        "@acme/web": "@acme/web",
        "@demo/web": "@demo/web",
        "@acme/api": "api",
        "core": "core",
    }


def test_an_app_is_not_called_like_an_output_that_every_release_has() -> None:
    assert app_names(["release"]) == {"release": "release-app"}


def test_what_is_aside_or_not_versioned_is_no_likely_app() -> None:
    private = ChangesetsConfig(private_packages_version=True)

    def doubts(rules: ChangesetsConfig | None) -> list[str]:
        return [each.doubt for each in candidates([API, DOCS], MemoryFiles(), rules)]

    assert doubts(None) == doubts(private) == ["", "in a directory `docs`"]
    assert doubts(private._replace(ignore=frozenset({"@acme/api"})))[0] == (
        ".changeset/config.json ignores it"
    )
    assert doubts(ChangesetsConfig())[0] == (".changeset/config.json versions no private packages")


def test_what_is_built_for_another_package_is_a_part_of_that() -> None:
    content = {"name": "ui", "version": "1.0.0", "private": True, "scripts": {"build": "x"}}
    manifest = package_json.read("ui/package.json", json.dumps(content))
    ui = Package("ui", "ui", manifest)
    user = a_package(dev={"ui": "*"})

    assert candidates([ui], MemoryFiles(), None)[0].is_likely
    assert candidates([ui, user], MemoryFiles(), None)[0].doubt == "other packages use it"


def test_apps_are_asked_for_by_either_name_and_all_wrong_names_are_told() -> None:
    found = candidates([API, DOCS], MemoryFiles(), None)

    assert [each.app for each in chosen(["docs", "@acme/api", "api"], found)] == ["api", "docs"]
    with pytest.raises(ConfigError) as caught:
        chosen(["apo", "zz"], found)
    assert [each.hint for each in caught.value.problems] == [
        "did you mean `api`?",
        "there are @acme/api, docs, api",
    ]


def test_needs_that_are_asked_for_go_before_those_that_were_found() -> None:
    apps = candidates([API, DOCS], MemoryFiles(), None)
    found = [Need("api", "docs", "it depends on docs")]

    assert wanted_needs([], apps, found) == tuple(found)
    with pytest.raises(ConfigError, match=r"`docs -> api -> docs`|`api -> docs -> api`"):
        wanted_needs(["docs:api"], apps, found)
    assert wanted_needs(["docs:@acme/api"], apps, []) == (Need("docs", "api", "as you say"),)


@pytest.mark.parametrize("pair", ["docs", "docs:", ":api", "docs:apo", "dogs:api"])
def test_needs_that_are_no_pair_of_apps_are_told(pair: str) -> None:
    apps = candidates([API, DOCS], MemoryFiles(), None)

    with pytest.raises(ConfigError):
        wanted_needs([pair], apps, [])
