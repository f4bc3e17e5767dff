from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.errors import ConfigError, Where
from release.manifests.cargo_toml import (
    CargoWorkspace,
    PathDependency,
    read,
    read_crate,
    update,
    update_workspace,
)
from release.model import Dependency, Manifest

FULL = """\
[package]
name = "app"
version = "1.0.0"   # moved by the release
publish = false

[dependencies]
core = { path = "../core", version = "1.0" }
serde = "1"
plain = { path = "../plain" }
elsewhere = { git = "x", version = "3" }

[dependencies.renamed]
package = "real-name"
path = '../real'
version = '=1.0.0'

[build-dependencies]
core = { path = "../core", version = "^1" }

[target.'cfg(unix)'.dev-dependencies]
unix.path = "../unix"
unix.version = "~1.0"

[workspace]
members = ["crates/*", "tools"]
exclude = ["crates/old"]
package.version = "3.0.0"

[workspace.dependencies]
shared = { path = "crates/shared", version = "3.0.0" }
"""

CORE = Dependency("dependencies", "core", "1.0")
REAL = Dependency("dependencies", "real-name", "=1.0.0")
BUILD = Dependency("build-dependencies", "core", "^1")
UNIX = Dependency("target.cfg(unix).dev-dependencies", "unix", "~1.0")
SHARED = Dependency("workspace.dependencies", "shared", "3.0.0")


def test_a_crate_is_read_with_the_dependencies_that_have_a_path_and_a_version() -> None:
    expected = Manifest(
        "Cargo.toml",
        "cargo",
        FULL,
        "app",
        "1.0.0",
        private=True,
        dependencies=(CORE, REAL, BUILD, UNIX, SHARED),
    )

    assert expected == read("Cargo.toml", FULL)


def test_a_workspace_is_read() -> None:
    expected = CargoWorkspace(("crates/*", "tools"), ("crates/old",), "3.0.0")

    assert expected == read_crate("Cargo.toml", FULL).workspace


def test_every_path_is_read_and_so_is_one_without_a_version() -> None:
    found = read_crate("Cargo.toml", FULL).paths

    assert PathDependency("../plain", ("dependencies", "plain"), None) in found
    assert [path.directory for path in found] == [
        "../core",
        "../plain",
        "../real",
        "../core",
        "../unix",
        "crates/shared",
    ]


@pytest.mark.parametrize("version", ["version.workspace = true", "version = { workspace = true }"])
def test_an_inherited_version_is_told_apart(version: str) -> None:
    crate = read_crate("a/Cargo.toml", f'[package]\nname = "a"\n{version}\nworkspace = "../.."\n')

    assert (
        crate.inherits,
        crate.manifest.version,
        crate.root,
        crate.workspace,
    ) == (True, None, "../..", None)


def test_an_absent_version_is_not_inherited() -> None:
    assert not read_crate("Cargo.toml", '[package]\nname = "a"\n').inherits


@pytest.mark.parametrize(
    "text", ["", "package = 1\ndependencies = []\ntarget = 1", "[workspace]\n"]
)
def test_a_manifest_may_lack_everything(text: str) -> None:
    assert read("Cargo.toml", text) == Manifest("Cargo.toml", "cargo", text)


def test_refuses_what_is_not_toml() -> None:
    with pytest.raises(ConfigError, match="not TOML") as error:
        read("a/Cargo.toml", '[package]\nname = "a\n')

    assert [Where("a/Cargo.toml", 2)] == [problem.where for problem in error.value.problems]


def test_version_and_requirements_change_where_they_stand() -> None:
    expected = (
        FULL.replace('"1.0.0"   #', '"2.0.0"   #')
        .replace('"1.0" }', '"2.0" }')
        .replace("'=1.0.0'", "'=2.0.0'")
        .replace('"~1.0"', '"~2.0"')
        .replace('version = "3.0.0" }', 'version = "4.0.0" }')
    )
    others = {CORE: "2.0", REAL: "=2.0.0", UNIX: "~2.0", SHARED: "4.0.0"}

    assert expected == update(FULL, "2.0.0", others)


def test_the_inherited_version_changes_apart() -> None:
    assert FULL.replace('n = "3.0.0"\n', 'n = "4.0.0"\n') == update_workspace(FULL, "4.0.0")


def test_a_crate_that_inherits_its_version_is_left_alone() -> None:
    text = "[package]\nversion.workspace = true\n"

    assert text == update(text, "2.0.0", {})


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff[package]\r\nname = 'a'\r\nversion\t=\t'{}' # version = '9'\r\n",
        'package = {{ name = "a", version = "{}" }}',
        '"package"."version" = "{}"\n[dependencies]\nversion = "1.0.0"',
        '[dependencies.package]\nversion = "1.0.0"\n\n[package]\nversion = """{}"""',
    ],
)
def test_only_the_version_changes(text: str) -> None:
    assert text.format("2.0.0-rc.1") == update(text.format("1.0.0"), "2.0.0-rc.1", {})


@st.composite
def manifests(draw: st.DrawFn) -> str:
    """A Cargo.toml in any spelling, with its tables in any order."""
    quote = draw(st.sampled_from(["'", '"', '"""', "'''"]))
    equals = draw(st.sampled_from(["=", " = ", "\t=  "]))
    comment = draw(st.sampled_from(["", " # é", "#version = '1'"]))
    package = f"[package]{comment}\nname{equals}'a'\nversion{equals}{quote}1.0.0{quote}{comment}\n"
    needs = f"[dependencies]\nb{equals}{{path{equals}'b', version{equals}{quote}^1{quote} }}\n"
    tables = draw(st.permutations([package, needs, f"{comment}\n", "[workspace]\n"]))
    text = "\n".join(tables).removesuffix(draw(st.sampled_from(["", "\n"])))
    bom, end = draw(st.sampled_from(["", "\ufeff"])), draw(st.sampled_from(["\n", "\r\n"]))
    return bom + text.replace("\n", end)


@given(manifests())
def test_nothing_new_changes_nothing(text: str) -> None:
    manifest = read("Cargo.toml", text)
    unchanged = {dependency: dependency.requirement for dependency in manifest.dependencies}

    assert text == update(text, manifest.version, unchanged)


@given(manifests())
def test_only_the_wanted_characters_change(text: str) -> None:
    expected = text.replace("1.0.0", "2.0.0").replace("^1", "^2")

    assert expected == update(text, "2.0.0", {Dependency("dependencies", "b", "^1"): "^2"})
