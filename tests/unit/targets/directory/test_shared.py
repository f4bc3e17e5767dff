"""What releases share is linked into each of them, and into nothing else."""

from __future__ import annotations

from tests.deploys.recipes import Failed
from tests.unit.targets.directory.scene import Scene


def test_shared_folders_and_files_are_linked_into_every_release(scene: Scene) -> None:
    scene.options["shared"] = ["data/", "etc/app.ini"]
    (scene.site / "shared" / "etc").mkdir(parents=True)
    (scene.site / "shared" / "etc" / "app.ini").write_text("[app]")
    (scene.source / "data").mkdir()
    (scene.source / "data" / "of the build").touch()
    for version in ("1.1.0", "1.2.0"):
        assert scene.deploy(version) is None
        (scene.site / "current" / "data" / version).touch()

    there = scene.site / "current"
    assert (there / "etc" / "app.ini").read_text() == "[app]"
    assert sorted(each.name for each in (there / "data").iterdir()) == ["1.1.0", "1.2.0"]
    assert (scene.source / "data" / "of the build").exists()


def test_a_shared_file_that_is_missing_is_told_before_anything_is_copied(scene: Scene) -> None:
    scene.options["shared"] = ["app.ini"]

    assert scene.deploy() == Failed(
        "publish", {"": "shared/app.ini is not there: put it there, once"}, {}
    )
    assert not (scene.site / "incoming").exists()


def test_nothing_is_shared_through_a_link_that_a_build_made(scene: Scene) -> None:
    """A link in a release to somewhere else is not followed to remove what is there."""
    outside = scene.root / "outside"
    (outside / "data").mkdir(parents=True)
    (scene.source / "var").symlink_to(outside)
    (scene.source / "REVISION").symlink_to(outside / "revision")
    scene.options["shared"] = ["var/data/"]

    failed = scene.deploy()

    said = "var/data cannot be shared: the release has a link above it"
    assert failed == Failed("publish", {"": said}, {})
    assert [each.name for each in outside.iterdir()] == ["data"]
