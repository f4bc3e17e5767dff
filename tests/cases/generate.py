"""Writes the goldens of the case directories: `python -m tests.cases.generate [NAME ...]`.

It takes the real Changesets CLI through each case's steps and stores what it made as `out/`,
`deleted` and `status.json`. What the CLI refuses is part of the hand-written `case.toml`, so a difference
there is reported and not stored. Goldens change by this command only; read their diff like code.

    --changeset   the command that starts the CLI 3; `npx changeset` unless told
    --changeset-2 the command that starts the CLI 2, for the cases with `cli = 2`
    --ours        store OUR outcome of the cases that diverge instead, as `ours/`
    --check       store nothing; exit 1 when a golden is out of date

Run it from the root of the repository, with node 24 and `@changesets/cli` 3.0.3 (and 2.31.1).
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.cli.differences import difference
from tests.cli.goldens import Case, all_cases, store
from tests.cli.ours import run_ours
from tests.cli.parity import Outcome, lay_out, run_theirs


def main(arguments: list[str]) -> int:
    """Bring the goldens up to date, or check them; 1 when something is wrong."""
    options = _options(arguments)
    cases = [case for case in all_cases() if not options.names or case.name in options.names]
    if options.ours:
        cases = [case for case in cases if case.diverges]
    visit = partial(_visit, options=options)
    with ThreadPoolExecutor(1 if options.ours else 2) as pool:
        problems = [problem for problem in pool.map(visit, cases) if problem]
    for problem in problems:
        sys.stdout.write(f"{problem}\n\n")
    sys.stdout.write(f"{len(cases)} cases, {len(problems)} with problems\n")
    return bool(problems)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--changeset", type=shlex.split, default=["npx", "changeset"])
    parser.add_argument("--changeset-2", type=shlex.split, default=["npx", "changeset"])
    parser.add_argument("--ours", action="store_true")
    parser.add_argument("--check", action="store_true")
    return parser.parse_args(arguments)


def _visit(case: Case, options: argparse.Namespace) -> str:
    outcome = _run(case, options)
    expected = (case.ours if options.ours else case.theirs).outcome(case.before)
    if not options.check:
        store(case.folder / "ours" if options.ours else case.folder, case.before, outcome)
        if outcome.refused == expected.refused:
            return ""
    found = difference(expected, outcome)
    return found and f"{case.name}\n{found}"


def _run(case: Case, options: argparse.Namespace) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "tree")
        lay_out(root, case.before, case.history)
        if options.ours:
            return run_ours(root, case.steps, case.directory)
        changeset = options.changeset_2 if case.cli == 2 else options.changeset
        return run_theirs(changeset, root, case.steps, case.directory)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
