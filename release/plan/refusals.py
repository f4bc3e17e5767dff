"""What cannot be planned: unknown packages, mixed changesets, and versions that are none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from release.config.changesets import ChangesetsConfig, is_skipped
from release.config.options import listed
from release.errors import ChangesetError, ConfigError, Problem, Where, did_you_mean
from release.model import Bump, Changeset, Package, PlannedRelease


def check_changesets(
    changesets: Iterable[Changeset], packages: Mapping[str, Package], config: ChangesetsConfig
) -> None:
    """Refuse changesets of packages that are not there, or of skipped ones and others together.

    Raises:
        ChangesetError: with all of them.
    """
    problems: list[Problem] = []
    for changeset in changesets:
        unknown = [name for name in changeset.bumps if name not in packages]
        problems += [_unknown_package(changeset, name, packages) for name in unknown]
        known = [packages[name] for name in changeset.bumps if name in packages]
        skipped = [package.name for package in known if is_skipped(package, config)]
        if skipped and len(skipped) < len(known):
            problems.append(_mixed(changeset, skipped))
    ChangesetError.raise_any(problems)


def _unknown_package(changeset: Changeset, name: str, known: Collection[str]) -> Problem:
    return Problem(
        f"{changeset.path} names `{name}`, which is not in the workspace",
        Where(changeset.path, changeset.lines.get(name)),
        did_you_mean(name, known) or f"the workspace has {listed(sorted(known)) or 'no packages'}",
    )


def _mixed(changeset: Changeset, skipped: Sequence[str]) -> Problem:
    return Problem(
        f"{changeset.path} mixes packages that are versioned with packages that are not: "
        + ", ".join(f"`{name}`" for name in skipped),
        Where(changeset.path, changeset.lines.get(skipped[0])),
        "split it in two; `ignore` and `privatePackages` in .changeset/config.json say what is "
        "versioned",
    )


def check_versions(planned: Iterable[PlannedRelease], packages: Mapping[str, Package]) -> None:
    """Refuse what Changesets would leave unbumped while deleting the changeset (B7).

    Raises:
        ConfigError: with all of them.
    """
    ConfigError.raise_any(
        [
            Problem(
                f"`{release.name}` has version `{release.old}`, which is not a semantic version",
                Where(packages[release.name].manifest.path),
                "write it as MAJOR.MINOR.PATCH",
            )
            for release in planned
            if release.bump is not Bump.NONE and release.new is None
        ]
    )
