"""The real Changesets CLI beside us: our goldens are its answers, and so are ours.

The environment widens what runs, for CI and for a search by hand:

    RELEASE_PARITY_GOLDENS=all   every golden, not a sample of them
    RELEASE_PARITY_CASES=2000    so many random monorepos, not a few
    RELEASE_PARITY_SEED=7000     start there: another sample, other monorepos
    RELEASE_PARITY_CLI=2         only those for the CLI 2, or 3; both without

A failing monorepo is named by its seed: `RELEASE_PARITY_SEED=<seed> RELEASE_PARITY_CASES=1`
runs it alone, and `python -m tests.cli.monorepos <seed> <folder> [<cli>]` writes it out.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from tests.cli.differences import difference, judge
from tests.cli.goldens import CASES, Case, all_cases, read_case
from tests.cli.monorepos import monorepo
from tests.cli.ours import run_ours
from tests.cli.parity import lay_out, run_theirs
from tests.cli.worker import CliWorker
from tests.real_components import Components

pytestmark = pytest.mark.needs("node")

SEED = int(os.environ.get("RELEASE_PARITY_SEED", "0"))
MONOREPOS = int(os.environ.get("RELEASE_PARITY_CASES", "40"))  # each takes a second
GOLDENS = os.environ.get("RELEASE_PARITY_GOLDENS", "24")
LINES = [int(line) for line in os.environ.get("RELEASE_PARITY_CLI", "2,3").split(",")]


def _sample() -> list[Case]:
    cases = [case for case in all_cases() if case.cli in LINES]
    return cases if GOLDENS == "all" else Random(SEED).sample(cases, int(GOLDENS))


def _name(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", _sample(), ids=_name)
def test_a_golden_is_what_the_cli_does(case: Case, components: Components, tmp_path: Path) -> None:
    root = tmp_path / "tree"
    lay_out(root, case.before, case.history)
    expected = case.theirs.outcome(case.before)

    actual = run_theirs(components.changesets(case.cli), root, case.steps, case.directory)

    found = difference(expected, actual)
    assert not found, f"python -m tests.cases.generate {case.name} brings it up to date\n{found}"


@pytest.mark.parametrize("cli", LINES)
@pytest.mark.parametrize("seed", range(SEED, SEED + MONOREPOS))
def test_a_random_monorepo_comes_out_the_same(
    seed: int, cli: int, components: Components, tmp_path: Path
) -> None:
    sample = monorepo(seed, cli)
    for name in ("theirs", "ours"):
        lay_out(tmp_path / name, sample.tree, sample.history)

    theirs = run_theirs(components.changesets(cli), tmp_path / "theirs", sample.steps)
    ours = run_ours(tmp_path / "ours", sample.steps)

    found = judge(theirs, ours).difference
    alone = f"RELEASE_PARITY_SEED={seed} RELEASE_PARITY_CASES=1 RELEASE_PARITY_CLI={cli}"
    assert not found, f"alone: {alone}\n{found}"


@pytest.mark.parametrize(
    "name",
    [
        "pre-enter-version-exit-version",
        "pre-exit-outside-the-mode-is-refused",
        "snapshot-template-that-leaves-out-the-tag",
        "status-since-a-ref-with-none-new",
    ],
)
def test_the_cli_in_one_long_lived_node_is_the_cli(
    name: str, components: Components, tmp_path: Path
) -> None:
    """What `nox -s parity` runs does what a process for each command does, time and again."""
    case = read_case(CASES / name)
    with CliWorker(components) as cli:
        for root in (tmp_path / "first", tmp_path / "second"):
            lay_out(root, case.before, case.history)
            actual = cli.take(root, case.steps, case.directory)
            assert not difference(case.theirs.outcome(case.before), actual)
