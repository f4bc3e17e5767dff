"""A team's own functions find their places in the recipes."""

from __future__ import annotations

from release.deployment import Call, Command, HttpCheck, Phase, Recipe
from release.deployment.own import Registration
from release.errors import Where
from release.rollout.own import registration_problems, with_own

BUILD = (Command(("make",)),)
LINK = (Command(("ln",)),)
UNLINK = (Command(("rm",)),)
TARGET = Recipe(
    (
        Phase("build", (BUILD,)),
        Phase("roll out", (LINK,), (HttpCheck("http://x"),), undo=(UNLINK,)),
    ),
    present=LINK,
)


def registered(app: str, phase: str, *, has_undo: bool = False, line: int = 7) -> Registration:
    return Registration(app, phase, has_undo, Where("tasks.py", line))


def test_a_function_is_called_after_the_target_and_taken_back_before_it() -> None:
    recipe = with_own(TARGET, "web", [registered("web", "roll out", has_undo=True)])

    assert recipe is not None
    assert TARGET.phases[0] == recipe.phases[0]
    assert recipe.phases[1] == Phase(
        "roll out",
        (LINK, (Call("web", "roll out"),)),
        (HttpCheck("http://x"),),
        ((Call("web", "roll out", undoes=True),), UNLINK),
    )
    assert TARGET.present == recipe.present


def test_a_function_in_a_phase_that_the_target_has_not_makes_that_phase() -> None:
    functions = [registered("web", "verify"), registered("web", "publish")]

    recipe = with_own(TARGET, "web", functions)

    assert recipe is not None
    assert ["build", "publish", "roll out", "verify"] == [each.name for each in recipe.phases]
    assert Phase("publish", ((Call("web", "publish"),),)) == recipe.phases[1]


def test_without_a_target_the_functions_are_all_there_is() -> None:
    recipe = with_own(None, "web", [registered("web", "roll out"), registered("api", "verify")])

    assert Recipe((Phase("roll out", ((Call("web", "roll out"),),)),)) == recipe


def test_an_app_without_functions_is_as_it_is() -> None:
    functions = [registered("web", "roll out")]

    assert TARGET == with_own(TARGET, "api", functions)
    assert with_own(None, "api", functions) is None


def test_what_brings_an_old_version_back_builds_and_publishes_nothing() -> None:
    functions = [registered("web", name) for name in ("build", "publish", "verify")]

    recipe = with_own(None, "web", functions, ("build", "publish"))

    assert Recipe((Phase("verify", ((Call("web", "verify"),),)),)) == recipe


def test_apps_and_phases_that_are_none_and_two_for_one_are_told_together() -> None:
    functions = [
        registered("wbe", "roll out"),
        registered("web", "rollout"),
        registered("api", "build", line=8),
        registered("api", "build", line=9),
    ]

    found = list(registration_problems(functions, ["web", "api"]))

    assert [(each.message, str(each.where), each.hint) for each in found] == [
        ("app `wbe` does not exist", "tasks.py:7", "did you mean `web`?"),
        ("phase `rollout` does not exist", "tasks.py:7", "did you mean `roll out`?"),
        (
            "`build` of api has two functions",
            "tasks.py:9",
            "the other one is at tasks.py:8; have one call the other",
        ),
    ]


def test_right_registrations_have_no_problem() -> None:
    functions = [registered("web", "build"), registered("web", "verify")]

    assert [] == list(registration_problems(functions, ["web"]))
