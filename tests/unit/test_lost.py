"""What is neither released nor pending is named."""

from __future__ import annotations

import pytest

from release.ledger import Baseline, Intent, Ledger, Release
from release.lost import Lost, find_lost


def released(*versions: str, id_: str = "calm-fox", pre: str | None = None) -> Ledger:
    """The ledger of a repository in which `app` got a changeset at each of these versions."""
    return Ledger(
        releases=tuple(Release((Intent(id_, "x", {"app": each}),), pre) for each in versions)
    )


def lost(ledger: Ledger, now: str | None, *pending: str, prerelease: bool = False) -> list[Lost]:
    """What `app` at `now` has lost while only the changesets `pending` are."""
    return list(find_lost(ledger, {"app": now}, pending.__contains__, prerelease=prerelease))


def test_a_release_taken_back_without_its_changeset_is_lost() -> None:
    ledger = Ledger(
        releases=(*released("1.1.0").releases, *released("1.2.0", id_="otter").releases)
    )

    assert lost(ledger, "1.0.0") == [Lost("app", "1.0.0", ("calm-fox", "otter"))]
    assert lost(ledger, "1.1.0") == [Lost("app", "1.1.0", ("otter",))]


def test_what_is_pending_again_is_not_lost() -> None:
    assert lost(released("1.1.0"), "1.0.0", "calm-fox") == []


def test_what_was_released_again_further_down_is_not_lost() -> None:
    assert lost(released("2.0.0", "1.1.0"), "1.1.0") == []


@pytest.mark.parametrize("now", [None, "one", "1.1.0", "2.0.0"])
def test_a_package_at_its_version_or_without_one_has_lost_nothing(now: str | None) -> None:
    assert lost(released("1.1.0"), now) == []


def test_a_prerelease_counts_in_prerelease_mode_alone() -> None:
    ledger = released("1.1.0-next.0", pre="next")

    assert lost(ledger, "1.0.0") == []
    assert lost(ledger, "1.0.0", prerelease=True) == [Lost("app", "1.0.0", ("calm-fox",))]


def test_versions_before_a_baseline_may_be_of_another_kind() -> None:
    """A package that went from 2026.11.0 to 1.0.0 has lost nothing."""
    past = Baseline(None, {}, (Intent("calm-fox", "x", {"app": "2026.11.0"}),))

    assert lost(Ledger((past,)), "1.0.0") == []


def test_the_warning_names_the_files_and_what_to_do() -> None:
    assert str(Lost("app", "1.0.0", ("calm-fox", "otter"))) == (
        "app is at 1.0.0, below its release of .changeset/calm-fox.md and .changeset/otter.md, of "
        "which nothing is pending: restore from git's history what a merge has lost, or set the "
        "version if that is all it has lost; what was withdrawn, take out of "
        ".changeset/ledger.jsonl"
    )
