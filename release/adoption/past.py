"""What releases before us consumed, out of git's history: a branch may hold it still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from release.changeset import parse_changeset
from release.changeset.prerelease import FOLDER as KEPT
from release.changeset.prerelease import own_id
from release.errors import ChangesetError, ConfigError
from release.ledger import Intent, hash_of
from release.manifests import format_of
from release.model import Bump, Changeset, Manifest
from release.world import Removal

MANIFESTS = ("package.json", "Cargo.toml", "pyproject.toml")
"""The names of the files that lead a package."""

_FOLDER = ".changeset/"
_SUFFIX = ".md"


def past_intents(removals: Iterable[Removal]) -> tuple[Intent, ...]:
    """The changesets that releases consumed, the oldest first.

    A release is a commit that removes changesets and moves versions of their packages, whoever
    made it and whatever its message is. What was removed by hand, and what prerelease mode only
    put aside, is none.

    Args:
        removals: the commits that removed files from `.changeset`, the newest first.
    """
    found = [intent for removal in removals for intent in _consumed(removal)]
    return tuple(reversed({each.key: each for each in found}.values()))


def _consumed(removal: Removal) -> Iterator[Intent]:
    versions = _moved(removal.changed)
    for path, text in removal.removed.items():
        name = own_id(path.removeprefix(_FOLDER))
        if not name.endswith(_SUFFIX) or f"{KEPT}/{name}" in removal.added:
            continue
        try:
            changeset = parse_changeset(name.removesuffix(_SUFFIX), path, text)
        except ChangesetError:
            continue  # no release has read it
        packages = _packages(changeset, versions)
        if versions and (packages or not changeset.bumps):
            yield Intent(changeset.id, hash_of(changeset), packages)


def _packages(changeset: Changeset, versions: Mapping[str, str]) -> dict[str, str | None]:
    """The version of each package that moved; a `none` bump has none."""
    return {
        name: None if bump is Bump.NONE else versions[name]
        for name, bump in changeset.bumps.items()
        if bump is Bump.NONE or name in versions
    }


def _moved(changed: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The new version of each package whose version changed."""
    found = {}
    for path, texts in changed.items():
        before, after = (_manifest(path, text) for text in texts)
        if before and after and after.name and after.version and before.version != after.version:
            found[after.name] = after.version
    return found


def _manifest(path: str, text: str) -> Manifest | None:
    format_ = format_of(path)
    try:
        return format_.read(path, text) if format_ else None
    except ConfigError:
        return None  # nobody could have released it
