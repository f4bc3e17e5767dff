"""What makes a random monorepo one of the CLI 2.31: its words, its defaults, its own oddities."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random

_CONFIG = ".changeset/config.json"
_GROUPS = (["*", "!web"], ["!web", "*"], ["web", "*"], ["!web"], ["@acme/*", "core"], ["nobody"])
_IGNORED = (["nobody"], ["@acme/*"], ["!core"], ["*", "!web", "!core"])

# What `JSON.stringify` does not write as it was read.
ODD_MEMBERS = (
    '"2": 1.0, "1": [1e3, 1.50, -0, 0.1e-7, 12345678901234567890, 1E+21, 1e400], "a": {}, "b": [],',
    '"files": [ "a" , "b" ], "x": {"10": 1, "9": 2, "09": 3, "y": null, "4294967295": true},',
    r'"text": "\u00e9 \ud83e\udd8b \ud800 \/ \u007f \u0001 \u2028 \b\f\n\r\t", "n": -1.5e-10,',
    '"description": "first", "license": "MIT", "description": "second",',
)


def on_the_cli_2(dice: Random, tree: Mapping[str, str]) -> dict[str, str]:
    """The files of `tree` that are others in a repository on the CLI 2."""
    changed = {_CONFIG: _config(dice, tree[_CONFIG])}
    for path, text in tree.items():
        if path.endswith("package.json") and dice.random() < 0.3:
            changed[path] = text.replace("{", "{ " + dice.choice(ODD_MEMBERS), 1)
    return changed | _telling(dice, changed.get("package.json", tree["package.json"]))


def _config(dice: Random, text: str) -> str:
    config = json.loads(text)
    del config["format"]
    config["prettier"] = False
    config.setdefault("baseBranch", "main")
    if dice.random() < 0.03:
        del config["baseBranch"]
    if dice.random() < 0.4:
        config.pop("privatePackages", None)
    if dice.random() < 0.05:
        config[dice.choice(("fixed", "linked"))] = [dice.choice(_GROUPS)]
    if dice.random() < 0.05:
        config["ignore"] = dice.choice(_IGNORED)
    if dice.random() < 0.05:
        config["changedFilePatterns"] = dice.choice((["!src/**"], ["!*.json"]))
    return json.dumps(config, indent=2) + "\n"


def _telling(dice: Random, manifest: str) -> dict[str, str]:
    """The file that says which line the repository is on."""
    kind = dice.choice(("configured", "npm", "pnpm", "required"))
    if kind == "configured":
        return {"release.toml": "compat = 2\n"}
    if kind == "npm":
        locked = {"node_modules/@changesets/cli": {"version": "2.31.1", "dev": True}}
        return {"package-lock.json": json.dumps({"packages": locked})}
    if kind == "pnpm":
        return {"pnpm-lock.yaml": "packages:\n\n  '@changesets/cli@2.31.1':\n    engines: {}\n"}
    facts = json.loads(manifest)
    facts.setdefault("devDependencies", {})["@changesets/cli"] = "^2.31.0"
    return {"package.json": json.dumps(facts, indent=2) + "\n"}
