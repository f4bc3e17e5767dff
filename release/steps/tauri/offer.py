"""`tauri.offer`: channels go on to a version that is released, or back to one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from release.actions import Decision, Table, actions_document
from release.errors import StateError
from release.forge import page_of
from release.forge.releases import Release
from release.steps.tauri.app import TauriApp, look_at, missing_platforms, read_signature
from release.steps.tauri.branch import Branch, look
from release.steps.tauri.download import downloaded
from release.steps.tauri.download import refusals as refused_downloads
from release.updates import Fetch
from release.updates.bundles import SIGNATURE, by_platform
from release.updates.channels import Channel, address, backwards, forwards, refusals
from release.updates.offer import Download, Offer
from release.world import View


class Wanted(NamedTuple):
    """Which version is to be offered, of which tag, and where: the first of `channels` counts.

    With `back` it may be lower than what is offered now.
    """

    version: str
    tag: str
    channels: Sequence[str]
    branch: str
    platforms: Sequence[str] = ()
    back: bool = False


def offer(view: View, name: str, wanted: Wanted, fetch: Fetch) -> Decision:
    """Have the channels offer a version, all of them by one push.

    Raises:
        ConfigError: there is no such app, or it has no public key.
        StateError: there is no such release, an app would refuse one of its bundles, a platform
            is missing, or a channel offers a higher version; nothing was written.
        ForgeError: the remote, the forge or the release did not answer.
    """
    app, branch = look_at(view, name), look(view, wanted.branch)
    channels = branch.channels(name, wanted.channels)
    found = offer_of(app, wanted.version, wanted.tag, fetch)
    problems = [*missing_platforms(found.downloads, wanted.platforms)]
    problems += () if wanted.back else refusals(channels, found)
    StateError.raise_any(problems)
    edits = (backwards if wanted.back else forwards)(channels, found)
    if edits:  # else they were downloaded before
        StateError.raise_any([*refused_downloads(fetch, found, app.key)])
    names = [each.name for each in channels if each.path in edits]
    message = f"Offer {name} {wanted.version} on {', '.join(names)}\n"
    actions = branch.push(edits, message)
    rows = tuple(
        (each.name, each.offer.version if each.offer else "", _next(each, edits, wanted))
        for each in channels
    )
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "app": name,
            "version": wanted.version,
            "channels": {each.name: address_of(branch, each) for each in channels},
            "actions": actions_document(actions),
        },
        blocks=(Table(("Channel", "Offers", "Will offer"), rows),),
        warnings=tuple(_warnings(app, branch, channels)),
        done=f"every channel that is to offer {name} {wanted.version} does",
    )


def offer_of(app: TauriApp, version: str, tag: str, fetch: Fetch) -> Offer:
    """What the release of a tag has for installed apps.

    Raises:
        StateError: there is no such release, or it has no signed bundle.
        ForgeError: the forge did not answer.
    """
    forge = app.view.forge()
    release = _released(forge.releases(), tag)
    whole = {each.name for each in release.assets if each.is_whole}
    signed = by_platform(name for name in whole if f"{name}{SIGNATURE}" in whole)
    if not signed:
        raise StateError(
            f"the release of {tag} has no bundle that is signed", hint=f"see {release.url}"
        )
    place = f"{page_of(forge)}/releases/download/{quote(tag)}"
    urls = {name: f"{place}/{quote(name)}" for name in dict.fromkeys(signed.values())}
    downloads = {
        name: Download(url, read_signature(downloaded(fetch, f"{url}{SIGNATURE}")))
        for name, url in urls.items()
    }
    date = f"{app.view.clock():%Y-%m-%dT%H:%M:%SZ}"
    served = {platform: downloads[name] for platform, name in signed.items()}
    return Offer(version, served, release.body.strip(), date)


def address_of(branch: Branch, channel: Channel) -> str:
    """What an installed app asks for a channel."""
    return address(page_of(branch.view.forge()), branch.name, channel.path)


def _released(releases: Sequence[Release], tag: str) -> Release:
    for each in releases:
        if each.tag == tag and not each.is_draft:
            return each
    raise StateError(
        f"{tag} is not released: there is no release of it, or a draft alone",
        hint="only what everybody can download can be offered: deploy it first",
    )


def _next(channel: Channel, edits: Mapping[str, str], wanted: Wanted) -> str:
    if channel.path in edits:
        return wanted.version
    return channel.offer.version if channel.offer else ""


def _warnings(app: TauriApp, branch: Branch, channels: Sequence[Channel]) -> Iterator[str]:
    """That the app asks none of these channels: then nobody hears of an offer."""
    addresses = [address_of(branch, each) for each in channels]
    if not set(addresses) & set(app.updater.endpoints):
        yield (
            f"`plugins.updater.endpoints` in {app.updater.where} has no channel of these: "
            f"set it to {addresses[0]} where the app is built"
        )
