"""`tauri.halt`: the last good code again, under a number that is higher than the bad one's.

An installed app takes a higher version alone, and the signature of a bundle says which one it is.
So whoever has a bad version is not helped by an old bundle: the old code is built anew, as a new
version. That is made here, as a branch of one commit; it is built and deployed from there.
"""

from __future__ import annotations

from typing import NamedTuple

from release.actions import Decision, Note, PushBranch, actions_document
from release.backmerge.words import Branches
from release.errors import StateError
from release.model import Bump
from release.remote import HEADS, NewCommit
from release.steps.branch import bring, is_there
from release.steps.staging.sync import merge_back
from release.steps.tauri.app import TauriApp, look_at
from release.steps.tauri.branch import look
from release.steps.tauri.comeback import Comeback, comeback, commit_of, halt_branch
from release.versions import highest, increment
from release.world import View


class Halted(NamedTuple):
    """What is to come back, of which channel on which branch; `to` empty: the last good version."""

    channel: str
    branch: str
    to: str = ""


def halt(view: View, name: str, halted: Halted) -> Decision:
    """Have a branch with the code of the last good version, as the next version.

    Raises:
        ConfigError: there is no such app.
        StateError: nothing was offered that could come back, its tag is not here, or the branch
            has something else.
        ForgeError: the remote did not answer.
    """
    app, channels = look_at(view, name), look(view, halted.branch)
    (channel,) = channels.channels(name, [halted.channel])
    found = comeback(app, channels.versions(channel), halted.to)
    branch = halt_branch(name, found.new)
    actions = _pushed(view, branch, commit_of(app, found))
    is_offered = channel.offer is not None and channel.offer.version == found.bad
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "app": name,
            "branch": branch,
            **found._asdict(),
            "actions": actions_document(actions),
        },
        blocks=(Note(branch, (f"{name} {found.good} as {found.new}, above {found.bad}",)),),
        warnings=(_still(name, found, halted.channel),) if is_offered else (),
        done=f"the branch `{branch}` is there already",
        afterword=_advice(app, branch, found),
    )


def back(view: View, name: str, halted: Halted) -> Decision:
    """Have a pull request that brings the number of what came back to `main`.

    What is bad there stays for people to mend; but their next release is above the number.

    Raises:
        ConfigError: there is no such app.
        StateError: nothing was halted.
        ForgeError: the remote or the forge refused, or did not answer.
    """
    app, channels = look_at(view, name), look(view, halted.branch)
    (channel,) = channels.channels(name, [halted.channel])
    highest_offered = highest(channels.versions(channel)) or ""
    versions = [highest_offered, increment(highest_offered, Bump.PATCH) or ""]
    branches = [halt_branch(name, each) for each in versions]
    there = view.remote().refs([HEADS + each for each in branches])
    found = next((each for each in branches if HEADS + each in there), None)
    if found is None:
        raise StateError(
            f"nothing of {name} was halted: {view.remote().address} has no branch "
            f"{' or '.join(f'`{each}`' for each in branches)}",
            hint=f"make it with `inv tauri.halt --app {name}`",
        )
    return merge_back(view, Branches(found, app.project.config.main), asks=True)


def _pushed(view: View, branch: str, wanted: NewCommit) -> tuple[PushBranch, ...]:
    """What has the remote have the branch; nothing where it is there.

    Raises:
        StateError: it is there with something else.
    """
    ref, objects = HEADS + branch, view.objects()
    tip = view.remote().refs([ref]).get(ref)
    if tip is None:
        return (PushBranch(branch, None, objects.write_commit(wanted)),)
    bring(view, branch, tip)
    if not is_there(objects, tip, wanted):
        raise StateError(
            f"the branch `{branch}` is there, and has something else in it",
            hint="go on from there, or delete it",
        )
    return ()


def _still(name: str, found: Comeback, channel: str) -> str:
    return (
        f"the channel `{channel}` still offers {found.bad}: "
        f"`inv deploy.rollback --app {name} --to {found.good}` ends that at once"
    )


def _advice(app: TauriApp, branch: str, found: Comeback) -> tuple[str, ...]:
    name, main = app.app.name, app.project.config.main
    built = f"check out `{branch}`, build it for every platform, and deploy {name} from it"
    return (
        f"{built}: whoever has {found.bad} then gets the code of {found.good}",
        f"`inv tauri.halt --app {name} --back` then tells `{main}` of the number {found.new}",
    )
