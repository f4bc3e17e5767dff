"""The files of a release."""

from __future__ import annotations

import pytest

from release.forge.releases import Asset, WantedAsset, asset_name, name_key
from release.publish.files import LARGEST, missing_files, wanted_files, wrong_files
from release.world import Measured


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cloudprint_1.1.0_amd64.deb", "cloudprint_1.1.0_amd64.deb"),
        ("Cloud Print (x64) [en].exe", "Cloud.Print.x64.en.exe"),
        ("web-1.0~rc1.deb", "web-1.0.rc1.deb"),
        (".Überblick..txt", "Uberblick.txt"),
        ("a+b@c.tar.gz", "a+b@c.tar.gz"),
    ],
)
def test_a_file_is_sent_under_the_name_that_github_keeps(name: str, expected: str) -> None:
    assert expected == asset_name(name)
    assert expected == asset_name(expected)


@pytest.mark.parametrize("given_back", ["a+b@c.deb", "a.b@c.deb", "a.b.c.deb"])
def test_a_file_is_found_however_it_was_renamed(given_back: str) -> None:
    assert name_key("a+b@c.deb") == name_key(given_back)


@pytest.mark.parametrize(
    ("asset", "met"),
    [
        (Asset(1, "a", 3, "sha256:abc"), True),
        (Asset(1, "a", 3, None), True),
        (Asset(1, "a", 3, "sha256:other"), False),
        (Asset(1, "a", 4, "sha256:abc"), False),
        (Asset(1, "a", 3, "sha256:abc", is_whole=False), False),
    ],
)
def test_a_file_is_the_same_by_size_and_digest_and_when_it_is_whole(
    asset: Asset, met: bool
) -> None:
    assert met == WantedAsset("a", "dist/a", 3, "sha256:abc").is_met_by(asset)


def problems(**measured: int) -> list[str]:
    files = wanted_files({path: Measured(size, "") for path, size in measured.items()})
    return [each.message for each in wrong_files(files)]


def test_two_files_of_one_name_are_told() -> None:
    assert ["b/a_b.deb and a/a_b.deb would have one name in the release, a_b.deb"] == problems(
        **{"a/a_b.deb": 1, "b/a_b.deb": 1}
    )
    assert 1 == len(problems(**{"a b": 1, "a.b": 1}))


def test_what_github_does_not_take_is_told() -> None:
    assert ["a is empty"] == problems(a=0)
    assert [] == problems(a=LARGEST)
    assert [f"a has {LARGEST + 1} bytes"] == problems(a=LARGEST + 1)
    assert ["日 has no letter of ASCII in its name, and GitHub keeps no other"] == problems(日=1)


def test_a_pattern_without_a_file_is_told_with_its_app() -> None:
    (problem,) = missing_files("web", "apps/web", ["dist/*.deb"])

    assert "there is no file dist/*.deb in apps/web, which a release of `web` is to have" == (
        problem.message
    )
    assert "build it first, or mend `apps.web.assets`" == problem.hint
