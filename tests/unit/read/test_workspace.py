"""Which directories are packages, and which directory is the root."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from release.errors import ConfigError, Where
from release.read.workspace import find_root, read_workspace
from tests.fakes import MemoryFiles

CONFIG = ".changeset/config.json"


def manifest(name: str | None = None, **fields: object) -> str:
    return json.dumps(({"name": name} if name else {}) | fields)


def a_monorepo(
    *directories: str, lockfile: str = "package-lock.json", **root: object
) -> MemoryFiles:
    """Packages named after their directories, under a root that has `root` in its manifest."""
    files = {f"{each}/package.json": manifest(each) for each in directories}
    return MemoryFiles({"package.json": manifest("repo", **root), lockfile: ""} | files)


def found(files: MemoryFiles) -> tuple[str, list[str]]:
    workspace = read_workspace(files)
    return workspace.tool, [package.directory for package in workspace.packages]


@pytest.mark.parametrize(
    ("lockfile", "tool"),
    [
        ("package-lock.json", "npm"),
        ("yarn.lock", "yarn"),
        ("bun.lock", "bun"),
        ("bun.lockb", "bun"),
        ("nothing", "npm"),
    ],
)
@pytest.mark.parametrize("workspaces", [["p/*"], {"packages": ["p/*"], "nohoist": ["x"]}])
def test_workspaces_may_be_a_list_or_an_object(
    lockfile: str, tool: str, workspaces: object
) -> None:
    """The lockfile tells the tool; without one it is npm (B8)."""
    assert (tool, ["p/a", "p/b"]) == found(
        a_monorepo("p/a", "p/b", lockfile=lockfile, workspaces=workspaces)
    )


def test_yarn_comes_before_pnpm_and_pnpm_before_npm() -> None:
    """Of several tools in one directory the first counts."""
    files = a_monorepo("a", "b", workspaces=["a"])
    files.write("pnpm-workspace.yaml", "packages: [b]\n")
    before = found(files)
    files.write("yarn.lock", "")

    assert [before, found(files)] == [("pnpm", ["b"]), ("yarn", ["a"])]


@pytest.mark.parametrize("yaml", ["", "# nothing\n", "catalog: {a: 1}\n", "packages:\n", "- a\n"])
def test_a_pnpm_workspace_without_packages_is_one_package(yaml: str) -> None:
    """Also when the file is empty, where Changesets crashes (B8)."""
    files = a_monorepo("a")
    files.write("pnpm-workspace.yaml", yaml)

    assert found(files) == ("root", [""])


def test_an_empty_list_of_packages_is_a_workspace_without_packages() -> None:
    """As in JavaScript, an empty list is something."""
    files = a_monorepo("a")
    files.write("pnpm-workspace.yaml", "packages: []\n")

    assert found(files) == ("pnpm", [])


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        ("packages:\n  - a\n bad: [\n", 3),
        ("packages:\n  - *\n", 2),
        ("packages:\n- !a\n", 2),
        ("packages: [a]\npackages: [b]\n", 2),
        ("packages: [2024-13-45]\n", 1),
    ],
)
def test_a_malformed_pnpm_workspace_is_told_with_its_line(yaml: str, line: int) -> None:
    """Two mistakes are common: no quotes around a star, and none around a negation."""
    files = a_monorepo("a")
    files.write("pnpm-workspace.yaml", yaml)

    with pytest.raises(ConfigError) as caught:
        read_workspace(files)

    assert Where("pnpm-workspace.yaml", line) == caught.value.problems[0].where


@pytest.mark.parametrize(
    ("lerna", "expected"),
    [
        ({}, ("lerna", ["packages/a"])),
        ({"packages": ["b"]}, ("lerna", ["b"])),
        ({"useWorkspaces": True}, ("root", [""])),
    ],
)
def test_lerna_has_a_default_place(lerna: object, expected: tuple[str, list[str]]) -> None:
    """`packages/*`, unless lerna leaves it to the package manager."""
    files = a_monorepo("packages/a", "b")
    files.write("lerna.json", json.dumps(lerna))

    assert expected == found(files)


RUSH = """{
  // rush.json has comments, and commas at the end
  "projects": [
    { "packageName": "b", "projectFolder": "apps/b" },
    { "packageName": "a", "projectFolder": "apps/a" }, /* the last */
  ],
}
"""


def test_rush_lists_its_folders() -> None:
    """Changesets dies on a rush repository; we do not (B8)."""
    files = a_monorepo("apps/a", "apps/b", "apps/c")
    files.write("rush.json", RUSH)

    assert found(files) == ("rush", ["apps/a", "apps/b"])


def test_a_rush_project_without_a_package_is_told_with_its_line() -> None:
    """Rush names every folder, so a folder without a package is a mistake."""
    files = a_monorepo("apps/a")
    files.write("rush.json", RUSH)

    with pytest.raises(ConfigError) as caught:
        read_workspace(files)

    assert Where("rush.json", 4) == caught.value.problems[0].where


def test_a_repository_of_one_package() -> None:
    """The root is the workspace's only package."""
    workspace = read_workspace(a_monorepo("elsewhere"))

    assert ("root", (workspace.root,)) == (workspace.tool, workspace.packages)


def test_packages_are_in_the_order_of_utf_16_code_units() -> None:
    """As JavaScript sorts: upper case first, a hyphen before a slash, an emoji before U+FF21."""
    names = ["z", "b/c", "b-a", "b", "B", "\N{FULLWIDTH LATIN CAPITAL LETTER A}", "🦋"]

    assert found(a_monorepo(*names, workspaces=["**"]))[1] == [
        "B",
        "b",
        "b-a",
        "b/c",
        "z",
        "🦋",
        "\N{FULLWIDTH LATIN CAPITAL LETTER A}",
    ]


def test_a_directory_without_a_manifest_or_with_an_empty_one_is_no_package() -> None:
    """A pattern may match more than packages."""
    files = a_monorepo("p/a", workspaces=["p/*"])
    files.write("p/docs/index.md", "")
    files.write("p/empty/package.json", "")

    assert found(files)[1] == ["p/a"]


def test_the_root_is_known_when_it_is_no_member() -> None:
    """Its ranges are updated, but it is not released; it need not have a name."""
    files = a_monorepo("p/a", workspaces=["p/*"])
    files.write("package.json", manifest(workspaces=["p/*"]))

    workspace = read_workspace(files)

    assert (
        workspace.root and workspace.root.name,
        [package.name for package in workspace.packages],
    ) == ("", ["p/a"])


def test_the_root_is_a_member_when_the_workspace_says_so() -> None:
    """It is one package, not two."""
    workspace = read_workspace(a_monorepo("p/a", workspaces=[".", "p/*"]))

    assert workspace.root is workspace.packages[0]


def test_a_root_without_a_manifest_is_none() -> None:
    """pnpm and rush do without one."""
    files = MemoryFiles({"pnpm-workspace.yaml": "packages: [a]\n", "a/package.json": manifest("a")})

    assert read_workspace(files).root is None


def test_all_that_is_wrong_with_packages_is_told_at_once() -> None:
    """Malformed manifests and missing names, in the order of their paths."""
    files = a_monorepo("p/d", workspaces=["p/*"])
    files.write("p/a/package.json", '{\n"name": }')
    files.write("p/b/package.json", manifest(version="1.0.0"))
    files.write("p/c/package.json", "[]")

    with pytest.raises(ConfigError) as caught:
        read_workspace(files)

    assert [
        Where("p/a/package.json", 2),
        Where("p/b/package.json"),
        Where("p/c/package.json", 1),
    ] == [problem.where for problem in caught.value.problems]


@pytest.mark.parametrize("workspaces", [["p/*", 1], [["p"]]])
def test_refuses_places_that_are_no_strings(workspaces: object) -> None:
    """Where Changesets crashes."""
    with pytest.raises(ConfigError, match="not a list of strings"):
        read_workspace(a_monorepo("p/a", workspaces=workspaces))


def test_refuses_a_place_outside_the_repository() -> None:
    """What is there cannot be released from here."""
    files = a_monorepo()
    files.write("package.json", '{\n"workspaces": ["a",\n"../b/*"]}')

    with pytest.raises(ConfigError) as caught:
        read_workspace(files)

    assert Where("package.json", 3) == caught.value.problems[0].where


def test_refuses_a_repository_without_a_manifest() -> None:
    """Nothing could be released there."""
    with pytest.raises(ConfigError, match=r"no package\.json"):
        read_workspace(MemoryFiles())


# The root


def opener(**trees: MemoryFiles) -> Callable[[Path], MemoryFiles]:
    """Opens a tree by the last name of its directory; all others are empty."""
    return lambda directory: trees.get(directory.name, MemoryFiles())


START = Path("/home/outer/inner/here")

MONOREPO = {"pnpm-workspace.yaml": "packages: ['*']", "package.json": manifest("root")}
DECLARED = {"package.json": manifest("root", workspaces=["*"])}
PACKAGE = {"package.json": manifest("a")}
SET_UP = {CONFIG: "{}"}


@pytest.mark.parametrize(
    ("trees", "expected"),
    [
        ({"outer": MONOREPO}, ("outer", "pnpm")),
        ({"outer": MONOREPO, "here": PACKAGE}, ("outer", "pnpm")),
        ({"outer": MONOREPO, "here": PACKAGE | SET_UP}, ("outer", "pnpm")),
        ({"outer": MONOREPO, "inner": MONOREPO}, ("inner", "pnpm")),
        ({"outer": MONOREPO, "inner": DECLARED}, ("outer", "pnpm")),
        ({"outer": MONOREPO | SET_UP, "inner": DECLARED}, ("outer", "pnpm")),
        ({"outer": MONOREPO | SET_UP, "inner": DECLARED | SET_UP}, ("inner", "npm")),
        ({"outer": DECLARED, "inner": MONOREPO}, ("inner", "pnpm")),
        ({"outer": DECLARED, "here": PACKAGE}, ("outer", "npm")),
        ({"outer": DECLARED, "here": PACKAGE | SET_UP}, ("here", "root")),
        ({"outer": DECLARED, "inner": DECLARED}, ("inner", "npm")),
        ({"inner": DECLARED | SET_UP}, ("inner", "npm")),
        ({"outer": PACKAGE | SET_UP, "inner": DECLARED}, ("inner", "npm")),
        ({"outer": PACKAGE, "here": PACKAGE}, ("here", "root")),
    ],
)
def test_the_root_is_found_from_below(
    trees: dict[str, dict[str, str]], expected: tuple[str, str]
) -> None:
    """A monorepo before a declared one before a package, unless a nearer one is set up."""
    root, tool = find_root(
        START, opener(**{name: MemoryFiles(tree) for name, tree in trees.items()})
    )

    assert expected == (root.name, tool)


def test_the_root_of_the_file_system_is_no_root() -> None:
    """As in Changesets."""
    with pytest.raises(ConfigError, match=r"no package\.json, .* in `/home/outer/inner/here`"):
        find_root(START, lambda directory: MemoryFiles({} if directory.name else MONOREPO))


def test_a_malformed_file_above_is_told_as_seen_from_here() -> None:
    """The root is not known yet, so the path begins where the person stands."""
    broken = MemoryFiles({"package.json": "{\n,}"})

    with pytest.raises(ConfigError) as caught:
        find_root(START, opener(outer=broken))

    assert Where("../../package.json", 2) == caught.value.problems[0].where
