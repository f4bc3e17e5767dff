"""Formatted changelogs beside those of the real CLI, with the formatters that it runs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from release.adapters.formatters import Formatters
from release.config.profile import PRETTIER_2
from tests.cli.differences import difference
from tests.cli.formatting import TREE, a_program, a_repository, install
from tests.cli.ours import run_ours
from tests.cli.parity import Step, files_of, run_theirs
from tests.e2e.desk import typed
from tests.real_components import Components

WRAP = {"proseWrap": "always", "printWidth": 40}
NARROW = json.dumps(WRAP)
WIDER = json.dumps(WRAP | {"printWidth": 60})
MODULE = 'import options from "./settings/options.mjs";\nexport default options;\n'
OPTIONS = f"export default {NARROW};\n"
PLUGIN = {"plugins": ["./node_modules/@dprint/markdown/plugin.wasm"]}
DPRINT = {"markdown": {"textWrap": "always", "lineWidth": 40}, **PLUGIN}
ROOT = json.loads(TREE["package.json"])

PRETTIER: Mapping[str, Mapping[str, str]] = {
    "only installed": {},
    "a config in each of two directories": {
        ".prettierrc": NARROW,
        "packages/b/.prettierrc.json": WIDER,
    },
    "an ignored file": {".prettierrc": NARROW, ".prettierignore": "packages/b\n"},
    "overrides by path": {
        ".prettierrc": json.dumps({"overrides": [{"files": "packages/b/**", "options": WRAP}]})
    },
    "editorconfig": {
        ".prettierrc": json.dumps({"proseWrap": "always"}),
        ".editorconfig": "root = true\n[*.md]\nmax_line_length = 30\n",
        "packages/a/.editorconfig": "[*.md]\nmax_line_length = 60\n",
    },
    "package.json": {"package.json": json.dumps({**ROOT, "prettier": WRAP})},
    "a module that imports another": {
        "prettier.config.mjs": MODULE,
        "settings/options.mjs": OPTIONS,
    },
    "directories with odd names": {
        ".prettierrc": NARROW,
        "packages/b/package.json": json.dumps({"name": "c", "version": "1.0.0"}),
        "packages/-b c'\"$x`;&\n[id]{a,b}*?!/package.json": TREE["packages/b/package.json"],
    },
}
OXFMT: Mapping[str, Mapping[str, str]] = {
    "only installed": {},
    "a config in each of two directories": {
        ".oxfmtrc.json": NARROW,
        "packages/b/.oxfmtrc.json": WIDER,
    },
    "an ignored file": {
        ".oxfmtrc.json": json.dumps({**WRAP, "ignorePatterns": ["packages/b/**"]}),
        ".editorconfig": "root = true\n[*.md]\nmax_line_length = 30\n",
    },
}
DPRINTS: Mapping[str, Mapping[str, str]] = {
    "a config": {"dprint.json": json.dumps(DPRINT)},
    "an excluded file": {".dprint.jsonc": json.dumps({**DPRINT, "excludes": ["packages/b"]})},
    "a config that extends another": {
        "dprint.json": json.dumps({"extends": "settings/base.json", **PLUGIN}),
        "settings/base.json": json.dumps({"markdown": DPRINT["markdown"]}),
    },
}
CHANGELOGS = ("packages/a/CHANGELOG.md", "packages/b/CHANGELOG.md")
LAYOUTS = [
    *(("prettier", name) for name in PRETTIER),
    *(("oxfmt", name) for name in OXFMT),
    *(("dprint", name) for name in DPRINTS),
]


@pytest.fixture
def _path(components: Components, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the node that the CLI runs on first, for us as for the CLI."""
    monkeypatch.setenv("PATH", f"{Path(components.node).parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.needs("node", "npm")
@pytest.mark.usefixtures("_path")
@pytest.mark.parametrize(("formatter", "layout"), LAYOUTS)
def test_changelogs_are_formatted_as_the_cli_does(
    formatter: str, layout: str, components: Components, tmp_path: Path
) -> None:
    """Wherever the configuration stands, and whatever it says."""
    files = {"prettier": PRETTIER, "oxfmt": OXFMT, "dprint": DPRINTS}[formatter][layout]
    for name in ("theirs", "ours"):
        root = a_repository(tmp_path / name, files)
        install(root, components.node_modules, [formatter, "@dprint/markdown"])

    theirs = run_theirs(components.changeset, tmp_path / "theirs")
    ours = run_ours(tmp_path / "ours")

    assert not difference(theirs, ours)
    assert b"- old _x_\n" in ours.tree["packages/a/CHANGELOG.md"], "nothing was formatted"


@pytest.mark.needs("node", "pnpm")
@pytest.mark.usefixtures("_path")
def test_pnpm_installs_nothing_on_our_account(
    components: Components, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a mirror pnpm would take every package for a new one, and install them all."""
    lock = {"pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "package-lock.json": None}
    root = a_repository(
        tmp_path / "tree", {**lock, "pnpm-workspace.yaml": "packages: ['packages/*']\n"}
    )
    install(root, components.node_modules, ["prettier"])
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pnpm").symlink_to(components.pnpm)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")

    ours = run_ours(root)

    assert b"- old _x_\n" in ours.tree["packages/a/CHANGELOG.md"], ours.said
    assert ["prettier"] == [each.name for each in (root / "node_modules").glob("[!.]*")]


@pytest.mark.needs("node")
@pytest.mark.usefixtures("_path")
@pytest.mark.parametrize("own", [True, False], ids=["its own prettier", "the CLI's prettier"])
def test_the_cli_2_formats_with_the_prettier_that_it_finds(
    own: bool, components: Components, tmp_path: Path
) -> None:
    """Without a look at ignore files or at .editorconfig; what it is given to format, we format."""
    files = {**PRETTIER["an ignored file"], ".editorconfig": "[*]\nmax_line_length = 20\n"}
    found = {}
    for setting in ("true", "false"):
        config = f'{{"prettier": {setting}, "baseBranch": "main"}}'
        root = a_repository(tmp_path / setting, {**files, ".changeset/config.json": config})
        install(root, components.node_modules, ["prettier"] if own else [])
        (root / "node_modules" / "@changesets").mkdir()
        cli = root / "node_modules" / "@changesets" / "cli"
        cli.symlink_to(components.node_modules / "changesets-2")
        run_theirs([components.node, str(cli / "bin.js")], root, [Step(("version",))])
        found[setting] = {
            path: re.sub(r"\b[0-9a-f]{7}\b", "0000000", (root / path).read_text())
            for path in CHANGELOGS
        }

    assert found["true"] != found["false"]
    assert found["true"] == Formatters(root, os.environ).format(PRETTIER_2, found["false"])


@pytest.mark.needs("node")
@pytest.mark.usefixtures("_path")
def test_without_any_prettier_it_is_said_so_and_nothing_changes(tmp_path: Path) -> None:
    root = a_repository(tmp_path / "tree", {"release.toml": "compat = 2\n"})
    before = files_of(root)

    answer = typed(root, "changeset.version")

    assert (6, before) == (answer.code, files_of(root))
    assert answer.err == (
        "error: the changelogs cannot be formatted: there is no Prettier, neither the repository's "
        "own nor that of `@changesets/cli`\n"
        "  where: .changeset/config.json\n"
        "  hint: install what package.json asks for, "
        'or set `"prettier": false` in .changeset/config.json\n'
    )


@pytest.mark.needs("node")
def test_bytes_that_are_no_utf_8_survive_prettier(components: Components, tmp_path: Path) -> None:
    install(tmp_path, components.node_modules, ["prettier"])
    environment = {**os.environ, "PATH": str(Path(components.node).parent)}

    formatted = Formatters(tmp_path, environment).format(PRETTIER_2, {"a.md": "*\udcff*\n"})

    assert formatted == {"a.md": "_\udcff_\n"}


WITNESS = """
told = "\\0".join([Path(sys.argv[0]).name, Path.cwd().name, *sys.argv[1:]])
Path(__file__).with_name("told").write_text(told)
"""
PROGRAMS = ("aube", "bun", "deno", "npx", "nub", "nubx", "pnpm", "rush-pnpm", "upm", "upx", "yarn")


def _manager(**fields: object) -> dict[str, str]:
    return {"package.json": json.dumps({**ROOT, **fields})}


LAUNCHES: Mapping[str, Mapping[str, str | None]] = {
    "npm": {".prettierrc": ""},
    "pnpm": {"pnpm-lock.yaml": "", ".oxfmtrc.jsonc": ""},
    "yarn 1": {"yarn.lock": "", "dprint.json": ""},
    "yarn 1 named": {"yarn.lock": "", **_manager(packageManager="yarn@1.22.0", prettier={})},
    "yarn berry": {"yarn.lock": "", **_manager(packageManager="yarn@4.1.0+sha", prettier={})},
    "yarn berry as a range": {
        **_manager(devEngines={"packageManager": {"name": "yarn", "version": "^4"}}, prettier={})
    },
    "yarn in words": _manager(packageManager="yarn@berry", prettier={}),
    "engines without a version": _manager(
        devEngines={"packageManager": {"name": "pnpm"}}, prettier={}
    ),
    "engines with a number": _manager(
        devEngines={"packageManager": {"name": "pnpm", "version": 9}}, prettier={}
    ),
    "bun before pnpm": {"bun.lockb": "", "pnpm-lock.yaml": "", ".prettierrc": ""},
    "an unknown manager": _manager(packageManager="vlt@1.0.0", prettier=False),
    "a caret": _manager(packageManager="^pnpm@6.1.0", prettier=None),
    "deno's own": {"deno.json": "{}"},
    "deno's lock": {"deno.lock": "", ".prettierrc.toml": ""},
    "upm": {"upm.lock": "", ".prettierrc": ""},
    "nub": {"nub.lock": "", ".prettierrc": ""},
    "aube": {"aube-lock.yaml": "", ".prettierrc": ""},
    "dprint before oxfmt": {".oxfmtrc.json": "", ".dprint.json": ""},
    "oxfmt before prettier": {"oxfmt.config.mts": "", ".prettierrc": ""},
    "named": {".changeset/config.json": '{"format": "oxfmt"}', ".prettierrc": ""},
    "installed": {"node_modules/prettier/index.js": "", "node_modules/oxfmt/index.js": ""},
    "biome is no formatter": {"biome.json": "{}", "node_modules/@biomejs/biome/index.js": ""},
    "false": {".changeset/config.json": '{"format": false}', ".prettierrc": ""},
    "above, a nearer one": {"../.prettierrc": "", ".oxfmtrc.json": ""},
    "above": {"../dprint.jsonc": ""},
}


@pytest.mark.needs("node")
@pytest.mark.parametrize("layout", LAUNCHES)
def test_the_command_is_the_one_that_the_cli_runs(
    layout: str, components: Components, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The formatter, the package manager that starts it, and every argument."""
    for name in PROGRAMS:
        a_program(tmp_path / "bin" / name, WITNESS)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    told = {}
    for name in ("theirs", "ours"):
        root = a_repository(tmp_path / name / "top" / "tree", LAUNCHES[layout])
        if name == "theirs":
            run_theirs(components.changeset, root, [Step(("version",))])
        else:
            run_ours(root, [Step(("version",))])
        witness = tmp_path / "bin" / "told"
        told[name] = witness.read_text() if witness.exists() else ""
        witness.unlink(missing_ok=True)

    assert _places(told["theirs"]) == _places(told["ours"])


def _places(told: str) -> list[str]:
    """The command with its files seen from the repository, wherever that is."""
    return [word.partition("/top/tree/")[2] or word for word in told.split("\0")]
