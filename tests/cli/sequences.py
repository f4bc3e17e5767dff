"""What is done to a random monorepo: one release, or a series of commands of one kind.

Templates and tags leave out the clock, and what the CLI is known to spoil: a tag that looks like a
number (B6), a name that lies in `.changeset/pre` already.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from tests.cli.parity import PLAIN, Step, Tree

_TAGS = ("next", "beta", "alpha", "rc", "5", "a-b", "next")
_SNAPSHOT_TAGS = ("", "", "pr1", "canary", "a-b", "x.1")
_TEMPLATES = ("{tag}", "{tag}.c{commit-short}", "x-{tag}-{commit}")
_UNTAGGED = ("c{commit-short}", "c{commit}.1", "nightly")
_SOURCE = "src/later.js"


class Ground(NamedTuple):
    """What a sequence stands on.

    Attributes:
        tree: the repository.
        names: its packages.
        directories: where they are.
        changeset: the text of one more changeset.
    """

    tree: Tree
    names: Sequence[str]
    directories: Sequence[str]
    changeset: Callable[[Random], str]


class Series(NamedTuple):
    """The kind of a sequence, what it adds to the repository, and its steps."""

    kind: str
    adds: Mapping[str, bytes]
    steps: tuple[Step, ...]


def sequence(dice: Random, ground: Ground) -> Series:
    """One sequence."""
    kinds: Mapping[str, tuple[int, Callable[[Random, Ground], Series]]] = {
        "plain": (50, _plain),
        "pre": (20, _pre),
        "pre of version 2": (6, _old_pre),
        "snapshot": (9, _snapshot),
        "ignore": (8, _ignore),
        "since": (7, _since),
    }
    weights = [weight for weight, _ in kinds.values()]
    (kind,) = dice.choices(list(kinds), weights)
    return kinds[kind][1](dice, ground)


def _plain(_: Random, __: Ground) -> Series:
    return Series("plain", {}, PLAIN)


def _pre(dice: Random, ground: Ground) -> Series:
    steps = [_run("pre", "enter", dice.choice(_TAGS)), *_rounds(dice, ground)]
    return Series("pre", {}, (*steps, *_leave(dice)))


def _old_pre(dice: Random, ground: Ground) -> Series:
    """A pre.json of Changesets 2; `status` migrates it, before `version` can do so wrongly (B2)."""
    ids = [
        path.removeprefix(".changeset/").removesuffix(".md")
        for path in ground.tree
        if path.startswith(".changeset/") and path.endswith(".md") and "README" not in path
    ]
    state = {
        "mode": dice.choice(("pre", "pre", "exit")),
        "tag": dice.choice(_TAGS),
        "initialVersions": dict.fromkeys(ground.names, "1.0.0"),
        "changesets": [*dice.sample(ids, dice.randint(0, len(ids))), "gone"],
    }
    adds = {".changeset/pre.json": (json.dumps(state, indent=2) + "\n").encode()}
    first = dice.choice((("status",), ("pre", "exit")))
    steps = [_run(*first), _run("version"), *_leave(dice)]
    return Series("pre of version 2", adds, tuple(steps))


def _rounds(dice: Random, ground: Ground) -> list[Step]:
    steps: list[Step] = []
    for number in range(dice.choice((1, 1, 2, 2, 3))):
        new = {
            f".changeset/{dice.choice('amz')}-{number}-{which}.md": ground.changeset(dice).encode()
            for which in range(dice.choice((0, 1, 1, 2)) if number else dice.choice((0, 0, 1)))
        }
        steps.append(Step(write=new, commit=dice.random() < 0.6))
        if number and dice.random() < 0.2:
            steps += [_run("pre", "exit"), _run("pre", "enter", dice.choice(_TAGS))]
        if dice.random() < 0.3:
            steps.append(_run("status"))
        steps.append(_run("version"))
    return steps


def _leave(dice: Random) -> list[Step]:
    if dice.random() < 0.3:
        return []
    steps = [Step(commit=dice.random() < 0.6), _run("pre", "exit")]
    if dice.random() < 0.2:
        steps.append(_run("status"))
    if dice.random() < 0.1:
        return [*steps, _snapshotting("pr1", "{tag}"), _run("version")]
    return [*steps, _run("version")]


def _snapshot(dice: Random, ground: Ground) -> Series:
    tag = dice.choice(_SNAPSHOT_TAGS)
    template = dice.choice(_TEMPLATES if tag else _UNTAGGED)
    options: dict[str, object] = {"useCalculatedVersion": dice.random() < 0.5}
    is_configured = dice.random() < 0.4
    if is_configured:
        options["prereleaseTemplate"] = template
    adds = _configured(ground, "snapshot", options)
    return Series("snapshot", adds, (_snapshotting(tag, "" if is_configured else template),))


def _snapshotting(tag: str, template: str) -> Step:
    words = ["version", "--snapshot", *([tag] if tag else [])]
    return _run(*words, *(["--snapshot-prerelease-template", template] if template else []))


def _configured(ground: Ground, option: str, value: object) -> dict[str, bytes]:
    path = ".changeset/config.json"
    config = json.loads(ground.tree[path]) | {option: value}
    return {path: (json.dumps(config, indent=2) + "\n").encode()}


def _ignore(dice: Random, ground: Ground) -> Series:
    known = [*ground.names, *(["nobody"] if dice.random() < 0.1 else [])]
    names = dice.sample(known, min(len(known), dice.choice((1, 1, 2, 3))))
    flags = ["--ignore", ",".join(names)] if dice.random() < 0.5 else []
    for name in () if flags else names:
        flags += ["--ignore", name]
    steps = (_run("version", *flags), *((_run("version"),) if dice.random() < 0.3 else ()))
    return Series("ignore", {}, steps)


def _since(dice: Random, ground: Ground) -> Series:
    """Files and changesets that come in a commit, seen from before and from after it."""
    paths = [f"{each}/{_SOURCE}" if each else _SOURCE for each in ground.directories]
    new = dict.fromkeys(dice.sample(paths, dice.randint(0, min(2, len(paths)))), b"export {}\n")
    if dice.random() < 0.5:
        new[".changeset/later.md"] = ground.changeset(dice).encode()
    reference = dice.choice(("main", "HEAD", "HEAD~1", "HEAD~1", "HEAD~2"))
    patterns = dice.choice((["**"], ["src/**"], ["**/*.js", "!src/**"], ["*.json"]))
    adds = _configured(ground, "changedFilePatterns", patterns)
    steps = (
        Step(write=new, commit=dice.random() < 0.8),
        _run("status", "--since", reference, *(("--verbose",) if dice.random() < 0.3 else ())),
        _run("status"),
    )
    return Series("since", adds, steps)


def _run(*words: str) -> Step:
    return Step(run=words)
