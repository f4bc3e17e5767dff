"""What people are told of a deployment before it begins."""

from __future__ import annotations

from release.actions import Note, Table
from release.announce.deploy_plan import blocks
from release.deployment import Call, Command, HttpCheck, Patience, Phase, Recipe, Running, Shipment
from release.deployment.plan import DeployPlan, Stop

SHIPMENT = Shipment(
    "web", "web", "apps/web", "1.1.0", "web@1.1.0", "c" * 40, "local", Running("1.0.0", "b" * 40)
)
RECIPE = Recipe(
    (
        Phase("build", (((Command(("npm", "run", "build it"))),),)),
        Phase(
            "roll out",
            (
                (Command(("ln",), host="a"), Command(("ln",), host="b")),
                (Call("web", "roll out", name="restart"),),
            ),
            undo=((Command(("rm", "-f"), title="remove the link"),),),
        ),
        Phase("verify", checks=(HttpCheck("http://x/version", patience=Patience(30)),)),
    )
)
PLAN = DeployPlan(
    "local",
    (
        Stop("api", 1, "already", "1.4.2", "runs 1.4.2"),
        Stop("docs", 1, "skip", "1.0.0", "no target in local"),
        Stop("web", 2, "deploy", "1.1.0", "1.0.0 runs", ("api",), SHIPMENT, RECIPE),
    ),
    override="the fire",
)


def test_the_table_says_who_goes_when_and_what_runs_now() -> None:
    table = blocks(PLAN)[0]

    assert isinstance(table, Table)
    assert table.rows == (
        ("1", "api", "⚪ already", "v1.4.2", "v1.4.2", "runs 1.4.2"),
        ("1", "docs", "⚪ skip", "v1.0.0", "", "no target in local"),
        ("2", "web", "🟢 deploy", "v1.1.0", "v1.0.0", "1.0.0 runs"),
    )


def test_what_is_due_is_told_phase_by_phase_with_what_takes_it_back() -> None:
    _, phases, override, digest = blocks(PLAN)

    assert phases == Note(
        "web 1.1.0",
        (
            "build: `npm run 'build it'`",
            "roll out: `ln` on a, `ln` on b",
            "roll out: the function `restart`",
            "roll out: taken back by `remove the link`",
            "verify: GET http://x/version is well within 30 s",
        ),
    )
    assert Note("although it is frozen: the fire") == override
    assert Note(f"plan {PLAN.digest}") == digest
