"""`tauri.check`: an update as an installed app sees it: asked for, downloaded, verified."""

from __future__ import annotations

from typing import NamedTuple

from release.actions import Decision, Note, Table
from release.errors import StateError
from release.forge import page_of
from release.steps.tauri.app import look_at
from release.steps.tauri.download import downloaded, refusals
from release.updates import Fetch
from release.updates.channels import address, place
from release.updates.offer import MalformedOfferError, Offer, parse_offer
from release.world import View


class Expected(NamedTuple):
    """That a channel, on a branch, offers a version."""

    version: str
    channel: str
    branch: str


def check(view: View, name: str, expected: Expected, fetch: Fetch) -> Decision:
    """Ask a channel, and download all that it offers.

    Raises:
        ConfigError: there is no such app, or it has no public key.
        StateError: the channel offers another version or nothing, or something that an app would
            refuse.
        ForgeError: there was no answer.
    """
    app, forge = look_at(view, name), view.forge()
    path = place(name, expected.channel)
    url = address(page_of(forge), expected.branch, path)
    offer = _offer(url, downloaded(fetch, url))
    if offer.version != expected.version:
        raise StateError(
            f"{url} offers {offer.version}, and is to offer {expected.version}",
            hint="GitHub's servers keep an old answer for five minutes",
        )
    StateError.raise_any([*refusals(fetch, offer, app.key)])
    rows = tuple((platform, each.url) for platform, each in sorted(offer.downloads.items()))
    return Decision(
        document={
            "schema": 1,
            "app": name,
            "channel": expected.channel,
            "address": url,
            "version": offer.version,
            "platforms": dict(rows),
        },
        blocks=(Table(("Platform", "Downloaded and verified"), rows), Note(f"{url} is good")),
    )


def _offer(url: str, content: bytes) -> Offer:
    try:
        return parse_offer(content.decode("utf-8"))
    except (UnicodeDecodeError, MalformedOfferError) as error:
        hint = "offer the version again: `inv tauri.offer`"
        raise StateError(f"no app can read {url}: {error}", hint=hint) from None
