"""Which channel goes on to an offer, and which goes back."""

from __future__ import annotations

import pytest

from release.updates.channels import (
    Channel,
    address,
    backwards,
    forwards,
    place,
    refusals,
    withdrawn,
)
from release.updates.offer import Download, Offer, parse_offer


def an_offer(version: str, date: str = "") -> Offer:
    download = Download(f"https://github.com/acme/train/notes_{version}.deb", "RWQ=")
    return Offer(version, {"linux-x86_64": download}, date=date)


def channels(**versions: str | None) -> list[Channel]:
    return [
        Channel(name, place("notes", name), an_offer(version) if version else None)
        for name, version in versions.items()
    ]


def versions_of(edits: object) -> dict[str, str]:
    assert isinstance(edits, dict)
    return {path: parse_offer(text).version for path, text in edits.items()}


def test_a_channel_has_an_address_that_no_release_changes() -> None:
    path = place("@acme/notes", "stable")

    assert "acme-notes/stable.json" == path
    assert "https://github.com/acme/train/raw/updates/acme-notes/stable.json" == address(
        "https://github.com/acme/train", "updates", path
    )


@pytest.mark.parametrize(
    ("stable", "beta", "expected"),
    [
        (None, None, {"notes/stable.json": "1.1.0", "notes/beta.json": "1.1.0"}),
        ("1.0.0", "1.1.0-beta.3", {"notes/stable.json": "1.1.0", "notes/beta.json": "1.1.0"}),
        ("1.0.0", "1.2.0-beta.1", {"notes/stable.json": "1.1.0"}),
        ("1.1.0", "1.0.0", {"notes/beta.json": "1.1.0"}),
        ("1.1.0", "1.1.0", {}),
    ],
)
def test_a_release_goes_to_every_channel_that_is_behind(
    stable: str | None, beta: str | None, expected: dict[str, str]
) -> None:
    found = channels(stable=stable, beta=beta)

    assert [] == [*refusals(found, an_offer("1.1.0"))]
    assert expected == versions_of(forwards(found, an_offer("1.1.0")))


def test_the_same_offer_at_another_time_changes_nothing() -> None:
    found = channels(stable="1.1.0")

    assert {} == forwards(found, an_offer("1.1.0", date="2026-01-02T03:04:05Z"))


def test_the_same_version_with_other_files_is_offered_anew() -> None:
    mended = an_offer("1.1.0")._replace(notes="With notes.")

    assert ["notes/stable.json"] == [*forwards(channels(stable="1.1.0"), mended)]


def test_the_first_channel_does_not_go_back_by_itself() -> None:
    (problem,) = refusals(channels(stable="1.2.0"), an_offer("1.1.0"))

    assert "the channel `stable` offers 1.2.0, and 1.1.0 is lower" in problem.message


def test_a_prerelease_is_not_for_everybody() -> None:
    offer = an_offer("1.1.0-beta.1")

    (problem,) = refusals(channels(stable="1.0.0"), offer)

    assert "1.1.0-beta.1 is a prerelease, and the channel `stable` is for everybody" in str(problem)
    assert [] == [*refusals(channels(beta="1.0.0"), offer)]


def test_back_goes_the_first_channel_and_whatever_offers_the_same() -> None:
    found = channels(stable="1.1.0", beta="1.1.0", nightly="1.2.0-1")

    expected = {"notes/stable.json": "1.0.0", "notes/beta.json": "1.0.0"}
    assert expected == versions_of(backwards(found, an_offer("1.0.0")))
    assert {} == backwards(channels(stable="1.0.0", beta="1.2.0-1"), an_offer("1.0.0"))


def test_what_is_taken_back_is_only_what_is_still_offered() -> None:
    found = channels(stable="1.2.0", beta="1.1.0", nightly=None)

    assert ["beta"] == [each.name for each in withdrawn(found, "1.1.0")]
