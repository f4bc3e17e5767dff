"""`deploy` looks at the project, at git, and at what the book of the environment says."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from release.deployment import Command
from release.deployment.plan import Planned
from release.deployment.records import NewAttempt
from release.errors import ConfigError, ForgeError, StateError
from release.steps.deploy import Order, plan
from release.world import Bookkeeping, View
from tests.deploys.records import MemoryRecords
from tests.fake_git import FakeGit
from tests.fakes import MemoryFiles, MemoryForge, a_view
from tests.trains import FILES

SHIP = 'target = "command"\ncommand.roll-out = ["ship", "{version}", "{previous}"]\n'
CONFIG = f"""
[environments.local]
records = "clone"
[environments.shore]
[apps.backend]
{SHIP}
[apps.cloudprint]
needs = ["backend"]
{SHIP}
environments.local.target = false
"""
IMAGE = """
[apps.backend]
target = "container"
[apps.backend.container]
image = "registry.example.org/{app}"
roll-out = ["run", "{image}"]
[apps.backend.environments.production]
container.promote = "staging"
"""


class Book(MemoryRecords):
    """The same, which tells where it was looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[str] = []

    def at(self, place: Bookkeeping) -> MemoryRecords:
        self.places.append(place)
        return self

    def ran(self, version: str, environment: str, values: Mapping[str, str] | None = None) -> None:
        """Note that a version of the backend was deployed."""
        wanted = NewAttempt(
            f"{environment} {version}",
            "backend",
            version,
            "b" * 40,
            environment,
            values=values or {},
        )
        self.tell(self.begin(wanted), "success", "")


def a_world(book: Book | None = None, config: str = CONFIG, git: FakeGit | None = None) -> View:
    view = a_view(MemoryFiles({**FILES, "release.toml": config}), git or FakeGit())
    return view if book is None else view._replace(records=book.at)


def versions(planned: Planned) -> list[tuple[str, str, str]]:
    return [(stop.app, stop.action, stop.version) for stop in planned.plan.stops]


def test_what_runs_decides_and_is_told_to_the_target() -> None:
    book = Book()
    book.ran("1.4.1", "production")

    planned = plan(a_world(book), Order())

    assert [("backend", "deploy", "1.4.2"), ("cloudprint", "deploy", "1.0.0")] == versions(planned)
    backend = planned.plan.due[0]
    assert backend.shipment is not None
    assert backend.recipe is not None
    assert ("apps/backend", "1" * 40) == (
        backend.shipment.directory,
        backend.shipment.commit,
    )
    roll_out = next(each for each in backend.recipe.phases if each.name == "roll out")
    assert ((Command(("ship", "1.4.2", "1.4.1"), "apps/backend"),),) == roll_out.work
    assert (["forge"], "forge") == (book.places, planned.records)


def test_each_environment_has_its_own_book() -> None:
    book = Book()
    book.ran("1.4.2", "local")

    planned = plan(a_world(book), Order("local"))

    assert [("backend", "already", "1.4.2"), ("cloudprint", "skip", "1.0.0")] == versions(planned)
    assert (["clone"], "clone") == (book.places, planned.records)


def test_an_app_whose_program_is_not_here_is_skipped_and_says_so() -> None:
    """What runs already needs none to stay; what needs the app is not held up."""
    config = CONFIG.replace(SHIP, f'programs = ["sh", "ferry"]\n{SHIP}', 1)
    sh_alone = Order(has=lambda program: program == "sh")
    book = Book()

    planned = plan(a_world(book, config), sh_alone)
    assert [("backend", "skip", "1.4.2"), ("cloudprint", "deploy", "1.0.0")] == versions(planned)
    assert planned.plan.stops[0].reason == "needs the program `ferry`, not here"

    book.ran("1.4.2", "production")
    assert versions(plan(a_world(book, config), sh_alone))[0][1] == "already"
    assert versions(plan(a_world(Book(), config), Order()))[0][1] == "deploy"


def test_where_nothing_has_a_target_nobody_is_asked() -> None:
    planned = plan(a_world(config="[apps.backend]\n"), Order())

    assert [("backend", "skip", "1.4.2")] == versions(planned)


def test_whoever_only_looks_needs_no_token() -> None:
    planned = plan(a_world(), Order(only_looks=True))

    assert ["backend", "cloudprint"] == [stop.app for stop in planned.plan.due]
    assert (
        "nobody was asked what runs in production: there is no book in `forge`",
    ) == planned.warnings
    with pytest.raises(ForgeError):
        plan(a_world(), Order())


def test_the_environment_and_the_apps_must_exist() -> None:
    """Both are told at once."""
    for order, told in (
        (Order("lokal", ("backnd",)), ["environment `lokal`", "app `backnd`"]),
        (Order(apps=("backnd",)), ["app `backnd`"]),
    ):
        with pytest.raises(ConfigError) as caught:
            plan(a_world(), order)

        assert [f"{each} does not exist" for each in told] == [
            problem.message for problem in caught.value.problems
        ]


def test_what_is_in_no_commit_is_told() -> None:
    """It would be deployed under the name of a commit that has it not."""
    git = FakeGit(uncommitted=("a", "b"))

    planned = plan(a_world(Book(), git=git), Order())

    assert (
        "2 files have changes that are in no commit, and are deployed all the same: a",
    ) == planned.warnings


def test_what_is_promoted_comes_from_the_other_environment() -> None:
    book = Book()
    older, newer = ({"image": f"registry.example.org/backend@sha256:{n * 64}"} for n in "12")
    book.ran("1.4.2", "staging", older)
    book.ran("1.5.0", "staging", newer)

    planned = plan(a_world(book, IMAGE), Order())

    (stop,) = planned.plan.due
    assert stop.shipment is not None
    assert stop.shipment.promoted is not None
    assert older == stop.shipment.promoted.values


def test_what_is_not_there_cannot_be_promoted() -> None:
    """But whoever cannot look is told that, and not that it is missing."""
    with pytest.raises(StateError):
        plan(a_world(Book(), IMAGE), Order())

    planned = plan(a_world(None, IMAGE), Order(only_looks=True))

    assert [None] == [stop.recipe for stop in planned.plan.due]
    assert 2 == len(planned.warnings)


def test_the_address_of_the_pages_is_told_to_the_target() -> None:
    forge = MemoryForge(str)
    view = a_world(Book())._replace(forge=lambda: forge)

    planned = plan(view, Order())

    assert [f"{forge.server}/{forge.repository}"] * 2 == [
        stop.shipment.pages for stop in planned.plan.due if stop.shipment
    ]


@pytest.mark.parametrize(("environment", "number"), [("production", 1), ("local", 0)])
def test_a_version_that_was_released_from_another_commit_is_told(
    environment: str, number: int
) -> None:
    """What is in production should be what the tag has; elsewhere people try things."""
    book = Book()
    book.ran("1.4.1", environment)
    git = FakeGit("2" * 40, tags={"backend@1.4.2": "1" * 40, "cloudprint@1.0.0": "2" * 40})

    planned = plan(a_world(book, git=git), Order(environment))

    told = (
        "backend 1.4.2 was released from 1111111 (tag backend@1.4.2), and is deployed from 2222222"
    )
    assert (told,) * number == planned.warnings
