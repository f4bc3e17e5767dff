"""GitHub Actions of the local GitHub: what happens there starts workflows, as it would at GitHub.

What a job's own token does starts nothing, and neither does a push or a pull request whose last
commit says so. All that one event starts runs at the same time.
"""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from release.rehearsal import Caller, LocalGitHub, Repository, Request, Response
from release.rehearsal.accounts import identify
from release.rehearsal.git_text import Person
from release.rehearsal.messages import API, Refusal
from release.rehearsal.nouns import Pull
from tests.actions.act import Event, Job, Place, act, prepare
from tests.actions.rights import Need, need_of

FOLDER = ".github/workflows"
JOBS = "github-actions[bot]"
A_JOBS_TOKEN = "a job's own token"
CONFLICT = "it conflicts"
_HEADS = "refs/heads/"
_NOWHERE = "0" * 40
_NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
_SKIP = re.compile(r"\[(skip ci|ci skip|no ci|skip actions|actions skip)\]")
_AT_ONCE = 3  # runs; those of a push to main


class Run(NamedTuple):
    """A run of the workflow in `file`, and those of its jobs that were not skipped."""

    file: str
    event: Event
    jobs: Mapping[str, Job]

    @property
    def results(self) -> dict[str, str]:
        """What came of each job."""
        return {name: job.result for name, job in self.jobs.items()}

    @property
    def said(self) -> str:
        """What the jobs printed."""
        return "".join(job.said for job in self.jobs.values())


def results_of(runs: Iterable[Run]) -> dict[str, str]:
    """What came of the jobs of several runs."""
    return {name: result for run in runs for name, result in run.results.items()}


class _Seen(NamedTuple):
    branches: Mapping[str, str]
    pulls: Mapping[int, Pull]


class Actions:
    """GitHub Actions for one repository.

    `door` is what is served; `run` runs what has happened behind it. `secrets` are those of each
    environment, and under "" those of the repository; of the environments in `rejected` the
    reviewers say no, and of all others yes. `silent` are the events that started
    nothing, with the reason. `granted` are the rights of each job that ran, `FILE/JOB`; its own
    token is held to them. `used` are those that it made use of.
    """

    def __init__(self, hub: LocalGitHub, there: Repository, scratch: Path, token: str) -> None:
        """Watch the repository `there`.

        Args:
            hub: where it is.
            there: the repository.
            scratch: a folder for what runs leave.
            token: one that may see it.
        """
        self.secrets: dict[str, dict[str, str]] = {}
        self.rejected: set[str] = set()
        self.silent: list[tuple[Event, str]] = []
        self._hub = hub
        self._there = there
        self._scratch = scratch
        self._token = token
        self.granted: dict[str, Mapping[str, str]] = {}
        self.used: defaultdict[str, set[Need]] = defaultdict(set)
        self._lock = threading.Lock()
        self._rights: dict[str, Mapping[str, str]] = {}
        self._waiting: list[Event] = []
        self._runs = 0

    def door(self, request: Request) -> Response:
        """Answer a request, and note what it causes."""
        who = self._who(request)
        if who and who.job and not self._may(who, request):
            return Refusal(403, "Resource not accessible by integration").response()
        if request.method == "GET" or request.place.endswith("git-upload-pack"):
            return self._hub.answer(request)
        with self._lock:
            before = self._seen()
            response = self._hub.answer(request)
            if who:
                for event in self._caused(before, self._seen(), who.login):
                    self._note(event, A_JOBS_TOKEN if who.job else self._silence(event))
            return response

    def run(self, *files: str) -> list[Run]:
        """Run what waits, and what that causes, until nothing waits; as `runs_of`."""
        runs = []
        while self._waiting:
            runs += self.runs_of(self._waiting.pop(0), *files)
        return runs

    def runs_of(self, event: Event, *files: str) -> list[Run]:
        """Run what an event starts: all of it, or, to be quick, only the workflows in `files`."""
        started = [
            (file, text)
            for file, text in self._workflows(event.sha)
            if _starts(text, event) and file in (files or (file,))
        ]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda each: self._run(event, *each), started))

    def schedule(self) -> Event:
        """An hour that workflows wait for."""
        branch = self._there.default_branch
        sha = self._there.bare.branch(branch) or ""
        return Event("schedule", f"{_HEADS}{branch}", sha, self._payload(JOBS), JOBS)

    def pull_event(self, pull: Pull, action: str, by: str) -> Event:
        """Something happened to a pull request; its merge has no commit where it conflicts."""
        shown = self._ask(f"/pulls/{pull.number}")
        told = {"action": action, "number": pull.number, "pull_request": shown}
        ref = f"refs/pull/{pull.number}/merge"
        return Event("pull_request", ref, self._tried(pull, ref), self._payload(by, told), by)

    def _push_event(self, branch: str, old: str, new: str, by: str) -> Event:
        ref = f"{_HEADS}{branch}"
        told = {"ref": ref, "before": old, "after": new, "deleted": False}
        head = {"id": new, "message": self._there.bare.commit(new).message}
        return Event("push", ref, new, self._payload(by, {**told, "head_commit": head}), by)

    def _payload(self, by: str, told: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"repository": self._ask(""), "sender": {"login": by}, **(told or {})}

    def _ask(self, path: str) -> Any:
        place = f"{API}/repos/{self._there.full_name}{path}"
        request = Request("GET", place, {"authorization": f"token {self._token}"})
        return json.loads(self._hub.answer(request).body)

    def _who(self, request: Request) -> Caller | None:
        try:
            return identify(self._hub.site, request)
        except Refusal:
            return None

    def _may(self, who: Caller, request: Request) -> bool:
        """Whether a job has the right to a request, of which it then makes use."""
        need = need_of(request)
        if need is None:
            return True
        (job,) = who.scopes & self._rights.keys()
        self.used[job].add(need)
        return need.is_in(self._rights[job])

    def _seen(self) -> _Seen:
        refs = self._there.bare.refs().items()
        branches = {ref.removeprefix(_HEADS): sha for ref, sha in refs if ref.startswith(_HEADS)}
        return _Seen(branches, dict(self._there.pulls))

    def _caused(self, before: _Seen, now: _Seen, by: str) -> Iterator[Event]:
        for branch, sha in now.branches.items():
            if before.branches.get(branch) != sha:
                yield self._push_event(branch, before.branches.get(branch, _NOWHERE), sha, by)
        for number, pull in now.pulls.items():
            old = before.pulls.get(number)
            if pull.open and (old is None or old.head_sha != pull.head_sha):
                yield self.pull_event(pull, "synchronize" if old else "opened", by)

    def _silence(self, event: Event) -> str:
        """Why what a person did starts nothing; empty where it may start something."""
        pull = event.payload.get("pull_request")
        if not event.sha:
            return CONFLICT
        said = _SKIP.search(
            self._there.bare.commit(pull["head"]["sha"] if pull else event.sha).message
        )
        return said[0] if said else ""

    def _note(self, event: Event, silence: str) -> None:
        if silence:
            self.silent.append((event, silence))
        else:
            self._waiting.append(event)

    def _tried(self, pull: Pull, ref: str) -> str:
        """The merge of a pull request, which GitHub makes beforehand."""
        bare, github = self._there.bare, Person("GitHub", "noreply@github.com", _NOON)
        tree = bare.merged_tree(pull.base_sha, pull.head_sha)
        if tree is None:
            return ""
        message = f"Merge {pull.head_sha} into {pull.base_sha}"
        sha = bare.commit_tree(tree, (pull.base_sha, pull.head_sha), message, (github, github))
        bare.note(ref, sha)
        return sha

    def _workflows(self, sha: str) -> Iterator[tuple[str, str]]:
        """The workflows of a commit: files and texts."""
        entries = self._there.bare.tree(sha, FOLDER)
        for entry in entries if isinstance(entries, list) else ():
            content = self._there.bare.tree(sha, entry.path)
            assert isinstance(content, bytes)
            yield entry.path.rpartition("/")[2], content.decode()

    def _run(self, event: Event, file: str, text: str) -> Run:
        prepared = prepare(text, self.secrets, self.rejected)
        with self._lock:
            self._runs += 1
            number = self._runs
        for token in prepared.tokens:
            job, rights = f"{file}/{token.job}", token.rights
            self._rights[job] = rights
            scopes = frozenset({job, *(kind for kind in rights if rights[kind] == "write")})
            self._hub.add_token(token.text, Caller(JOBS, scopes, job=True))
        place = Place(self._hub.site.url, self._there.full_name, self._scratch)
        jobs = act(place, event, file, prepared, number)
        ran = {f"{file}/{job.key}" for job in jobs.values()}
        self.granted |= {job: self._rights[job] for job in ran}
        return Run(file, event, jobs)


def _starts(text: str, event: Event) -> bool:
    """Whether a workflow is for an event; a filter of ours is the name of a branch."""
    events = YAML(typ="safe").load(text)["on"]
    if event.name not in events:
        return False
    pull = event.payload.get("pull_request")
    branch = pull["base"]["ref"] if pull else event.ref.removeprefix(_HEADS)
    filters = events[event.name] or {}
    return "branches" not in filters or branch in filters["branches"]
