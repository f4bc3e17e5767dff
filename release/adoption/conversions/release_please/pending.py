"""What waits for a release with release-please: conventional commits, as changesets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from release.adoption.commits import drafted, since
from release.adoption.conversions.release_please.messages import asked_version, bump_of
from release.adoption.conversions.release_please.packages import MANIFEST, Package
from release.adoption.foreign import strings
from release.adoption.members import directory_of
from release.model import Bump, Changeset
from release.world import Files, LoggedCommit


class Waiting(NamedTuple):
    """A commit that waits for a release, and the packages that it is of."""

    commit: LoggedCommit
    packages: tuple[Package, ...]


def waiting_commits(
    packages: Sequence[Package], commits: Sequence[LoggedCommit]
) -> Iterator[Waiting]:
    """The commits since each package's last release."""
    paths = [each.path for each in packages]
    since_then = {each.path: {one.sha for one in _unreleased(each, commits)} for each in packages}
    for commit in commits:
        own = tuple(
            each
            for each in packages
            if commit.sha in since_then[each.path] and _concerns(each, commit.files, paths)
        )
        if own:
            yield Waiting(commit, own)


def pending(files: Files, waiting: Sequence[Waiting]) -> Sequence[Changeset]:
    """A changeset for each commit that calls for a release."""
    packages = {each.commit.sha: each.packages for each in waiting}

    def bump(commit: LoggedCommit, package: Package, *, is_alone: bool = True) -> Bump:
        version = package.member.version
        return bump_of(commit.message, package.options, version, is_alone=is_alone)

    released = {
        package.path for each in waiting for package in each.packages if bump(each.commit, package)
    }

    def judge(commit: LoggedCommit) -> Mapping[str, Bump]:
        return {
            each.member.name: bump(commit, each, is_alone=each.path not in released)
            for each in packages[commit.sha]
        }

    return drafted(files, [each.commit for each in waiting], judge)


def asked(waiting: Sequence[Waiting]) -> Iterator[str]:
    """The versions that commits ask for, which is told."""
    for each in waiting:
        if version := asked_version(each.commit.message):
            yield (
                f"commit {each.commit.sha[:7]} asks for the version {version}: "
                "a changeset says how far, and not where to"
            )


def _unreleased(package: Package, commits: Sequence[LoggedCommit]) -> Sequence[LoggedCommit]:
    """The commits since the one that released it; without one, since release-please came."""
    told = {package.changelog}
    if package.options.get("skip-changelog") is True:
        told = {each.path for each in package.member.manifests}

    def is_release(commit: LoggedCommit) -> bool:
        return MANIFEST in commit.files and not told.isdisjoint(commit.files)

    found = since(commits, is_release)
    if found is not None:
        return found
    bootstrap = package.options.get("bootstrap-sha")
    starts = (
        number
        for number, each in enumerate(commits)
        if each.sha == bootstrap or MANIFEST in each.files
    )
    start = next(starts, None)
    return () if start is None else commits[start + 1 :]


def _concerns(package: Package, changed: Sequence[str], paths: Sequence[str]) -> bool:
    """Whether a commit is the package's: the root has all, a directory what is below it."""
    inside = [each for each in changed if _owner(each, paths) == package.path]
    mine = changed if package.path == "" else inside
    excluded = [directory_of(each) for each in strings(package.options.get("exclude-paths"))]
    return bool(mine) and not all(
        any(each.startswith(f"{path}/") for path in excluded) for each in mine
    )


def _owner(file: str, paths: Sequence[str]) -> str:
    around = [path for path in paths if path and file.startswith(f"{path}/")]
    return max(around, key=len, default="")
