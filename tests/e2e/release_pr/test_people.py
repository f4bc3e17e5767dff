"""What people do at GitHub meanwhile stands: merges, pushes, words, and a branch that is gone."""

from __future__ import annotations

import pytest

from tests.e2e.release_pr.scene import BRANCH, REFS, Scene

pytestmark = pytest.mark.needs("git")


def test_after_the_merge_the_branch_goes(scene: Scene) -> None:
    scene.type("release.pr")
    scene.merge()

    assert scene.type("release.pr").code == 0

    assert (None, []) == (scene.tip, scene.pulls)
    assert scene.type("release.pr").code == 0
    assert REFS == scene.asked


def test_what_somebody_pushed_is_not_overwritten(scene: Scene) -> None:
    scene.type("release.pr")
    sha = scene.push_by_hand("apps/frachter/CHANGELOG.md", "# Better words\n")

    refused = scene.type("release.pr")

    assert (4, [], sha) == (refused.code, scene.writes, scene.tip)
    assert f"{sha} on `{BRANCH}` is not ours, and would be lost: Word it better" in refused.err
    assert f"git cherry-pick {sha}" in refused.err
    assert scene.type("release.pr", "--force").code == 0
    assert sha != scene.tip


def test_a_branch_that_was_deleted_is_made_again(scene: Scene) -> None:
    scene.type("release.pr")
    scene.git("push", "--quiet", "origin", f":{BRANCH}")

    assert scene.type("release.pr").code == 0

    (pull,) = scene.pulls
    assert (2, scene.tip) == (pull.number, pull.head_sha)


def test_what_people_wrote_stays_byte_for_byte(scene: Scene) -> None:
    scene.type("release.pr")
    (pull,) = scene.pulls
    above, below = "Read this first\r\n\r\n", "\r\n\r\n- [x] tested by @ada, fixes #1\t\r\n"
    scene.there.pulls[1] = pull._replace(body=f"{above}{pull.body}{below}")
    scene.type("release.pr")
    assert [] == scene.writes
    scene.promote(new='---\n"backend": patch\n---\n\nFaster\n')

    scene.type("release.pr")

    body = scene.pulls[0].body or ""
    assert body.startswith(f"{above}<!-- monorepo-release: begin -->\n")
    assert body.endswith(f"\n<!-- monorepo-release: end -->{below}")
    assert "Faster" in body


def test_with_nothing_pending_it_is_closed(scene: Scene) -> None:
    scene.type("release.pr")
    scene.promote(quick_otter_prints=None, calm_fox_sails=None)

    closed = scene.type("release.pr")

    assert (0, [], None) == (closed.code, scene.pulls, scene.tip)
    assert "no release is pending" in closed.out
    assert scene.type("release.pr").code == 0
    assert [] == scene.writes
