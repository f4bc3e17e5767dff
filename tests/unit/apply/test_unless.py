"""A command is left out where a look shows that its work is done, and nowhere else."""

from __future__ import annotations

from release.apply.rollout import carry_out
from release.deployment import Late, Phase, Recipe, Unless
from release.deployment.outcome import Outcome
from release.deployment.ports import Ran
from tests.deploys.plans import a_command, a_deployment, a_site, a_stop
from tests.deploys.records import MemoryRecords
from tests.deploys.world import Heard
from tests.deploys.yard import Programs, Yard

THERE = Ran(0, "manifest", ("a long manifest",))
ABSENT = Ran(1, "", ("fetching", "web:1.1.0: manifest unknown"))
REFUSED = Ran(1, "", ("unauthorized",))
LOST = Ran(-15, "", ("manifest unknown",), "took longer than 5 s, and was ended")


def pushed(look: Ran) -> tuple[Outcome, list[str], list[str]]:
    """What comes of a push where the look ends so; what was run, and what people heard."""
    programs, voice = Programs({"look": look, "name": Ran(0, "web")}), Heard()
    unless = Unless(("look", Late("repository", after=":1.1.0")), "manifest unknown")
    groups = (
        (a_command("name", captures="repository"),),
        (a_command("push", Late("repository"), unless=unless, captures="digest"),),
    )
    site = a_site(MemoryRecords(), Yard())._replace(run_command=programs, voice=voice)
    stop = a_stop(recipe=Recipe((Phase("publish", groups),)))
    (outcome,) = carry_out(a_deployment(stop), site).outcomes
    return outcome, programs.ran, [line for _, line, _ in voice.lines]


def test_what_is_there_is_not_made_again() -> None:
    outcome, ran, heard = pushed(THERE)

    assert outcome.state == "deployed"
    assert ran == ["name", "look web:1.1.0"]
    assert heard == ["push '{repository}': done already"]


def test_what_is_not_there_is_made() -> None:
    outcome, ran, heard = pushed(ABSENT)

    assert outcome.reason.endswith("which is to match `.+`, and printed ``")
    assert ran == ["name", "look web:1.1.0", "push web"]
    assert heard == []


def test_a_look_that_tells_nothing_is_a_failure() -> None:
    """Nothing is made over what may be there."""
    for look in (REFUSED, LOST):
        outcome, ran, _ = pushed(look)

        assert (outcome.state, outcome.lines) == ("failed", look.lines)
        assert outcome.reason.startswith("`look '{repository}:1.1.0'`")
        assert "push web" not in ran
