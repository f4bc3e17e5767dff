"""The version that an app tells is the wanted one, in whichever spelling its language has."""

from __future__ import annotations

import pytest

from release.apply.rollout import carry_out
from release.deployment import HttpCheck, Patience, Phase, Recipe
from release.deployment.ports import Answered
from tests.deploys.plans import a_deployment, a_site, a_stop
from tests.deploys.records import MemoryRecords
from tests.deploys.yard import Yard


@pytest.mark.parametrize(
    ("wanted", "told", "expected"),
    [
        ("1.1.0", "1.1.0", "deployed"),
        ("1.1.0-rc.1", "1.1.0rc1", "deployed"),
        ("0.0.0-staging-20261122102030-0123456", "0.0.0.dev20261122102030", "deployed"),
        ("0.0.0-staging-20261122102030-0123456", "0.0.0.dev20261122102029", "failed"),
        ("1.1.0-rc.1", "1.1.0", "failed"),
        ("one", "one", "deployed"),
        ("one", "two", "failed"),
    ],
)
def test_python_tells_its_own_spelling(wanted: str, told: str, expected: str) -> None:
    site = a_site(MemoryRecords(), Yard())._replace(
        get=lambda url, _: Answered(200, f'{{"version": "{told}", "url": "{url}"}}')
    )
    check = HttpCheck("http://backend.example", version=wanted, patience=Patience(5, 1))

    report = carry_out(
        a_deployment(a_stop(recipe=Recipe((Phase("verify", checks=(check,)),)))), site
    )

    assert expected == report.outcomes[0].state
