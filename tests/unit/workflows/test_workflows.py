from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import pytest
from invoke.parser import Parser
from ruamel.yaml import YAML

from release.adapters.disk import Disk
from release.config.pins import CHECKOUT, PINS, Pin
from release.config.train import Config
from release.config.workflows import Workflows
from release.detection import output_name
from release.errors import ConfigError
from release.model import App
from release.steps.workflows import check
from release.tasks import namespace
from release.workflows import FOLDER, render
from release.workflows.ground import Ground
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


def rendered(
    apps: Sequence[App], workflows: Workflows = PLAIN, *, main: str = "main"
) -> Mapping[str, str]:
    config = Config(main=main, apps=tuple(apps), workflows=workflows)
    return render(Ground.of(config, "1.2.3", has_tasks=False))


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


def test_names_of_all_kinds_stay_what_they_are() -> None:
    jobs = YAML(typ="safe").load(rendered(ODD)[DEPLOY])["jobs"]

    assert {job["name"] for job in jobs.values()} >= {app.name for app in ODD}
    assert jobs["deploy-acme-it-s-web-1"]["steps"][-1]["run"] == (
        "exec python -m release deploy '--app=@acme/it'\"'\"'s \"web\": #1' --wait=3600"
    )


def test_a_branch_is_no_pattern() -> None:
    workflow = YAML(typ="safe").load(rendered(SEED, main="c++")[DEPLOY])

    assert workflow["on"] == {"push": {"branches": [r"c\+\+"]}}


def test_what_github_would_compute_is_refused() -> None:
    with pytest.raises(ConfigError, match="which GitHub Actions would compute"):
        rendered([App("${{ github.token }}", "a")])


def test_apps_that_would_share_a_job_are_refused() -> None:
    with pytest.raises(ConfigError, match="would be `a-b`"):
        rendered([App("a b", "a"), App("a-b", "b")])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Ours, and those of repositories with other apps; each in a folder as GitHub wants it."""
    found = list(OURS)
    for name, apps in {"odd": ODD, "chain": CHAIN, "one": SEED[:1]}.items():
        root = tmp_path_factory.mktemp(name)
        for path, text in rendered(apps, MANY_SECRETS if apps is ODD else PLAIN).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
            found.append(root / path)
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
    ] + [{}]


def broken(verdict: Verdict, run: Run, apps: Sequence[App]) -> Iterator[str]:
    """Which of the promises a run breaks."""
    jobs = {app.name: f"deploy-{output_name(app.name)}" for app in apps}
    is_due = {
        jobs[app.name]: run.outputs.get(output_name(app.name)) == "true" and run.detected
        for app in apps
    }
    ran = {job for job, result in run.results.items() if result != "skipped"}
    well = {job for job, result in run.results.items() if result == "success"}
    late = {*list(run.results)[run.cancelled_before :]}
    if late & ran:
        yield "cancelled, and something new starts"
    if not run.detected and len(ran) > 1:
        yield "the detector failed, and something starts"
    for job, due in is_due.items():
        needed = verdict.before(job) & is_due.keys()
        stuck = {each for each in needed if is_due[each] and each not in well}
        if job in ran and not due:
            yield "nothing to deploy, and it is deployed"
        if job in ran and stuck:
            yield "what it needs is not deployed, and it is"
        if due and not stuck and job not in ran | late:
            yield "all is ready, and it is not deployed"
    deployed = any(job in well for job in is_due)
    if deployed and "publish" not in ran | late:
        yield "deployed, and not tagged"
    if "publish" in ran and not deployed:
        yield "tagged, and nothing is deployed"
    if any(is_due.values()) and "done" not in ran | late:
        yield "a release, and nobody looks how it ended"


def all_broken(components: Components, text: str, apps: Sequence[App]) -> Counter[str]:
    verdict = judge(components, text, flags(apps))
    assert verdict.errors == []
    assert len(verdict.runs) > 200
    return Counter(each for run in verdict.runs for each in broken(verdict, run, apps))


@pytest.mark.needs("node", "workflow-parser")
@pytest.mark.parametrize("apps", [SEED, CHAIN, ODD], ids=["seed", "chain", "odd"])
def test_every_run_keeps_every_promise(components: Components, apps: Sequence[App]) -> None:
    """All results of all jobs, all that can be detected, cancelled before each job or never."""
    assert all_broken(components, rendered(apps)[DEPLOY], apps) == Counter()


def in_last_app(text: str, old: str, new: str) -> str:
    """Change the condition of the app that is deployed last, and no other."""
    head, job, tail = text.partition("  deploy-c:\n")
    condition, runner, rest = tail.partition("    runs-on:")
    return head + job + condition.replace(old, new) + runner + rest


CARELESS: Mapping[str, tuple[str, Callable[[str], str]]] = {
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
    text = rendered(CHAIN)[DEPLOY]
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
