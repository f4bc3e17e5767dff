"""The bill of materials of this package, as its release has it: held against CycloneDX's schema."""

from __future__ import annotations

import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement

from tests.real_components import Components

pytestmark = pytest.mark.needs("uv")

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
APP = "monorepo-release"


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory, components: Components) -> str:
    """What the release's own command makes, of the lock that is here."""
    path = tmp_path_factory.mktemp("bill") / f"{APP}-1.2.3.cdx.json"
    table = PROJECT["tool"]["release"]["apps"][APP]["environments"]["production"]["pypi"]
    (command,) = [each for each in table["build"] if each[:2] == ["uv", "export"]]
    argv = [each.format(dist=path.parent, version="1.2.3") for each in command[1:]]
    subprocess.run([components.uv, *argv], cwd=ROOT, check=True)
    return path.read_text("utf-8")


def test_it_is_one_by_the_schema(bill: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_5).validate_str(bill) is None


def test_the_schema_has_teeth(bill: str) -> None:
    broken = json.loads(bill)
    broken["components"][0].pop("name")

    assert JsonStrictValidator(SchemaVersion.V1_5).validate_str(json.dumps(broken)) is not None


def test_it_has_what_the_wheel_depends_on_and_nothing_of_what_tests_it(bill: str) -> None:
    told: dict[str, Any] = json.loads(bill)
    names = {each["name"] for each in told["components"]}
    direct = {
        Requirement(each).name.replace(".", "-") for each in PROJECT["project"]["dependencies"]
    }

    assert APP == told["metadata"]["component"]["name"]
    assert direct <= names
    assert not {"pytest", "mypy", "ruff", "pypiserver", "hatchling", "uv"} & names
    assert all(each["purl"].startswith("pkg:pypi/") for each in told["components"])
