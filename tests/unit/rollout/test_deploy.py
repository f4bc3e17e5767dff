"""What one deployment does, wave after wave, and what each app of it gets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from release.config.deploying import Deploying, Placement
from release.deployment import (
    Call,
    Command,
    CommandCheck,
    HttpCheck,
    Late,
    Phase,
    Running,
    Shipment,
)
from release.deployment.own import Registration
from release.deployment.plan import DeployPlan
from release.deployment.records import Attempt, AttemptState
from release.errors import Where
from release.model import App
from release.rollout.order import considered
from tests.deploys.scene import COMMIT, LIFTED, a_destination, an_attempt
from tests.unit.rollout.plans import APPS, PAIR, doubt, order, planned, running


def test_a_plan_says_where_nobody_knows_what_runs() -> None:
    was_there = an_attempt("1.0.0", app="database")
    killed = an_attempt("1.1.0", "in_progress", app="database")

    assert doubt(was_there) == ""
    assert doubt() == ""
    assert doubt(killed, was_there) == "1.1.0 was begun, and nothing tells how it ended"


def test_what_was_released_before_the_records_runs_in_production_unknown() -> None:
    released = ["database@1.0.0"]

    said = doubt(released=released, environment="production")

    assert said == "nothing is recorded of what was released before"
    assert doubt(environment="production") == ""


def test_everything_is_considered_when_nothing_is_named() -> None:
    plan = planned(running(backend="1.0.0", cloudprint="1.0.0"))

    assert order(plan) == [
        ("database", 1, "already"),
        ("backend", 2, "deploy"),
        ("cloudprint", 3, "deploy"),
        ("frachter", 3, "already"),
    ]
    assert [("database",), ("backend",), ("backend",)] == [stop.needs for stop in plan.stops[1:]]


def test_an_app_brings_in_what_it_needs() -> None:
    """Through one that did not change, too; and nobody asked for frachter."""
    plan = planned(running(database="1.0.0", cloudprint="1.0.0", frachter="1.0.0"), ["cloudprint"])

    assert order(plan) == [
        ("database", 1, "deploy"),
        ("backend", 2, "already"),
        ("cloudprint", 3, "deploy"),
    ]
    assert [
        "needed by cloudprint; 1.0.0 runs",
        "needed by cloudprint; 1.1.0 runs",
        "1.0.0 runs",
    ] == [stop.reason for stop in plan.stops]


def test_an_app_with_nothing_to_deploy_brings_in_nothing() -> None:
    """Nobody asked for the backend, and nothing that was asked for waits for it."""
    plan = planned(running(backend="1.0.0"), ["cloudprint"])

    assert [("cloudprint", 1, "already")] == order(plan)


def test_an_app_alone_waits_for_nobody() -> None:
    plan = planned(running("1.0.0"), ["database", "database"])

    assert [("database", 1, "deploy")] == order(plan)


def test_without_apps_there_is_nothing_to_do() -> None:
    assert DeployPlan("production", ()) == planned(destination=a_destination())


def test_what_is_due_has_a_shipment_and_a_recipe() -> None:
    plan = planned(running(backend="1.0.0"), ["backend"])

    _, backend = plan.stops
    assert backend.shipment == Shipment(
        "backend",
        "backend",
        "apps/backend",
        "1.1.0",
        "backend@1.1.0",
        COMMIT,
        "production",
        Running("1.0.0", "a" * 40),
    )
    assert backend.recipe is not None
    assert ["build", "roll out"] == [phase.name for phase in backend.recipe.phases]
    assert ((Command(("lift", "hook", "1.0.0")),),) == backend.recipe.phases[1].undo


def test_an_app_without_a_target_there_is_skipped_and_blocks_nobody() -> None:
    placements = {"cloudprint": Placement(LIFTED)}

    plan = planned(
        {}, destination=a_destination(*APPS, placements=placements), released=["backend@1.1.0"]
    )

    assert order(plan) == [
        ("database", 1, "skip"),
        ("backend", 2, "skip"),
        ("cloudprint", 3, "deploy"),
        ("frachter", 3, "skip"),
    ]
    assert "no target in production" == plan.stops[0].reason


def test_functions_of_the_teams_own_are_a_target() -> None:
    own = [Registration("backend", "roll out", True, Where("tasks.py", 3))]

    plan = planned({}, ["backend"], destination=a_destination(*APPS, placements={}, own=own))

    assert [("database", 1, "skip"), ("backend", 2, "deploy")] == order(plan)
    assert plan.due[0].recipe is not None
    assert plan.due[0].recipe.phases == (
        Phase(
            "roll out",
            ((Call("backend", "roll out"),),),
            undo=((Call("backend", "roll out", undoes=True),),),
        ),
    )


def test_the_checks_and_the_log_have_their_placeholders_filled() -> None:
    care = Deploying(
        "crane",
        checks=(
            HttpCheck("http://x/{app}", contains="{{{environment}}}", version="{version}"),
            CommandCheck(Command(("ok", "{previous}", "{digest}"))),
        ),
        log=("tail", "{directory}"),
    )
    destination = a_destination(*APPS, placements={"database": Placement(care)})

    plan = planned(running("1.0.0"), ["database"], destination=destination)

    recipe = plan.due[0].recipe
    assert recipe is not None
    assert Command(("tail", "apps/database"), "apps/database", timeout=20.0) == recipe.log
    assert recipe.phases[-1] == Phase(
        "verify",
        checks=(
            HttpCheck("http://x/database", contains="{production}", version="1.1.0"),
            CommandCheck(Command(("ok", "1.0.0", Late("digest")), "apps/database")),
        ),
    )


def test_what_the_other_environment_has_is_told_to_the_target() -> None:
    promoted = Running("1.1.0", "b" * 40, {"digest": "x"}, 9)

    plan = planned({}, ["database"], promoted={"database": promoted})

    assert plan.due[0].shipment is not None
    assert promoted == plan.due[0].shipment.promoted


def test_where_nobody_was_asked_the_tags_tell() -> None:
    plan = planned(asked=False, released=["database@1.1.0"])

    assert [
        ("database", 1, "skip"),
        ("backend", 2, "deploy"),
        ("cloudprint", 3, "deploy"),
        ("frachter", 3, "deploy"),
    ] == order(plan)


def test_the_apps_whose_attempts_matter() -> None:
    """Those that are named, what they need, and what requires one of them."""
    apps = (*PAIR, App("docs", "docs"))

    assert ("backend", "frachter") == considered(apps, ["backend"])
    assert ("backend", "frachter") == considered(apps, ["frachter"])
    assert ("docs",) == considered(apps, ["docs"])
    assert ("backend", "frachter", "docs") == considered(apps, ())


STATES: tuple[AttemptState, ...] = ("in_progress", "success", "failure", "error", "inactive")
ATTEMPTS = st.lists(
    st.tuples(st.sampled_from(["1.0.0", "1.1.0"]), st.sampled_from(STATES)), max_size=3
)
HISTORIES = st.fixed_dictionaries({app.name: ATTEMPTS for app in APPS}).map(
    lambda found: {
        app: [an_attempt(version, state, app=app) for version, state in each]
        for app, each in found.items()
    }
)


@given(HISTORIES, st.sets(st.sampled_from([app.name for app in APPS])))
def test_a_plan_is_the_same_for_the_same_world_and_keeps_its_order(
    attempts: dict[str, list[Attempt]], wanted: set[str]
) -> None:
    plan, again = planned(attempts, wanted), planned(attempts, sorted(wanted, reverse=True))

    assert plan.digest == again.digest
    waves = {stop.app: stop.wave for stop in plan.stops}
    needs = {app.name: app.needs for app in APPS}
    for stop in plan.stops:
        assert all(waves[need] < stop.wave for need in stop.needs)
        if stop.action == "deploy":
            assert set(needs[stop.app]) == set(stop.needs)
        assert (stop.action == "deploy") == (stop.recipe is not None)
    assert sorted(set(waves.values())) == list(range(1, len(set(waves.values())) + 1))
    assert wanted <= set(waves)


@given(HISTORIES, HISTORIES)
def test_the_digest_tells_plans_apart(
    attempts: dict[str, list[Attempt]], others: dict[str, list[Attempt]]
) -> None:
    plan, other = planned(attempts), planned(others)

    def seen(each: DeployPlan) -> dict[str, object]:
        return {key: value for key, value in each.document().items() if key != "digest"}

    assert (plan.digest == other.digest) == (seen(plan) == seen(other))
