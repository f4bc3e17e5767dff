"""What a channel answers: one JSON file, which an installed app takes whole or not at all.

The format is Tauri's "static JSON file"; what `parse_offer` refuses, the updater refuses, too, and
then no app of any platform gets its update.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from release.versions import parse

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)")


class MalformedOfferError(ValueError):
    """An installed app could not read it."""


class Download(NamedTuple):
    """Where a bundle is, and the content of its `.sig`."""

    url: str
    signature: str


class Offer(NamedTuple):
    """A version, and what each platform gets of it. `date` is as RFC 3339 writes it."""

    version: str
    downloads: Mapping[str, Download]
    notes: str = ""
    date: str = ""

    def says_as_much_as(self, other: Offer | None) -> bool:
        """Whether it is the same but for its date."""
        return other is not None and self._replace(date="") == other._replace(date="")


def render_offer(offer: Offer) -> str:
    """The file."""
    document = {
        "version": offer.version,
        **({"notes": offer.notes} if offer.notes else {}),
        **({"pub_date": offer.date} if offer.date else {}),
        "platforms": {name: each._asdict() for name, each in sorted(offer.downloads.items())},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def parse_offer(text: str) -> Offer:
    """Read the file as an installed app does.

    Raises:
        MalformedOfferError: it would not.
    """
    try:
        found: Any = json.loads(text)
    except ValueError:
        raise MalformedOfferError("it is not JSON") from None
    if not isinstance(found, dict):
        raise MalformedOfferError("it is no JSON object")
    platforms = found.get("platforms")
    if not isinstance(platforms, dict):
        raise MalformedOfferError("`platforms` is not an object")
    return Offer(
        _version(found.get("version")),
        {name: _download(name, each) for name, each in platforms.items()},
        _text(found, "notes"),
        _date(found),
    )


def _version(found: object) -> str:
    version = found.lstrip("v") if isinstance(found, str) else ""
    if parse(version) is None or version != version.strip():
        raise MalformedOfferError("`version` is not a semantic version")
    return version


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    if value is not None and not isinstance(value, str):
        raise MalformedOfferError(f"`{key}` is not a string")
    return value or ""


def _date(found: Mapping[str, Any]) -> str:
    date = _text(found, "pub_date")
    if found.get("pub_date") is not None and not _is_date(date):
        raise MalformedOfferError("`pub_date` is not a date of RFC 3339")
    return date


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return _RFC_3339.fullmatch(text) is not None


def _download(name: str, found: object) -> Download:
    entry = found if isinstance(found, dict) else {}
    url, signature = entry.get("url"), entry.get("signature")
    if not isinstance(url, str) or not isinstance(signature, str):
        raise MalformedOfferError(f"`platforms.{name}` lacks `url` or `signature`")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise MalformedOfferError(f"`platforms.{name}.url` is not an address")
    return Download(url, signature)
