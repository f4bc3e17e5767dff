"""Random lives of two branches, on real git: every changeset is released once, and none is lost.

`staging` is promoted to `main`, `main` releases and is merged back, by every means that people use,
and releases and additions are reverted. Each branch has its working tree. What is released is read
from the changelogs, where each changeset has a token of its own: the ledger is not asked.

`python -m tests.exactly_once --histories 500` plays so many, on all cores, and names their seeds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from pathlib import Path
from time import monotonic

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.lives.life import Life

EVENTS: Mapping[Callable[[Life, int], None], int] = {
    Life.add: 6,
    Life.release: 4,
    Life.ship: 4,
    Life.merge: 1,
    Life.squash: 2,
    Life.rebase: 1,
    Life.pick: 2,
    Life.revert_release: 3,
    Life.revert_addition: 1,
    Life.edit: 1,
}
"""What can happen, and how often: the ordinary first, so that a failing life shrinks to it."""

History = Sequence[tuple[Callable[[Life, int], None], int]]
"""What happens in a life, with the number by which each chooses."""


def lives(*events: Mapping[Callable[[Life, int], None], int]) -> st.SearchStrategy[History]:
    """Histories of these events, each as often as it says."""
    every = [event for some in events for event, often in some.items() for _ in range(often)]
    happening = st.tuples(st.sampled_from(every), st.integers(0, 35))
    return st.lists(happening, min_size=12, max_size=24)


LIVES = lives(EVENTS)


def live(life: History, kind: type[Life] = Life) -> None:
    """Play one life of a kind in a repository of its own.

    Raises:
        AssertionError: a changeset was released twice, or left out, or lost.
    """
    with tempfile.TemporaryDirectory() as folder:
        played = kind(Path(folder))
        for event, choice in life:
            played.said.append(f"{event.__name__}({choice})")
            event(played, choice)
            played.look()
        played.end()


LIVES_A_SEED = 25


def play(
    number: int, lives: st.SearchStrategy[History] = LIVES, kind: type[Life] = Life
) -> tuple[int, str]:
    """Play the lives of one seed; how many, and what was wrong."""
    lived = count()

    @seed(number)
    @settings(
        max_examples=LIVES_A_SEED,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(lives)
    def every(life: History) -> None:
        next(lived)
        live(life, kind)

    try:
        every()
    except Exception as error:  # noqa: BLE001  whatever it is, it is told with its seed
        notes = getattr(error, "__notes__", ())
        return next(lived), "\n".join([f"{type(error).__name__}: {error}", *notes])
    return next(lived), ""


def main(arguments: Sequence[str], play: Callable[[int], tuple[int, str]] = play) -> int:
    """Play as many lives as are asked for; 1 when one of them is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--histories", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    seeds = range(options.seed, options.seed + -(-options.histories // LIVES_A_SEED))
    began, lived, wrong = monotonic(), 0, 0
    with ProcessPoolExecutor() as pool:
        for number, (many, problem) in zip(seeds, pool.map(play, seeds), strict=True):
            lived += many
            if problem:
                wrong += 1
                sys.stdout.write(f"seed {number}: {problem}\n")
    sys.stdout.write(
        f"{lived} histories (seeds {seeds.start} to {seeds.stop - 1}), "
        f"{wrong} seeds with a changeset lost or released twice, {monotonic() - began:.0f} s\n"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
