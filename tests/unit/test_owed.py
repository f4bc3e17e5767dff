"""What is owed: a changeset counts once, and counts again when its release was reverted."""

from __future__ import annotations

import pytest

from release.changeset.prerelease import own_id
from release.ledger import Baseline, Intent, Ledger, Release, hash_of
from release.model import Bump, Changeset
from release.owed import Settled, Spent, settle
from tests.factories import a_changeset

BOTH = a_changeset(app=Bump.MINOR, core=Bump.PATCH)


def released(changeset: Changeset, pre: str | None = None, **versions: str | None) -> Ledger:
    """The ledger of a repository that released `changeset` once."""
    name = changeset.id.removeprefix("pre/")
    return Ledger(releases=(Release((Intent(name, hash_of(changeset), versions),), pre),))


def test_without_a_ledger_all_is_owed() -> None:
    assert settle([BOTH], Ledger(), {"app": "1.0.0"}) == Settled((BOTH,), ())


@pytest.mark.parametrize("now", ["1.1.0", "1.1.1-next.0", "1.1.1", "2.0.0", "1.1.0+build"])
def test_what_was_released_is_spent_from_then_on(now: str) -> None:
    ledger = released(BOTH, app="1.1.0", core="2.0.1")

    settled = settle([BOTH], ledger, {"app": now, "core": "2.0.1"})

    assert settled == Settled((), (Spent(BOTH, {"app": "1.1.0", "core": "2.0.1"}),))


@pytest.mark.parametrize("now", ["1.0.0", "1.1.0-next.3", "0.9.0"])
def test_a_release_that_was_reverted_gives_its_changesets_back(now: str) -> None:
    ledger = released(BOTH, app="1.1.0", core="2.0.1")

    settled = settle([BOTH], ledger, {"app": now, "core": "2.0.0"})

    assert settled == Settled((BOTH,), ())


def test_each_package_is_judged_by_itself() -> None:
    ledger = released(BOTH, app="1.1.0", core="2.0.1")

    settled = settle([BOTH], ledger, {"app": "1.1.0", "core": "2.0.0"})

    assert settled.owed == (BOTH._replace(bumps={"core": Bump.PATCH}),)
    assert settled.spent == (Spent(BOTH, {"app": "1.1.0"}, wholly=False),)


def test_two_releases_of_one_changeset_add_up() -> None:
    ledger = Ledger(
        (Baseline(None, {}, (Intent(BOTH.id, hash_of(BOTH), {"app": "1.1.0"}),)),),
        released(BOTH, core="2.0.1").releases,
    )

    assert settle([BOTH], ledger, {"app": "1.1.0", "core": "2.0.1"}).owed == ()


def test_a_package_that_is_gone_is_not_owed() -> None:
    assert settle([BOTH], released(BOTH, app="1.1.0", core="2.0.1"), {}).owed == ()


@pytest.mark.parametrize("now", [None, "one"])
def test_where_nothing_can_be_compared_the_line_stands(now: str | None) -> None:
    changeset = a_changeset(app=Bump.MINOR)

    assert settle([changeset], released(changeset, app="1.1.0"), {"app": now}).owed == ()


@pytest.mark.parametrize("changeset", [a_changeset(), a_changeset(app=Bump.NONE)])
def test_what_releases_nothing_is_consumed_once_too(changeset: Changeset) -> None:
    ledger = released(changeset, **dict.fromkeys(changeset.bumps))

    assert settle([changeset], ledger, {"app": "1.0.0"}).owed == ()


def test_a_none_bump_comes_back_with_the_others() -> None:
    changeset = a_changeset(app=Bump.MINOR, core=Bump.NONE)
    ledger = released(changeset, app="1.1.0", core=None)

    assert settle([changeset], ledger, {"app": "1.0.0", "core": "1.0.0"}).owed == (changeset,)


@pytest.mark.parametrize(
    "other",
    [
        BOTH._replace(summary="Another change"),
        BOTH._replace(bumps={"app": Bump.MAJOR, "core": Bump.PATCH}),
        BOTH._replace(bumps={"app": Bump.MINOR}),
        BOTH._replace(id="calm-fox"),
    ],
    ids=["text", "bump", "packages", "name"],
)
def test_another_name_or_another_meaning_is_another_changeset(other: Changeset) -> None:
    ledger = released(BOTH, app="1.1.0", core="2.0.1")

    assert settle([other], ledger, {"app": "1.1.0", "core": "2.0.1"}).owed == (other,)


def test_formatting_and_line_ends_mean_nothing() -> None:
    first = a_changeset(app=Bump.MINOR, core=Bump.PATCH, summary="A change\n\nof ours")
    again = a_changeset(core=Bump.PATCH, app=Bump.MINOR, summary="A change \r\n\r\nof ours")

    assert hash_of(first) == hash_of(again)


def test_a_hash_is_the_same_for_ever() -> None:
    """Ledgers are committed: another rendering would release everything again."""
    assert hash_of(BOTH) == (
        "sha256:bcdacc17ea455cbfc4e48aab4637846e96dc9901d3fc765dbb0160f95a6ff06b"
    )


KEPT = BOTH._replace(id=f"pre/{BOTH.id}", path=f".changeset/pre/{BOTH.id}.md", is_kept=True)


def test_a_prerelease_is_no_release() -> None:
    ledger = released(BOTH, "next", app="1.1.0-next.0", core="2.0.1-next.0")

    assert settle([BOTH], ledger, {"app": "1.1.0-next.0"}) == Settled((BOTH,), ())


def test_in_prerelease_mode_a_prerelease_counts_once() -> None:
    ledger = released(BOTH, "next", app="1.1.0-next.0", core="2.0.1-next.0")
    now = {"app": "1.1.0-next.0", "core": "2.0.1-next.0"}

    assert settle([BOTH], ledger, now, prerelease=True).owed == ()


def test_a_copy_of_what_prerelease_mode_keeps_is_spent() -> None:
    settled = settle([BOTH, KEPT], Ledger(), {"app": "1.1.0-next.0"})

    assert (settled.owed, [each.changeset for each in settled.spent]) == ((KEPT,), [BOTH])


def test_an_edited_copy_of_what_prerelease_mode_keeps_is_new() -> None:
    edited = BOTH._replace(summary="More")

    assert settle([edited, KEPT], Ledger(), {}).owed == (edited, KEPT)


def test_what_prerelease_mode_keeps_stays_until_the_exit() -> None:
    ledger = released(BOTH, app="1.1.0", core="2.0.1")
    now = {"app": "1.2.0-next.0", "core": "2.0.2-next.0"}

    assert settle([KEPT], ledger, now, prerelease=True).owed == (KEPT,)
    assert settle([KEPT], ledger, now).owed == ()


def test_what_another_branch_released_meanwhile_is_spent_at_the_exit() -> None:
    prerelease = released(BOTH, "next", app="1.1.0-next.0", core="2.0.1-next.0")
    stable = released(BOTH, app="1.1.0", core="2.0.1")
    ledger = Ledger(releases=(*stable.releases, *prerelease.releases))

    assert settle([KEPT], ledger, {"app": "1.2.0-next.0", "core": "3.0.0-next.0"}).owed == ()


def test_the_warning_names_the_release() -> None:
    spent = Spent(BOTH, {"app": "1.1.0", "core": "2.0.1"})

    assert str(spent).startswith(
        ".changeset/brave-otter.md was released in app 1.1.0 and core 2.0.1 before"
    )
    assert "only its other packages" in str(spent._replace(wholly=False))
    assert "consumed by a release before" in str(Spent(BOTH, {"app": None}))


def lines(*releases: tuple[Changeset, str, str], pre: str | None = None) -> tuple[Release, ...]:
    """A line for each release of `app`: the changeset, the versions from and to."""
    return tuple(
        Release((Intent(own_id(each.id), hash_of(each), {"app": new}),), pre, {"app": (old, new)})
        for each, old, new in releases
    )


OURS = a_changeset(app=Bump.MINOR)
THEIRS = a_changeset("theirs", app=Bump.MINOR)
RELEASED = lines((OURS, "1.0.0", "1.1.0"))
CROSSED = [("1.0.0", "1.1.0"), ("1.0.0", "2.0.0"), ("1.0.1", "1.0.2")]


def test_what_the_changelog_has_is_released_whatever_the_version() -> None:
    """A merge can bring back the changelog of a reverted release, and leave its version."""
    settled = settle([OURS], Ledger(releases=RELEASED), {"app": "1.0.0"}, lambda *_: True)

    assert settled == Settled((), (Spent(OURS, {"app": "1.1.0"}),))


def test_the_changelog_is_asked_under_the_version_of_the_release() -> None:
    asked: list[tuple[str, str, str]] = []

    def testimony(changeset: Changeset, package: str, version: str) -> None:
        asked.append((changeset.id, package, version))

    settle([OURS, THEIRS], Ledger(releases=RELEASED), {"app": "1.1.0"}, testimony)

    assert asked == [(OURS.id, "app", "1.1.0")]


@pytest.mark.parametrize("now", ["1.1.0", "2.0.0"])
def test_words_that_were_changed_in_a_changelog_are_no_revert(now: str) -> None:
    settled = settle([OURS], Ledger(releases=RELEASED), {"app": now}, lambda *_: False)

    assert settled.owed == ()


@pytest.mark.parametrize("other", CROSSED)
@pytest.mark.parametrize("is_told", [True, False])
def test_where_two_branches_went_over_the_same_versions_the_changelog_decides(
    other: tuple[str, str], is_told: bool
) -> None:
    """Merged, the version is that of both; after a revert of one as well."""
    ledger = Ledger(releases=(*RELEASED, *lines((THEIRS, *other))))

    settled = settle([OURS], ledger, {"app": "2.0.0"}, lambda *_: is_told)

    assert settled.owed == (() if is_told else (OURS,))


@pytest.mark.parametrize("other", CROSSED)
def test_without_a_changelog_the_version_decides_there_too(other: tuple[str, str]) -> None:
    ledger = Ledger(releases=(*RELEASED, *lines((THEIRS, *other))))

    assert settle([OURS], ledger, {"app": "2.0.0"}, lambda *_: None).owed == ()


def test_one_release_after_the_other_needs_no_changelog() -> None:
    ledger = Ledger(releases=(*RELEASED, *lines((THEIRS, "1.1.0", "2.0.0"))))

    assert settle([OURS], ledger, {"app": "2.0.0"}, lambda *_: False).owed == ()


def test_a_release_made_again_after_its_revert_does_not_cross_it() -> None:
    """The words of the second may be changed: it is in force by its version."""
    ledger = Ledger(releases=(*RELEASED, *lines((OURS, "1.0.0", "2.0.0"))))

    assert settle([OURS], ledger, {"app": "2.0.0"}, lambda *_: False).owed == ()


def test_a_release_reverted_before_a_prerelease_without_it_is_owed() -> None:
    ledger = Ledger(releases=(*RELEASED, *lines((THEIRS, "1.0.0", "2.0.0-next.0"), pre="next")))
    now = {"app": "2.0.0-next.0"}

    assert settle([OURS], ledger, now, lambda *_: False, prerelease=True).owed == (OURS,)
    assert settle([OURS], ledger, now, lambda *_: False).owed == (OURS,)


@pytest.mark.parametrize("is_told", [True, False])
def test_a_release_that_the_prerelease_knew_nothing_of_is_owed_unless_it_is_told(
    is_told: bool,
) -> None:
    """2.0.0-next.0 is beyond 1.1.0, whether that was reverted before or came from a branch."""
    kept = OURS._replace(id=f"pre/{OURS.id}", is_kept=True)
    ledger = Ledger(releases=(*RELEASED, *lines((kept, "1.0.0", "2.0.0-next.0"), pre="next")))

    settled = settle([kept], ledger, {"app": "2.0.0-next.0"}, lambda *_: is_told)

    assert settled.owed == (() if is_told else (kept,))
    final = lines((kept, "2.0.0-next.0", "2.0.0"))
    ledger = Ledger(releases=(*ledger.releases, *final))
    assert settle([kept], ledger, {"app": "2.0.0"}, lambda *_: False).owed == ()
