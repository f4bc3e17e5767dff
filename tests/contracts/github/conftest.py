"""The stages of the contract tests: the local GitHub, and npm's emulate beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.github.emulator import emulate, emulated_scene
from tests.github.scene import LocalScene, Scene, local_scene
from tests.real_components import Components

DIFFERENCES: dict[str, str] = {
    "test_a_branch_without_commits_of_its_own_is_no_pull_request": "takes an empty one",
    "test_a_comment_has_a_greatest_length": "takes a comment of any length",
    "test_a_deleted_release_leaves_its_tag": "publishes without making a tag",
    "test_a_draft_has_no_tag_until_it_is_published": "finds drafts by their tags",
    "test_a_file_comes_back_as_it_was_sent": "keeps neither the bytes nor a digest",
    "test_a_file_name_is_taken_once": "takes a name twice",
    "test_a_merge_brings_both_sides_together": "merges by taking the head's tree",
    "test_a_merge_can_be_asked_for_once": "refuses with 422 in place of 405",
    "test_a_merge_of_another_head_than_was_seen_is_refused": "does not look at `sha`",
    "test_a_pull_request_closes_with_its_branch": "keeps the head of its creation",
    "test_a_pull_request_is_made_once": "takes a second one",
    "test_a_pull_request_needs_both_branches": "takes branches that are not there",
    "test_a_pull_request_tells_what_git_has": "tells no files, and a commit of the base",
    "test_a_target_that_is_not_there_is_refused": "publishes without making a tag",
    "test_file_names_are_changed_as_github_changes_them": "keeps names as they are sent",
    "test_only_the_allowed_ways_of_merging_are_open": "refuses with 422 in place of 405",
    "test_the_head_follows_pushes": "keeps the head of its creation",
    "test_the_texts_of_merges_are_githubs": "names the branch `acme:three`",
    "test_what_conflicts_is_not_mergeable": "merges by taking the head's tree",
    "test_what_is_not_there_is_not_deleted": "refuses with 404 in place of 422",
    "test_whether_it_was_merged_can_be_asked": "lacks the question",
    "test_a_release_need_not_become_the_latest": "does not look at `make_latest`",
}
"""What emulate 0.12.2 does otherwise than GitHub, by the tests that show it."""


@pytest.fixture(scope="session")
def emulator(components: Components, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running emulate."""
    with emulate(
        components.node, components.require("emulate"), tmp_path_factory.mktemp("emulate")
    ) as url:
        yield url


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalScene]:
    """A fresh local GitHub."""
    with local_scene(tmp_path) as made:
        yield made


@pytest.fixture
def emulated(emulator: str) -> Iterator[Scene]:
    """A fresh repository on emulate."""
    with emulated_scene(emulator) as made:
        yield made


@pytest.fixture(params=["local", pytest.param("emulated", marks=pytest.mark.needs("emulate"))])
def scene(request: pytest.FixtureRequest) -> Scene:
    """A fresh repository on the local GitHub, and then one on emulate."""
    if request.param == "emulated" and (reason := DIFFERENCES.get(request.node.originalname)):
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    made: Scene = request.getfixturevalue(request.param)
    return made
