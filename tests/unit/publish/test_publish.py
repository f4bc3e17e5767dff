"""What is wanted, what is there, and what is left to do."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from release.actions import CreateTag, PutRelease
from release.detection import AppState
from release.forge.releases import DRAFT_MARKER, Asset, Release, WantedAsset
from release.ledger import Baseline, Ledger, Released
from release.ledger import Release as Line
from release.model import App
from release.publish import (
    Place,
    Publication,
    candidates,
    unfit_tags,
    wanted_release,
    wrong_tags,
)
from release.remote import NewTag

HEAD, BEFORE = "1" * 40, "2" * 40
MADE = Ledger(releases=(Line((), moves={"web": ("1.0.0", "1.1.0")}),))
NOTHING: Mapping[str, str] = {}


def a_state(*, deploy: bool = True, version: str = "1.1.0", tag: str = "web@1.1.0") -> AppState:
    return AppState("web", "web", deploy, version, "1.0.0", tag, "")


def a_release(number: int = 1, *assets: Asset, draft: bool = False, ours: bool = True) -> Release:
    body = f"{DRAFT_MARKER}\nNotes" if ours else "Notes"
    return Release(number, f"http://hub/{number}", "web@1.1.0", body, draft, "", assets)


def a_publication(*releases: Release, there: str | None = HEAD) -> Publication:
    state = a_state()
    wanted = wanted_release(App("web", "web"), state, HEAD, named=True, body="Notes")
    files = (WantedAsset("web.deb", "dist/web.deb", 3, "sha256:abc"),)
    return Publication(state, Place(None, there), wanted._replace(assets=files), releases)


def names(states: tuple[AppState, ...]) -> list[str]:
    return [each.name for each in states]


def test_a_version_without_a_tag_is_to_be_published() -> None:
    assert ["web"] == names(candidates([a_state()], HEAD, NOTHING, Ledger()))


def test_a_version_that_is_tagged_here_may_have_come_no_further() -> None:
    state = a_state(deploy=False)

    assert ["web"] == names(candidates([state], HEAD, {"web@1.1.0": HEAD}, Ledger()))
    assert [] == names(candidates([state], HEAD, {"web@1.1.0": BEFORE}, Ledger()))


def test_a_version_that_we_made_is_looked_after_wherever_its_tag_is() -> None:
    state = a_state(deploy=False)

    assert ["web"] == names(candidates([state], HEAD, {"web@1.1.0": BEFORE}, MADE))
    assert [] == names(candidates([a_state(deploy=False, version="1.0.0")], HEAD, NOTHING, MADE))


def test_what_a_baseline_has_was_released_before_we_came() -> None:
    baseline = Baseline(HEAD, {"web": Released("1.1.0", "web@1.1.0")}, ())
    ledger = MADE._replace(baselines=(baseline,))

    assert [] == names(candidates([a_state(deploy=False)], HEAD, {"web@1.1.0": HEAD}, ledger))


@pytest.mark.parametrize(
    ("place", "past"),
    [
        (Place(None, None), {}),
        (Place(HEAD, None), {}),
        (Place(None, HEAD), {}),
        (Place(HEAD, HEAD), {}),
        (Place(BEFORE, BEFORE), {BEFORE: MADE}),
        (Place(None, BEFORE), {BEFORE: MADE}),
    ],
)
def test_a_tag_is_right_here_and_where_we_made_the_version(
    place: Place, past: Mapping[str, Ledger]
) -> None:
    assert [] == [*wrong_tags([a_state()], {"web@1.1.0": place}, HEAD, past)]


@pytest.mark.parametrize("past", [{}, {BEFORE: Ledger()}])
@pytest.mark.parametrize("place", [Place(None, BEFORE), Place(BEFORE, BEFORE), Place(BEFORE, None)])
def test_a_tag_elsewhere_is_told_with_both_commits(
    place: Place, past: Mapping[str, Ledger]
) -> None:
    """On a commit that HEAD has not, or that is from before the version."""
    (problem,) = wrong_tags([a_state()], {"web@1.1.0": place}, HEAD, past)

    assert BEFORE in problem.message
    assert HEAD in problem.message


def test_a_tag_that_is_here_and_there_on_two_commits_is_told_with_both() -> None:
    (problem,) = wrong_tags([a_state()], {"web@1.1.0": Place(HEAD, BEFORE)}, HEAD, {BEFORE: MADE})

    assert f"on {BEFORE} at the remote, and on {HEAD} here" in problem.message


@pytest.mark.parametrize(
    "tag", ["a b@1", "a..b@1", "@{1", "-a@1", "a/.b@1", "a.lock", "a\n@1", "a~"]
)
def test_a_name_that_git_refuses_is_no_tag(tag: str) -> None:
    """A package can be called anything."""
    assert 1 == len([*unfit_tags([a_state(tag=tag)])])


@pytest.mark.parametrize("tag", ["web@1.1.0", "@acme/web@1.1.0", "v1.1.0-next.0", "web/v1.0.0"])
def test_a_name_that_git_takes_is_a_tag(tag: str) -> None:
    assert [] == [*unfit_tags([a_state(tag=tag)])]


@pytest.mark.parametrize(
    ("version", "named", "latest", "expected"),
    [
        ("1.1.0", True, False, ("web v1.1.0", False, False)),
        ("1.1.0", False, True, ("v1.1.0", False, True)),
        ("1.1.0-next.0", True, True, ("web v1.1.0-next.0", True, False)),
    ],
)
def test_title_prerelease_and_latest(
    version: str, named: bool, latest: bool, expected: tuple[str, bool, bool]
) -> None:
    """A prerelease is never the latest."""
    app, state = App("web", "web", latest=latest), a_state(version=version)

    wanted = wanted_release(app, state, HEAD, named=named, body="")

    assert expected == (wanted.title, wanted.is_prerelease, wanted.is_latest)


def test_the_tag_comes_before_its_release() -> None:
    publication = a_publication(there=None)

    assert [
        CreateTag(NewTag("web@1.1.0", HEAD, "web v1.1.0\n")),
        PutRelease(publication.wanted),
    ] == [*publication.actions()]


@pytest.mark.parametrize(
    ("releases", "acts"),
    [
        ((), True),
        ((a_release(draft=True),), True),
        ((a_release(draft=True, ours=False),), True),
        ((a_release(),), False),
        ((a_release(ours=False),), False),
        ((a_release(), a_release(2, draft=True, ours=False)), False),
        ((a_release(), a_release(2, draft=True)), True),
    ],
)
def test_a_release_is_left_alone_once_it_is_public(
    releases: tuple[Release, ...], acts: bool
) -> None:
    """Unless there is a copy of our draft; drafts of people are theirs."""
    assert acts == bool([*a_publication(*releases).actions()])


@pytest.mark.parametrize("assets", [(), (Asset(1, "web.deb", 1, None, is_whole=False),)])
def test_a_public_release_without_its_files_is_wrong(assets: tuple[Asset, ...]) -> None:
    (problem,) = a_publication(a_release(1, *assets)).problems

    assert "the release of web@1.1.0 is published, and lacks web.deb" == problem.message
    assert "http://hub/1" in (problem.hint or "")


def test_a_public_file_that_differs_is_told() -> None:
    """A build need not give the same bytes again."""
    publication = a_publication(a_release(1, Asset(1, "web.deb", 9, None)))

    assert () == publication.problems
    assert ["dist/web.deb is not the web.deb that web@1.1.0 was published with"] == [
        *publication.warnings
    ]
