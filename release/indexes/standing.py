"""How an index stands to what was built: what it has, lacks, and has otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from release.errors import Problem
from release.indexes.distributions import Distribution
from release.indexes.simple import Listed
from release.targets.pypi import ABSENT


class Standing(NamedTuple):
    """The distributions that the index has as they were built, and those that it lacks.

    `other` are those in whose place it has something else, or does not say what.
    """

    there: tuple[Distribution, ...]
    lacking: tuple[Distribution, ...]
    other: tuple[Distribution, ...]


def standing(built: Sequence[Distribution], listed: Listed) -> Standing:
    """Compare what was built with what an index lists."""
    return Standing(
        tuple(each for each in built if listed.get(each.name) == each.sha256),
        tuple(each for each in built if each.name not in listed),
        tuple(each for each in built if listed.get(each.name, each.sha256) != each.sha256),
    )


def refusals(found: Standing, listed: Listed) -> Iterator[Problem]:
    """That the index has another file where one of ours would be."""
    for each in found.other:
        if digest := listed[each.name]:
            yield Problem(
                f"the index has another {each.name}: sha256 {digest} there, {each.sha256} here",
                hint="an index takes a name once: release a new version, or publish the very "
                "files that were built first",
            )
        else:
            yield Problem(
                f"the index has {each.name}, and does not tell its sha256",
                hint="nobody can see whether it is the file that was built here",
            )


def absences(found: Standing) -> Iterator[Problem]:
    """That the index lacks files."""
    for each in found.lacking:
        yield Problem(f"{each.name} {ABSENT}")
