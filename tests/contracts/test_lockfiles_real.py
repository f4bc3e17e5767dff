"""Our edit of a lockfile is, byte for byte, what the tool itself writes after the same bump."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from release.adapters import cargo
from release.adapters.shell import failure, run
from release.errors import CommandError
from release.lockfiles import LOCKFILES
from release.locks import LockText, plan_locks
from release.model import Dependency, Member
from tests.real_components import Components

Tree = Mapping[str, str]
Argv = Callable[[Components], list[str]]

SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")


@dataclass(frozen=True)
class Tool:
    """How a tool writes its lockfile, and how it confirms one."""

    lockfile: str
    write: Argv
    confirm: Argv


NPM_FLAGS = ("--offline", "--ignore-scripts", "--no-audit", "--no-fund")


def npm(lockfile: str, version: int) -> Tool:
    return Tool(
        lockfile,
        lambda found: [
            found.npm,
            "install",
            "--package-lock-only",
            f"--lockfile-version={version}",
            *NPM_FLAGS,
        ],
        lambda found: [found.npm, "ci", "--dry-run", *NPM_FLAGS],
    )


BUN = Tool(
    "bun.lock",
    lambda found: [found.bun, "install", "--lockfile-only"],
    lambda found: [found.bun, "install", "--frozen-lockfile"],
)
PNPM = Tool(
    "pnpm-lock.yaml",
    lambda found: [
        found.pnpm,
        "install",
        "--lockfile-only",
        "--offline",
        "--no-frozen-lockfile",
    ],
    lambda found: [
        found.pnpm,
        "install",
        "--frozen-lockfile",
        "--offline",
        "--ignore-scripts",
    ],
)
YARN = Tool(
    "yarn.lock",
    lambda found: [*found.yarn, "install", "--mode=update-lockfile", "--no-immutable"],
    lambda found: [*found.yarn, "install", "--immutable", "--mode=skip-build"],
)
UV = Tool(
    "uv.lock",
    lambda found: [found.uv, "lock", "--offline"],
    lambda found: [found.uv, "lock", "--check", "--offline"],
)
CARGO = Tool(
    "Cargo.lock",
    # It changes what a manifest forces it to, and makes the file when there is none.
    lambda found: [found.cargo, "update", "--workspace", "--offline"],
    lambda found: [found.cargo, "metadata", "--locked", "--offline", "--format-version=1"],
)


def lay_out(root: Path, tree: Tree) -> None:
    for path, text in tree.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


def must(argv: Sequence[str], cwd: Path) -> None:
    """Run a tool that has to succeed."""
    result = run(argv, cwd)
    assert result.code == 0, failure(result)


def lock(root: Path, tool: Tool, found: Components) -> str:
    must(tool.write(found), root)
    return (root / tool.lockfile).read_bytes().decode()


def confirmed(root: Path, tool: Tool, found: Components, text: str) -> str:
    """`text` when the tool accepts it as it is."""
    (root / tool.lockfile).write_bytes(text.encode())
    must(tool.confirm(found), root)
    return (root / tool.lockfile).read_bytes().decode()


def edited(path: str, text: str, members: Sequence[Member]) -> str:
    lockfile = LockText(path, text, LOCKFILES[path.rpartition("/")[2]])
    return next((action.text for action in plan_locks([lockfile], members)), text)


# JavaScript


def package(name: str, version: str | None, **sections: Mapping[str, str]) -> dict[str, object]:
    return {"name": name, **({"version": version} if version else {}), **sections}


def packages(core: str, web: str) -> dict[str, dict[str, object]]:
    """A workspace after releases of `core` and `web`."""
    return {
        "": package("root", web, dependencies={"core": f"^{core}"}, devDependencies={"@x/ui": "*"})
        | {"private": True, "workspaces": ["apps/*", "packages/*"]},
        "apps/web": package(
            "web",
            web,
            dependencies={
                "core": f"^{core}",
                "@x/ui": "~1.0.0",
                "alias": "file:../../packages/old",
            },
            devDependencies={"old": ">=0.1.0"},
        ),
        "packages/core": package("core", core),
        "packages/old": package("old", "0.3.0", dependencies={"unversioned": "*"}),
        "packages/ui": package(
            "@x/ui",
            "1.0.0",
            peerDependencies={"core": f">={core}"},
            optionalDependencies={"old": "0.3.0"},
        ),
        "packages/unversioned": package("unversioned", None, optionalDependencies={"core": core}),
    }


def as_tree(manifests: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    return {
        f"{directory}/package.json".lstrip("/"): json.dumps(manifest, indent=2) + "\n"
        for directory, manifest in manifests.items()
    }


def as_members(manifests: Mapping[str, Mapping[str, object]]) -> list[Member]:
    return [
        Member(
            ecosystem="npm",
            name=str(manifest["name"]),
            directory=directory,
            version=str(manifest["version"]) if "version" in manifest else None,
            dependencies=tuple(
                Dependency(section, name, requirement)
                for section in SECTIONS
                for name, requirement in as_mapping(manifest.get(section)).items()
            ),
        )
        for directory, manifest in manifests.items()
    ]


def as_mapping(value: object) -> Mapping[str, str]:
    return value if isinstance(value, dict) else {}


@pytest.mark.parametrize(
    "tool",
    [
        pytest.param(npm("package-lock.json", 1), marks=pytest.mark.needs("npm"), id="npm 1"),
        pytest.param(npm("package-lock.json", 2), marks=pytest.mark.needs("npm"), id="npm 2"),
        pytest.param(npm("package-lock.json", 3), marks=pytest.mark.needs("npm"), id="npm 3"),
        pytest.param(BUN, marks=pytest.mark.needs("bun"), id="bun"),
    ],
)
def test_javascript_workspaces(tool: Tool, tmp_path: Path, components: Components) -> None:
    lay_out(tmp_path, as_tree(packages("1.0.0", "0.1.0")))
    before = lock(tmp_path, tool, components)
    released = packages("2.0.0", "0.1.1-rc.0")
    lay_out(tmp_path, as_tree(released))

    ours = edited(tool.lockfile, before, as_members(released))

    assert lock(tmp_path, tool, components) == ours != before
    assert ours == confirmed(tmp_path, tool, components, ours)


def linked(core: str, web: str) -> dict[str, dict[str, object]]:
    """The same with what pnpm and Yarn resolve alike: `workspace:` and ranges, no `file:`."""
    return {
        "": package("root", web, devDependencies={"core": f"workspace:^{core}", "@x/ui": "1.0.0"})
        | {"private": True, "workspaces": ["apps/*", "packages/*"]},
        "apps/web": package(
            "web",
            web,
            dependencies={"core": f"^{core}", "@x/ui": "workspace:~1.0.0"},
            devDependencies={"old": f"workspace:{web}"},
        ),
        "packages/core": package("core", core),
        "packages/old": package("old", web, dependencies={"core": f"workspace:~{core}"}),
        "packages/ui": package(
            "@x/ui",
            "1.0.0",
            peerDependencies={"core": f">={core}"},
            optionalDependencies={"old": f"workspace:^{web}", "core": "workspace:*"},
        ),
    }


PNPM_WORKSPACE = """\
packages: [apps/*, packages/*]
linkWorkspacePackages: true
"""


@pytest.mark.parametrize(
    ("tool", "settings"),
    [
        pytest.param(
            PNPM,
            {"pnpm-workspace.yaml": PNPM_WORKSPACE},
            marks=pytest.mark.needs("pnpm"),
            id="pnpm",
        ),
        pytest.param(
            PNPM,
            {"pnpm-workspace.yaml": PNPM_WORKSPACE + "injectWorkspacePackages: true\n"},
            marks=pytest.mark.needs("pnpm"),
            id="pnpm, injected",
        ),
        pytest.param(
            YARN,
            # An empty lockfile tells Yarn that the workspace begins here.
            {".yarnrc.yml": "nodeLinker: node-modules\n", "yarn.lock": ""},
            marks=pytest.mark.needs("yarn"),
            id="yarn",
        ),
    ],
)
def test_workspaces_that_lock_requirements(
    tool: Tool, settings: Tree, tmp_path: Path, components: Components
) -> None:
    """pnpm and Yarn keep what members require of each other, and refuse what is stale."""
    lay_out(tmp_path, as_tree(linked("1.0.0", "0.1.0")) | dict(settings))
    before = lock(tmp_path, tool, components)
    released = linked("2.0.0", "0.1.1-rc.0")
    lay_out(tmp_path, as_tree(released))

    ours = edited(tool.lockfile, before, as_members(released))

    assert run(tool.confirm(components), tmp_path).code != 0
    assert lock(tmp_path, tool, components) == ours != before
    assert ours == confirmed(tmp_path, tool, components, ours)


@pytest.mark.needs("npm")
def test_a_shrinkwrap(tmp_path: Path, components: Components) -> None:
    tool = npm("npm-shrinkwrap.json", 3)
    lay_out(tmp_path, as_tree(packages("1.0.0", "0.1.0")))
    must([components.npm, "install", "--package-lock-only", *NPM_FLAGS], tmp_path)
    must([components.npm, "shrinkwrap"], tmp_path)
    before = (tmp_path / tool.lockfile).read_text()
    released = packages("1.0.1", "1.0.0")
    lay_out(tmp_path, as_tree(released))

    ours = edited(tool.lockfile, before, as_members(released))

    assert lock(tmp_path, tool, components) == ours != before


@pytest.mark.needs("npm")
def test_an_npm_package_outside_of_the_lockfiles_directory(
    tmp_path: Path, components: Components
) -> None:
    """npm names it by its way from the lockfile, `../core`."""
    tool = npm("package-lock.json", 3)

    def manifests(version: str) -> dict[str, dict[str, object]]:
        return {
            "app": package("app", version, dependencies={"core": "file:../core"}),
            "core": package("core", version),
        }

    lay_out(tmp_path, as_tree(manifests("1.0.0")))
    before = lock(tmp_path / "app", tool, components)
    lay_out(tmp_path, as_tree(manifests("1.1.0")))

    ours = edited("app/package-lock.json", before, as_members(manifests("1.1.0")))

    assert lock(tmp_path / "app", tool, components) == ours != before


# Python


def pyproject(name: str, version: str, *dependencies: str) -> str:
    sources = "".join(f"{each} = {{ workspace = true }}\n" for each in ("alpha", "beta-x"))
    return (
        f'[project]\nname = "{name}"\nversion = "{version}"\nrequires-python = ">=3.11"\n'
        f"dependencies = {json.dumps(dependencies)}\n"
        f"[tool.uv.sources]\n{sources}"
    )


def uv_tree(version: str) -> dict[str, str]:
    root = pyproject("root", version, "alpha>=0.1", "beta-x")
    builds = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    return {
        "pyproject.toml": f'{root}[tool.uv.workspace]\nmembers = ["services/*"]\n',
        "services/a/pyproject.toml": pyproject("alpha", version, f"Beta_X>={version}") + builds,
        "services/b/pyproject.toml": pyproject("Beta.X", version) + builds,
    }


@pytest.mark.needs("uv")
def test_a_uv_workspace(tmp_path: Path, components: Components) -> None:
    """Members are virtual (the root) and editable; uv writes Python's spelling."""
    members = [
        Member("python", name, directory, "1.0.0-rc.1")
        for name, directory in (("root", ""), ("alpha", "services/a"), ("Beta.X", "services/b"))
    ]
    lay_out(tmp_path, uv_tree("0.9.0"))
    before = lock(tmp_path, UV, components)
    lay_out(tmp_path, uv_tree("1.0.0rc1"))

    ours = edited(UV.lockfile, before, members)

    assert lock(tmp_path, UV, components) == ours != before
    assert ours == confirmed(tmp_path, UV, components, ours)


# Rust


def crate(name: str, version: str | None, *dependencies: str) -> dict[str, str]:
    """A crate in a directory of its own; without a version it inherits the workspace's."""
    own = f'version = "{version}"' if version else "version.workspace = true"
    lines = ["[package]", f'name = "{name}"', own, 'edition = "2021"', "[dependencies]"]
    return {
        f"{name}/Cargo.toml": "\n".join([*lines, *dependencies, ""]),
        f"{name}/src/lib.rs": "",
    }


def crates(inherited: str, *members: dict[str, str], workspace: str = "") -> dict[str, str]:
    names = [path.partition("/")[0] for member in members for path in member][::2]
    root = (
        f'[workspace]\nresolver = "2"\nmembers = {json.dumps(names)}\n'
        f'[workspace.package]\nversion = "{inherited}"\n{workspace}'
    )
    tree = {"Cargo.toml": root}
    for member in members:
        tree |= member
    return tree


def path_to(name: str, **keys: str) -> str:
    more = "".join(f', {key} = "{value}"' for key, value in keys.items())
    return f'{name} = {{ path = "../{name}"{more} }}'


def rust(**versions: str) -> list[Member]:
    return [Member("cargo", name, name, version) for name, version in versions.items()]


def offline_crates(source: Path) -> dict[str, str]:
    return {
        ".cargo/config.toml": (
            '[source.crates-io]\nreplace-with = "here"\n'
            f'[source.here]\ndirectory = "{source}"\n[net]\noffline = true\n'
        )
    }


@pytest.mark.needs("cargo")
def test_crates_in_directories(tmp_path: Path, components: Components) -> None:
    def tree(version: str) -> dict[str, str]:
        return crates(
            version,
            crate("app", None, path_to("core", package="core")),
            crate("core", "0.5.0"),
        )

    lay_out(tmp_path, tree("0.1.0"))
    before = lock(tmp_path, CARGO, components)
    lay_out(tmp_path, tree("0.2.0-rc.1"))

    ours = edited(CARGO.lockfile, before, rust(app="0.2.0-rc.1", core="0.5.0"))

    assert lock(tmp_path, CARGO, components) == ours != before
    assert ours == confirmed(tmp_path, CARGO, components, ours)


def namesakes(anyhow: str, itoa: str) -> dict[str, str]:
    """Two members share their names with locked crates of the registry."""
    return crates(
        anyhow,
        crate(
            "app",
            None,
            path_to("anyhow", version=anyhow),
            'real = { package = "anyhow", version = "1" }',
            'serde_json = "1"',
            path_to("itoa"),
        ),
        crate("anyhow", anyhow),
        crate("itoa", itoa),
        crate("last", None, path_to("anyhow")),
    )


def registry_version(source: Path, name: str) -> str:
    manifest = next(source.glob(f"{name}-[0-9]*"))
    return manifest.name.removeprefix(f"{name}-")


@pytest.mark.needs("cargo", "crates")
@pytest.mark.parametrize("first", ["0.3.0", "1.0.7", "1.0.1000", "taken"])
@pytest.mark.parametrize("second", ["0.3.1", "1.0.8", "1.0.1001", "2.0.0-rc.1", "taken"])
def test_crates_that_share_their_names_with_the_registrys(
    first: str, second: str, tmp_path: Path, components: Components
) -> None:
    """Tables change places, and dependants name as much as tells the crates apart."""
    known = {name: registry_version(components.crates, name) for name in ("anyhow", "itoa")}

    def versions(version: str) -> dict[str, str]:
        return {name: known[name] if version == "taken" else version for name in known}

    lay_out(tmp_path, offline_crates(components.crates) | namesakes(**versions(first)))
    before = lock(tmp_path, CARGO, components)
    lay_out(tmp_path, namesakes(**versions(second)))
    shared = versions(second)["anyhow"]

    ours = edited(CARGO.lockfile, before, rust(**versions(second), app=shared, last=shared))

    assert lock(tmp_path, CARGO, components) == ours
    assert ours == confirmed(tmp_path, CARGO, components, ours)


def real_crates(version: str, minimum: str = "1.60") -> dict[str, str]:
    needs = ('serde = { version = "1", features = ["derive"] }', 'serde_json = "1"', 'anyhow = "1"')
    return crates(
        version,
        crate("app", None, *needs, path_to("shared")),
        crate("shared", None, *needs[:1]),
        workspace=f'rust-version = "{minimum}"\n',
    )


@pytest.mark.needs("cargo", "crates")
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("format_version", [3, 4])
def test_crates_with_real_dependencies(
    format_version: int, line_end: str, tmp_path: Path, components: Components
) -> None:
    """Cargo writes line feeds and the newest format it may, but accepts what we keep."""
    lay_out(tmp_path, offline_crates(components.crates) | real_crates("0.1.0"))
    written = lock(tmp_path, CARGO, components)
    before = with_format(written, format_version).replace("\n", line_end)
    lay_out(tmp_path, real_crates("0.1.1"))

    ours = edited(CARGO.lockfile, before, rust(app="0.1.1", shared="0.1.1"))

    refreshed = lock(tmp_path, CARGO, components)
    assert with_format(refreshed, format_version) == ours.replace("\r\n", "\n")
    assert ours == confirmed(tmp_path, CARGO, components, ours)


def with_format(text: str, version: int) -> str:
    return text.replace("\nversion = 3\n", f"\nversion = {version}\n").replace(
        "\nversion = 4\n", f"\nversion = {version}\n"
    )


@pytest.mark.needs("cargo")
def test_cargo_verifies_what_we_wrote_and_refuses_what_is_stale(
    tmp_path: Path, components: Components
) -> None:
    lay_out(tmp_path / "rust", crates("0.1.0", crate("app", None)))
    before = lock(tmp_path / "rust", CARGO, components)
    lay_out(tmp_path / "rust", crates("0.2.0", crate("app", None)))

    with pytest.raises(CommandError, match="--locked") as refused:
        cargo.verify(tmp_path, ["rust/Cargo.toml"])
    ours = edited("rust/Cargo.lock", before, [rust(app="0.2.0")[0]._replace(directory="rust/app")])
    (tmp_path / "rust" / "Cargo.lock").write_text(ours)
    cargo.verify(tmp_path, ["rust/Cargo.toml"])

    assert str(refused.value.problems[0].where) == "rust/Cargo.toml"
    assert "cargo update --workspace" in str(refused.value)


@pytest.mark.needs("uv")
def test_uv_accepts_namesakes_in_the_order_that_they_had(
    tmp_path: Path, components: Components
) -> None:
    """uv would sort them by version, but does not ask for it."""
    lay_out(tmp_path, {"pyproject.toml": uv_namesakes(), "b/pyproject.toml": uv_member("0.2.0")})
    wheel(tmp_path / "wheels", "b", "0.5.0")
    before = lock(tmp_path, UV, components)
    lay_out(tmp_path, {"b/pyproject.toml": uv_member("0.6.0")})

    ours = edited(UV.lockfile, before, [Member("python", "b", "b", "0.6.0")])

    assert 2 == ours.count('"0.6.0"') == before.count('"0.2.0"')
    assert run(UV.confirm(components), tmp_path).code != 0
    assert ours == confirmed(tmp_path, UV, components, ours)


def uv_namesakes() -> str:
    """`b` is our own on Linux, and a wheel elsewhere."""
    return (
        '[project]\nname = "root"\nversion = "0.1.0"\nrequires-python = ">=3.11"\n'
        'dependencies = ["b>=0.2"]\n[tool.uv]\nfind-links = ["wheels"]\n[tool.uv.sources]\n'
        'b = [{ path = "b", editable = true, marker = "sys_platform == \'linux\'" }]\n'
    )


def uv_member(version: str) -> str:
    return f'[project]\nname = "b"\nversion = "{version}"\nrequires-python = ">=3.11"\n'


def wheel(folder: Path, name: str, version: str) -> None:
    """The least that is a wheel."""
    folder.mkdir()
    home = f"{name}-{version}.dist-info"
    with ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(
            f"{home}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        archive.writestr(
            f"{home}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{home}/RECORD", "")
