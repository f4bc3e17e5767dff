from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invoke.parser import Parser
from ruamel.yaml import YAML

from release.adapters.disk import Disk
from release.config.deploying import Deploying, Placement
from release.config.extra_steps import JOBS, ExtraStep, Use
from release.config.pins import ATTEST, CHECKOUT, DEPLOY_PAGES, PINS, Pin
from release.config.train import Config
from release.config.workflows import Workflows
from release.detection import output_name
from release.errors import ConfigError
from release.model import App, Workspace
from release.steps.workflows import check
from release.tasks import namespace
from release.workflows import FOLDER, render
from release.workflows.ground import Ground
from release.workflows.paper import write
from tests.factories import a_package
from tests.fake_git import FakeGit
from tests.fakes import a_view
from tests.real_components import Components
from tests.workflow_judges import Run, Verdict, against_the_schema, audit, judge, judge_all, lint

ROOT = Path(__file__).parents[3]
OURS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RENDERED = {path.name for path in OURS} - {"ci.yml"}
DEPLOY = f"{FOLDER}/deploy.yml"

SEED = (
    App("backend", "backend"),
    App("cloudprint", "cloudprint", ("backend",)),
    App("frachter", "frachter", ("backend",)),
)
CHAIN = (App("c", "c", ("b",)), App("b", "b", ("a",)), App("a", "a"))
ODD = (
    App('@acme/it\'s "web": #1', "w"),
    App("yes", "y", ('@acme/it\'s "web": #1',), assets=("dist/*",)),
    App("1.0", "o"),
)
PLAIN = Workflows()
MANY_SECRETS = Workflows(secrets={"yes": ("SSH_KEY", "TOKEN"), "1.0": ("TOKEN",)})
ATTESTED = Workflows(attest=True)
PUBLISHED = Workflows(board=True)
APPROVED = Workflows(approval="Release: \"yes\" or 'no'?")
NODE = Use("actions/setup-node", Pin("820762786026740c76f36085b0efc47a31fe5020", "v7.0.0"))
STEPS = (
    ExtraStep("Node: 'it', \"too\"", uses=NODE, inputs={"node-version": 24, "cache": ""}),
    ExtraStep("Certificates", ("yes",), run="set -e\n  echo 'one: #1'\n"),
    ExtraStep(
        "Say", ("snapshot", "publish"), run='echo "$WHO"', env={"WHO": "off: ${{ github.actor }}"}
    ),
)
RUNNERS = {"linux-x86_64": "ubuntu-24.04", "darwin-aarch64": "macos-15"}
BUILT = Workflows(platforms={"c": RUNNERS, "a": RUNNERS, "cloudprint": RUNNERS, "yes": RUNNERS})
ALL = MANY_SECRETS._replace(
    approval="approval", attest=True, steps=STEPS, platforms={"yes": RUNNERS}
)


def rendered(
    apps: Sequence[App], workflows: Workflows = PLAIN, *, main: str = "main"
) -> Mapping[str, str]:
    """Those of a repository with these apps; without one, of packages alone."""
    every = tuple(apps) or SEED
    names = [app.name for app in every]
    built = {app: each for app, each in workflows.platforms.items() if app in names}
    config = Config(
        main=main,
        apps=every,
        configured=bool(apps),
        placements=dict.fromkeys(built, Placement(Deploying("tauri"))),
        workflows=workflows._replace(platforms=built),
    )
    packages = [a_package()._replace(name=app.package, directory=app.package) for app in every]
    workspace = Workspace("npm", None, tuple(packages))
    return render(Ground.of(config, workspace, "1.2.3", has_tasks=False))


def test_ours_are_what_our_configuration_makes() -> None:
    decision = check(a_view(Disk(ROOT), FakeGit()), "0")

    assert (decision.failure, decision.blocks) == (None, ())
    assert {Path(path).name for path in rendered(SEED)} == RENDERED


def test_every_workflow_permits_nothing_that_no_job_asks_for() -> None:
    for text in rendered(ODD, MANY_SECRETS).values():
        workflow = YAML(typ="safe").load(text)
        assert workflow["permissions"] == {}
        assert workflow["concurrency"]["cancel-in-progress"] is False
        for job in workflow["jobs"].values():
            assert job["permissions"]
            assert job["timeout-minutes"]
            *ready, install, _ = [step.get("run") for step in job["steps"]][:4]
            assert (ready, install) == (
                [None, None],
                "python -m pip install monorepo-release==1.2.3",
            )


def test_each_task_takes_the_place_of_the_shell() -> None:
    for text in rendered(ODD).values():
        for job in YAML(typ="safe").load(text)["jobs"].values():
            for step in job["steps"][3:]:
                assert step["run"].startswith("exec python -m release ")
                assert "\n" not in step["run"]


def test_each_script_is_a_command_line_that_our_tasks_understand() -> None:
    parser = Parser(contexts=namespace.to_contexts())
    for text in rendered(ODD).values():
        for job in YAML(typ="safe").load(text)["jobs"].values():
            for step in job["steps"][3:]:
                task, *flags = shlex.split(step["run"])[4:]
                (found,) = parser.parse_argv([task, *flags])
                assert task in {found.name, *found.aliases}


def test_a_secret_is_in_the_environment_of_the_app_that_needs_it_and_nowhere_else() -> None:
    jobs = YAML(typ="safe").load(rendered(ODD, MANY_SECRETS)[DEPLOY])["jobs"]
    having = {name: "secrets.SSH_KEY" in str(job) for name, job in jobs.items()}

    assert [name for name, has in having.items() if has] == ["deploy-yes"]
    assert [step.get("env") for step in jobs["deploy-yes"]["steps"]][-2:] == [
        {
            "GITHUB_TOKEN": "${{ github.token }}",
            "SSH_KEY": "${{ secrets.SSH_KEY }}",
            "TOKEN": "${{ secrets.TOKEN }}",
        },
        {"GITHUB_TOKEN": "${{ github.token }}"},
    ]


def test_an_app_may_have_a_runner_of_its_own_and_an_action_a_newer_version() -> None:
    pin = Pin("0123456789012345678901234567890123456789", "v8.0.0")
    own = Workflows(runners={"cloudprint": "macos-15"}, pins={**PINS, CHECKOUT: pin})
    text = rendered(SEED, own)[DEPLOY]
    jobs = YAML(typ="safe").load(text)["jobs"]

    runners = {name: job["runs-on"] for name, job in jobs.items()}
    assert {name for name, runner in runners.items() if runner == "macos-15"} == {
        "deploy-cloudprint"
    }
    assert text.count(f"uses: {CHECKOUT}@{pin.commit} # v8.0.0\n") == len(jobs)
    assert PINS[CHECKOUT].commit not in text


def steps_of(text: str) -> dict[str, list[dict[str, object]]]:
    """The steps of each job, between `Install` and the first task."""
    found = {}
    for key, job in YAML(typ="safe").load(text)["jobs"].items():
        names = [step["name"] for step in job["steps"]]
        tasks = [
            at for at, step in enumerate(job["steps"]) if " -m release " in step.get("run", "")
        ]
        found[key] = job["steps"][names.index("Install") + 1 : tasks[0]]
    return found


def test_steps_of_the_owner_come_before_the_task_of_the_jobs_that_they_are_for() -> None:
    texts = rendered(ODD, Workflows(steps=STEPS))
    found = steps_of(texts[DEPLOY]) | steps_of(texts[f"{FOLDER}/staging.yml"])
    node, certificates, say = (
        {
            "name": "Node: 'it', \"too\"",
            "uses": f"{NODE.action}@{NODE.pin.commit}",
            "with": {"node-version": 24, "cache": ""},
        },
        {"name": "Certificates", "run": "set -e\n  echo 'one: #1'\n"},
        {"name": "Say", "env": {"WHO": "off: ${{ github.actor }}"}, "run": 'echo "$WHO"'},
    )

    assert found == {
        "detect": [],
        "deploy-acme-it-s-web-1": [node],
        "deploy-yes": [node, certificates],
        "deploy-_1-0": [node],
        "publish": [say],
        "done": [],
        "snapshot": [node, certificates, say],
    }
    assert f"uses: {NODE}\n" in texts[DEPLOY]


def test_steps_can_be_in_every_job_that_runs_a_task() -> None:
    texts = rendered(SEED, APPROVED._replace(board=True))
    keys = [key for text in texts.values() for key in YAML(typ="safe").load(text)["jobs"]]

    apps = [f"deploy-{app.name}" for app in SEED]
    assert sorted(keys) == sorted([*JOBS, *apps, "approve", "publish-board"])


def test_who_must_approve_is_in_nobodys_way() -> None:
    workflow = YAML(typ="safe").load(rendered(SEED, APPROVED)[DEPLOY])
    jobs = workflow["jobs"]
    line = {"group": "deploy-production", "queue": "max", "cancel-in-progress": False}

    assert workflow["concurrency"]["group"] == "deploy-${{ github.run_id }}"
    assert {key: job.get("concurrency") for key, job in jobs.items()} == {
        "detect": None,
        "approve": None,
        "deploy-backend": line,
        "deploy-cloudprint": line,
        "deploy-frachter": line,
        "publish": line,
        "done": None,
    }
    assert jobs["approve"]["environment"]["name"] == APPROVED.approval
    assert jobs["approve"]["permissions"] == {}
    assert [step["run"].split()[0] for step in jobs["approve"]["steps"]] == ["echo"]


def test_what_is_deployed_is_tagged_before_another_run_has_its_turn() -> None:
    jobs = YAML(typ="safe").load(rendered(SEED, APPROVED)[DEPLOY])["jobs"]

    for app in SEED:
        last = jobs[f"deploy-{app.name}"]["steps"][-1]
        assert last["run"] == f"exec python -m release release.publish --app={app.name}"


def test_files_are_attested_after_they_are_built_and_before_they_are_published() -> None:
    app = App("web", "web", assets=("!dist/*.map", "dist/*", "it's [a]"))
    jobs = YAML(typ="safe").load(rendered([app, App("api", "api")], ATTESTED)[DEPLOY])["jobs"]
    *_, deploy, attest, publish = jobs["deploy-web"]["steps"]

    assert (deploy["name"], publish["name"]) == ("Deploy", "Publish")
    assert attest == {
        "name": "Attest",
        "if": "hashFiles('web/dist/*', 'web/it''s [a]', '!web/dist/*.map') != ''",
        "uses": f"{ATTEST}@{PINS[ATTEST].commit}",
        "with": {"subject-path": "web/dist/*\nweb/it's [a]\n!web/dist/*.map\n"},
    }
    having = {
        key for key, job in jobs.items() if {"id-token", "attestations"} & {*job["permissions"]}
    }
    assert having == {"deploy-web"}


@pytest.mark.parametrize("pattern", ["*.{deb,rpm}", "@(a|b)", "a\\*", "a\nb"])
def test_a_pattern_that_github_reads_in_another_way_is_not_attested(pattern: str) -> None:
    with pytest.raises(ConfigError, match="cannot be attested"):
        rendered([App("web", "web", assets=(pattern,))], ATTESTED)


def test_a_repository_without_apps_has_no_job_for_each_package() -> None:
    jobs = YAML(typ="safe").load(rendered(())[DEPLOY])["jobs"]

    assert list(jobs) == ["detect", "publish", "done"]
    assert list(jobs["detect"]["outputs"]) == ["release"]


def test_names_of_all_kinds_stay_what_they_are() -> None:
    jobs = YAML(typ="safe").load(rendered(ODD)[DEPLOY])["jobs"]

    assert {job["name"] for job in jobs.values()} >= {app.name for app in ODD}
    assert jobs["deploy-acme-it-s-web-1"]["steps"][-1]["run"] == (
        "exec python -m release deploy '--app=@acme/it'\"'\"'s \"web\": #1' --wait=3600"
    )


@given(text=st.text())
def test_a_script_of_any_kind_stays_what_it_is(text: str) -> None:
    for script in (text, f"{text}\n", f"echo {text}\nexit\n"):
        assert YAML(typ="safe").load(write({"jobs": {"run": script}})) == {"jobs": {"run": script}}


def test_a_branch_is_no_pattern() -> None:
    workflow = YAML(typ="safe").load(rendered(SEED, main="c++")[DEPLOY])

    assert workflow["on"] == {"push": {"branches": [r"c\+\+"]}}


def test_what_github_would_compute_is_refused() -> None:
    with pytest.raises(ConfigError, match="which GitHub Actions would compute"):
        rendered([App("${{ github.token }}", "a")])


def test_all_that_github_would_take_for_something_else_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        rendered([App("${{ x }}", "a", assets=("*.{deb,rpm}",))], ATTESTED)

    assert len(caught.value.problems) == 2


def test_apps_that_would_share_a_job_are_refused() -> None:
    with pytest.raises(ConfigError, match="would be `a-b`"):
        rendered([App("a b", "a"), App("a-b", "b")])


def test_the_board_is_published_where_that_is_wished() -> None:
    """Who makes it may only look, and who publishes it has nothing but the page."""
    path = f"{FOLDER}/board.yml"
    jobs = YAML(typ="safe").load(rendered(SEED, PUBLISHED)[path])["jobs"]

    assert path not in rendered(SEED)
    assert {"read"} == set(jobs["board"]["permissions"].values())
    assert {"id-token": "write", "pages": "write"} == jobs["publish-board"]["permissions"]
    (publish,) = jobs["publish-board"]["steps"]
    assert publish["uses"] == f"{DEPLOY_PAGES}@{PINS[DEPLOY_PAGES].commit}"
    room, make, keep = jobs["board"]["steps"][3:]
    words = make["run"].removeprefix("exec python -m release ").split()
    assert ["board", "--output=.release-board/index.html"] == words[:2]
    assert (room["run"], keep["with"]) == ("mkdir .release-board", {"path": ".release-board"})
    assert "GH_PAT" not in make["env"]


VARIANTS: Mapping[str, tuple[Sequence[App], Workflows]] = {
    "odd": (ODD, MANY_SECRETS),
    "chain": (CHAIN, PLAIN),
    "one": (SEED[:1], PLAIN),
    "no-apps": ((), PLAIN),
    "approved": (SEED, APPROVED),
    "no-apps-approved": ((), APPROVED),
    "steps": (ODD, Workflows(steps=STEPS)),
    "attest": (ODD, ATTESTED),
    "platforms": (SEED, BUILT),
    "platforms-approved": (CHAIN, BUILT._replace(approval="approval")),
    "board": (SEED, PUBLISHED),
    "all": (ODD, ALL),
    "all-built": (SEED, BUILT._replace(approval="approval", attest=True, steps=STEPS)),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Ours, and those of repositories with other apps and other wishes, as far as they differ.

    Each is in a folder as GitHub wants it.
    """
    found = list(OURS)
    known = {path.read_text("utf-8") for path in OURS}
    for name, (apps, workflows) in VARIANTS.items():
        root = tmp_path_factory.mktemp(name)
        for path, text in rendered(apps, workflows).items():
            if text not in known:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, "utf-8")
                found.append(root / path)
                known.add(text)
    return found


def test_an_auditor_finds_nothing(written: list[Path]) -> None:
    for folder in {path.parent for path in written}:
        assert audit(folder) == ""


def test_the_auditor_has_eyes(tmp_path: Path) -> None:
    path = tmp_path / FOLDER / "deploy.yml"
    path.parent.mkdir(parents=True)
    path.write_text(rendered(SEED)[DEPLOY].replace("persist-credentials: false", ""), "utf-8")

    assert "artipacked" in audit(path.parent)


def test_the_schema_admits_every_workflow(written: list[Path]) -> None:
    assert against_the_schema(written) == ""


def test_the_schema_has_teeth(tmp_path: Path) -> None:
    path = tmp_path / "deploy.yml"
    path.write_text(rendered(SEED)[DEPLOY].replace("timeout-minutes: ", "timeout: "), "utf-8")

    assert "timeout" in against_the_schema([path])


@pytest.mark.needs("actionlint")
def test_a_linter_finds_nothing(written: list[Path], components: Components) -> None:
    assert lint(components, written) == ""


@pytest.mark.needs("actionlint")
def test_the_linter_has_eyes(tmp_path: Path, components: Components) -> None:
    path = tmp_path / "deploy.yml"
    text = rendered(SEED)[DEPLOY]
    path.write_text(text.replace("detect.outputs.backend ==", "detect.outputs.bakend =="), "utf-8")

    assert '"bakend" is not defined' in lint(components, [path])


@pytest.mark.needs("node", "workflow-parser")
def test_github_reads_every_workflow(written: list[Path], components: Components) -> None:
    verdicts = judge_all(components, [{"text": each.read_text("utf-8")} for each in written])

    assert [each.errors for each in verdicts] == [[]] * len(written)
    assert all(each.needs for each in verdicts)


@pytest.mark.needs("node", "workflow-parser")
def test_github_has_eyes(components: Components) -> None:
    text = rendered(SEED)[DEPLOY].replace("[detect, deploy-backend]", "[detect, nobody]")

    assert "nobody" in str(judge(components, text).errors)


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
