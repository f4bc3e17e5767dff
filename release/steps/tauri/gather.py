"""`tauri.gather`: what one job built, brought to where the job that deploys looks for it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from release.actions import CopyFile, Decision, Note, actions_document
from release.steps.tauri.app import Sought, look_at, verified_bundles
from release.updates.bundles import SIGNATURE, Bundle, release_name
from release.world import View


class Built(NamedTuple):
    """What was built: a platform as the updater names it, and as cargo does; and where it goes.

    `into` is seen from the package; a folder is made there for the platform.
    """

    platform: str
    triple: str
    into: str


def gather(view: View, name: str, version: str, built: Built) -> Decision:
    """Verify the bundles of a platform, and copy them with their signatures.

    Raises:
        ConfigError: there is no such app, or it has no public key.
        StateError: bundles are missing, or a signature is not right; all of them are told.
    """
    app = look_at(view, name)
    bundles = verified_bundles(app, Sought(version, (), [built.platform], [built.triple]))
    folder = posixpath.normpath(posixpath.join(app.package.directory, built.into, built.platform))
    actions = tuple(each for each in _copies(bundles, version, folder) if not _is_there(view, each))
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "app": name,
            "version": version,
            "folder": folder,
            "actions": actions_document(actions),
        },
        blocks=(Note(f"{name} {version} for {built.platform} is in {folder}"),),
        done=f"{folder} has all of it",
    )


def _copies(bundles: Sequence[Bundle], version: str, folder: str) -> Iterator[CopyFile]:
    """Under names that tell by themselves what they are for, as far as they can."""
    for each in bundles:
        name = posixpath.basename(release_name(each.path, version))
        yield CopyFile(each.path, f"{folder}/{name}")
        if each.signature:
            yield CopyFile(each.signature, f"{folder}/{name}{SIGNATURE}")


def _is_there(view: View, copy: CopyFile) -> bool:
    if not view.files.exists(copy.to):
        return False
    return view.blobs.measure(copy.path) == view.blobs.measure(copy.to)
