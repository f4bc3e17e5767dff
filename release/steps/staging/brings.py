"""Whether a merge brings anything that has to be built."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from release.backmerge.manifests import brings_only_release
from release.changeset.prerelease import FOLDER as KEPT
from release.errors import ConfigError
from release.model import Member
from release.read.workspace import read_workspace
from release.steps.cargo import locked_members
from release.steps.staging.locks import locked
from release.steps.staging.owned import Owned, is_in_folder, is_record
from release.world import Files


def is_release_only(paths: Iterable[str], before: Files, after: Files, owned: Owned) -> bool:
    """Whether nothing in these files has changed but what a release writes; as the next one."""
    return not any(True for _ in more_than_release(paths, before, after, owned))


def more_than_release(
    paths: Iterable[str], before: Files, after: Files, owned: Owned
) -> Iterator[str]:
    """The files in which more has changed than what a release writes.

    Args:
        paths: those that have changed.
        before: the tree before.
        after: the tree after.
        owned: what a release writes.

    Raises:
        ConfigError: the tree after is malformed.
    """
    members = locked_members(after, read_workspace(after))
    for path in paths:
        if not _is_release(path, (before.read(path), after.read(path)), owned, members):
            yield path


def _is_release(
    path: str, texts: tuple[str | None, str | None], owned: Owned, members: Collection[Member]
) -> bool:
    before, after = texts
    if path in owned.changelogs or is_record(path):
        return True
    if is_in_folder(path):  # a changeset that is new is not released yet
        return after is None or path.startswith(f"{KEPT}/")
    if before is None or after is None or before == after:
        return False
    try:
        if owned.is_lockfile(path):
            return locked(path, before, members) == after
        forms = owned.formats.get(path, ())
        return any(brings_only_release(form, path, before, after, owned.names) for form in forms)
    except ConfigError:
        return False
