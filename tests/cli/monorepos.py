"""Random monorepos for the differential test: one seed, one repository, on every machine.

Most of them are sound, because only sound ones say much; each has a few of the oddities that
real repositories have; the pools are in `oddities`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import get_args

from tests.cli import oddities
from tests.cli.histories import History
from tests.cli.monorepos_2 import on_the_cli_2
from tests.cli.parity import PLAIN, Step, lay_out
from tests.cli.sequences import Ground, Series, sequence

_SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_BUMPS = ("patch", "patch", "patch", "minor", "minor", "major", "none")
_PRIVATE_CHOICES: tuple[object, ...] = (False, True, {}, {"version": True}, {"tag": True})
_LAYOUTS = ("npm", "npm", "npm", "yarn", "yarn object", "pnpm", "bun", "lerna", "member", "single")
_HISTORIES = (*["each"] * 6, *(each for each in get_args(History) if each != "none"))
_UNSAFE = "___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH"


@dataclass(frozen=True, slots=True)
class Monorepo:
    """A repository before anything is done to it, and what is then done."""

    seed: int
    tree: Mapping[str, bytes]
    history: History
    kind: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    directory: str
    version: str | None
    private: bool


def monorepo(seed: int, cli: int = 3) -> Monorepo:
    """The repository of `seed`, on the line `cli` of the Changesets CLI."""
    dice = Random(seed)
    layout = dice.choice(_LAYOUTS)
    members = _members(dice, 1 if layout == "single" else dice.choice((1, 2, 3, 3, 4, 5, 6, 8, 14)))
    if layout == "single":
        members = [_Member("solo", "", members[0].version, private=_often(dice, 0.2))]
    config = _config(dice, members)
    tree = _root(layout, dice, members) | {
        ".changeset/config.json": json.dumps(config, indent=2) + "\n",
        ".changeset/README.md": "# Changesets\n",
    }
    for member in members:
        path = f"{member.directory}/" if member.directory else ""
        tree[f"{path}package.json"] = _manifest(dice, member, members)
        if _often(dice, 0.4):
            tree[f"{path}CHANGELOG.md"] = dice.choice(oddities.CHANGELOGS).replace(
                "{n}", member.name
            )
        if _often(dice, 0.2):
            tree[f"{path}src/index.js"] = "export {}\n"
    tree |= _changesets(dice, members, config)
    if cli == 2:
        tree |= on_the_cli_2(dice, tree)
    encoded = {path: text.encode() for path, text in tree.items()}
    history = dice.choice(_HISTORIES)
    groups = _unmixed(members, config)
    ground = Ground(
        tree=encoded,
        names=[member.name for member in members],
        directories=[member.directory for member in members],
        changeset=lambda dice: _changeset(dice, dice.choice(groups)),
    )
    series = sequence(dice, ground) if cli == 3 else Series("plain", {}, PLAIN)
    return Monorepo(seed, {**encoded, **series.adds}, history, series.kind, series.steps)


def _often(dice: Random, share: float) -> bool:
    return dice.random() < share


def _members(dice: Random, count: int) -> list[_Member]:
    odd = _often(dice, 0.25)
    lonely = _often(dice, 0.1)  # some package has no version
    return [
        _Member(
            name=name,
            directory=f"{dice.choice(('packages', 'packages', 'libs'))}/{_slug(name)}",
            version=None if lonely and _often(dice, 0.2) else _version(dice, odd=odd),
            private=_often(dice, 0.15),
        )
        for name in dice.sample(oddities.NAMES, count)
    ]


def _slug(name: str) -> str:
    return name.lstrip("@").replace("/", "-")


def _version(dice: Random, *, odd: bool) -> str:
    return dice.choice(
        oddities.ODD_VERSIONS if odd and _often(dice, 0.5) else oddities.PLAIN_VERSIONS
    )


def _root(layout: str, dice: Random, members: Sequence[_Member]) -> dict[str, str]:
    """The files that make a workspace of `packages/*` and `libs/*`."""
    globs = ["packages/*", "./libs/*/"] + ([".", "!nothing/*"] if layout == "member" else [])
    manifest: dict[str, object] = {"name": "root", "private": layout != "member"}
    if layout == "member" or _often(dice, 0.3):
        manifest["version"] = "5.0.0"
    if layout in {"npm", "yarn", "bun", "member"}:
        manifest["workspaces"] = globs
    elif layout == "yarn object":
        manifest["workspaces"] = {"packages": globs}
    if _often(dice, 0.4):
        manifest |= _requirements(dice, members, _plain_range)
    more = {
        "npm": {"package-lock.json": "{}\n"},
        "member": {"package-lock.json": "{}\n"},
        "yarn": {"yarn.lock": "# yarn lockfile v1\n"},
        "yarn object": {"yarn.lock": ""},
        "bun": {"bun.lockb": "a binary lockfile"},
        "pnpm": {"pnpm-workspace.yaml": f"packages: {json.dumps(globs)}\n"},
        "lerna": {"lerna.json": json.dumps({"packages": globs})},
        "single": {},
    }
    return {"package.json": json.dumps(manifest, indent=2) + "\n"} | more[layout]


def _requirements(
    dice: Random, on: Sequence[_Member], range_of: Callable[[Random, _Member], str]
) -> dict[str, object]:
    """Sections that require some of `on`, and something from outside."""
    sections: dict[str, dict[str, str]] = {}
    for member in dice.sample(on, min(len(on), dice.choice((0, 1, 1, 2, 3)))):
        for section in dice.choices(_SECTIONS, weights=(6, 2, 2, 1), k=dice.choice((1, 1, 1, 2))):
            sections.setdefault(section, {})[member.name] = range_of(dice, member)
    if _often(dice, 0.3):
        sections.setdefault("dependencies", {})["left-pad"] = "^1.3.0"
    return dict(dice.sample(list(sections.items()), len(sections)))


def _plain_range(dice: Random, on: _Member) -> str:
    return _fill(dice.choice(oddities.RANGES[:9]), on)


def _any_range(dice: Random, on: _Member) -> str:
    return _fill(dice.choice(oddities.RANGES), on)


def _fill(form: str, on: _Member) -> str:
    version = (on.version or "1.0.0").strip(" v=")
    major, minor, _ = version.split(".", 2)
    name = on.name.rpartition("/")[2]
    return form.format(v=version, M=major, m=minor, N=int(major) + 1, d=on.directory or ".", n=name)


def _manifest(dice: Random, member: _Member, members: Sequence[_Member]) -> str:
    facts: dict[str, object] = {"name": member.name}
    if member.version is not None:
        facts["version"] = member.version
    if member.private:
        facts["private"] = True
    if _often(dice, 0.3):
        facts |= {"description": 'says "é" \\ 🦋', "config": {"version": "1.0.0", "list": [1, 2]}}
    # A public package that needs an unversioned or private one is refused: keep that rare.
    sound = [each for each in members if member.private or not (each.private or not each.version)]
    on = members if _often(dice, 0.1) else sound
    facts |= _requirements(dice, on, _any_range if _often(dice, 0.5) else _plain_range)
    if _often(dice, 0.2):
        facts = dict(dice.sample(list(facts.items()), len(facts)))
    return _spell(dice, facts)


def _spell(dice: Random, facts: Mapping[str, object]) -> str:
    """`facts` as JSON, in one of the ways that people and tools write it."""
    indent = dice.choice((2, 2, 2, 2, 4, "\t", None, 0))
    text = json.dumps(facts, indent=indent, ensure_ascii=_often(dice, 0.2))
    text += dice.choice(("\n", "\n", "\n", "", "\n\n"))
    if _often(dice, 0.1):
        text = text.replace('": ', '" :  ')
    return text.replace("\n", "\r\n") if _often(dice, 0.1) else text


def _config(dice: Random, members: Sequence[_Member]) -> dict[str, object]:
    names = [member.name for member in members]
    config: dict[str, object] = {"format": False}
    if any(member.private for member in members) and _often(dice, 0.8):
        config["privatePackages"] = {"version": True, "tag": False}
    if _often(dice, 0.1):
        config["privatePackages"] = dice.choice(_PRIVATE_CHOICES)
    for option in ("fixed", "linked"):
        if _often(dice, 0.2):
            size = min(len(names), dice.choice((2, 2, 3, 4)))
            config[option] = [dice.sample(names, size)]
    if _often(dice, 0.06):
        config["fixed"] = [dice.choice((["@acme/*"], ["*", "!web"], ["{core,cli}"], ["nobody"]))]
    if _often(dice, 0.15):
        config["ignore"] = dice.choice(([dice.choice(names)], ["@acme/*"], ["nobody-*"]))
    for option, choices in _SWITCHES.items():
        if _often(dice, 0.15):
            config[option] = dice.choice(choices)
    if _often(dice, 0.2):
        config[_UNSAFE] = {
            "onlyUpdatePeerDependentsWhenOutOfRange": _often(dice, 0.5),
            "updateInternalDependents": dice.choice(("always", "out-of-range")),
        }
    return config


_SWITCHES: Mapping[str, Sequence[object]] = {
    "updateInternalDependencies": ("patch", "minor", "minor"),
    "bumpVersionsWithWorkspaceProtocolOnly": (True, False),
    "changelog": (False, "@changesets/cli/changelog", ["@changesets/cli/changelog", None]),
    "changedFilePatterns": (["**"], ["src/**"], ["*.json"], ["**", "!src/**"]),
}


def _changesets(
    dice: Random, members: Sequence[_Member], config: Mapping[str, object]
) -> dict[str, str]:
    count = dice.choice((0, 1, 1, 2, 2, 3, 3, 4, 6, 9, 15))
    names = dice.sample(oddities.CHANGESET_NAMES, count)
    groups = _unmixed(members, config)
    changesets = {}
    for name in names:
        group = dice.choice(groups) if _often(dice, 0.98) else [each.name for each in members]
        text = _changeset(dice, group)
        changesets[f".changeset/{name}.md"] = text
    if count and _often(dice, 0.04):
        changesets[f".changeset/{names[0]}.md"] = dice.choice(oddities.BROKEN_CHANGESETS)
    return changesets


def _unmixed(members: Sequence[_Member], config: Mapping[str, object]) -> list[list[str]]:
    """The names that may stand in one changeset: those that are released, and the others."""
    ignored = str(config.get("ignore", ""))
    private = config.get("privatePackages") in (True, {"version": True, "tag": False})
    released: list[str] = []
    waiting: list[str] = []
    for member in members:
        stays = f"'{member.name}'" in ignored or (member.name[:6] == "@acme/" and "@" in ignored)
        skipped = stays or not member.version or (member.private and not private)
        (waiting if skipped else released).append(member.name)
    return [group for group in (released, released, released, waiting) if group] or [[]]


def _changeset(dice: Random, names: Sequence[str]) -> str:
    chosen = dice.sample(names, min(len(names), dice.choice((0, 1, 1, 1, 2, 2, 3, 5))))
    quote = dice.choice(('"', '"', '"', "'"))
    bumps = "".join(f"{quote}{name}{quote}: {dice.choice(_BUMPS)}\n" for name in chosen)
    text = (
        dice.choice(oddities.FRAMES)
        .replace("{b}", bumps)
        .replace("{s}", dice.choice(oddities.SUMMARIES))
    )
    return text.replace("\n", "\r\n") if _often(dice, 0.08) else text


def main(seed: str, folder: str, cli: str = "3") -> None:
    """Write the repository of `seed` to `folder`, to look at it or to run the CLI there."""
    sample = monorepo(int(seed), int(cli))
    lay_out(Path(folder), sample.tree, sample.history)


if __name__ == "__main__":
    main(*sys.argv[1:])
