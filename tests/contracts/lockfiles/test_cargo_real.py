"""Our edit of Cargo.lock is, byte for byte, what cargo writes after the same bump."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from release.adapters import cargo
from release.errors import CommandError
from release.model import Member
from tests.contracts.lockfiles.tools import CARGO, confirmed, edited, lay_out, lock
from tests.real_components import Components


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
def test_crates_in_directories_are_locked_as_cargo_locks_them(
    tmp_path: Path, components: Components
) -> None:
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
def test_crates_that_share_their_names_with_the_registrys_are_told_apart(
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
def test_crates_with_real_dependencies_are_locked_as_cargo_locks_them(
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
