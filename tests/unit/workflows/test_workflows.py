"""What is in the workflows."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invoke.parser import Parser
from ruamel.yaml import YAML

from release.adapters.disk import Disk
from release.config.extra_steps import JOBS
from release.config.pins import ATTEST, CHECKOUT, DEPLOY_PAGES, PINS, Pin
from release.config.workflows import Workflows
from release.errors import ConfigError
from release.model import App
from release.steps.workflows import check
from release.tasks import namespace
from release.workflows import FOLDER
from release.workflows.paper import write
from tests.actions.scenes import (
    APPROVED,
    ATTESTED,
    DEPLOY,
    MANY_SECRETS,
    NODE,
    ODD,
    PUBLISHED,
    RENDERED,
    ROOT,
    SEED,
    STEPS,
    VARIANTS,
    rendered,
)
from tests.fake_git import FakeGit
from tests.fakes import a_view


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
    """Those of apps are named by the app, and those that can have none run no task of ours."""
    texts = {text for variant in VARIANTS.values() for text in rendered(*variant).values()}
    jobs = [job for text in texts for job in YAML(typ="safe").load(text)["jobs"].items()]
    installing = {key for key, job in jobs if "Install" in [each["name"] for each in job["steps"]]}

    assert {key for key in installing if not key.startswith(("deploy-", "build-"))} == {*JOBS}


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
