"""How two outcomes differ, and which differences a case pins."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from tests.cli.parity import Outcome, Run, Tree, status_names


def difference(expected: Outcome, actual: Outcome) -> str:
    """How two outcomes differ, for a person; empty when they agree.

    What `expected` has is marked `-`, what `actual` has `+`.
    """
    parts = []
    if expected.refused != actual.refused:
        parts.append(
            f"refused: -{_words(expected)} +{_words(actual)}\n{expected.said}{actual.said}"
        )
    parts.append(_tree_difference(expected.tree, actual.tree))
    names = status_names(max(len(expected.statuses), len(actual.statuses)))
    parts += [
        _file_difference(*each) for each in zip_longest(names, expected.statuses, actual.statuses)
    ]
    return "\n".join(part for part in parts if part)


def _words(outcome: Outcome) -> str:
    return ", ".join(outcome.refused) or "nothing"


class Verdict(NamedTuple):
    """What comes of holding two programs against each other, command by command.

    Attributes:
        difference: the first that nothing explains, for a person; empty when there is none.
        pinned: the cases that pin the differences which are explained.
    """

    difference: str
    pinned: tuple[str, ...]


def judge(theirs: Outcome, ours: Outcome) -> Verdict:
    """Compare every command of two runs through the same steps.

    What follows on trees that are different for a known reason says nothing any more.
    """
    pinned: list[str] = []
    for expected, actual in zip(theirs.runs, ours.runs, strict=True):
        found = _run_difference(expected, actual)
        if not found:
            continue
        case = known_divergence(expected, actual)
        if case is None:
            return Verdict(found, tuple(pinned))
        pinned.append(case)
        if expected.tree != actual.tree:
            break
    return Verdict("", tuple(pinned))


def _run_difference(expected: Run, actual: Run) -> str:
    parts = []
    if expected.refused != actual.refused:
        who = "the CLI" if expected.refused else "we"
        parts.append(f"{who} refused: {expected.said}{actual.said}")
    if expected.tree is not None and actual.tree is not None:
        parts.append(_tree_difference(expected.tree, actual.tree))
    parts.append(_file_difference("status.json", expected.document, actual.document))
    found = "\n".join(part for part in parts if part)
    return found and f"changeset {expected.command}\n{found}"


def _tree_difference(expected: Tree, actual: Tree) -> str:
    found = [
        _file_difference(path, expected.get(path), actual.get(path))
        for path in sorted(expected.keys() | actual.keys())
    ]
    return "\n".join(each for each in found if each)


def _file_difference(path: str, expected: bytes | None, actual: bytes | None) -> str:
    if expected == actual:
        return ""
    before, after = (
        [] if text is None else [repr(line)[2:-1] for line in text.splitlines(keepends=True)]
        for text in (expected, actual)
    )
    names = (path if expected is not None else "absent", path if actual is not None else "absent")
    return "\n".join(difflib.unified_diff(before, after, *names, n=2, lineterm=""))


_CRASHES = {  # what the CLI prints, by the case that pins what we do instead
    'The "text" argument must be of type string': "unversioned-dependency-with-a-plain-range",
    'Must be a string. Got type "undefined"': "fixed-group-with-an-unversioned-member",
    "Invalid Version: undefined": "cli-2-fixed-group-with-an-unversioned-member",
    'Failed to find where HEAD diverged from "master"': "cli-2-base-branch-is-master",
    "depends on the skipped package": "cli-2-ignored-by-name-and-by-pattern",
    "null (reading 'prerelease')": "pre-fixed-group-with-an-unversioned-member",
}
_UNSAID = "changed but no changesets were found"


def known_divergence(theirs: Run, ours: Run) -> str | None:
    """The case that pins why `ours` need not equal `theirs`; None when it must."""
    is_cli_3 = "changeset v3" in theirs.said
    for text, case in _CRASHES.items():
        if text in theirs.said and not (is_cli_3 and case.startswith("cli-2-")):
            return case
    is_quoted = not (ours.said + (ours.document or b"").decode()).isascii()
    idle = "No unreleased changesets found" in theirs.said and theirs.tree == ours.tree
    reasons = {
        "cli-2-status-takes-an-ignored-pattern-for-a-name": (
            "is versioned, but depends on" in ours.said and theirs.document is not None
        ),
        "pre-of-version-2-is-not-migrated-by-status": (
            theirs.refused and ours.refused and ours.migrates
        ),
        "pre-of-version-2-is-no-change-of-a-single-package": (
            theirs.migrates and _UNSAID in theirs.said and not ours.refused
        ),
        "cli-2-range-on-an-unversioned-package": (
            any(b"undefined" in text for text in _only_in(theirs, ours))
        ),
        "status-since-with-names-that-git-quotes": (
            "--since" in ours.command and is_quoted and theirs != ours
        ),
        "nothing-to-do-without-changesets": idle and not ours.refused,
    }
    return next((case for case, holds in reasons.items() if holds), None)


def _only_in(theirs: Run, ours: Run) -> Iterator[bytes]:
    """The files that came out otherwise, as they have them."""
    for path, text in (theirs.tree or {}).items():
        if text != (ours.tree or {}).get(path):
            yield text
