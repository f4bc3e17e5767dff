"""One run of a workflow as GitHub makes it, by `act` on this machine.

What `act` lacks is written into the workflow before: a job has its own token with its own
permissions, and sees the secrets of its own environment; what GitHub has had since 2026 is left
out. For the actions that are used there are stand-ins. That for actions/checkout does to git what
the real one does; where `RELEASE_TEST_CHECKOUT` names a folder with the real one, that one runs.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
from base64 import b64encode
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from release.config.pins import CHECKOUT, DOWNLOAD, UPLOAD

_NOTHING = """
name: Nothing
description: It is here already.
runs:
  using: composite
  steps: [{ run: "true", shell: bash }]
"""
_CHECK_OUT = """
name: Checkout
description: All of the history, and no credentials afterwards.
inputs:
  ref: { default: "" }
  token: { required: true }
  fetch-depth: { default: "1" }
  persist-credentials: { default: "true" }
runs:
  using: composite
  steps:
    - shell: bash
      env:
        REF: ${{ inputs.ref }}
        TOKEN: ${{ inputs.token }}
        HOW: depth ${{ inputs.fetch-depth }}, credentials ${{ inputs.persist-credentials }}
      run: |
        [ "$HOW" = "depth 0, credentials false" ]
        key=$(printf "x-access-token:%s" "$TOKEN" | base64 --wrap=0)
        export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
        export GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $key"
        fetch() { git fetch --quiet --no-tags --prune --no-recurse-submodules origin "$@"; }
        case "$REF" in
          "") ref=$GITHUB_REF sha=$GITHUB_SHA ;;
          *[!0-9a-f]*) ref=refs/heads/$REF sha= ;;
          *) ref= sha=$REF ;;
        esac
        git init --quiet
        git remote add origin "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"
        fetch "+refs/heads/*:refs/remotes/origin/*" "+refs/tags/*:refs/tags/*"
        case "$ref" in
          "") git checkout --quiet --force "$sha" ;;
          refs/pull/*)
            place=refs/remotes/${ref#refs/}
            fetch "+$sha:$place"
            git checkout --quiet --force "$place" ;;
          *)
            branch=${ref#refs/heads/} place=refs/remotes/origin/${ref#refs/heads/}
            # The branch is as it was at the event, also in the job.
            [ -z "$sha" ] || [ "$(git rev-parse "$place")" = "$sha" ] || fetch "+$sha:$place"
            git checkout --quiet --force -B "$branch" "$place" ;;
        esac
"""
_UPLOAD = """
name: Upload
description: Keeps a folder for other jobs of the run.
inputs:
  name: { required: true }
  path: { required: true }
  if-no-files-found: { default: warn }
  retention-days: { default: "0" }
  compression-level: { default: "6" }
  overwrite: { default: "false" }
runs:
  using: composite
  steps:
    - shell: bash
      env:
        NAME: ${{ inputs.name }}
        FROM: ${{ inputs.path }}
      run: |
        [ -n "$(find "$FROM" -type f)" ]
        rm -rf "$RUN_ARTIFACTS/$NAME"
        mkdir -p "$RUN_ARTIFACTS/$NAME"
        cp -R "$FROM/." "$RUN_ARTIFACTS/$NAME"
"""
_DOWNLOAD = """
name: Download
description: Brings what other jobs of the run kept, all of it into one folder.
inputs:
  pattern: { required: true }
  path: { required: true }
  merge-multiple: { required: true }
runs:
  using: composite
  steps:
    - shell: bash
      env:
        PATTERN: ${{ inputs.pattern }}
        INTO: ${{ inputs.path }}
      run: |
        mkdir -p "$INTO"
        for each in "$RUN_ARTIFACTS"/$PATTERN; do
          if [ -d "$each" ]; then cp -R "$each/." "$INTO"; fi
        done
"""
LONGEST = 600  # seconds for one run; it takes 10, and much longer on a busy machine
_STAND_INS = {CHECKOUT: _CHECK_OUT, DOWNLOAD: _DOWNLOAD, UPLOAD: _UPLOAD}
_SECRET = re.compile(r"\$\{\{ secrets\.(\w+) \}\}")
_BUILT_IN = "${{ github.token }}"


class Event(NamedTuple):
    """What a run is for. `ref` and `sha` are those of the run; `by` is who did it."""

    name: str
    ref: str
    sha: str
    payload: Mapping[str, Any]
    by: str


class Place(NamedTuple):
    """Where GitHub is, and which repository; `scratch` is for what runs leave."""

    url: str
    repository: str
    scratch: Path


class Token(NamedTuple):
    """A job's own token, and its permissions."""

    text: str
    job: str
    rights: Mapping[str, str]


class Prepared(NamedTuple):
    """A workflow for `act`, with the tokens of its jobs and all that is secret in it."""

    text: str
    secrets: Mapping[str, str]
    tokens: tuple[Token, ...]


class Job(NamedTuple):
    """What came of a job, and what it printed; those of a matrix are of one `key`."""

    key: str
    result: str
    said: str


def prepare(
    text: str, known: Mapping[str, Mapping[str, str]], rejected: Collection[str] = ()
) -> Prepared:
    """Give each job of a workflow its token and its secrets.

    Args:
        text: the workflow.
        known: the secrets of each environment, and under "" those of the repository.
        rejected: environments whose reviewers say no, so that a job there fails before it begins.
    """
    yaml = YAML()
    sheet = yaml.load(text)
    sheet.get("concurrency", {}).pop("queue", None)
    told: dict[str, str] = {}
    tokens = []
    for number, (key, job) in enumerate(sheet["jobs"].items()):
        own = f"JOB{number}"
        told[own] = f"ghs_{secrets.token_hex(18)}"
        tokens.append(Token(told[own], key, dict(job["permissions"])))
        job.get("concurrency", {}).pop("queue", None)
        place = job.get("environment", {})
        place.pop("deployment", None)
        for secret, value in {**known.get("", {}), **known.get(place.get("name"), {})}.items():
            told[f"{own}_{secret}"] = value
        if place.get("name") in rejected:
            job["steps"] = [{"run": "exit 1", "shell": "bash"}]
        _own(job["steps"], own)
    out = StringIO()
    yaml.dump(sheet, out)
    return Prepared(out.getvalue(), told, tuple(tokens))


def _own(steps: Any, own: str) -> None:
    """Have the steps of a job read what is the job's own."""
    for step in steps:
        if step.get("uses", "").startswith(f"{CHECKOUT}@"):
            step["with"]["token"] = _BUILT_IN  # as by default
        for table in (step, step.get("env", {}), step.get("with", {})):
            for key, value in table.items():
                if isinstance(value, str):
                    named = _SECRET.sub(rf"${{{{ secrets.{own}_\1 }}}}", value)
                    table[key] = named.replace(_BUILT_IN, f"${{{{ secrets.{own} }}}}")


def act(place: Place, event: Event, file: str, prepared: Prepared, number: int) -> dict[str, Job]:
    """Run a workflow to its end, in which nobody prints a secret.

    Returns:
        The jobs that ran, by name; those that were skipped are not among them.
    """
    folder = place.scratch / f"run-{number}"
    (folder / "cache").mkdir(parents=True)
    sheet = _file(folder / file, prepared.text)
    payload = _file(folder / "event.json", json.dumps(event.payload))
    hidden = _file(folder / "secrets", _lines(prepared.secrets))
    told = _file(folder / "variables", _lines(_variables(place, event, number)))
    command: list[str | Path] = [
        *(Path(sys.executable).with_name("act"), event.name, f"--actor={event.by}", "--json"),
        *(f"--workflows={sheet}", f"--eventpath={payload}"),
        *(f"--secret-file={hidden}", f"--env-file={told}"),
        *("--platform=ubuntu-24.04=-self-hosted", "--no-skip-checkout", "--no-cache-server"),
        "--insecure-secrets",  # what is printed is not covered up
        *(f"--local-repository={use}={_stand_in(folder, use)}" for use in _uses(prepared.text)),
    ]
    code, said, complaints = _run(command, folder)
    printed = said + complaints
    assert code is not None, f"`act` took longer than {LONGEST} s:\n{printed}"
    assert not [name for name, text in prepared.secrets.items() if _is_in(text, printed)]
    jobs = _jobs(said)
    is_green = {job.result for job in jobs.values()} <= {"success"}
    assert is_green == (code == 0), printed
    return jobs


def _run(command: Sequence[str | Path], folder: Path) -> tuple[int | None, str, str]:
    """Run a program in a folder: its exit code, None where it had to be ended, and what it said.

    It speaks into files: a pipe would be waited for until all that it started is gone, too.
    """
    places = folder / "stdout", folder / "stderr"
    with places[0].open("wb") as out, places[1].open("wb") as err:
        environment = {**os.environ, **_home(folder)}
        try:
            code = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                stdout=out,
                stderr=err,
                timeout=LONGEST,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            code = None
    said, complaints = (each.read_text("utf-8", "replace") for each in places)
    return code, said, complaints


def _is_in(secret: str, printed: str) -> bool:
    """Whether a secret was printed, as it is or as git sends it."""
    sent = b64encode(f"x-access-token:{secret}".encode()).decode()
    return secret in printed or sent in printed


def _home(folder: Path) -> dict[str, str]:
    """A place for all that is written for a user: actions do so by `git config --global`.

    git writes a file beside, and renames it: /dev/null in its place would be gone, for everybody.
    """
    settings = _file(folder / "gitconfig", "")
    places = {"HOME": folder, "XDG_CACHE_HOME": folder / "cache", "GIT_CONFIG_GLOBAL": settings}
    return {name: str(path) for name, path in places.items()}


def _variables(place: Place, event: Event, number: int) -> dict[str, str]:
    return {
        "GITHUB_SERVER_URL": place.url,
        "GITHUB_API_URL": f"{place.url}/api/v3",
        "GITHUB_GRAPHQL_URL": f"{place.url}/api/graphql",
        "GITHUB_REPOSITORY": place.repository,
        "GITHUB_REPOSITORY_OWNER": place.repository.partition("/")[0],
        "GITHUB_REF": event.ref,
        "SHA_REF": event.sha,  # what becomes GITHUB_SHA
        "GITHUB_RUN_ID": str(number),
        "RUN_ARTIFACTS": str(place.scratch / f"run-{number}" / "artifacts"),
    }


def _file(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def _lines(variables: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in variables.items())


def _uses(text: str) -> set[str]:
    jobs = YAML(typ="safe").load(text)["jobs"].values()
    return {step["uses"] for job in jobs for step in job["steps"] if "uses" in step}


def _stand_in(folder: Path, use: str) -> Path:
    action = use.partition("@")[0]
    real = os.environ.get("RELEASE_TEST_CHECKOUT")
    if action == CHECKOUT and real:
        return Path(real)
    place = folder / "actions" / action
    place.mkdir(parents=True, exist_ok=True)
    _file(place / "action.yml", _STAND_INS.get(action, _NOTHING))
    return place


def _jobs(output: str) -> dict[str, Job]:
    ended: dict[str, Job] = {}
    said: defaultdict[str, str] = defaultdict(str)
    for line in _logged(output):
        job = line["job"].partition("/")[2].strip()
        if line.get("raw_output"):
            said[job] += line["msg"]
        if "jobResult" in line:
            ended[job] = Job(line["jobID"], line["jobResult"], said[job])
    return ended


def _logged(output: str) -> Iterator[dict[str, Any]]:
    lines = (json.loads(line) for line in output.splitlines() if line.startswith("{"))
    return (line for line in lines if "job" in line)
