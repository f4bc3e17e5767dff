"""Two branches at random, merged back by `staging.sync`: released once, never lost, never back.

`python -m tests.back_merges --histories 300` plays more of them.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.back_merges import LIVES, SyncedLife
from tests.exactly_once import History, live

pytestmark = pytest.mark.needs("git")


@settings(
    max_examples=12,  # each takes a second
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(LIVES)
def test_every_changeset_comes_back_released_once(life: History) -> None:
    live(life, SyncedLife)
