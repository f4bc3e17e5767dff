"""What git says of another repository: the fate of each ref, and why it could not be reached.

Git runs with `LC_ALL=C`, for what the other side and the network say has no exit code of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from release.adapters.git.program import FULL_HISTORY
from release.errors import AGAIN, ForgeError, ReleaseError, StateError
from release.forge import PAT

_MOST_SAID = 600  # characters: GitHub's own message about a protected branch has about 300
_SIGN_IN = re.compile(r"(?<=://)[^/@\s]+@")
_RACES = re.compile(
    r"fetch first|non-fast-forward|stale info|needs force|already exists|cannot lock ref|"
    r"failed to update ref|failed to lock|incorrect old value|reference already exists|"
    r"remote ref updated since checkout"
)
_WITHHELD = re.compile(r"atomic (push|transaction) fail")


class Report(NamedTuple):
    """What `git push --porcelain` says of one ref. `why` is empty when it is as was asked."""

    why: str

    @property
    def is_race(self) -> bool:
        """Whether somebody else pushed first, or is at it."""
        return bool(_RACES.search(self.why))

    @property
    def is_withheld(self) -> bool:
        """Whether it failed for the sake of another ref."""
        return bool(_WITHHELD.search(self.why))


def parse_reports(porcelain: str) -> dict[str, Report]:
    """What became of each ref, by its name over there; those that are not told of are left out."""
    found = {}
    for line in porcelain.splitlines():
        flag, _, rest = line.partition("\t")
        refs, tab, summary = rest.partition("\t")
        if tab and len(flag) == 1:
            found[refs.rpartition(":")[2]] = Report(summary if flag == "!" else "")
    return found


def parse_refs(listing: str) -> dict[str, str]:
    """Commit by ref, out of what `git ls-remote` says."""
    rows = (line.split("\t", 1) for line in listing.splitlines() if "\t" in line)
    return {ref: sha for sha, ref in rows}


def words(stderr: str) -> str:
    """What the other side said, and git's own first complaint; on one line, without sign-in."""
    lines = [line.strip() for line in stderr.splitlines()]
    remote = [line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")]
    own = [line.partition(": ")[2] for line in lines if line.startswith(("fatal: ", "error: "))]
    said = " ".join(filter(None, [*remote, *own[:1]])) or "it gave no reason"
    return _SIGN_IN.sub("", said)[:_MOST_SAID]


def is_blocked(said: str) -> bool:
    """Whether the name of another branch is in the way, as `a` is in that of `a/b`."""
    return "exists; cannot create" in said


class Trouble(NamedTuple):
    """Why git could not do it; `is_passing` tells that the same may work in a moment."""

    error: ReleaseError
    is_passing: bool = False


def trouble(stderr: str, address: str, *, has_token: bool) -> Trouble:
    """The meaning of a failure to reach, read or write another repository.

    Args:
        stderr: what git said, in English.
        address: of the other repository.
        has_token: whether git was given a token.
    """
    for pattern, meaning in _MEANINGS.items():
        if re.search(pattern, stderr):
            return Trouble(meaning(address, words(stderr), has_token))
    if re.search(_PASSING, stderr):
        error = ForgeError(f"{address} did not answer: {words(stderr)}", hint=AGAIN)
        return Trouble(error, is_passing=True)
    return Trouble(ForgeError(f"git failed at {address}: {words(stderr)}"))


def _unknown_to_it(address: str, said: str, has_token: bool) -> ReleaseError:
    if has_token:
        return ForgeError(
            f"{address} does not accept the token: {said}",
            hint=f"it is wrong, or has expired: make a new one, and set {PAT} to it",
        )
    return ForgeError(f"{address} asks for a login: {said}", hint=f"set {PAT} to a token")


def _forbidden(address: str, said: str, has_token: bool) -> ReleaseError:
    whose = "the token" if has_token else "this user"
    return ForgeError(
        f"{address} does not allow {whose} to do this: {said}",
        hint="the token needs read and write of contents (scope `repo`), and of workflows "
        "(scope `workflow`) where files of .github/workflows change",
    )


def _absent(address: str, said: str, has_token: bool) -> ReleaseError:
    seen = ", or none that the token may see" if has_token else ""
    return ForgeError(
        f"there is no repository at {address}{seen}: {said}",
        hint="compare it with `git remote get-url origin`",
    )


def _cut(address: str, said: str, _: bool) -> ReleaseError:
    return StateError(
        f"{address} takes nothing from a shallow clone: {said}",
        hint=f"run `git fetch --unshallow`; {FULL_HISTORY}",
    )


def _no_branch(address: str, said: str, _: bool) -> ReleaseError:
    return StateError(f"{address} lacks a branch: {said}", hint="push it there first")


_MEANINGS: Mapping[str, Callable[[str, str, bool], ReleaseError]] = {
    r"Authentication failed|could not read (Username|Password)|error: 401"
    r"|Invalid username or|Permission denied \(": _unknown_to_it,
    r"error: 403|Permission to .* denied|Write access to repository not granted": _forbidden,
    r"[Rr]epository( '.*')? not found|error: 404|does not appear to be a git repository": _absent,
    r"shallow update not allowed": _cut,
    r"couldn't find remote ref": _no_branch,
}
"""What is settled, and will be so the next time, by what git says of it."""

_PASSING = (
    r"Could not resolve|Couldn't connect|Failed to connect|Connection (refused|reset|closed)"
    r"|timed out|Operation too slow|early EOF|unexpected disconnect|hung up unexpectedly"
    r"|RPC failed|error: (5\d\d|429)|unable to access|Could not read from remote"
    r"|cannot lock ref|Unable to create '.*\.lock'"  # another git fetches into this clone
)
