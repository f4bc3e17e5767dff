"""The plan of a snapshot: which apps it has, why, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from release.config.deploying import Deploying, Environment, Placement
from release.config.freeze import parse_window
from release.config.train import Config
from release.deployment import Running
from release.deployment.plan import DeployPlan
from release.errors import ConfigError, StateError
from release.model import App
from release.rollout.destination import Destination
from release.rollout.order import with_needs
from release.rollout.snapshot import (
    Allowed,
    Known,
    Sight,
    Verdict,
    plan_snapshot,
    verdict,
)
from release.rollout.standing import Standing
from release.targets import SHELF

NEW = "0.0.0-staging-2-b"
COMMIT = "fedcba9876543210"
RUNS = Running("0.0.0-staging-1-a", "abcdef0123456789")
NOW = datetime(2026, 11, 22, 10, 20, tzinfo=UTC)
BACKEND, WEB, BARE = App("backend", "b"), App("web", "w", needs=("backend",)), App("bare", "x")
APPS = (WEB, BACKEND, BARE)


def planned(destination: Destination, sight: Sight, allowed: Allowed = Allowed()) -> DeployPlan:  # noqa: B008  immutable
    """The plan, of which nothing is to be warned."""
    plan, warnings = plan_snapshot(destination, APPS, sight, allowed)
    assert () == warnings
    return plan


def known(changed: tuple[str, ...] | None, *, is_older: bool = False) -> Known:
    return Known(NEW, Standing(RUNS), changed, is_older)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Known(NEW), Verdict(True, "nobody was asked what runs")),
        (Known(NEW, Standing()), Verdict(True, "nothing runs yet")),
        (
            Known(NEW, Standing(RUNS, "1 ended in an error"), ()),
            Verdict(True, "1 ended in an error"),
        ),
        (known(None), Verdict(True, "0.0.0-staging-1-a runs, whose commit abcdef0 is not here")),
        (
            known(("a/b.js",)),
            Verdict(True, "1 file changed since 0.0.0-staging-1-a (abcdef0): a/b.js"),
        ),
        (
            known(("a", "b", "c", "d", "e")),
            Verdict(True, "5 files changed since 0.0.0-staging-1-a (abcdef0): a, b, c and 2 more"),
        ),
        (known(()), Verdict(False, "nothing of it changed since 0.0.0-staging-1-a (abcdef0)")),
    ],
)
def test_an_app_is_in_it_unless_what_runs_has_the_same_content(
    found: Known, expected: Verdict
) -> None:
    assert expected == verdict(found)


def test_all_can_be_asked_for() -> None:
    found = verdict(known(()), everything=True)

    assert found.is_in
    assert "all are asked for" in found.reason


COMMANDS = Deploying("command", {"roll-out": ["deploy", "{version}", "{tag}"]})


def a_destination(
    environment: Environment = Environment("staging"),  # noqa: B008  immutable
    deploying: Deploying = COMMANDS,
) -> Destination:
    """backend and web have a target there; bare has none."""
    placed = Placement(deploying)
    config = Config(apps=APPS, placements={"backend": placed, "web": placed})
    directories = {"b": "apps/b", "w": "apps/w", "x": "apps/x"}
    return Destination(config, environment, directories, SHELF)


def test_it_goes_in_the_order_of_the_apps() -> None:
    seen = {
        "backend": known(("b",)),
        "web": known(()),
        "bare": Known(NEW, Standing(), manifest="3.0.0"),
    }

    plan = planned(a_destination(), Sight(seen, COMMIT, NOW))

    told = [(stop.app, stop.wave, stop.action, stop.version) for stop in plan.stops]
    assert [
        ("backend", 1, "deploy", NEW),
        ("bare", 1, "skip", "3.0.0"),
        ("web", 2, "already", RUNS.version),
    ] == sorted(told)
    assert ("snapshot", "staging") == (plan.kind, plan.environment)
    (due,) = plan.due
    assert due.shipment is not None
    assert (COMMIT, RUNS, f"b@{NEW}") == (
        due.shipment.commit,
        due.shipment.previous,
        due.shipment.tag,
    )
    assert due.recipe is not None


def test_the_plan_says_where_nobody_knows_what_runs() -> None:
    doubtful = Known(NEW, Standing(RUNS, "1 ended in an error"), ())
    seen = {"backend": doubtful, "web": known(("w",)), "bare": Known(NEW)}

    plan = planned(a_destination(), Sight(seen, COMMIT, NOW))

    told = {stop.app: stop.doubt for stop in plan.due}
    assert {"backend": "1 ended in an error", "web": ""} == told


def test_what_is_older_than_what_runs_is_refused_unless_it_is_wanted() -> None:
    """As when the job of an old push is run again; where nothing differs nobody minds."""
    older = {
        "backend": known(("b",), is_older=True),
        "web": known((), is_older=True),
        "bare": Known(NEW, Standing()),
    }
    sight = Sight(older, COMMIT, NOW)

    with pytest.raises(StateError, match="backend would go backwards in `staging`") as refused:
        planned(a_destination(), sight)

    assert 1 == len(refused.value.problems)
    assert ["backend"] == [
        stop.app for stop in planned(a_destination(), sight, Allowed(allow_downgrade=True)).due
    ]


def test_a_freeze_stops_it_where_anything_is_due() -> None:
    window = parse_window("2026-11-20", "2026-11-25", "the fair", "UTC")
    destination = a_destination(Environment("staging", freeze=(window,)))
    due = Sight(dict.fromkeys(("backend", "web", "bare"), known(("b",))), COMMIT, NOW)
    resting = Sight(dict.fromkeys(("backend", "web", "bare"), known(())), COMMIT, NOW)

    with pytest.raises(StateError, match="the fair"):
        planned(destination, due)

    assert "it burns" == planned(destination, due, Allowed(override="it burns")).override
    assert () == planned(destination, resting).due


@pytest.mark.parametrize(
    ("options", "is_refused"),
    [
        ({"path": "var/staging"}, True),
        ({"path": "/srv/staging"}, False),
        ({"path": "staging", "hosts": ["one"]}, False),
    ],
)
def test_what_would_vanish_with_the_tree_is_refused(
    options: dict[str, object], is_refused: bool
) -> None:
    seen = Sight(dict.fromkeys(("backend", "web", "bare"), known(("b",))), COMMIT, NOW)
    destination = a_destination(deploying=Deploying("directory", {"source": "dist", **options}))

    if is_refused:
        with pytest.raises(ConfigError, match="a tree that is removed"):
            planned(destination, seen)
    else:
        assert 2 == len(planned(destination, seen).due)


def test_where_a_program_is_missing_an_app_is_left_out_as_in_a_deployment() -> None:
    lacking = known(("b",))._replace(lacking="cargo", manifest="1.0.0")
    seen = Sight({"backend": lacking, "web": known(("w",)), "bare": Known(NEW)}, COMMIT, NOW)

    plan = planned(a_destination(), seen)

    (left,) = [stop for stop in plan.stops if stop.app == "backend"]
    assert ("skip", "1.0.0", "needs the program `cargo`, not here") == (
        left.action,
        left.version,
        left.reason,
    )
    assert ["web"] == [stop.app for stop in plan.due]


def test_what_a_target_cannot_do_is_a_warning_where_nobody_was_asked() -> None:
    """It may well be able to, by what it would be told of what runs."""
    promoted = Deploying(
        "container", {"image": "registry.example.org/acme/{app}", "promote": "production"}
    )
    destination = a_destination(deploying=promoted)
    unasked = Sight(dict.fromkeys(("backend", "web", "bare"), Known(NEW)), COMMIT, NOW)
    asked = Sight(dict.fromkeys(("backend", "web", "bare"), Known(NEW, Standing())), COMMIT, NOW)

    _, warnings = plan_snapshot(destination, APPS, unasked, Allowed())

    with pytest.raises(StateError) as refused:
        planned(destination, asked)
    assert tuple(each.message for each in refused.value.problems) == warnings


def test_an_app_brings_in_what_it_needs() -> None:
    assert (WEB, BACKEND) == with_needs(APPS, ["web"])
    assert (BACKEND,) == with_needs(APPS, ["backend"])
    assert APPS == with_needs(APPS, [])
