"""New changesets: from flags and answers to the file that is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from release import versions
from release.actions import WriteFile
from release.changeset import render_changeset
from release.changeset.names import Chooser, new_changeset_id
from release.errors import ChangesetError, ConfigError, Problem, did_you_mean
from release.model import Bump, Package, Workspace

_CHOICES = (Bump.MAJOR, Bump.MINOR, Bump.PATCH)  # `none` is written by hand only
_WORDS = {str(bump): bump for bump in _CHOICES}
_TAKING_PART = (
    "a package takes part when it has a version, `ignore` in .changeset/config.json does not"
    " match it, and it is not private or `privatePackages.version` is true"
)
_LISTED = 10  # packages that a hint names; a longer list helps nobody
_FORM = "write NAME:BUMP, where BUMP is `major`, `minor` or `patch`"


class Offer(NamedTuple):
    """A package that a changeset can name. `next` has the version that each bump leads to."""

    name: str
    version: str
    next: Mapping[Bump, str]
    private: bool = False
    changed: bool = False

    @property
    def is_before_1(self) -> bool:
        """Whether a major bump would be the first one, to 1.0.0."""
        return self.next.get(Bump.MAJOR) == "1.0.0"


class Choices(NamedTuple):
    """What the author of a changeset is asked about.

    `offers` are in alphabetical order, changed packages first. With a `message` there is no
    question about the summary.
    """

    offers: tuple[Offer, ...]
    message: str | None = None


class Answers(NamedTuple):
    """What the author said: bumps in the order to write them, and the summary."""

    bumps: Mapping[str, Bump]
    summary: str


def plan_questions(
    workspace: Workspace,
    is_skipped: Callable[[Package], bool],
    changed: Collection[str],
    message: str | None = None,
) -> Choices:
    """Decide what to ask the author of a changeset.

    Args:
        workspace: the packages; the skipped ones are not offered.
        is_skipped: whether a package takes no part in releases.
        changed: names of packages that changed.
        message: the summary, when it is known already.

    Raises:
        ConfigError: no package takes part in releases.
    """
    offers = [
        _offer(package, package.name in changed)
        for package in workspace.by_name.values()
        if not is_skipped(package)
    ]
    if not offers:
        raise ConfigError("no package takes part in releases", hint=_TAKING_PART)
    offers.sort(key=lambda offer: (not offer.changed, offer.name.casefold(), offer.name))
    return Choices(tuple(offers), message)


def _offer(package: Package, changed: bool) -> Offer:
    version = package.version or ""
    following = {bump: versions.increment(version, bump) for bump in _CHOICES}
    known = {bump: new for bump, new in following.items() if new is not None}
    return Offer(package.name, version, known, package.manifest.private, changed)


def parse_package_flags(flags: Iterable[str], workspace: Workspace) -> dict[str, Bump]:
    """The bumps that `--package NAME:BUMP` flags ask for.

    The last colon splits. Majors come first, then minors, then patches, each as typed: so the
    Changesets CLI writes its `--major`, `--minor` and `--patch`.

    Raises:
        ChangesetError: a flag has no bump or an unknown one, or names a package that the
            workspace lacks or that another flag names; all of them are told.
    """
    packages = workspace.by_name
    bumps: dict[str, Bump] = {}
    problems: list[Problem] = []
    seen: set[str] = set()
    for flag in flags:
        name, bump = _split(flag)
        if not name:
            problems.append(Problem(f"`{flag}` names no package", hint=_FORM))
            continue
        if bump not in _WORDS:
            problems.append(_without_bump(flag, name, bump))
        if name not in packages:
            problems.append(_unknown(name, workspace))
        elif name in seen:
            problems.append(Problem(f"`{name}` is given twice", hint="give each package one bump"))
        elif bump in _WORDS:
            bumps[name] = _WORDS[bump]
        seen.add(name)
    ChangesetError.raise_any(problems)
    return {name: bump for kind in _CHOICES for name, bump in bumps.items() if bump is kind}


def plan_changeset(  # noqa: PLR0913  two of them say what, four say what it must fit
    bumps: Mapping[str, Bump],
    summary: str,
    workspace: Workspace,
    is_skipped: Callable[[Package], bool],
    *,
    existing_ids: Collection[str],
    choose: Chooser,
) -> WriteFile:
    """Decide the file of a new changeset.

    Args:
        bumps: by package name, in the order to write them; none for an empty changeset.
        summary: kept as typed, blank or numeric too (B6).
        workspace: what may be named.
        is_skipped: whether a package takes no part in releases.
        existing_ids: names that are taken.
        choose: picks the words of the name.

    Raises:
        ChangesetError: `bumps` names what is not in the workspace, or is skipped.
    """
    ChangesetError.raise_any(list(_refused(bumps, workspace, is_skipped)))
    name = new_changeset_id(existing_ids, choose)
    told = ", ".join(f"{package}: {bump}" for package, bump in bumps.items())
    text = render_changeset(bumps, summary)
    return WriteFile(f".changeset/{name}.md", text, told or "an empty changeset")


def _split(flag: str) -> tuple[str, str]:
    name, colon, bump = flag.rpartition(":")
    return (name, bump) if colon else (flag, "")


def _without_bump(flag: str, name: str, bump: str) -> Problem:
    if not bump:
        return Problem(f"`{flag}` has no bump", hint=f"{_FORM}, such as `{name}:patch`")
    hint = did_you_mean(bump.strip().lower(), _WORDS)
    message = f"`{flag}` has the unknown bump `{bump}`"
    return Problem(message, hint=f"{hint} {_FORM}" if hint else _FORM)


def _unknown(name: str, workspace: Workspace) -> Problem:
    known = sorted(workspace.by_name)
    listed = ", ".join(f"`{each}`" for each in known[:_LISTED])
    more = ", ..." if len(known) > _LISTED else ""
    hint = did_you_mean(name, known) or f"the packages are {listed}{more}"
    return Problem(f"`{name}` is not in the workspace", hint=hint)


def _refused(
    bumps: Mapping[str, Bump], workspace: Workspace, is_skipped: Callable[[Package], bool]
) -> Iterable[Problem]:
    packages = workspace.by_name
    for name in bumps:
        if name not in packages:
            yield _unknown(name, workspace)
        elif is_skipped(packages[name]):
            yield Problem(f"`{name}` takes no part in releases", hint=_TAKING_PART)
