"""Which channel gets a version: forwards by itself, and back only when that is meant.

An installed app compares versions and takes the higher one alone. So what a channel goes back to
reaches those that have not updated yet; the others stay where they are until they are offered
something higher.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from release.detection import output_name
from release.errors import Problem, Where
from release.targets.tauri import BETA, STABLE
from release.updates.offer import Offer, render_offer
from release.versions import is_below, parse


class Channel(NamedTuple):
    """One channel of an app: its file on the branch, and what it offers now."""

    name: str
    path: str
    offer: Offer | None = None


def place(app: str, channel: str) -> str:
    """The file of a channel."""
    return f"{output_name(app)}/{channel}.json"


def address(repository: str, branch: str, path: str) -> str:
    """What an app asks. `repository` is the address of the repository's page."""
    return f"{repository}/raw/{quote(branch)}/{quote(path)}"


def forwards(channels: Sequence[Channel], offer: Offer) -> Mapping[str, str]:
    """The files of the channels that are to offer it, by path: none that offers more already."""
    return {
        each.path: render_offer(offer)
        for each in channels
        if not offer.says_as_much_as(each.offer) and not _is_higher(each, offer)
    }


def refusals(channels: Sequence[Channel], offer: Offer) -> Iterator[Problem]:
    """Why the first of the channels, which is the one that counts, cannot go on to an offer."""
    first = channels[0]
    if first.offer and _is_higher(first, offer):
        yield Problem(
            f"the channel `{first.name}` offers {first.offer.version}, and {offer.version} is "
            "lower: no app that has the one would take the other",
            Where(first.path),
            "release the next version; to take back a bad one, see `tauri.halt`",
        )
    parsed = parse(offer.version)
    if first.name == STABLE and parsed and parsed.prerelease:
        yield Problem(
            f"{offer.version} is a prerelease, and the channel `{STABLE}` is for everybody",
            Where(first.path),
            f"offer it on `{BETA}`",
        )


def backwards(channels: Sequence[Channel], offer: Offer) -> Mapping[str, str]:
    """The files of the first channel, and of those that offer the same, back to an older offer."""
    now = channels[0].offer
    return {
        each.path: render_offer(offer)
        for each in channels
        if each == channels[0] or (now and each.offer and each.offer.version == now.version)
        if not offer.says_as_much_as(each.offer)
    }


def withdrawn(channels: Iterable[Channel], version: str) -> tuple[Channel, ...]:
    """The channels that offer a version which is to be taken back."""
    return tuple(each for each in channels if each.offer and each.offer.version == version)


def _is_higher(channel: Channel, offer: Offer) -> bool:
    return channel.offer is not None and is_below(offer.version, channel.offer.version)
