"""What writes to GitHub, under every fault: never a wrong state, and never a green one."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import httpx2
import pytest

from release.errors import ForgeError
from release.rehearsal import Kind
from tests.faults import Share, cases, playhouse
from tests.github.client import TRAIN
from tests.github.command_flows import COMMANDS
from tests.github.flows import COMMENT, LOCKS, RECORDS, WRITES, Flow
from tests.github.playhouse import Wrong
from tests.github.scene import API, TOKEN
from tests.github.stage import Actor

pytestmark = pytest.mark.needs("git")

PARTS = 2  # of a flow, so that two processes share the slow ones
QUICK = [
    *((flow.name, 1, 10) for flow in WRITES),
    *((flow.name, 0, 1) for flow in (*RECORDS, *LOCKS, *COMMANDS)),
]
"""Each flow, how many second faults are tried with each first one, and how many random orders."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("flow", "pairs", "orders"), QUICK)
def test_whatever_goes_wrong_the_end_is_that_of_a_clean_run(
    flow: str, pairs: int, orders: int, part: int
) -> None:
    """Every fault alone, every kill, another run before each request; and some of what is more."""
    tried: Counter[str] = Counter()
    wrong = []
    for sort, ended in cases(Share(flow, part, PARTS, pairs, orders, is_quick=True)):
        tried[sort] += 1
        if ended.problems:
            wrong.append(str(ended))

    assert [] == wrong
    assert {"a fault", "killed", "two at once"} <= set(tried)


def test_a_careless_client_is_found_out() -> None:
    """It sends its comment again at once until it hears that it is there, and never looks."""

    def careless(actor: Actor) -> None:
        place = f"{API}/repos/{TRAIN}/issues/1/comments"
        signed = {"Authorization": f"Bearer {TOKEN}"}
        for _ in range(3):
            with suppress(httpx2.TransportError):
                answer = actor.client.post(place, json={"body": COMMENT.body}, headers=signed)
                if answer.status_code == 201:
                    return
        raise ForgeError("no")

    (scene,) = (flow for flow in WRITES if flow.name == "comment")
    with playhouse(Flow("careless", scene.build, scene.set_up, careless)) as house:
        found = {
            kind: {each.kind for each in house.faulty({1: kind}).problems}
            for kind in (Kind.DROP, Kind.DROP_AFTER, Kind.SECONDARY_LIMIT)
        }

    always = {Wrong.WRITES, Wrong.STATE}
    assert {
        Kind.DROP: always,
        Kind.DROP_AFTER: {*always, Wrong.GREEN},
        Kind.SECONDARY_LIMIT: {*always, Wrong.HASTY},
    } == found
