"""`tauri.*` on the command line: what a deployment of a desktop app is made of.

Deployments by the target `tauri` call these; each can be called by hand, and again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk

_APP = "the app"
_VERSION = "its version"
_TAG = "the tag of that version"
_FOUND = {
    "bundle": "a folder with bundles of other jobs, seen from the package; repeatable",
    "platform": "what must be served, as `linux-x86_64` or `linux-x86_64-deb`; repeatable",
    "elsewhere": "whatever was built here does not count",
}
_WHERE = {
    "channel": "a channel, repeatable; the first is the one that counts",
    "branch": "the branch that the channels are on; default: `updates`",
}


@step(
    locks=False,
    positional=[],
    iterable=["bundle", "platform"],
    help={"app": _APP, "version": _VERSION, **_FOUND},
)
def verify(  # noqa: PLR0913, PLR0917  one flag a value
    desk: Desk,
    app: str,
    version: str,
    bundle: list[str],
    platform: list[str],
    elsewhere: bool = False,
) -> Decision:
    """Would installed apps take these bundles?

    It verifies their signatures, as the updater in an installed app does.
    """
    from release.steps.tauri.app import Sought
    from release.steps.tauri.verify import verify as decide

    return decide(desk.view, app, Sought(version, bundle, platform, () if elsewhere else None))


@step(
    locks=False,
    positional=[],
    help={
        "app": _APP,
        "version": _VERSION,
        "platform": "what was built, as `linux-x86_64`",
        "target": "the same as cargo names it, as `x86_64-unknown-linux-gnu`",
        "into": "where to, seen from the package: a folder is made there for the platform",
    },
)
def gather(  # noqa: PLR0913, PLR0917  one flag a value
    desk: Desk, app: str, version: str, platform: str, target: str, into: str
) -> Decision:
    """Verify what was built, and bring it to the others.

    For one platform, into a folder of its own beside those of the other platforms.
    """
    from release.steps.tauri.gather import Built
    from release.steps.tauri.gather import gather as decide

    return decide(desk.view, app, version, Built(platform, target, into))


@step(
    locks=False,
    positional=[],
    iterable=["bundle", "platform"],
    help={
        "app": _APP,
        "version": _VERSION,
        "tag": _TAG,
        "commit": "what the bundles were built of",
        **_FOUND,
    },
)
def publish(  # noqa: PLR0913, PLR0917  one flag a value
    desk: Desk,
    app: str,
    version: str,
    tag: str,
    commit: str,
    bundle: list[str],
    platform: list[str],
    elsewhere: bool = False,
) -> Decision:
    """Publish the GitHub release of a version with bundles.

    No channel offers it yet.
    """
    from release.steps.tauri.app import Sought
    from release.steps.tauri.publish import Tagged
    from release.steps.tauri.publish import publish as decide

    sought = Sought(version, bundle, platform, () if elsewhere else None)
    return decide(desk.view, app, sought, Tagged(tag, commit))


@step(
    locks=False,
    is_patient=True,
    positional=[],
    iterable=["channel", "platform"],
    help={
        "app": _APP,
        "version": _VERSION,
        "tag": _TAG,
        "platform": _FOUND["platform"],
        "back": "also where a channel offers a higher version",
        **_WHERE,
    },
)
def offer(  # noqa: PLR0913, PLR0917  one flag a value
    desk: Desk,
    app: str,
    version: str,
    tag: str,
    channel: list[str],
    platform: list[str],
    branch: str = "",
    back: bool = False,
) -> Decision:
    """Have channels offer a version that is released.

    Installed apps update themselves to it.
    """
    from release.adapters.downloads import download
    from release.steps.tauri.offer import Wanted
    from release.steps.tauri.offer import offer as decide
    from release.targets.tauri import BRANCH, STABLE

    wanted = Wanted(version, tag, channel or [STABLE], branch or BRANCH, platform, back)
    return decide(desk.view, app, wanted, download)


@step(
    locks=False,
    is_patient=True,
    positional=[],
    iterable=["channel"],
    help={
        "app": _APP,
        "version": _VERSION,
        "previous": "the version that is to be offered again",
        **_WHERE,
    },
)
def withdraw(  # noqa: PLR0913, PLR0917  one flag a value
    desk: Desk,
    app: str,
    version: str,
    channel: list[str],
    branch: str = "",
    previous: str = "",
) -> Decision:
    """Have channels offer again what they offered before.

    Those that offer this version; who has it keeps it.
    """
    from release.steps.tauri.withdraw import Taken
    from release.steps.tauri.withdraw import withdraw as decide
    from release.targets.tauri import BRANCH, STABLE

    taken = Taken(version, channel or [STABLE], branch or BRANCH, previous)
    return decide(desk.view, app, taken)


@step(
    locks=False,
    positional=[],
    iterable=["channel"],
    help={"app": _APP, "version": _VERSION, **_WHERE},
)
def check(desk: Desk, app: str, version: str, channel: list[str], branch: str = "") -> Decision:
    """Does a channel offer a version, and would apps take it?

    Every file that it offers is fetched and verified, as an installed app would.
    """
    from release.adapters.downloads import download
    from release.steps.tauri.check import Expected
    from release.steps.tauri.check import check as decide
    from release.targets.tauri import BRANCH, STABLE

    first = (channel or [STABLE])[0]
    return decide(desk.view, app, Expected(version, first, branch or BRANCH), download)


@step(
    locks=False,
    starts_workflows=True,
    is_patient=True,
    positional=[],
    help={
        "app": _APP,
        "to": "the version whose code comes back; default: the last one that was offered before",
        "channel": "the channel that offered the bad version; default: `stable`",
        "branch": _WHERE["branch"],
        "back": "have a pull request that brings the new number to the main branch",
    },
)
def halt(  # noqa: PLR0913, PLR0917  one flag a value
    desk: Desk,
    app: str,
    to: str = "",
    channel: str = "",
    branch: str = "",
    back: bool = False,
) -> Decision:
    """After a bad version: good code, with a higher number.

    Installed apps never go back, so that the good code must come with a higher number. A branch
    with it is made, and the way back to the main branch is told.
    """
    from release.steps.tauri import halt as steps
    from release.targets.tauri import BRANCH, STABLE

    halted = steps.Halted(channel or STABLE, branch or BRANCH, to)
    return (steps.back if back else steps.halt)(desk.view, app, halted)


collection = Collection("tauri", verify, gather, publish, offer, withdraw, check, halt)
