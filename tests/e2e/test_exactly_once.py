"""Two branches, promoted, merged back and reverted at random: released once, and never lost.

`nox -s ledger -- --histories 500` plays more of them.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from tests.exactly_once import LIVES, live
from tests.lives.life import Life

pytestmark = pytest.mark.needs("git")

FOUND = {
    "a squashed revert meets its release made again": [
        (Life.add, 27),
        (Life.ship, 19),
        (Life.merge, 30),
        (Life.revert_release, 30),
        (Life.squash, 22),
        (Life.ship, 9),
    ],
    "a revert meets a merge of what it reverts": [
        (Life.add, 20),
        (Life.add, 17),
        (Life.ship, 31),
        (Life.pick, 16),
        (Life.squash, 23),
        (Life.release, 4),
        (Life.merge, 22),
        (Life.revert_release, 22),
    ],
    "a revert of a revert's ledger": [
        (Life.add, 13),
        (Life.release, 16),
        (Life.add, 29),
        (Life.release, 12),
        (Life.revert_release, 32),
        (Life.revert_release, 15),
        (Life.revert_release, 32),
    ],
    "a merge loses a release and its changeset": [
        (Life.squash, 22),  # an empty commit: the branches have no commit in common but the first
        (Life.ship, 21),
        (Life.pick, 12),
        (Life.add, 2),
        (Life.merge, 2),
        (Life.revert_release, 2),
        (Life.merge, 13),
        (Life.squash, 22),
        (Life.release, 25),
    ],
}
"""Lives that random search has found, as short as they could be made."""


@settings(
    max_examples=30,  # each takes 0.4 s
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(LIVES)
def test_every_changeset_is_released_once(
    life: list[tuple[Callable[[Life, int], None], int]],
) -> None:
    live(life)


@pytest.mark.parametrize("life", FOUND.values(), ids=FOUND)
def test_what_went_wrong_once_goes_well(
    life: list[tuple[Callable[[Life, int], None], int]],
) -> None:
    live(life)
