"""How a repository has named the tags of its releases so far."""

from __future__ import annotations

import pytest

from release.adoption.tags import form_of, told_form

USUAL = "{name}@{version}"


@pytest.mark.parametrize(
    ("tags", "form"),
    [
        ({"app@1.0.0", "core@2.0.0"}, USUAL),
        ({"app-v1.0.0", "core-v0.9.0"}, "{name}-v{version}"),
        ({"app-1.0.0", "core-2.0.0-beta.1", "nightly"}, "{name}-{version}"),
        ({"app/v1.0.0"}, "{name}/v{version}"),
        ({"v1.0.0", "v0.9.0"}, USUAL),  # whose version it is nobody can tell
        ({"core-tools-1.0.0", "nightly"}, USUAL),  # is no version of core
        (set(), USUAL),
    ],
)
def test_several_packages_have_the_form_that_most_of_them_have(tags: set[str], form: str) -> None:
    found = form_of(["app", "core"], {"app": "1.0.0", "core": "2.0.0"}, tags, USUAL)

    assert found.template == form


@pytest.mark.parametrize(
    ("tags", "form"),
    [
        ({"v1.0.0"}, "v{version}"),
        ({"1.0.0", "0.9.0"}, "{version}"),
        ({"app-v0.9.0"}, "app-v{version}"),
        ({"release-7"}, "v{version}"),
    ],
)
def test_one_package_needs_no_name_in_its_tags(tags: set[str], form: str) -> None:
    found = form_of(["solo"], {"solo": "1.0.0"}, tags, "v{version}")

    assert found.template == form


def test_the_packages_with_a_tag_are_told_with_one_of_theirs() -> None:
    tags = {"app-0.9.0", "app-1.0.0", "app-1.1.0", "old-3.0.0"}

    found = form_of(["app", "core"], {"app": "1.0.0", "core": None}, tags, USUAL)

    assert found.tags == {"app": "app-1.0.0"}


def test_a_form_that_is_told_has_the_tags_of_each_package() -> None:
    versions = {"app": "1.0.0", "core": "2.0.0", "new": "0.1.0"}

    form = told_form(USUAL, {"core": "engine-v{version}"}, versions, {"app@1.0.0", "engine-v1.9.0"})

    assert form.template == USUAL
    assert form.tags == {"app": "app@1.0.0", "core": "engine-v1.9.0"}


def test_a_form_that_is_told_may_have_braces_of_its_own() -> None:
    told = "{0}{engine.x}-v{version}"

    form = told_form(USUAL, {"core": told}, {"core": "2.0.0"}, {"{0}{engine.x}-v2.0.0"})

    assert form.tags == {"core": "{0}{engine.x}-v2.0.0"}


@pytest.mark.parametrize(
    ("tags", "root", "own"),
    [
        ({"core-1.0.0", "15.2.0"}, None, {"app": "{version}"}),
        ({"core-1.0.0", "v15.2.0", "v1.0.0"}, None, {"app": "v{version}"}),
        ({"core-1.0.0", "v15.1.0"}, None, {}),  # nobody's current version
        ({"core-1.0.0", "v2.0.0"}, None, {}),  # two have it
        ({"core-1.0.0", "v2.0.0"}, "left", {"left": "v{version}"}),
        ({"v15.2.0"}, None, {"app": "v{version}"}),
    ],
)
def test_one_of_several_packages_may_have_tags_without_a_name(
    tags: set[str], root: str | None, own: dict[str, str]
) -> None:
    versions = {"app": "15.2.0", "core": "1.0.0", "left": "2.0.0", "right": "2.0.0"}

    found = form_of([*versions], versions, tags, USUAL, root)

    assert found.own == own
    assert found.tags.keys() == {*own, *(["core"] if "core-1.0.0" in tags else [])}
