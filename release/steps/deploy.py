"""`deploy`: what is due in an environment, and how it gets there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from release.config.deploying import Environment
from release.config.train import Config
from release.deployment import Running
from release.deployment.own import Registration
from release.deployment.plan import Planned
from release.deployment.records import SUCCEEDED, Attempt
from release.errors import ConfigError, ForgeError
from release.forge import page_of
from release.model import PRODUCTION
from release.phrases import counted
from release.read.history import History, read_history
from release.read.project import Project, read_project
from release.rollout.deploy import Allowed, Sight, plan_deploy, wrong_names
from release.rollout.destination import Destination
from release.rollout.order import considered
from release.rollout.standing import running_of
from release.steps.release import current
from release.targets import SHELF
from release.world import View


def is_there(_program: str) -> bool:
    """Whether a program is here, where nobody looks: it is."""
    return True


class Order(NamedTuple):
    """What somebody wants deployed.

    `apps` are named; none means all. `override` is why a freeze does not stop it, `again` deploys
    what a rollback has led away from, too. `own` are the functions of the team's own.
    `only_looks`: nothing will be changed, and whoever cannot be asked what runs is not.
    `has` tells whether a program is on the PATH.
    """

    environment: str = PRODUCTION
    apps: tuple[str, ...] = ()
    allow_downgrade: bool = False
    override: str = ""
    again: bool = False
    own: tuple[Registration, ...] = ()
    only_looks: bool = False
    has: Callable[[str], bool] = is_there


def plan(view: View, order: Order) -> Planned:
    """Decide what is deployed now.

    Raises:
        ConfigError: an app or an environment does not exist, or what is configured does not fit.
        StateError: it must not be deployed (see `plan_deploy`), or there is no commit.
        ForgeError: whoever keeps the book of the environment refused, or did not answer.
    """
    project, history = read_project(view.files), read_history(view)
    environment = environment_of(project.config, order)
    destination = destination_of(view, project, environment, order.own)
    attempts, unasked = _asked(view, destination, order)
    sight = Sight(
        detection=current(project, history),
        commit=commit_of(history, order),
        now=view.clock(),
        attempts=attempts,
        promoted=_promoted(view, project, environment, order),
        lacking=lacking(destination, order.has),
    )
    allowed = Allowed(order.allow_downgrade, order.override, order.again)
    planned = plan_deploy(destination, sight, order.apps, allowed)
    changed = uncommitted(view, "deployed") if planned.plan.due else ()
    told = (*changed, *_released_elsewhere(history, planned))
    warnings = (*project.rules.warnings, *unasked, *told, *planned.warnings)
    return planned._replace(warnings=warnings)


def environment_of(config: Config, order: Order) -> Environment:
    """The environment that is named; everything that is named must exist.

    Raises:
        ConfigError: with all that does not.
    """
    wrong = list(wrong_names(config.apps, order.own, order.apps))
    try:
        environment = config.environment(order.environment)
    except ConfigError as error:
        raise ConfigError.of([*error.problems, *wrong]) from None
    ConfigError.raise_any(wrong)
    return environment


def destination_of(
    view: View, project: Project, environment: Environment, own: Sequence[Registration] = ()
) -> Destination:
    """What all shipments to an environment have in common."""
    config = project.config
    directories = {each.name: each.directory for each in project.workspace.packages}
    placed = any(config.deploying(app.name, environment.name) for app in config.apps)
    pages = _pages(view) if placed else ""
    return Destination(config, environment, directories, SHELF, own, pages)


def _pages(view: View) -> str:
    """The address of the repository's pages; empty where it has none, or nobody may ask."""
    try:
        return page_of(view.forge())
    except (ConfigError, ForgeError):
        return ""


def _asked(
    view: View, destination: Destination, order: Order
) -> tuple[Mapping[str, Sequence[Attempt]] | None, tuple[str, ...]]:
    """The attempts for the apps that matter; None, and why, where nobody can be asked."""
    apps = [
        name for name in considered(destination.config.apps, order.apps) if destination.has(name)
    ]
    if not apps:
        return {}, ()
    try:
        records = view.records(destination.environment.records)
    except (ConfigError, ForgeError) as error:
        if not order.only_looks:
            raise
        why = error.problems[0].message
        return None, (f"nobody was asked what runs in {destination.environment.name}: {why}",)
    return records.attempts(destination.environment.name, apps), ()


def commit_of(history: History, order: Order) -> str:
    """The commit that is checked out; empty where there is none, and nothing will be changed."""
    return history.commit or "" if order.only_looks else history.released_commit()


def lacking(destination: Destination, has: Callable[[str], bool]) -> dict[str, str]:
    """The first program that each app needs and that is not here, by app."""
    needed = {
        app.name: destination.config.care(app.name, destination.environment.name).programs
        for app in destination.config.apps
    }
    missing = {name: [each for each in all_of if not has(each)] for name, all_of in needed.items()}
    return {name: found[0] for name, found in missing.items() if found}


def _promoted(
    view: View, project: Project, environment: Environment, order: Order
) -> dict[str, Running]:
    """What the environments that apps are promoted from have of the versions here, by app."""
    config = project.config
    packages = {app.name: app.package for app in config.apps}
    sources = _sources(config, considered(config.apps, order.apps), environment.name)
    found: dict[str, Running] = {}
    for source, apps in sources.items():
        try:
            records = view.records(config.environment(source).records)
        except (ConfigError, ForgeError):
            if not order.only_looks:
                raise
            continue
        for name, tried in records.attempts(source, apps, whole=True).items():
            version = project.workspace.by_name[packages[name]].version
            for each in tried:
                if each.state in SUCCEEDED and each.wanted.version == version:
                    found.setdefault(name, running_of(each))
    return found


def _sources(config: Config, apps: Collection[str], environment: str) -> dict[str, list[str]]:
    """The environments that something is promoted from, and what is."""
    sources: dict[str, list[str]] = {}
    for name in apps:
        deploying = config.deploying(name, environment)
        source = deploying.options.get("promote") if deploying else None
        if source:
            sources.setdefault(source, []).append(name)
    return sources


def uncommitted(view: View, what: str) -> Iterator[str]:
    """That not what the commit has is `what`, as `deployed`, but what is here."""
    files = view.git.uncommitted_files()
    if files:
        number = f"{counted(len(files), 'file')} {'has' if len(files) == 1 else 'have'}"
        yield f"{number} changes that are in no commit, and are {what} all the same: {files[0]}"


def _released_elsewhere(history: History, planned: Planned) -> Iterator[str]:
    """Versions that go to production from another commit than the one that was released."""
    for stop in planned.plan.due:
        shipment = stop.shipment
        if shipment is None or shipment.environment != PRODUCTION:
            continue
        tagged = history.tags.get(shipment.tag)
        if tagged not in {None, shipment.commit}:
            yield (
                f"{stop.app} {stop.version} was released from {tagged[:7]} (tag {shipment.tag}), "
                f"and is deployed from {shipment.commit[:7]}"
            )
