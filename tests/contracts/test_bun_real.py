"""B15: under Bun the CLI takes changesets as the file system lists them; we sort, as under node."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import pytest

from tests.cli.ours import run_ours
from tests.cli.parity import Outcome, Step, lay_out, run_theirs
from tests.real_components import Components

TREE: Mapping[str, str] = {
    "package.json": '{"name": "solo", "version": "1.0.0"}\n',
    ".changeset/config.json": '{"format": false}\n',
}
NAMES = ("delta", "alpha", "echo", "bravo", "charlie")
VERSION = [Step(("version",))]


def listed(root: Path) -> list[str]:
    """The changesets as the file system lists them."""
    with os.scandir(root / ".changeset") as found:
        return [each.name.removesuffix(".md") for each in found if each.name.endswith(".md")]


def told(outcome: Outcome) -> list[str]:
    """The changesets in the order of the changelog."""
    return re.findall(r"Change (\w+)", outcome.tree["CHANGELOG.md"].decode())


@pytest.fixture
def unsorted(tmp_path: Path) -> Path:
    """A repository whose changesets the file system lists in another order than their names'.

    That order comes of the order in which they are made, or of a hash that differs from folder
    to folder, so that other folders are tried; a file system that sorts cannot show the fault.
    """
    for number, names in zip(range(20), permutations(NAMES), strict=False):
        root = tmp_path / str(number)
        changesets = {
            f".changeset/{name}.md": f'---\n"solo": patch\n---\n\nChange {name}\n' for name in names
        }
        tree = {path: text.encode() for path, text in {**TREE, **changesets}.items()}
        lay_out(root, tree, "uncommitted")
        if listed(root) != sorted(NAMES):
            return root
    pytest.skip("this file system sorts what it lists")


@pytest.mark.needs("bun", "node", "git")
def test_the_order_is_that_of_the_names_and_not_of_the_file_system(
    unsorted: Path, components: Components
) -> None:
    """One tree, under Bun, under node and with us; what one consumes is put back for the next."""
    order = listed(unsorted)
    files = [file for file in (unsorted / ".changeset").iterdir() if file.suffix == ".md"]
    kept = {f".changeset/{file.name}": file.read_bytes() for file in files}
    program = [components.bun, *components.changeset[1:]]
    bun = run_theirs(program, unsorted, VERSION)
    assert order == told(bun)

    again = [Step(write={**{p: t.encode() for p, t in TREE.items()}, **kept}), *VERSION]
    node = run_theirs(components.changeset, unsorted, [Step(remove=("CHANGELOG.md",)), *again])
    ours = run_ours(unsorted, [Step(remove=("CHANGELOG.md",)), *again])

    assert order != sorted(NAMES)
    assert sorted(NAMES) == told(node) == told(ours)
