"""Every life that a run of a workflow can have, by GitHub's own evaluator: what must hold in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import pytest

from release.config.workflows import Workflows
from release.detection import output_name
from release.model import App
from release.workflows import FOLDER
from tests.actions.judges import Run, Verdict, judge
from tests.actions.scenes import (
    APPROVED,
    BUILT,
    CHAIN,
    DEPLOY,
    ODD,
    PLAIN,
    RUNNERS,
    SEED,
    rendered,
)
from tests.real_components import Components


def flags(apps: Sequence[App]) -> list[dict[str, str]]:
    """All that the detector can say: any apps, and nothing at all."""
    names = [output_name(app.name) for app in apps]
    return [
        {
            "release": "true" if "true" in values else "false",
            **dict(zip(names, values, strict=True)),
        }
        for values in product(["true", "false"], repeat=len(apps))
    ] + ([{}] if apps else [{}, {"release": "true"}])


class Life(NamedTuple):
    """One life of a run of deploy.yml: what is due in it, and which jobs did what.

    `builders` are the jobs that build what others deploy, by those others.
    """

    is_release: bool
    is_approved: bool
    is_due: Mapping[str, bool]
    ran: set[str]
    well: set[str]
    late: set[str]
    builders: Mapping[str, str]

    @classmethod
    def of(cls, run: Run, apps: Sequence[App]) -> Life:
        said = run.outputs if run.detected else {}
        names = [output_name(app.name) for app in apps]
        well = {job for job, result in run.results.items() if result == "success"}
        return cls(
            is_release=said.get("release") == "true",
            is_approved="approve" in well or "approve" not in run.results,
            is_due={f"deploy-{name}": said.get(name) == "true" for name in names},
            ran={job for job, result in run.results.items() if result != "skipped"},
            well=well,
            late={*list(run.results)[run.cancelled_before :]},
            builders={
                f"deploy-{name}": f"build-{name}"
                for name in names
                if f"build-{name}" in run.results
            },
        )

    @property
    def is_deployed(self) -> bool:
        """Also where there are no apps, and so nothing to do before the tags."""
        return bool(self.well & {*self.is_due}) if self.is_due else self.may_go_on

    @property
    def may_go_on(self) -> bool:
        return self.is_release and self.is_approved

    def begins(self, job: str) -> bool:
        """Whether a job began, or would have."""
        return job in self.ran | self.late


def broken(verdict: Verdict, run: Run, apps: Sequence[App]) -> Iterator[str]:
    """Which of the promises a run breaks."""
    life = Life.of(run, apps)
    if life.late & life.ran:
        yield "cancelled, and something new starts"
    if not run.detected and len(life.ran) > 1:
        yield "the detector failed, and something starts"
    if not life.is_approved and life.ran & {*life.is_due, *life.builders.values(), "publish"}:
        yield "not approved, and something is built, deployed or tagged"
    if "approve" in life.ran and not life.is_release:
        yield "nothing is due, and somebody is asked"
    for job in life.is_due:
        yield from broken_by(job, life, verdict.before(job) & life.is_due.keys())
    if life.is_deployed and not life.begins("publish"):
        yield "deployed, and not tagged"
    if "publish" in life.ran and not life.is_deployed:
        yield "tagged, and nothing is deployed"
    if life.is_release and not all(map(life.begins, run.results.keys() & {"approve", "done"})):
        yield "a release, and nobody is asked, or looks how it ended"


def broken_by(job: str, life: Life, needed: set[str]) -> Iterator[str]:
    """Which promises the job of an app breaks, that needs others."""
    due = life.is_due[job]
    stuck = {each for each in needed if life.is_due[each] and each not in life.well}
    builder = life.builders.get(job, "")
    is_built = not builder or builder in life.well
    if builder in life.ran and not due:
        yield "nothing to deploy, and it is built"
    if due and life.is_approved and builder and not life.begins(builder):
        yield "all is ready, and it is not built"
    if job in life.ran and not is_built:
        yield "not built for every platform, and it is deployed"
    if job in life.ran and not due:
        yield "nothing to deploy, and it is deployed"
    if job in life.ran and stuck:
        yield "what it needs is not deployed, and it is"
    if due and life.is_approved and is_built and not stuck and not life.begins(job):
        yield "all is ready, and it is not deployed"


def all_broken(components: Components, text: str, apps: Sequence[App]) -> Counter[str]:
    verdict = judge(components, text, flags(apps))
    assert verdict.errors == []
    assert len(verdict.runs) > (200 if apps else 30)
    return Counter(each for run in verdict.runs for each in broken(verdict, run, apps))


@pytest.mark.needs("node", "workflow-parser")
@pytest.mark.parametrize(
    ("apps", "workflows"),
    [
        *product([SEED, CHAIN, ODD, ()], [PLAIN, APPROVED]),
        (SEED, BUILT),
        (CHAIN[1:], BUILT._replace(approval="approval")),
    ],
)
def test_every_run_keeps_every_promise(
    components: Components, apps: Sequence[App], workflows: Workflows
) -> None:
    """All results of all jobs, all that can be detected, cancelled before each job or never."""
    assert all_broken(components, rendered(apps, workflows)[DEPLOY], apps) == Counter()


def in_last_app(text: str, old: str, new: str) -> str:
    """Change the condition of the app that is deployed last, and no other."""
    head, job, tail = text.partition("  deploy-c:\n")
    condition, runner, rest = tail.partition("    runs-on:")
    return head + job + condition.replace(old, new) + runner + rest


CARELESS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "a build that failed will not be missed": (
        "not built for every platform, and it is deployed",
        lambda text: text.replace("needs.build-a.result == 'success'", "true"),
    ),
    "an app is built before it is known whether it is due": (
        "nothing to deploy, and it is built",
        lambda text: text.replace("outputs.a == 'true'\n    strategy", "outputs.a\n    strategy"),
    ),
    "approval is asked for, and not waited for": (
        "not approved, and something is built, deployed or tagged",
        lambda text: text.replace("needs.approve.result == 'success'", "true"),
    ),
    "always": (
        "cancelled, and something new starts",
        lambda text: text.replace("!cancelled()", "always()"),
    ),
    "no status function": (
        "all is ready, and it is not deployed",
        lambda text: text.replace("!cancelled()", "true"),
    ),
    "a text instead of a condition": (
        "nothing to deploy, and it is deployed",
        lambda text: text.replace("== 'true'\n    runs-on", "== 'true' || ' '\n    runs-on"),
    ),
    "any skipped need will do": (
        "what it needs is not deployed, and it is",
        lambda text: in_last_app(
            in_last_app(text, "needs.deploy-a.result == 'success'", "true"),
            " && needs.detect.outputs.b == 'false')",
            ")",
        ),
    ),
    "direct needs alone": (
        "what it needs is not deployed, and it is",
        lambda text: in_last_app(text, "needs.deploy-a.result == 'success'", "true"),
    ),
}


@pytest.mark.needs("node", "workflow-parser")
@pytest.mark.parametrize("name", CARELESS)
def test_a_careless_condition_is_caught(components: Components, name: str) -> None:
    promise, change = CARELESS[name]
    building = Workflows(platforms={"a": RUNNERS})
    wishes = {"approval": APPROVED, "buil": building}
    workflows = next((each for word, each in wishes.items() if word in name), PLAIN)
    text = rendered(CHAIN, workflows)[DEPLOY]
    assert change(text) != text

    assert all_broken(components, change(text), CHAIN)[promise]


@pytest.mark.needs("node", "workflow-parser")
def test_only_our_own_release_pull_request_is_commented(components: Components) -> None:
    def context(source: str, branch: str) -> dict[str, object]:
        head = {"repo": {"full_name": source}, "ref": branch}
        return {"repository": "acme/train", "event": {"pull_request": {"head": head}}}

    contexts = [
        context("acme/train", "changeset-release/main"),
        context("mallory/train", "changeset-release/main"),
        context("acme/train", "staging"),
    ]
    text = rendered(SEED)[f"{FOLDER}/release-preview.yml"]

    assert judge(components, text, github=contexts).starts == [["preview"], [], []]
