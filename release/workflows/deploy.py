"""The workflow that deploys to production: a job an app, then tags and releases.

GitHub skips a job when one is skipped that it needs, directly or not. Where an app has nothing to
deploy, those that need it shall go on all the same; so every condition is spelled out. A job that
was skipped lets others pass only when it had nothing to do: it may also have been skipped because
something before it failed.

Runs wait for each other. Where reviewers must approve, which takes days, it is not the runs that
do but their jobs, after that: each one looks again what is there, and tags what it has deployed,
so that it does not matter which run's job is next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.detection import output_name
from release.model import PRODUCTION, App
from release.waves import reached, waves
from release.workflows.attesting import RIGHTS as ATTESTING
from release.workflows.attesting import attest
from release.workflows.builds import build_app, fetch
from release.workflows.builds import job_of as builds_job
from release.workflows.ground import Ground, branch_filter
from release.workflows.jobs import (
    BUILT_IN,
    DEPLOY,
    IDENTITY,
    Command,
    Job,
    Queue,
    Script,
    secrets_of,
    workflow,
)
from release.workflows.paper import Noted

_DETECT = "detect"
_APPROVE = "approve"
_WAIT = 3600  # seconds: apps that do not need each other take turns
_MINUTES = 120
_DETECTED = ("!cancelled()", f"needs.{_DETECT}.result == 'success'")
_IS_RELEASE = f"needs.{_DETECT}.outputs.release == 'true'"
_PUBLISH = {
    "contents": Noted("write", "to tag, and to release"),
    "deployments": Noted("read", "what does not run yet is not tagged"),
}
# A run asks what has no tag, so it begins when the one before it has tagged.
_QUEUE = Queue(f"deploy-{PRODUCTION}", all_stay=True)
_ALONE = Queue("deploy-${{ github.run_id }}")


def deploy(ground: Ground) -> str:
    """What has a version without a tag is deployed, in order; then it gets the tag."""
    apps = {app.name: app for app in ground.apps}
    ordered = [apps[name] for wave in waves(ground.apps) for name in wave]
    approval = {_APPROVE: _approve(ground)} if ground.workflows.approval else {}
    gate = _Gate(tuple(approval))
    built = [app for app in ordered if app.name in ground.workflows.platforms]
    builds = {builds_job(app.name): _build_app(ground, gate, app) for app in built}
    jobs = {_job(app.name): _deploy_app(ground, gate, app, _before(app, apps)) for app in ordered}
    events = {"push": {"branches": [branch_filter(ground.main)]}}
    every = {
        _DETECT: _detect(ground.apps),
        **approval,
        **builds,
        **jobs,
        "publish": _publish(gate, tuple(jobs)),
        "done": _done((*approval, *jobs)),
    }
    return workflow(ground, "Deploy", events, gate.of_runs, every)


class _Gate(NamedTuple):
    """What all that changes production has to pass: the detector, `approvals`, and its turn."""

    approvals: tuple[str, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        return (_DETECT, *self.approvals)

    @property
    def condition(self) -> tuple[str, ...]:
        return (*_DETECTED, *(f"needs.{each}.result == 'success'" for each in self.approvals))

    @property
    def of_runs(self) -> Queue:
        return _ALONE if self.approvals else _QUEUE

    @property
    def of_jobs(self) -> Queue | None:
        return _QUEUE if self.approvals else None


def _job(app: str) -> str:
    """The id of an app's job; no other job's begins like this."""
    return f"deploy-{output_name(app)}"


def _before(app: App, apps: Mapping[str, App]) -> tuple[str, ...]:
    """All that an app needs, directly or not, in the configuration's order."""
    found = reached(app.needs, {name: each.needs for name, each in apps.items()})
    return tuple(name for name in apps if name in found)


def _detect(apps: Sequence[App]) -> Job:
    names = ("release", *(output_name(app.name) for app in apps))
    return Job(
        "Detect",
        (Command("Detect", ("release.detect",), id=_DETECT),),
        outputs={name: f"${{{{ steps.{_DETECT}.outputs.{name} }}}}" for name in names},
    )


def _approve(ground: Ground) -> Job:
    """Somebody says yes, or nothing of it happens."""
    return Job(
        "Approve",
        (Script("Approved", "echo 'What is deployed is decided in the jobs that follow.'"),),
        minutes=5,
        rights={},
        needs=(_DETECT,),
        condition=(*_DETECTED, _IS_RELEASE),
        environment=ground.workflows.approval,
        is_bare=True,
    )


def _build_app(ground: Ground, gate: _Gate, app: App) -> Job:
    """It waits for nobody's turn: what it builds changes nothing."""
    return build_app(ground, app, gate.needs, (*gate.condition, _flag(app.name, "true")))


def _deploy_app(ground: Ground, gate: _Gate, app: App, before: Sequence[str]) -> Job:
    is_built = app.name in ground.workflows.platforms  # by jobs of its own
    secrets = () if app.name in ground.keyed else ground.workflows.secrets.get(app.name, ())
    env = {**BUILT_IN, **secrets_of(secrets)}
    words = ("deploy", f"--app={app.name}", f"--wait={_WAIT}")
    fetches = (fetch(ground, app),) if is_built else ()
    attests = attest(app, ground.directories) if ground.workflows.attest and not is_built else ()
    identity = IDENTITY if app.name in ground.trusted else {}
    # Files are published where they have been built, and at once where others may deploy next.
    publishes = app.assets or gate.of_jobs
    publish = Command("Publish", ("release.publish", f"--app={app.name}"), BUILT_IN)
    build = (builds_job(app.name),) if is_built else ()
    return Job(
        app.name,
        (*fetches, Command("Deploy", words, env), *attests, *((publish,) if publishes else ())),
        minutes=_MINUTES,
        rights={**DEPLOY, **identity, **(ATTESTING if attests else {})},
        needs=(*gate.needs, *build, *map(_job, before)),
        condition=(
            *gate.condition,
            _flag(app.name, "true"),
            *(f"needs.{each}.result == 'success'" for each in build),
            *map(_is_over, before),
        ),
        environment=PRODUCTION,
        runner=ground.workflows.runners.get(app.name, ""),
        builds=() if is_built else (app.name,),
        queue=gate.of_jobs,
    )


def _flag(app: str, value: str) -> str:
    return f"needs.{_DETECT}.outputs.{output_name(app)} == '{value}'"


def _is_over(app: str) -> str:
    """That an app is where it should be: deployed, or with nothing to deploy."""
    result = f"needs.{_job(app)}.result"
    return f"({result} == 'success' || ({result} == 'skipped' && {_flag(app, 'false')}))"


def _publish(gate: _Gate, apps: Sequence[str]) -> Job:
    """Something may be deployed though something else failed: that gets its tag.

    Where there are no apps, the versions of packages are tagged and released.
    """
    deployed = " || ".join(f"needs.{each}.result == 'success'" for each in apps)
    return Job(
        "Publish",
        (Command("Publish", ("release.publish",), BUILT_IN),),
        minutes=30,
        rights=_PUBLISH,
        needs=(*gate.needs, *apps),
        condition=(*gate.condition, _IS_RELEASE, *((f"({deployed})",) if apps else ())),
        queue=gate.of_jobs,
    )


def _done(before: Sequence[str]) -> Job:
    """Red while a version has no tag, for whatever reason: jobs can be skipped without a word."""
    return Job(
        "Done",
        (Command("Every version has its tag", ("release.detect", "--check")),),
        needs=(_DETECT, *before, "publish"),
        condition=(*_DETECTED, _IS_RELEASE),
    )
