"""Our packages and configuration against @manypkg/get-packages and @changesets/config.

They are the ones that the Changesets CLI brings along and asks. One node process answers for
all layouts, another one for all configurations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from release.config.changesets_file import parse_changesets_config
from release.config.changesets_options import UNSAFE as UNSAFE_OPTION
from release.errors import ConfigError
from release.model import Manifest, Package
from release.read.workspace import read_workspace
from tests.fakes import MemoryFiles
from tests.real_components import Components

pytestmark = pytest.mark.needs("node")

[UNSAFE] = UNSAFE_OPTION

MANYPKG = """
import fs from "node:fs";
const [modules] = process.argv.slice(1);
const manypkg = `${modules}/@manypkg/get-packages/dist/manypkg-get-packages.js`;
const { getPackages } = await import(manypkg);
const answer = async (root) => {
  try {
    const { tool, packages } = await getPackages(root);
    return [tool.type, packages.map((each) => each.relativeDir)];
  } catch (error) {
    return null;
  }
};
const roots = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(await Promise.all(roots.map(answer))));
"""
CONFIG = """
import fs from "node:fs";
const [modules] = process.argv.slice(1);
const { validateConfig } = await import(`${modules}/@changesets/config/dist/index.mjs`);
const { texts, names } = JSON.parse(fs.readFileSync(0, "utf8"));
const version = "1.0.0";
const workspace = {
  packages: names.map((name) => ({ dir: `/r/${name}`, packageJson: { name, version } })),
  rootPackage: { dir: "/r", packageJson: { name: "root" } },
};
const answer = (text) => {
  try {
    const { config, errors, warnings } = validateConfig(JSON.parse(text), workspace);
    return errors ? null : { ...config, warnings: warnings.length };
  } catch (error) {
    return null;
  }
};
process.stdout.write(JSON.stringify(texts.map(answer)));
"""


# Layouts

NESTED = (
    *("packages/a", "packages/b", "packages/b-a", "packages/b/c", "packages/B", "packages/z"),
    *("packages/.old", "packages/a/e2e", "packages/node_modules/x", "apps/web", "tools/cli"),
)


def layout(workspaces: object = None, /, **files: object) -> dict[str, str]:
    """Packages everywhere in `NESTED`; `_` in a file's name is a dot, `__` a hyphen."""
    tree = {f"{each}/package.json": json.dumps({"name": each}) for each in NESTED}
    root = {"name": "root"} | ({} if workspaces is None else {"workspaces": workspaces})
    tree |= {"package.json": json.dumps(root), "packages/docs/index.md": ""}
    for key, content in files.items():
        path = key.replace("__", "-").replace("_", ".")
        tree[path] = content if isinstance(content, str) else json.dumps(content)
    return tree


LOCK = {"package__lock_json": ""}
LAYOUTS: Mapping[str, dict[str, str]] = {
    "npm": layout(["packages/*"], **LOCK),
    "npm with nothing": layout([], **LOCK),
    "yarn": layout(["packages/*"], yarn_lock=""),
    "yarn object": layout({"packages": ["packages/*"], "nohoist": ["x"]}, yarn_lock=""),
    "yarn object without packages": layout({"nohoist": ["x"]}, yarn_lock=""),
    "yarn before npm": layout(["packages/*"], yarn_lock="", **LOCK),
    "bun": layout({"packages": ["packages/*"]}, bun_lock=""),
    "bun binary": layout(["packages/*"], bun_lockb=""),
    "pnpm": layout(pnpm__workspace_yaml="packages:\n  - 'packages/*'\n  - apps/*\n"),
    "pnpm before npm": layout(["apps/*"], pnpm__workspace_yaml="packages: [tools/*]", **LOCK),
    "yarn before pnpm": layout(["apps/*"], pnpm__workspace_yaml="packages: [a]", yarn_lock=""),
    "pnpm without packages": layout(pnpm__workspace_yaml="catalog: {}\n"),
    "pnpm with an empty list": layout(pnpm__workspace_yaml="packages: []\n"),
    "pnpm with one string": layout(pnpm__workspace_yaml="packages: apps/*\n"),
    "pnpm with a list": layout(pnpm__workspace_yaml="- apps/*\n"),
    "malformed pnpm": layout(pnpm__workspace_yaml="packages: [\n"),
    "lerna": layout(lerna_json={}),
    "lerna with packages": layout(lerna_json={"packages": ["apps/*"]}),
    "lerna with workspaces": layout(["packages/*"], lerna_json={"useWorkspaces": True}, **LOCK),
    "lerna without workspaces": layout(lerna_json={"useWorkspaces": True}),
    "one package": layout(),
    "one string": layout("packages/*", **LOCK),
    "negation": layout(["packages/**", "!**/e2e", "!packages/b"], **LOCK),
    "negation first": layout(["!packages/b", "packages/*"], **LOCK),
    "nested": layout(["packages/**"], **LOCK),
    "everything": layout(["**"], **LOCK),
    "root": layout([".", "apps/*"], **LOCK),
    "hidden by name": layout(["packages/.old"], **LOCK),
    "braces": layout(["{apps,tools}/*"], **LOCK),
    "overlap": layout(["packages/*", "./packages/a/", "packages/{a,b}"], **LOCK),
    "into node_modules": layout(["packages/node_modules/*"], **LOCK),
    "no such directory": layout(["gone/*"], **LOCK),
    "empty manifest": layout(["apps/*"], **LOCK) | {"apps/x/package.json": ""},
    "malformed manifest": layout(["apps/*"], **LOCK) | {"apps/x/package.json": "{"},
    "nameless package": layout(["apps/*"], **LOCK) | {"apps/x/package.json": "{}"},
    "nameless root": layout(["apps/*"], **LOCK)
    | {"package.json": json.dumps({"workspaces": ["apps/*"]})},
    "nameless one package": {"package.json": "{}"},
}
OURS: Mapping[str, tuple[dict[str, str], tuple[str, list[str]]]] = {
    "workspaces without a lockfile": (layout(["apps/*"]), ("npm", ["apps/web"])),
    "npm object": (layout({"packages": ["apps/*"]}, **LOCK), ("npm", ["apps/web"])),
    "empty pnpm-workspace.yaml": (layout(pnpm__workspace_yaml=""), ("root", [""])),
}
"""Where Changesets sees one package or crashes, and what we see (B8)."""


def laid_out(trees: Mapping[str, dict[str, str]], base: Path) -> list[str]:
    roots = []
    for number, tree in enumerate(trees.values()):
        roots.append(str(base / str(number)))
        for path, text in tree.items():
            file = base / str(number) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    return roots


def found(tree: dict[str, str]) -> list[object] | None:
    try:
        workspace = read_workspace(MemoryFiles(tree))
    except ConfigError:
        return None
    return [workspace.tool, [package.directory for package in workspace.packages]]


def test_every_layout_has_the_same_packages(components: Components, tmp_path: Path) -> None:
    """In the same order, from the same tool; and what they refuse we refuse."""
    theirs = components.ask_node(
        MANYPKG, components.node_modules, asked=laid_out(LAYOUTS, tmp_path)
    )

    expected = dict(zip(LAYOUTS, theirs, strict=True))
    # a root that is a member is `` to them, a root alone is `.`
    for answer in filter(None, theirs):
        answer[1] = ["" if each == "." else each for each in answer[1]]
    assert expected == {name: found(tree) for name, tree in LAYOUTS.items()}


def test_we_see_what_changesets_does_not(components: Components, tmp_path: Path) -> None:
    """The listed divergences are still divergences, and ours are as promised."""
    trees = {name: tree for name, (tree, _) in OURS.items()}
    theirs = components.ask_node(MANYPKG, asked=laid_out(trees, tmp_path))

    assert [None if each is None else each[0] for each in theirs] == ["root", "root", None]
    assert {name: list(expected) for name, (_, expected) in OURS.items()} == {
        name: found(tree) for name, tree in trees.items()
    }


# Configurations

NAMES = ("@acme/core", "@acme/web", "cli", "web")
PACKAGES = tuple(
    Package(name, name, Manifest(f"{name}/package.json", "npm", "", name, "1.0.0"))
    for name in NAMES
)

VALUES: Mapping[str, tuple[object, ...]] = {
    "changelog": (
        *(False, True, None, 1, "x", "", [], ["x"], ["x", None], ["x", {}], ["x", []]),
        *(["x", "y"], ["x", 0], [1, None], ["x", None, 1], {}),
    ),
    "commit": (False, True, None, 1, "x", ["x"], ["x", None], ["x", {"a": 1}], ["x", False], {}),
    "access": ("public", "restricted", "private", "", None, True),
    "baseBranch": ("main", "", None, 1),
    "changedFilePatterns": ([], ["**"], ["a", "!b"], "a", [1], None),
    "format": ("auto", "prettier", "oxfmt", "deno", "dprint", "biome", False, True, None, 0),
    "fixed": (
        *([], [[]], [["cli"]], ["cli"], [["cli", "gone"]], [["cli"], ["c*"]], [["cli", "cli"]]),
        *([["@acme/*", "!@acme/web"]], [["!cli"]], [["*"]], [["**"]], [["@acme/*"], ["*"]], None),
        *([["!!cli"]], [[""]], [["@{acme,x}/*"]], [["!cli", "*"]], [["*", "!cli", "cli"]]),
    ),
    "linked": ([], [["cli"], ["web"]], [["cli"], ["cli"]], [["gone"]], [[1]], {}, [["w*", "!web"]]),
    "ignore": (
        *([], ["cli"], ["gone"], ["*"], ["**"], ["@acme/*"], ["!cli"], "cli", [1], None, [""]),
        *(["*", "!web"], ["!(web)"], ["@acme/!(web)"], ["@(@acme/core|cli)"], ["!(@acme/*)"]),
    ),
    "updateInternalDependencies": ("patch", "minor", "major", "none", None, True),
    "bumpVersionsWithWorkspaceProtocolOnly": (True, False, None, "true", 1),
    "privatePackages": (
        *(True, False, None, {}, [], "x", {"version": True}, {"tag": True}),
        *({"version": True, "tag": True}, {"version": False, "tag": True}, {"version": None}),
        *({"version": 1}, {"x": 1}, {"version": False}, {"tag": False}),
    ),
    "snapshot": (
        *(None, {}, [], True, {"useCalculatedVersion": True}, {"useCalculatedVersion": 1}),
        *({"prereleaseTemplate": "x"}, {"prereleaseTemplate": ""}, {"prereleaseTemplate": None}),
    ),
    UNSAFE: (
        *(None, {}, 1, {"onlyUpdatePeerDependentsWhenOutOfRange": True}),
        *({"onlyUpdatePeerDependentsWhenOutOfRange": "x"}, {"updateInternalDependents": "always"}),
        *({"updateInternalDependents": "out-of-range"}, {"updateInternalDependents": "never"}),
    ),
    "prettier": (1,),
    "$schema": (1,),
}
TEXTS = (
    *("", "{", "[]", "null", "1", '"x"', "{} // x", '{"a": 1,}', "\ufeff{}", '{"a": NaN}', "{}"),
    *('{"access": "x", "access": "public"}', '{"fixed": [["web"]], "linked": [["w*"]]}'),
    *(json.dumps({option: value}) for option, values in VALUES.items() for value in values),
)


def meaning(text: str) -> dict[str, object] | None:
    """Our reading, in their words; None when we refuse it."""
    try:
        config = parse_changesets_config(text, PACKAGES)
    except ConfigError:
        return None
    snapshot: dict[str, object] = {"useCalculatedVersion": config.snapshot_use_calculated_version}
    if config.snapshot_prerelease_template is not None:
        snapshot["prereleaseTemplate"] = config.snapshot_prerelease_template
    return {
        "baseBranch": config.base_branch,
        "access": config.access,
        "changedFilePatterns": list(config.changed_file_patterns),
        "format": config.format or False,
        "ignore": [name for name in NAMES if name in config.ignore],
        "fixed": [list(group) for group in config.fixed],
        "linked": [list(group) for group in config.linked],
        "updateInternalDependencies": str(config.update_internal_dependencies),
        "privatePackages": {
            "version": config.private_packages_version,
            "tag": config.private_packages_tag,
        },
        "bumpVersionsWithWorkspaceProtocolOnly": (
            config.bump_versions_with_workspace_protocol_only
        ),
        "snapshot": snapshot,
        "changelog": list(config.changelog) if config.changelog else False,
        "commit": list(config.commit) if config.commit else False,
        UNSAFE: {
            "onlyUpdatePeerDependentsWhenOutOfRange": config.only_update_peers_out_of_range,
            "updateInternalDependents": (
                "always" if config.always_update_dependents else "out-of-range"
            ),
        },
        "warnings": len(config.warnings),
    }


def test_every_configuration_means_the_same(components: Components) -> None:
    """Every form of every option, well-formed or not."""
    theirs = components.ask_node(
        CONFIG, components.node_modules, asked={"texts": TEXTS, "names": NAMES}
    )

    assert dict(zip(TEXTS, theirs, strict=True)) == {text: meaning(text) for text in TEXTS}
