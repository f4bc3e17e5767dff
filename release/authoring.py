"""New changesets: from flags and answers to the file that is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from release import versions
from release.actions import WriteFile
from release.changeset import render_changeset
from release.changeset.names import Chooser, new_changeset_id
from release.config.changesets import ChangesetsConfig, is_skipped
from release.errors import ChangesetError, ConfigError, Problem, did_you_mean
from release.model import Bump, Package, Workspace
from release.phrases import counted

_CHOICES = (Bump.MAJOR, Bump.MINOR, Bump.PATCH)  # `none` is written by hand only
_WORDS = {str(bump): bump for bump in _CHOICES}
_TAKING_PART = (
    "a package takes part when it has a version, `ignore` in .changeset/config.json does not"
    " match it, and it is not private or `privatePackages.version` is true"
)
_LISTED = 10  # packages that a hint names; a longer list helps nobody
_FORM = "write NAME:BUMP, where BUMP is `major`, `minor` or `patch`"


class Changed(NamedTuple):
    """Why a package is thought changed: its files, seen from it, and how many no commit holds."""

    files: tuple[str, ...]
    uncommitted: int = 0

    def __str__(self) -> str:
        more = ", ..." if len(self.files) > 1 else ""
        told = f"{counted(len(self.files), 'file')}: {self.files[0]}{more}"
        if not self.uncommitted:
            return told
        some = "" if self.uncommitted == len(self.files) else f"{self.uncommitted} "
        return f"{told}; {some}uncommitted"


class Offer(NamedTuple):
    """A package that a changeset can name. `next` has the version that each bump leads to."""

    name: str
    version: str
    next: Mapping[Bump, str]
    private: bool = False
    changed: Changed | None = None

    @property
    def is_before_1(self) -> bool:
        """Whether a major bump would be the first one, to 1.0.0."""
        return self.next.get(Bump.MAJOR) == "1.0.0"


class Choices(NamedTuple):
    """What the author of a changeset is asked about.

    `offers` are in alphabetical order, changed packages first. `since` is the ref that changes
    are counted from, and `unknown` says why there are none to tell of.
    """

    offers: tuple[Offer, ...]
    since: str = ""
    unknown: str = ""


class Request(NamedTuple):
    """What the flags say. `packages` are NAME:BUMP, `lists` hold names with commas between them."""

    packages: Sequence[str] = ()
    lists: Mapping[Bump, Sequence[str]] = MappingProxyType({})
    message: bool = False
    empty: bool = False
    open_it: bool = False
    from_commits: bool = False


class Answers(NamedTuple):
    """What the author said: bumps in the order to write them, none for an empty changeset.

    The summary is kept as typed, blank or numeric too (B6).
    """

    bumps: Mapping[str, Bump]
    summary: str


def plan_questions(
    workspace: Workspace, rules: ChangesetsConfig, changed: Mapping[str, Changed]
) -> Choices:
    """Decide what to ask the author of a changeset.

    Args:
        workspace: the packages.
        rules: what they skip is not offered.
        changed: what changed, by the name of its package.

    Raises:
        ConfigError: no package takes part in releases.
    """
    offers = [
        _offer(package, changed.get(package.name))
        for package in workspace.by_name.values()
        if not is_skipped(package, rules)
    ]
    if not offers:
        raise ConfigError("no package takes part in releases", hint=_TAKING_PART)
    offers.sort(key=lambda offer: (offer.changed is None, offer.name.casefold(), offer.name))
    return Choices(tuple(offers))


def _offer(package: Package, changed: Changed | None) -> Offer:
    version = package.version or ""
    following = {bump: versions.increment(version, bump) for bump in _CHOICES}
    known = {bump: new for bump, new in following.items() if new is not None}
    return Offer(package.name, version, known, package.manifest.private, changed)


def bumps_asked_for(request: Request, workspace: Workspace) -> dict[str, Bump]:
    """The bumps that the flags ask for; none when they name no package.

    Majors come first, then minors, then patches, each as typed: so the Changesets CLI writes its
    `--major`, `--minor` and `--patch`.

    Raises:
        ChangesetError: a flag has no bump or an unknown one, or names a package that the
            workspace lacks or that another flag names; or flags contradict each other. All of
            them are told.
    """
    packages = workspace.by_name
    bumps: dict[str, Bump] = {}
    problems = list(_contradictions(request))
    seen: set[str] = set()
    for flag, name, bump in _named(request):
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


def _named(request: Request) -> Iterator[tuple[str, str, str]]:
    """Each flag as typed, and the name and the bump in it. The last colon of a --package splits."""
    for flag in request.packages:
        name, colon, bump = flag.rpartition(":")
        yield (flag, name, bump) if colon else (flag, flag, "")
    for kind, texts in request.lists.items():
        for text in texts:
            yield from ((f"--{kind} {text}", name.strip(), str(kind)) for name in text.split(","))


def _contradictions(request: Request) -> Iterator[Problem]:
    named = bool(request.packages) or any(request.lists.values())
    if request.empty and named:
        hint = "leave out --empty, or the packages"
        yield Problem("--empty releases nothing, and packages are named", hint=hint)
    given = {
        "packages": named,
        "--empty": request.empty,
        "--message": request.message,
        "--open": request.open_it,
    }
    if request.from_commits and any(given.values()):
        told = ", ".join(flag for flag, is_given in given.items() if is_given)
        message = f"--from-commits takes everything from the commits; {told} say it too"
        yield Problem(message, hint="leave out --from-commits, or everything else")


def plan_changeset(
    answers: Answers,
    workspace: Workspace,
    rules: ChangesetsConfig,
    *,
    existing_ids: Collection[str],
    choose: Chooser,
) -> WriteFile:
    """Decide the file of a new changeset.

    Args:
        answers: what it is to say.
        workspace: what may be named.
        rules: what they skip may not be named.
        existing_ids: names that are taken.
        choose: picks the words of the name.

    Raises:
        ChangesetError: `answers` name what is not in the workspace, or is skipped.
    """
    bumps, summary = answers
    ChangesetError.raise_any(list(_refused(bumps, workspace, rules)))
    name = new_changeset_id(existing_ids, choose)
    told = ", ".join(f"{package}: {bump}" for package, bump in bumps.items())
    text = render_changeset(bumps, summary)
    return WriteFile(f".changeset/{name}.md", text, told or "an empty changeset")


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
    bumps: Mapping[str, Bump], workspace: Workspace, rules: ChangesetsConfig
) -> Iterable[Problem]:
    packages = workspace.by_name
    for name in bumps:
        if name not in packages:
            yield _unknown(name, workspace)
        elif is_skipped(packages[name], rules):
            yield Problem(f"`{name}` takes no part in releases", hint=_TAKING_PART)
