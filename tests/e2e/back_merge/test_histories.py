"""Two branches at random, merged back by `staging.sync`: released once, never lost, never back.

`python -m tests.back_merges --histories 600` plays more of them.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.back_merges import EVENTS, REVERTS, SyncedLife
from tests.exactly_once import History, live, lives

pytestmark = pytest.mark.needs("git")


few = settings(
    max_examples=8,  # each takes a second
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@few
@given(lives(EVENTS))
def test_every_changeset_comes_back_released_once(life: History) -> None:
    live(life, SyncedLife)


@few
@given(lives(EVENTS, REVERTS))
def test_what_was_taken_back_is_neither_lost_nor_released_twice(life: History) -> None:
    live(life, SyncedLife)
