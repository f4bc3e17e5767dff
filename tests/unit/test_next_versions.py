"""The versions that prereleases and snapshots lead to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release import versions
from release.config.changesets import ChangesetsConfig
from release.errors import ConfigError
from release.model import Bump, PreState
from release.plan import plan_release, snapshot_suffix
from release.plan.next_versions import prerelease_counters
from tests.factories import a_changeset, a_package, a_workspace

PLAIN = ChangesetsConfig()
PRE, EXIT = PreState("pre", "next"), PreState("exit", "next")
NOON = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("version", "number"),
    [
        ("1.0.0", 0),
        ("1.0.0-beta", 0),
        ("1.0.0-next.5", 6),
        ("1.0.0-0", 0),
        ("1.0.0-1.2", 3),
        ("1.0.0-next.9.x", 10),
        ("1.0", 0),
    ],
)
def test_a_prerelease_is_counted_from_the_second_part(version: str, number: int) -> None:
    workspace = a_workspace(core=a_package(version))

    assert prerelease_counters(workspace, PLAIN) == {"core": number}


def test_every_package_that_cannot_be_counted_is_told() -> None:
    workspace = a_workspace(a=a_package("1.0.0-b.x"), b=a_package("1.0.0-a.b.3"), c=a_package())

    with pytest.raises(ConfigError) as caught:
        plan_release([], workspace, PLAIN, pre=PRE)

    assert [each.where and each.where.path for each in caught.value.problems] == [
        "packages/a/package.json",
        "packages/b/package.json",
    ]


def test_a_package_that_is_not_versioned_is_not_counted() -> None:
    workspace = a_workspace(core=a_package("1.0.0-b.x", private=True))

    assert prerelease_counters(workspace, PLAIN) == {}


def test_what_a_prerelease_consumed_counts_when_the_mode_is_left() -> None:
    workspace = a_workspace(core=a_package("1.1.0-next.0"))
    kept = a_changeset("pre/otter", core=Bump.MINOR)

    within = plan_release([kept], workspace, PLAIN, pre=PRE)
    leaving = plan_release([kept], workspace, PLAIN, pre=EXIT)

    assert (within.changesets, within.releases) == ((), ())
    assert [release.new for release in leaving.releases] == ["1.1.0"]


def test_leaving_says_why_a_package_without_changesets_is_released() -> None:
    plan = plan_release([], a_workspace(core=a_package("1.1.0-next.0")), PLAIN, pre=EXIT)

    (release,) = plan.releases
    assert (release.new, release.because_of[0].kind) == ("1.1.0", "exit")


def test_a_snapshot_holds_ranges_against_the_normal_version() -> None:
    workspace = a_workspace(
        a=a_package(), b=a_package(dependencies={"a": "^1.0.0"}), c=a_package(peer={"a": "1.0.0"})
    )

    plan = plan_release([a_changeset(a=Bump.PATCH)], workspace, PLAIN, snapshot="x")

    assert {each.name: each.new for each in plan.releases} == {"a": "0.0.0-x", "c": "0.0.0-x"}


def test_a_snapshot_may_start_from_the_calculated_version() -> None:
    config = PLAIN._replace(snapshot_use_calculated_version=True)

    plan = plan_release(
        [a_changeset(a=Bump.MINOR)], a_workspace(a=a_package()), config, snapshot="x"
    )

    assert [each.new for each in plan.releases] == ["1.1.0-x"]


@pytest.mark.parametrize(
    ("tag", "template", "expected"),
    [
        (None, None, "20260102030405"),
        ("", "", "20260102030405"),
        ("pr1", None, "pr1-20260102030405"),
        ("0012345", None, "0012345-20260102030405"),  # text as it was typed (B6)
        ("a", "{tag}.{datetime}.{timestamp}", "a.20260102030405.1767323045678"),
        ("a", "{tag}{tag}-{commit-short}", "aa-0123456"),
        (None, "{commit}", SHA),
    ],
)
def test_what_a_snapshot_ends_in(tag: str | None, template: str | None, expected: str) -> None:
    assert snapshot_suffix(tag, template, SHA, NOON) == expected


def test_the_moment_of_a_snapshot_is_told_in_utc() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5)))

    assert snapshot_suffix(None, None, None, elsewhere) == "20260102030405"


@pytest.mark.parametrize(
    ("tag", "template", "message"),
    [
        ("pr1", "x", "has no `{tag}`"),
        (None, "{tag}", "for which there is no value"),
        ("", "{tag}", "for which there is no value"),
        (None, "{commit-short}", "for which there is no value"),
        ("pr#1", None, "is not a valid version"),
        ("01", "{tag}", "is not a valid version"),
        (None, "{other}", "is not a valid version"),
    ],
)
def test_a_snapshot_that_would_have_no_version_is_refused(
    tag: str | None, template: str | None, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        snapshot_suffix(tag, template, None, NOON)


@given(tag=st.text(max_size=6), bump=st.sampled_from([Bump.PATCH, Bump.MINOR, Bump.MAJOR]))
def test_whatever_the_tag_a_snapshot_is_a_version_or_refused(tag: str, bump: Bump) -> None:
    try:
        suffix = snapshot_suffix(tag, None, None, NOON)
    except ConfigError:
        return
    plan = plan_release([a_changeset(a=bump)], a_workspace(a=a_package()), PLAIN, snapshot=suffix)
    assert versions.parse(plan.releases[0].new or "") is not None
