"""Releases and their files."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.github.scene import READER, LocalScene, Scene

pytestmark = pytest.mark.needs("git")


def test_a_release_is_found_by_its_tag(scene: Scene) -> None:
    made = scene.api.repos.create_release("v1", name="One", body="Notes", prerelease=True)

    found = scene.api.repos.get_release_by_tag("v1")

    assert (made.id, "One", "Notes", True, False) == (
        found.id,
        found.name,
        found.body,
        found.prerelease,
        found.draft,
    )
    assert "ada" == found.author.login


def test_a_draft_has_no_tag_until_it_is_published(scene: Scene) -> None:
    """Publishing makes the tag, at the commit that the draft names."""
    target = scene.commit("topic", {"a": "new\n"})
    draft = scene.api.repos.create_release("app@1.0.0", target, "App 1.0.0", "Notes", draft=True)
    with scene.refused(404):
        scene.api.git.get_ref("tags/app@1.0.0")
    with scene.refused(404):
        scene.api.repos.get_release_by_tag("app@1.0.0")

    published = scene.api.repos.update_release(draft.id, draft=False)

    assert (False, "app@1.0.0", "Notes") == (published.draft, published.tag_name, published.body)
    assert target == scene.api.git.get_ref("tags/app@1.0.0").object.sha
    assert draft.id == scene.api.repos.get_release_by_tag("app@1.0.0").id


def test_a_tag_that_is_there_is_kept(scene: Scene) -> None:
    """The target of a release says nothing once its tag exists."""
    tagged = scene.tip("main")
    scene.api.git.create_ref("refs/tags/v1", tagged)
    scene.commit("main", {"a": "new\n"})

    scene.api.repos.create_release("v1", target_commitish="main")

    assert tagged == scene.api.git.get_ref("tags/v1").object.sha


def test_a_tag_has_one_published_release(scene: Scene) -> None:
    scene.api.repos.create_release("v1")

    with scene.refused(422, "already_exists"):
        scene.api.repos.create_release("v1")


def test_a_release_that_gets_another_tag_makes_it(local: LocalScene) -> None:
    release = local.api.repos.create_release("v1")

    local.api.repos.update_release(release.id, tag_name="v2")

    assert local.tip("main") == local.api.git.get_ref("tags/v2").object.sha
    assert release.id == local.api.repos.get_release_by_tag("v2").id
    with local.refused(404):
        local.api.repos.get_release_by_tag("v1")


def test_a_target_that_is_not_there_is_refused(scene: Scene) -> None:
    with scene.refused(422, "target_commitish"):
        scene.api.repos.create_release("v1", target_commitish="none")


def test_drafts_are_for_who_may_write(local: LocalScene) -> None:
    local.api.repos.create_release("v1", name="One")
    local.api.repos.create_release("v2", name="Two", draft=True)

    assert ["Two", "One"] == names(local.api.repos.list_releases())
    assert ["One"] == names(local.client(READER).repos.list_releases())


def test_releases_are_listed_in_pages(scene: Scene) -> None:
    for number in range(3):
        scene.api.repos.create_release(f"v{number}", name=str(number))

    assert ["2", "1"] == names(scene.api.repos.list_releases(per_page=2))
    assert ["0"] == names(scene.api.repos.list_releases(per_page=2, page=2))


@pytest.mark.parametrize(
    ("second", "latest"),
    [
        ({}, "v2"),
        ({"make_latest": "true"}, "v2"),
        ({"prerelease": True}, "v1"),
        ({"draft": True}, "v1"),
    ],
)
def test_the_latest_release_is_the_one_that_was_made_so(
    scene: Scene, second: dict[str, Any], latest: str
) -> None:
    scene.api.repos.create_release("v1")
    scene.api.repos.create_release("v2", **second)

    assert latest == scene.api.repos.get_latest_release().tag_name


def test_a_release_need_not_become_the_latest(scene: Scene) -> None:
    scene.api.repos.create_release("v1")
    scene.api.repos.create_release("v2", make_latest="false")

    assert "v1" == scene.api.repos.get_latest_release().tag_name


def test_without_a_release_there_is_no_latest(scene: Scene) -> None:
    scene.api.repos.create_release("v1", prerelease=True)

    with scene.refused(404):
        scene.api.repos.get_latest_release()


def test_a_deleted_release_leaves_its_tag(scene: Scene) -> None:
    release = scene.api.repos.create_release("v1")

    scene.api.repos.delete_release(release.id)

    with scene.refused(404):
        scene.api.repos.get_release(release.id)
    assert scene.tip("main") == scene.api.git.get_ref("tags/v1").object.sha


def test_a_file_comes_back_as_it_was_sent(scene: Scene) -> None:
    """Its digest is that of its bytes."""
    release = scene.api.repos.create_release("v1", draft=True)
    content = bytes(range(256))

    asset = scene.upload(release, "app.bin", content)

    assert (256, f"sha256:{hashlib.sha256(content).hexdigest()}") == (
        asset["size"],
        asset["digest"],
    )
    assert content == scene.download(asset["url"])
    assert ["app.bin"] == [one.name for one in scene.api.repos.get_release(release.id).assets]


def test_a_file_name_is_taken_once(scene: Scene) -> None:
    release = scene.api.repos.create_release("v1", draft=True)
    asset = scene.upload(release, "app.bin", b"one")

    with scene.refused(422, "already_exists"):
        scene.upload(release, "app.bin", b"two")
    scene.api.repos.delete_release_asset(asset["id"])
    assert b"two" == scene.download(scene.upload(release, "app.bin", b"two")["url"])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("App Desk (x64).exe", "App.Desk.x64.exe"),
        ("Größe.txt", "Gro.e.txt"),
        (".hidden", "default.hidden"),
    ],
)
def test_file_names_are_changed_as_github_changes_them(scene: Scene, sent: str, kept: str) -> None:
    release = scene.api.repos.create_release("v1", draft=True)

    assert kept == scene.upload(release, sent, b"x")["name"]


def test_an_ordinary_file_name_is_kept(scene: Scene) -> None:
    release = scene.api.repos.create_release("v1", draft=True)
    name = "app_1.0.0-beta+1@linux.tar.gz"

    assert name == scene.upload(release, name, b"x")["name"]


def test_an_immutable_release_stays_as_it_is(local: LocalScene) -> None:
    """Neither its files nor its tag can change, and its tag is used up for ever."""
    local.set(immutable_releases=True)
    draft = local.api.repos.create_release("v1", draft=True)
    asset = local.upload(draft, "app.bin", b"one")
    release = local.api.repos.update_release(draft.id, draft=False)

    assert release.immutable
    with local.refused(422):
        local.upload(release, "more.bin", b"two")
    with local.refused(422):
        local.api.repos.delete_release_asset(asset["id"])
    with local.refused(422):
        local.api.git.delete_ref("tags/v1")
    local.api.repos.delete_release(release.id)
    with local.refused(422, "was used by an immutable release"):
        local.api.repos.create_release("v1")


def names(releases: Any) -> list[str]:
    """The names of releases, in their order."""
    return [release.name for release in releases]
