"""Search for differences from the real CLI in random monorepos: `python -m tests.search`.

    --cases   how many; 2000 unless told
    --seed    the first seed; 0 unless told
    --cli     the line of the CLI, 2 or 3; 3 unless told
    --jobs    processes; one a core unless told

It prints every difference that nothing explains, under its seed, and in the end how many there
were, and how many were explained, by the case that pins each. It ends with 1 when there was a
difference. `python -m tests.cli.monorepos SEED FOLDER [CLI]` writes a repository out.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tests.cli.differences import Verdict, judge
from tests.cli.monorepos import monorepo
from tests.cli.ours import run_ours
from tests.cli.parity import Outcome, Step, lay_out, run_theirs
from tests.cli.worker import CliWorker
from tests.real_components import Components

_BATCH = 20  # cases that one node runs, so that nothing it keeps can grow


def main(arguments: list[str]) -> int:
    """Search; 1 when something was found."""
    options = _options(arguments)
    began = time.monotonic()
    pinned: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    different: list[int] = []
    for seed, kind, verdict in _verdicts(options):
        pinned.update(verdict.pinned)
        kinds[kind] += 1
        if verdict.difference:
            different.append(seed)
            sys.stdout.write(f"seed {seed} ({kind}): {verdict.difference}\n\n")
            sys.stdout.flush()
    seconds = time.monotonic() - began
    last = options.seed + options.cases - 1
    sys.stdout.write(
        f"{options.cases} cases (seeds {options.seed} to {last}) in {seconds:.0f} s, "
        f"{options.cases / seconds:.1f} a second: {len(different)} differences\n"
    )
    for kind, count in sorted(kinds.items()):
        sys.stdout.write(f"  {count:6} cases of {kind}\n")
    for case, count in pinned.most_common():
        sys.stdout.write(f"  {count:6} commands explained by the case {case}\n")
    if different:
        sys.stdout.write(f"  seeds: {' '.join(map(str, different))}\n")
    return bool(different)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cli", type=int, choices=(2, 3), default=3)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args(arguments)


def _verdicts(options: argparse.Namespace) -> Iterator[tuple[int, str, Verdict]]:
    """Seed, kind and verdict of every case."""
    end = options.seed + options.cases
    batches = [range(each, min(each + _BATCH, end)) for each in range(options.seed, end, _BATCH)]
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        for found in pool.map(partial(_search, cli=options.cli), batches):
            yield from found


def _search(seeds: range, cli: int) -> list[tuple[int, str, Verdict]]:
    components = Components(os.environ)
    found = []
    with _program(components, cli) as theirs, tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            sample = monorepo(seed, cli)
            roots = Path(folder, f"{seed}-theirs"), Path(folder, f"{seed}-ours")
            for root in roots:
                lay_out(root, sample.tree, sample.history)
            verdict = judge(theirs(roots[0], sample.steps), run_ours(roots[1], sample.steps))
            found.append((seed, sample.kind, verdict))
    return found


@contextmanager
def _program(
    components: Components, cli: int
) -> Iterator[Callable[[Path, Sequence[Step]], Outcome]]:
    """What takes the CLI through steps: one node for all of them, where the CLI bears it."""
    if cli == 3:
        with CliWorker(components) as worker:
            yield worker.take
    else:
        yield partial(run_theirs, components.changesets(cli))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
