"""Which commits the actions are taken at: newer ones, what others chose, where it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from release.config import TABLES
from release.config.extra_steps import Use, parse_use
from release.config.pins import Pin
from release.config.workflows import Workflows
from release.errors import Problem, Where
from release.forge.releases import Published
from release.toml_text import KeyPath, loads
from release.toml_text.adding import put
from release.toml_text.places import replace

_VERSION = re.compile(r"v(\d+(?:\.\d+)*)(-.*)?")
_WHOLE = 3  # numbers: a tag with fewer, such as v4, is meant to move
_USES = re.compile(r"(?<= uses: )\S+@[0-9a-f]{40} # v[0-9][0-9A-Za-z.-]*$", re.MULTILINE)


class Choice(NamedTuple):
    """Of an action: the newest version that is old enough, and a newer one that is not yet.

    Either is None where there is nothing above the version that is used now.
    """

    newest: Published | None
    young: Published | None


def uses(workflows: Workflows) -> tuple[Use, ...]:
    """Every action at its commit: those that jobs begin with, and the owner's own."""
    table = (Use(action, pin) for action, pin in workflows.pins.items())
    own = (step.uses for step in workflows.steps if step.uses)
    return tuple(dict.fromkeys((*table, *own)))


def repository_of(use: Use) -> str:
    """The repository that an action is in: `owner`/`name`."""
    return "/".join(use.action.split("/")[:2])


def choose(use: Use, published: Sequence[Published], until: datetime) -> Choice:
    """Which version to take: the highest above the one that is used.

    Args:
        use: the action as it is used.
        published: what there is.
        until: what came later is too young.

    Returns:
        Neither where the version that is used has no numbers: nothing is known to be above it.
    """
    if not is_understood(use.pin.version):
        return Choice(None, None)
    now = _standing(use.pin.version)
    higher = [each for each in published if _is_final(each.tag) and _standing(each.tag) > now]
    old = [each for each in higher if each.since <= until]
    newest = max(old, key=_by_version, default=None)
    young = [each for each in higher if newest is None or _by_version(each) > _by_version(newest)]
    return Choice(newest, max(young, key=_by_version, default=None))


def is_understood(version: str) -> bool:
    """Whether a version has numbers, by which another one is above it or below."""
    return bool(_numbers(version))


def _by_version(published: Published) -> tuple[tuple[int, ...], bool]:
    return _standing(published.tag)


def _is_final(version: str) -> bool:
    found = _VERSION.fullmatch(version)
    return found is not None and not found[2]


def _standing(version: str) -> tuple[tuple[int, ...], bool]:
    """Where a version stands among others: its numbers, and whether it is no prerelease."""
    return _numbers(version), _is_final(version)


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version; of one that we do not understand none."""
    found = _VERSION.fullmatch(version)
    return tuple(map(int, found[1].split("."))) if found else ()


def moved(use: Use, commit: str) -> Problem | None:
    """What is to be said when the tag of a version leads elsewhere than it did."""
    if commit == use.pin.commit or len(_numbers(use.pin.version)) < _WHOLE:
        return None
    return Problem(
        f"{use.pin.version} of `{use.action}` is another commit now: {commit}, and it was "
        f"{use.pin.commit}",
        hint="somebody has moved its tag, as attackers do: nothing is changed; ask its owners",
    )


def without_pins(text: str) -> str:
    """A workflow without the commits of its actions, and their versions."""
    return _USES.sub(lambda found: found[0].partition("@")[0], text)


def taken(wanted: Mapping[str, str], there: Mapping[str, str]) -> dict[Use, dict[Pin, str]]:
    """What workflows have in place of our pins, each with the first file that has it.

    Args:
        wanted: the texts of workflows as we would write them, by path.
        there: as they are; they differ in nothing but their pins.
    """
    found: dict[Use, dict[Pin, str]] = {}
    for path, text in wanted.items():
        for ours, theirs in zip(_all_uses(text), _all_uses(there[path]), strict=True):
            if ours != theirs:
                found.setdefault(ours, {}).setdefault(theirs.pin, path)
    return found


def _all_uses(text: str) -> Iterator[Use]:
    for found in _USES.finditer(text):
        if use := parse_use(found[0]):
            yield use


def wrong_taken(use: Use, found: Mapping[Pin, str]) -> Iterator[Problem]:
    """What speaks against taking in what workflows have for an action."""
    for pin, path in found.items():
        if pin.version == use.pin.version and (problem := moved(use, pin.commit)):
            yield problem._replace(where=Where(path))
    if len(found) > 1:
        told = " and ".join(f"{pin.version} in {path}" for pin, path in found.items())
        yield Problem(
            f"the workflows do not agree on `{use.action}`: {told}",
            hint="give all of them the same one",
        )


def repinned(text: str, path: str, workflows: Workflows, changes: Mapping[Use, Pin]) -> str:
    """The configuration with other pins; all that is not one stays as it is written.

    Args:
        text: the file that has it; empty when it is to be made.
        path: its path.
        workflows: what it says, and defaults.
        changes: the new pins of actions as they are used.
    """
    place: KeyPath = (*TABLES[path], "workflows")
    written = _written(text, place)
    changed: dict[KeyPath, str] = {}
    added: dict[str, str] = {}
    for action, pin in workflows.pins.items():
        if new := changes.get(Use(action, pin)):
            if action in written:
                changed[(*place, "pins", action)] = str(new)
            else:
                added[action] = str(new)
    for number, step in enumerate(workflows.steps):
        if step.uses and (new := changes.get(step.uses)):
            changed[(*place, "steps", number, "uses")] = str(step.uses._replace(pin=new))
    return put(replace(text, changed), (*TABLES[path], "workflows", "pins"), added)


def _written(text: str, place: KeyPath) -> Mapping[str, object]:
    """The pins that the configuration has itself."""
    found: object = loads(text)
    for key in (*place, "pins"):
        found = found.get(str(key), {}) if isinstance(found, dict) else {}
    return found if isinstance(found, dict) else {}
