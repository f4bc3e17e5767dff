"""What is downloaded, as an installed app downloads it: without being signed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus

from release.errors import AGAIN, ForgeError, Problem, StateError
from release.steps.tauri.app import refused
from release.updates import Fetch
from release.updates.offer import Offer
from release.updates.signatures import Key, flaw


def downloaded(fetch: Fetch, url: str) -> bytes:
    """What is at an address.

    Raises:
        StateError: there is nothing, at least not for everybody.
        ForgeError: there was no answer, or another one: that is not the same as nothing.
    """
    found = fetch(url)
    if found.status == HTTPStatus.OK:
        return found.content
    if found.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        raise StateError(
            f"there is nothing at {url}",
            hint="installed apps are not signed in: what is private, they cannot download",
        )
    why = f"answered {found.status}" if found.status else f"did not answer: {found.why}"
    raise ForgeError(f"{url} {why}", hint=AGAIN)


def refusals(fetch: Fetch, offer: Offer, key: Key) -> Iterator[Problem]:
    """Download every bundle of an offer, and verify it as an installed app does.

    Raises:
        StateError: one is not there.
        ForgeError: one was not answered.
    """
    signatures: Mapping[str, str] = {each.url: each.signature for each in offer.downloads.values()}
    for url, signature in signatures.items():
        if found := flaw(key, downloaded(fetch, url), signature, offer.version):
            yield refused(url, found)
