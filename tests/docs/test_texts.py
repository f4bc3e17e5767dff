"""What the documents show that is no command: configurations, links."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from release.config.workflows import Workflows
from release.read.config import read_config
from release.workflows import SHEETS
from tests.actions.scenes import SEED, rendered
from tests.docs.page import Block, blocks
from tests.docs.playing import PAGES
from tests.docs.scene import ROOT
from tests.factories import a_package, a_workspace
from tests.fakes import MemoryFiles

SCHEMA = json.loads(files("release.config").joinpath("schema.json").read_text("utf-8"))
NAMES = ("backend", "cloudprint", "frachter", "web", "api", "print-core")
WORKSPACE = a_workspace(tool="npm", **{name: a_package() for name in NAMES})
_LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$", re.MULTILINE)


def shown(language: str) -> list[Any]:
    """Every block of a language, with where it is."""
    return [
        pytest.param(block, id=f"{page.relative_to(ROOT).as_posix()}:{block.line}")
        for page in PAGES
        for block in blocks(page)
        if block.language == language
    ]


@pytest.mark.parametrize("block", shown("toml"))
def test_a_configuration_is_one_that_is_taken(block: Block) -> None:
    """By the program, and by the schema that editors read."""
    table = tomllib.loads(block.text)
    if "schemas" in table:
        assert SCHEMA["$id"] == table["schemas"][0]["path"]
        return
    path, prefix = "release.toml", ""
    if "tool" in table:
        table, path, prefix = table["tool"]["release"], "pyproject.toml", "tool.release."
    jsonschema.validate(table, SCHEMA)

    rest = [f"[{prefix}apps.{name}]\n" for name in NAMES if name not in table.get("apps", {})]
    text = "\n".join([block.text, *rest])

    assert read_config(MemoryFiles({path: text}), WORKSPACE).apps


@pytest.mark.parametrize("block", shown("python"))
def test_python_is_python(block: Block) -> None:
    compile(block.text, "a page", "exec")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_link_leads_somewhere(page: Path) -> None:
    """To a file of this repository, and to a heading in it; the network is not asked."""
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = [one or other for one, other in _LINK.findall(text)]

    assert [] == [each for each in links if "://" not in each and not leads(page, each)]


def leads(page: Path, link: str) -> bool:
    place, _, heading = link.partition("#")
    found = page.parent / place if place else page
    return found.exists() and (not heading or heading in headings(found))


def headings(page: Path) -> set[str]:
    """The names by which GitHub knows a page's headings."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in found}


def test_the_rights_of_every_workflow_are_told() -> None:
    """In the table of docs/security.md, of the workflows that are rendered."""
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    told: dict[str, set[str]] = {}
    for row in re.findall(r"^\| (`.*)", page, re.MULTILINE):
        for name in re.findall(r"`([a-z-]+\.yml)`", row):
            told.setdefault(name, set()).update(re.findall(r"[a-z-]+: (?:read|write)", row))

    assert told == {path.name: rights(path) for path in WORKFLOWS}


WORKFLOWS = [
    path for path in (ROOT / ".github" / "workflows").glob("*.yml") if path.name != "ci.yml"
]


def rights(path: Path) -> set[str]:
    """What the jobs of a workflow may, together."""
    jobs = YAML(typ="safe").load(path)["jobs"].values()
    return {f"{name}: {may}" for job in jobs for name, may in job["permissions"].items()}


def test_every_workflow_and_every_environment_is_told() -> None:
    """In the tables of docs/pipelines.md, with all that a configuration can wish for."""
    page = (ROOT / "docs" / "pipelines.md").read_text("utf-8")
    jobs = [
        job
        for text in rendered(SEED, Workflows(approval="`approval`", board=True)).values()
        for job in YAML(typ="safe").load(text)["jobs"].values()
    ]
    named = {job["environment"]["name"] for job in jobs if "environment" in job}

    assert {*SHEETS} == {*re.findall(r"^\| `([\w-]+\.yml)`", page, re.MULTILINE)}
    told = re.findall(r"^\| (?:the )?environment (?:that \[)?(`[\w-]+`)", page, re.MULTILINE)
    assert {f"`{name.strip('`')}`" for name in named} == {*told}
