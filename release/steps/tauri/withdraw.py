"""`tauri.withdraw`: channels say again what they said before they offered a version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from release.actions import Decision, Table, actions_document
from release.steps.tauri.app import look_at
from release.steps.tauri.branch import look
from release.updates.channels import withdrawn
from release.updates.offer import parse_offer
from release.world import View


class Taken(NamedTuple):
    """Which version is to be taken back, from which channels, on which branch.

    `previous` ran before it, and runs again; empty where nothing did.
    """

    version: str
    channels: Sequence[str]
    branch: str
    previous: str = ""


def withdraw(view: View, name: str, taken: Taken) -> Decision:
    """Take back what the channels of an app offer, as far as it is that version.

    What was offered before the deployment began stays: it is no work of that.

    Raises:
        ConfigError: there is no such app.
        StateError: a channel offers what no app could read.
        ForgeError: the remote did not answer.
    """
    look_at(view, name)
    branch, version = look(view, taken.branch), taken.version
    channels = branch.channels(name, taken.channels) if taken.previous != version else ()
    offering = withdrawn(channels, version)
    edits = {each.path: branch.before(each, version, taken.previous) for each in offering}
    said = ", ".join(each.name for each in offering)
    actions = branch.push(edits, f"Withdraw {name} {version} from {said}\n")
    rows = tuple((each.name, version, _version(edits[each.path])) for each in offering)
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "app": name,
            "version": version,
            "withdrawn": {each.name: _version(edits[each.path]) for each in offering},
            "actions": actions_document(actions),
        },
        blocks=(Table(("Channel", "Offers", "Will offer"), rows),) if rows else (),
        done=f"no channel offers {name} {version} that did not before",
    )


def _version(text: str | None) -> str:
    return parse_offer(text).version if text is not None else "nothing"
