"""The examples hold nothing that `setup.init` does not make, and each works at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.examples import EXAMPLES, NAMES, adopt, before, without_version
from tests.trains import tree_of


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_what_setup_init_makes_of_its_own_files(name: str, tmp_path: Path) -> None:
    """When it is not: `python -m tests.examples` makes it anew."""
    assert adopt(name, tmp_path).code == 0

    made, there = (without_version(tree_of(root)) for root in (tmp_path, EXAMPLES / name))
    assert made == there
    assert len(made) > len(before(name))


@pytest.mark.parametrize("name", NAMES)
def test_an_example_can_be_looked_at_where_it_is(name: str, tmp_path: Path) -> None:
    adopt(name, tmp_path)

    preview = typed(tmp_path, "release.preview")

    assert preview.code == 0, preview.err
    assert ("🟢 Will Deploy" in preview.out) == (name == "npm")
    assert typed(tmp_path, "workflows.check").code == 0
    assert typed(tmp_path, "setup.init", "--check").code == 0


def test_every_example_is_made() -> None:
    assert sorted(NAMES) == sorted(each.name for each in EXAMPLES.iterdir() if each.is_dir())
