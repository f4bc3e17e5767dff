"""`tauri.verify`: whether installed apps would take what was built."""

from __future__ import annotations

from release.actions import Decision, Note, Table
from release.steps.tauri.app import Sought, look_at, verified_bundles
from release.updates.bundles import platforms_of
from release.world import View


def verify(view: View, name: str, sought: Sought) -> Decision:
    """Verify the signatures of an app's bundles.

    Raises:
        ConfigError: there is no such app, or it has no public key.
        StateError: bundles are missing, or a signature is not right; all of them are told.
    """
    bundles = verified_bundles(look_at(view, name), sought)
    rows = tuple(
        (
            each.name,
            ", ".join(map(str, platforms_of(each.name))) if each.signature else "",
            "verified" if each.signature else "not signed: for people alone",
        )
        for each in bundles
    )
    return Decision(
        document={
            "schema": 1,
            "app": name,
            "version": sought.version,
            "bundles": [
                {"name": each.name, "path": each.path, "signed": each.signature is not None}
                for each in bundles
            ],
        },
        blocks=(
            Table(("Bundle", "Platform", "Signature"), rows),
            Note(f"{name} {sought.version} can be released"),
        ),
    )
