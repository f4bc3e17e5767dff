"""What a file is for, by its name."""

from __future__ import annotations

import pytest

from release.updates.bundles import (
    Bundle,
    bundles_of,
    by_platform,
    is_bundle,
    is_of_version,
    msi_version,
    platforms_of,
    release_name,
    unclear,
)


@pytest.mark.parametrize(
    ("name", "platforms"),
    [
        ("Notes_1.0.0_amd64.AppImage", ["linux-x86_64-appimage"]),
        ("Notes_1.0.0_aarch64.AppImage.tar.gz", ["linux-aarch64-appimage"]),
        ("My.Notes_1.0.0_amd64.deb", ["linux-x86_64-deb"]),
        ("Notes_1.0.0_armhf.deb", ["linux-armv7-deb"]),
        ("Notes-1.0.0-1.x86_64.rpm", ["linux-x86_64-rpm"]),
        ("Notes_1.0.0_x64-setup.exe", ["windows-x86_64-nsis"]),
        ("Notes_1.0.0_arm64-setup.nsis.zip", ["windows-aarch64-nsis"]),
        ("Notes_1.0.0_x86_en-US.msi", ["windows-i686-msi"]),
        ("Notes_1.0.0_x64_de-DE.msi.zip", ["windows-x86_64-msi"]),
        ("Notes_1.0.0_aarch64.app.tar.gz", ["darwin-aarch64-app"]),
        ("N_1.0.0_universal.app.tar.gz", ["darwin-aarch64-app", "darwin-x86_64-app"]),
        ("Notes.app.tar.gz", []),
        ("Notes_1.0.0_universal.deb", []),
        ("Notes_1.0.0_amd64.deb.sig", []),
        ("Notes_1.0.0_x64.dmg", []),
        ("control.tar.gz", []),
    ],
)
def test_a_name_tells_what_a_bundle_serves(name: str, platforms: list[str]) -> None:
    assert platforms == [str(each) for each in platforms_of(name)]


def test_a_disk_image_belongs_into_a_release_and_updates_nobody() -> None:
    assert is_bundle("Notes_1.0.0_x64.dmg")
    assert not is_bundle("Notes_1.0.0_amd64.deb.sig")
    assert not is_bundle("data.tar.gz")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("target/release/bundle/deb/N_1.0.0_amd64.deb", "N_1.0.0_amd64.deb"),
        ("target/aarch64-apple-darwin/release/N.app.tar.gz", "N_1.0.0_aarch64.app.tar.gz"),
        ("from-ci/darwin-x86_64/N.app.tar.gz.sig", "N_1.0.0_x86_64.app.tar.gz.sig"),
        ("from-ci/darwin-universal/N.app.tar.gz", "N_1.0.0_universal.app.tar.gz"),
        ("from-ci/darwin-x86_64/N_1.0.0_x64.app.tar.gz", "N_1.0.0_x64.app.tar.gz"),
        ("target/release/bundle/macos/N.app.tar.gz", "N.app.tar.gz"),
    ],
)
def test_a_bundle_for_macos_gets_the_name_of_its_folder(path: str, name: str) -> None:
    assert name == release_name(path, "1.0.0")


@pytest.mark.parametrize(
    ("name", "version", "is_it"),
    [
        ("Notes_1.0.0_amd64.deb", "1.0.0", True),
        ("Notes_11.0.0_amd64.deb", "1.0.0", False),
        ("Notes_1.0.0-beta.1_amd64.deb", "1.0.0", False),
        ("Notes_1.0.0-beta.1_amd64.deb", "1.0.0-beta.1", True),
        ("Notes-1.0.0-1.x86_64.rpm", "1.0.0", True),
        ("Notes_1.0.0.7_x64_en-US.msi", "1.0.0-7", True),
        ("Notes_1.0.0.7_x64-setup.exe", "1.0.0-7", False),
        ("Notes_1x0x0_amd64.deb", "1.0.0", False),
    ],
)
def test_old_bundles_are_told_from_new_ones(name: str, version: str, is_it: bool) -> None:
    assert is_it == is_of_version(name, version)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.2.3", "1.2.3"),
        ("1.2.3-7", "1.2.3.7"),
        ("1.2.3-beta.7", None),
        ("1.2.3-70000", None),
        ("256.0.0", None),
        ("0.0.70000", None),
        ("no version", None),
    ],
)
def test_the_version_of_an_msi_package_has_numbers_alone(
    version: str, expected: str | None
) -> None:
    assert expected == msi_version(version)


def test_each_installer_has_its_own_bundle_and_older_updaters_have_the_one_they_can_use() -> None:
    names = ["N_1_amd64.deb", "N_1_amd64.AppImage", "N-1-1.x86_64.rpm", "N_1_x64_en-US.msi"]

    assert {
        "linux-x86_64": "N_1_amd64.AppImage",
        "linux-x86_64-appimage": "N_1_amd64.AppImage",
        "linux-x86_64-deb": "N_1_amd64.deb",
        "linux-x86_64-rpm": "N-1-1.x86_64.rpm",
        "windows-x86_64": "N_1_x64_en-US.msi",
        "windows-x86_64-msi": "N_1_x64_en-US.msi",
    } == by_platform(names)


def test_a_universal_bundle_serves_what_has_none_of_its_own() -> None:
    names = ["N_1_universal.app.tar.gz", "N_1_aarch64.app.tar.gz"]

    assert {
        "darwin-aarch64": "N_1_aarch64.app.tar.gz",
        "darwin-aarch64-app": "N_1_aarch64.app.tar.gz",
        "darwin-x86_64": "N_1_universal.app.tar.gz",
        "darwin-x86_64-app": "N_1_universal.app.tar.gz",
    } == by_platform(names)


def test_a_bundle_that_could_be_for_any_mac_is_told() -> None:
    paths = ["target/release/bundle/macos/N.app.tar.gz", "darwin-aarch64/N.app.tar.gz", "N.deb"]

    assert ("target/release/bundle/macos/N.app.tar.gz",) == unclear(paths)


def test_the_bundles_of_a_version_are_found_with_their_signatures() -> None:
    paths = [
        "bundle/deb/My Notes_1.0.0_amd64.deb",
        "bundle/deb/My Notes_1.1.0_amd64.deb",
        "bundle/deb/My Notes_1.1.0_amd64.deb.sig",
        "bundle/dmg/My Notes_1.1.0_x64.dmg",
        "bundle/msi/My Notes_0.1.2.3_x64_en-US.msi",
        "bundle/deb/control.tar.gz",
    ]

    deb, dmg, msi = (
        Bundle("My.Notes_1.1.0_amd64.deb", paths[1], paths[2]),
        Bundle("My.Notes_1.1.0_x64.dmg", paths[3]),
        Bundle("My.Notes_0.1.2.3_x64_en-US.msi", paths[4]),
    )
    assert {deb.name: (deb,), dmg.name: (dmg,)} == bundles_of(paths, "1.1.0")
    assert [deb.name, dmg.name, msi.name] == sorted(
        bundles_of(paths, "1.1.0", installer="0.1.2.3"), key=[deb.name, dmg.name, msi.name].index
    )


def test_two_files_of_one_name_are_both_told() -> None:
    paths = ["a/N_1.0.0_amd64.deb", "b/N_1.0.0_amd64.deb"]

    assert [2] == [len(twins) for twins in bundles_of(paths, "1.0.0").values()]
