"""Refs and annotated tags."""

from __future__ import annotations

import pytest

from tests.github.scene import Scene

pytestmark = pytest.mark.needs("git")


def test_a_ref_is_read_as_git_has_it(scene: Scene) -> None:
    """A branch that git pushed is the branch that the API tells."""
    sha = scene.commit("feature/one", {"a": "new\n"})

    ref = scene.api.git.get_ref("heads/feature/one")

    assert ("refs/heads/feature/one", sha, "commit") == (ref.ref, ref.object.sha, ref.object.type)


def test_a_ref_that_is_not_there_is_not_found(scene: Scene) -> None:
    with scene.refused(404):
        scene.api.git.get_ref("heads/none")


def test_refs_are_matched_by_the_beginning_of_their_names(scene: Scene) -> None:
    for name in ("one", "one-more", "two"):
        scene.api.git.create_ref(f"refs/tags/{name}", head(scene))

    found = scene.api.git.list_matching_refs("tags/one")

    assert ["refs/tags/one", "refs/tags/one-more"] == [ref.ref for ref in found]
    assert [] == list(scene.api.git.list_matching_refs("tags/three"))


def test_a_ref_is_made_once(scene: Scene) -> None:
    """The second of two that make the same ref is refused, whatever it points to."""
    made = scene.api.git.create_ref("refs/tags/v1", head(scene))

    assert "refs/tags/v1" == made.ref
    with scene.refused(422, "Reference already exists"):
        scene.api.git.create_ref("refs/tags/v1", head(scene))


def test_a_ref_is_not_made_for_nothing(scene: Scene) -> None:
    with scene.refused(422, "Object does not exist"):
        scene.api.git.create_ref("refs/tags/v1", "1" * 40)


def test_a_branch_moves_forwards(scene: Scene) -> None:
    old, new = head(scene), scene.commit("next", {"a": "new\n"})

    moved = scene.api.git.update_ref("heads/main", new)

    assert new == moved.object.sha
    with scene.refused(422, "Update is not a fast forward"):
        scene.api.git.update_ref("heads/main", old)
    assert old == scene.api.git.update_ref("heads/main", old, force=True).object.sha


def test_a_deleted_ref_is_gone(scene: Scene) -> None:
    scene.commit("old", {"a": "new\n"})

    scene.api.git.delete_ref("heads/old")

    with scene.refused(404):
        scene.api.git.get_ref("heads/old")


def test_what_is_not_there_is_not_deleted(scene: Scene) -> None:
    with scene.refused(422, "Reference does not exist"):
        scene.api.git.delete_ref("heads/old")


def test_an_annotated_tag_is_an_object_that_a_ref_names(scene: Scene) -> None:
    """The tag object comes first, then its ref; git reads both."""
    tagger = {"name": "Ada", "email": "ada@example.org", "date": "2026-01-02T03:04:05Z"}
    tag = scene.api.git.create_tag("v1", "First\n\nOne", head(scene), "commit", tagger)
    scene.api.git.create_ref("refs/tags/v1", tag.sha)

    told = scene.api.git.get_tag(tag.sha)

    assert ("v1", "First\n\nOne", head(scene)) == (told.tag, told.message, told.object.sha)
    assert tagger == dict(told.tagger)
    assert "tag" == scene.api.git.get_ref("tags/v1").object.type


def head(scene: Scene) -> str:
    """The commit at the tip of main."""
    return str(scene.api.git.get_ref("heads/main").object.sha)
