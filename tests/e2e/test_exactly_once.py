"""Two branches, promoted, merged back and reverted at random: released once, and never lost.

`nox -s ledger -- --histories 500` plays more of them.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from tests.exactly_once import LIVES, Life, live

pytestmark = pytest.mark.needs("git")


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
