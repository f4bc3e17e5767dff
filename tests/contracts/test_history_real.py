"""What the real Changesets CLI released comes out of `replay` as it was, byte for byte."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from release.adapters.git.past import past_commits
from release.steps.replay import past_releases, replay
from tests.cli.histories import commit_all
from tests.cli.monorepos import monorepo
from tests.cli.parity import OUR_OWN, Step, lay_out, run_theirs
from tests.real_components import Components

pytestmark = pytest.mark.needs("node", "git")

RELEASING = {2: (0, 9, 11, 14), 3: (0, 3, 9, 12)}
"""Monorepos, by their seeds, in which each line of the CLI finds something to release."""


@pytest.mark.parametrize(
    ("cli", "seed"), [(cli, seed) for cli, seeds in RELEASING.items() for seed in seeds]
)
def test_a_release_of_the_cli_comes_out_as_it_was(
    cli: int, seed: int, components: Components, tmp_path: Path
) -> None:
    lay_out(tmp_path, monorepo(seed, cli).tree, "each")
    run_theirs(components.changesets(cli), tmp_path, [Step(("version",))])
    commit_all(tmp_path, 0, OUR_OWN)

    (past,) = past_releases(past_commits(tmp_path, os.environ), 2)

    found = replay(past, {})
    assert len(found.moved) > 1
    assert ("", (), ()) == (found.trouble, found.differences, found.laid_out)
