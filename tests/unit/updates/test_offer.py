"""The file that installed apps read: whole, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from release.updates.offer import Download, MalformedOfferError, Offer, parse_offer, render_offer

OFFER = Offer(
    "1.1.0",
    {"linux-x86_64": Download("https://github.com/a/b/c.deb", "RWQ=")},
    "It counts sheets.\n",
    "2026-01-02T03:04:05Z",
)


def test_an_offer_is_read_as_it_was_written() -> None:
    assert parse_offer(render_offer(OFFER)) == OFFER
    assert parse_offer(render_offer(OFFER._replace(notes="", date=""))).date == ""


def test_an_offer_has_the_names_that_tauri_reads() -> None:
    assert {
        "version": "1.1.0",
        "notes": "It counts sheets.\n",
        "pub_date": "2026-01-02T03:04:05Z",
        "platforms": {"linux-x86_64": {"url": "https://github.com/a/b/c.deb", "signature": "RWQ="}},
    } == json.loads(render_offer(OFFER))


def test_an_offer_says_the_same_at_another_time() -> None:
    assert OFFER.says_as_much_as(OFFER._replace(date=""))
    assert not OFFER.says_as_much_as(OFFER._replace(notes=""))
    assert not OFFER.says_as_much_as(None)


def changed(**values: object) -> str:
    document: dict[str, Any] = json.loads(render_offer(OFFER))
    return json.dumps({**document, **values})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it is not JSON"),
        ("<!DOCTYPE html>", "it is not JSON"),
        ("[]", "it is no JSON object"),
        (changed(version=None), "`version` is not a semantic version"),
        (changed(version="1.1"), "`version` is not a semantic version"),
        (changed(version=" 1.1.0"), "`version` is not a semantic version"),
        (changed(notes=1), "`notes` is not a string"),
        (changed(pub_date="yesterday"), "`pub_date` is not a date of RFC 3339"),
        (changed(pub_date="2026-01-02"), "`pub_date` is not a date of RFC 3339"),
        (changed(pub_date="2026-13-02T03:04:05Z"), "`pub_date` is not a date of RFC 3339"),
        (changed(pub_date=""), "`pub_date` is not a date of RFC 3339"),
        (changed(platforms=[]), "`platforms` is not an object"),
        (changed(platforms={"a": {}}), "`platforms.a` lacks `url` or `signature`"),
        (changed(platforms={"a": None}), "`platforms.a` lacks `url` or `signature`"),
        (
            changed(platforms={"a": {"url": "c.deb", "signature": ""}}),
            "`platforms.a.url` is not an address",
        ),
    ],
)
def test_what_an_app_could_not_read_is_told(text: str, told: str) -> None:
    with pytest.raises(MalformedOfferError) as error:
        parse_offer(text)

    assert told == str(error.value)


@pytest.mark.parametrize("version", ["1.1.0", "v1.1.0", "1.1.0-beta.1+7"])
def test_a_version_may_begin_with_a_letter(version: str) -> None:
    assert version.lstrip("v") == parse_offer(changed(version=version)).version


@pytest.mark.parametrize("date", ["2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05+02:00", None])
def test_dates_have_several_forms(date: str | None) -> None:
    assert (date or "") == parse_offer(changed(pub_date=date)).date
