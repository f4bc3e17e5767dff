"""The pages for people."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from release.rehearsal import Request, Response
from tests.github.scene import LocalScene, local_scene

pytestmark = pytest.mark.needs("git")


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalScene]:
    """A repository with a pull request, a comment, a draft and a release."""
    with local_scene(tmp_path) as made:
        made.commit("topic", {"a": "new\n"}, "Say something new")
        made.api.pulls.create(title="Change", head="topic", base="main", body="Why *so*")
        made.api.issues.create_comment(1, "| app | version |\n|---|---|\n| backend | 1.0.0 |\n")
        made.api.repos.create_release("v1", name="First", body="Notes")
        draft = made.api.repos.create_release("v2", name="Second", draft=True)
        made.upload(draft, "app.bin", b"bytes")
        yield made


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", ["main", "topic", "Change", "First", "Second"]),
        ("/pulls", ["#1", "Change", "open"]),
        ("/pull/1", ["Change #1", "Why <em>so</em>", "<td>backend</td>", "Say something new"]),
        ("/pull/1/files", ["-a", "+new"]),
        ("/releases", ["First", "latest", "Second", "draft"]),
        ("/releases/tag/v1", ["First", "Notes"]),
        ("/commit/topic", ["Say something new"]),
    ],
)
def test_a_page_shows_what_the_api_tells(local: LocalScene, place: str, words: list[str]) -> None:
    page = visit(local, place)

    assert 200 == page.status
    assert [] == [word for word in words if word not in page.body.decode()]


def test_what_others_wrote_is_shown_and_not_obeyed(local: LocalScene) -> None:
    """Neither as HTML, nor as an address that runs something."""
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=y>"
    local.api.pulls.update(1, title=hostile, body=hostile)
    local.api.issues.create_comment(1, f"`{hostile}`\n\n{hostile}")

    for place in ("", "/pulls", "/pull/1"):
        page = visit(local, place).body.decode()
        assert "<script" not in page
        assert "<img" not in page
        assert 'href="javascript' not in page


def test_a_page_lets_nothing_in_from_elsewhere(local: LocalScene) -> None:
    assert "default-src 'none'" in visit(local, "/pull/1").headers["content-security-policy"]


def test_the_files_of_a_release_are_where_its_answer_says(local: LocalScene) -> None:
    """Those of a draft too, under the draft's own address."""
    draft = next(one for one in local.api.repos.list_releases() if one.draft)
    place = draft.assets[0].browser_download_url.removeprefix(f"{local.url}/acme/train")

    assert b"bytes" == visit(local, place).body
    local.api.repos.update_release(draft.id, draft=False)
    assert 404 == visit(local, place).status
    assert b"bytes" == visit(local, "/releases/download/v2/app.bin").body


def test_the_latest_release_has_an_address_that_stays(local: LocalScene) -> None:
    draft = next(one for one in local.api.repos.list_releases() if one.draft)
    local.api.repos.update_release(draft.id, draft=False)

    assert (
        f"{local.url}/acme/train/releases/tag/v2"
        == visit(local, "/releases/latest").headers["location"]
    )
    file = visit(local, "/releases/latest/download/app.bin")
    assert (302, f"{local.url}/acme/train/releases/download/v2/app.bin") == (
        file.status,
        file.headers["location"],
    )


@pytest.mark.parametrize("place", ["/pull/7", "/releases/tag/none", "/commit/none", "/none"])
def test_what_is_not_there_has_a_page_that_says_so(local: LocalScene, place: str) -> None:
    page = visit(local, place)

    assert 404 == page.status
    assert b"Not Found" in page.body


def test_a_browser_finds_the_pages_at_the_port(local: LocalScene) -> None:
    with urllib.request.urlopen(f"{local.url}/acme/train/pull/1") as answer:
        assert b"Change #1" in answer.read()


def test_a_file_of_a_branch_is_there_for_everybody(local: LocalScene) -> None:
    """Also of a branch whose name has a slash, and of a repository that everybody sees alone."""
    local.commit("more/topic", {"folder/offer.json": "{}\n"}, "Offer something")

    assert b"{}\n" == visit(local, "/raw/more/topic/folder/offer.json").body
    for place in ("/raw/more/topic/folder", "/raw/more/topic/none", "/raw/more", "/raw/none/x"):
        assert 404 == visit(local, place).status
    local.hub.site.repositories["acme/train"].private = True
    assert 404 == visit(local, "/raw/more/topic/folder/offer.json").status


def visit(local: LocalScene, place: str) -> Response:
    """Look at a page of the repository."""
    return local.hub.answer(Request("GET", f"/acme/train{place}"))
