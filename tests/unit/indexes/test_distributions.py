"""What the names of files say of a version, and what is wrong with them."""

from __future__ import annotations

import pytest

from release.indexes.distributions import Named, is_distribution, named, wrong_names


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("dist/reading_light-1.1.0-py3-none-any.whl", Named("reading-light", "1.1.0")),
        (
            "reading_light-1.1.0-1-cp311-cp311-manylinux_2_17_x86_64.whl",
            Named("reading-light", "1.1.0"),
        ),
        ("dist/any/Reading.Light-1.0rc1.tar.gz", Named("reading-light", "1.0rc1")),
        ("dist/reading_light.whl", None),
        ("dist/reading_light.tar.gz", None),
    ],
)
def test_a_name_says_the_project_and_the_version(path: str, says: Named | None) -> None:
    assert says == named(path)


def test_what_lies_beside_distributions_is_none() -> None:
    names = ["a-1.whl", "a-1.tar.gz", "a-1.cdx.json", "a-1.whl.publish.attestation", ".gitignore"]

    assert ["a-1.whl", "a-1.tar.gz"] == [each for each in names if is_distribution(each)]


def wrong(*paths: str, version: str = "1.1.0") -> list[str]:
    return [each.message for each in wrong_names(paths, "lib", version)]


def test_files_of_the_version_are_right_in_pythons_spelling_of_it() -> None:
    assert [] == wrong("dist/lib-1.1.0-py3-none-any.whl", "dist/lib-1.1.0.tar.gz")
    assert [] == wrong("dist/lib-2.0.0b1.tar.gz", version="2.0.0-beta.1")
    snapshot = "0.0.0-staging-20261126113929-72e7a05"
    assert [] == wrong("dist/lib-0.0.0.dev20261126113929.tar.gz", version=snapshot)


def test_a_version_that_is_not_semantic_is_that_of_no_file_unless_it_is_spelled_there() -> None:
    said = "`lib-1.1.0.tar.gz` is of 1.1.0, and lib nonsense is to be released"
    assert [said] == wrong("lib-1.1.0.tar.gz", version="nonsense")
    assert [] == wrong("lib-2.0.0b1.tar.gz", version="2.0.0b1")


def test_what_no_semantic_version_has_is_another_version() -> None:
    for version in ("1!1.1.0", "1.1.0+here", "1.1.0.post1", "1.1.0.1"):
        (told,) = wrong(f"lib-{version}.tar.gz")
        assert told.endswith(f"is of {version}, and lib 1.1.0 is to be released")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    told = wrong("a/lib-1.0.0.tar.gz", "b/lib-1.1.0.tar.gz", "c/lib-1.1.0.tar.gz", "c/other.whl")

    assert [
        "`a/lib-1.0.0.tar.gz` is of 1.0.0, and lib 1.1.0 is to be released",
        "`c/other.whl` is not a name for a wheel or a source distribution",
        "several files would be lib-1.1.0.tar.gz: b/lib-1.1.0.tar.gz, c/lib-1.1.0.tar.gz",
    ] == told


def test_an_app_is_one_project() -> None:
    told = wrong("dist/lib-1.1.0.tar.gz", "dist/lib_extra-1.1.0.tar.gz")

    assert ["there are files of several projects: lib, lib-extra"] == told
