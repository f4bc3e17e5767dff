"""Our edit of uv.lock is, byte for byte, what uv writes after the same bump."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from release.adapters.shell import run
from release.model import Member
from tests.contracts.lockfiles.tools import UV, confirmed, edited, lay_out, lock
from tests.real_components import Components


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
def test_a_uv_workspace_is_locked_as_uv_locks_it(tmp_path: Path, components: Components) -> None:
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
