"""Who waits for whom, and what one deployment does."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.detect import detect
from release.detection import Detection
from release.errors import ConfigError
from release.ledger import Ledger
from release.model import App
from release.order import DeployPlan, plan_deploy
from release.waves import waves

APPS = (
    App("cloudprint", "cloudprint", needs=("backend",)),
    App("backend", "backend", needs=("database",)),
    App("frachter", "frachter", needs=("backend",)),
    App("database", "database"),
)


def detection(*changed: str) -> Detection:
    """A detection in which these apps have an unreleased 1.1.0, and the others a released 1.0.0."""
    versions = {app.name: "1.1.0" if app.name in changed else "1.0.0" for app in APPS}
    return detect(
        APPS, versions, [f"{app.name}@1.0.0" for app in APPS], Ledger(), "{name}@{version}"
    )


def planned(changed: Collection[str], wanted: Collection[str] = ()) -> list[tuple[str, int, str]]:
    """Each app's wave and action, in order."""
    plan = plan_deploy(APPS, detection(*changed), wanted)
    return [(stop.app, stop.wave, stop.action) for stop in plan.stops]


def test_an_app_comes_after_what_it_needs() -> None:
    assert waves(APPS) == (("database",), ("backend",), ("cloudprint", "frachter"))


def test_apps_that_need_nothing_keep_their_order() -> None:
    assert waves([App("b", "b"), App("a", "a"), App("c", "c")]) == (("b", "a", "c"),)


def test_no_apps_have_no_waves() -> None:
    assert waves([]) == ()


@given(st.permutations(APPS), st.lists(st.booleans(), min_size=12, max_size=12))
def test_whatever_is_needed_comes_in_an_earlier_wave(apps: list[App], edges: list[bool]) -> None:
    flags = iter(edges)
    names = [app.name for app in apps]
    graph = [
        App(name, name, needs=tuple(other for other in names[:index] if next(flags)))
        for index, name in enumerate(names)
    ]

    wave_of = {name: number for number, wave in enumerate(waves(graph)) for name in wave}

    assert set(wave_of) == set(names)
    for app in graph:
        assert wave_of[app.name] == max((wave_of[need] + 1 for need in app.needs), default=0)


def test_everything_is_considered_when_nothing_is_named() -> None:
    assert planned(["backend", "cloudprint"]) == [
        ("database", 1, "skip"),
        ("backend", 2, "deploy"),
        ("cloudprint", 3, "deploy"),
        ("frachter", 3, "skip"),
    ]


def test_an_app_brings_in_what_it_needs() -> None:
    assert planned(["backend", "cloudprint", "frachter"], ["cloudprint"]) == [
        ("database", 1, "skip"),
        ("backend", 2, "deploy"),
        ("cloudprint", 3, "deploy"),
    ]


def test_an_app_brings_in_what_it_needs_through_one_that_did_not_change() -> None:
    assert planned(["database", "cloudprint"], ["cloudprint"]) == [
        ("database", 1, "deploy"),
        ("backend", 2, "skip"),
        ("cloudprint", 3, "deploy"),
    ]


def test_an_app_with_nothing_to_deploy_brings_in_nothing() -> None:
    """Nobody asked for the backend, and nothing that was asked for waits for it."""
    assert planned(["backend"], ["cloudprint"]) == [("cloudprint", 1, "skip")]


def test_an_app_alone_waits_for_nobody() -> None:
    assert planned(["database", "backend"], ["database"]) == [("database", 1, "deploy")]


def test_naming_an_app_twice_changes_nothing() -> None:
    assert planned(["database"], ["database", "database"]) == planned(["database"], ["database"])


def test_the_plan_says_why() -> None:
    plan = plan_deploy(APPS, detection("backend", "cloudprint"), ["cloudprint"])

    assert [stop.reason for stop in plan.stops] == [
        "needed by cloudprint; nothing to deploy: 1.0.0 is released: tag database@1.0.0",
        "needed by cloudprint; 1.1.0 has no tag backend@1.1.0",
        "1.1.0 has no tag cloudprint@1.1.0",
    ]


def test_the_plan_has_a_document() -> None:
    plan = plan_deploy(APPS, detection("backend"), ["backend"])

    assert plan.document() == {
        "schema": 1,
        "apps": {
            "database": {
                "wave": 1,
                "action": "skip",
                "version": "1.0.0",
                "reason": "needed by backend; nothing to deploy: 1.0.0 is released: "
                "tag database@1.0.0",
            },
            "backend": {
                "wave": 2,
                "action": "deploy",
                "version": "1.1.0",
                "reason": "1.1.0 has no tag backend@1.1.0",
            },
        },
        "order": [["database"], ["backend"]],
        "digest": plan.digest,
    }


def test_the_digest_tells_plans_apart() -> None:
    digests = {
        plan_deploy(APPS, detection(*changed), ()).digest
        for changed in [(), ("backend",), ("frachter",), ("backend",)]
    }

    assert len(digests) == 3


def test_a_repository_without_apps_has_an_empty_plan() -> None:
    empty = detect([], {}, [], Ledger(), "{name}@{version}")

    assert plan_deploy([], empty, []) == DeployPlan(())


def test_unknown_apps_are_all_told() -> None:
    with pytest.raises(ConfigError) as caught:
        plan_deploy(APPS, detection(), ["cloud-print", "zzz"])

    assert [(problem.message, problem.hint) for problem in caught.value.problems] == [
        ("app `cloud-print` does not exist", "did you mean `cloudprint`?"),
        ("app `zzz` does not exist", "the apps are: cloudprint, backend, frachter, database"),
    ]
