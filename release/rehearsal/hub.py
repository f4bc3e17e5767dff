"""The local GitHub itself: one state, two doors, a memory for stale reads, and a log."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from release.adapters.clock import now
from release.rehearsal import (
    accounts,
    creation,
    faults,
    git_http,
    pages,
)
from release.rehearsal.messages import API, Dropped, Refusal, Request, Response
from release.rehearsal.nouns import Caller
from release.rehearsal.protection import HOOK
from release.rehearsal.rest import is_api, routed
from release.rehearsal.routing import dispatch
from release.rehearsal.server import Door, make_server
from release.rehearsal.settling import settle
from release.rehearsal.state import Repository, Site

_RATE_LIMIT = f"{API}/rate_limit"
_OWNER = Caller("owner")  # pages show what an owner sees


class Entry(NamedTuple):
    """One request in the log. `status` 0: the connection was closed without an answer.

    `wrote` is whether it had an effect, also when its answer was lost.
    """

    method: str
    path: str
    status: int
    wrote: bool


class LocalGitHub:
    """A GitHub on this machine, over real bare repositories in `folder`.

    `log` has every request in the order of the answers; `faults` is asked about each before it is
    answered. `site` is all that it knows, for tests to look at and to set up.

    Args:
        folder: where its repositories are to be; it may be empty or missing.
        clock: what time it is, with a time zone.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], datetime] = now) -> None:
        self.site = Site(clock)
        self.faults: faults.Hook = faults.no_faults
        self.log: list[Entry] = []
        self.requests_an_hour = accounts.REQUESTS_AN_HOUR
        self._folder = folder
        self._hooks = folder / "hooks"
        self._hooks.mkdir(parents=True, exist_ok=True)
        hook = self._hooks / "update"
        hook.write_text(HOOK, "utf-8")
        hook.chmod(0o755)
        self._lock = threading.RLock()
        self._before: Site | None = None
        self._count = 0
        self._budgets: dict[str, accounts.Budget] = {}

    def add_repository(
        self,
        full_name: str,
        *,
        seed: Path | None = None,
        branch: str = "main",
        private: bool = False,
    ) -> Repository:
        """Open a repository.

        Args:
            full_name: `owner/name`.
            seed: a repository whose branches and tags it begins with. Its objects are borrowed, so
                it must stay where it is; it is never written to.
            branch: its default branch.
            private: whether only callers with the scope `repo` see it.
        """
        owner, _, name = full_name.partition("/")
        made = creation.create(self._folder / owner / f"{name}.git", self._hooks, branch, seed)
        repo = Repository(
            self.site.next_id(), owner, name, made, branch, self.site.clock(), private
        )
        self.site.repositories[full_name] = repo
        return repo

    def rename_repository(self, old: str, new: str) -> None:
        """Give a repository another name; who uses the old one is sent on, in git too."""
        repo = self.site.repositories.pop(old)
        repo.owner, _, repo.name = new.partition("/")
        self.site.repositories[new] = repo
        self.site.renamed[old] = new

    def add_token(self, token: str, caller: Caller) -> None:
        """Let a token in."""
        self.site.callers[token] = caller

    @contextmanager
    def serve(self, door: Door | None = None, port: int = 0) -> Iterator[str]:
        """Open a door on a port of this machine, and give the address of its pages.

        Args:
            door: what answers there; by default `answer` itself.
            port: the port; by default any that is free.
        """
        server = make_server(door or self.answer, port)
        before, self.site.url = self.site.url, f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield self.site.url
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            self.site.url = before

    def answer(self, request: Request) -> Response:
        """Answer a request, as if it came over the wire.

        Raises:
            Dropped: a fault closed the connection.
        """
        git = git_http.git_place(request)
        writes = git_http.is_git_write(request) if git else request.method != "GET"
        with self._lock:
            self._count += 1
            knock = faults.Knock(request.method, request.path, self._count, writes)
            fault = self.faults(knock)
        if fault is not None and fault.kind in faults.BEFORE:
            return self._lost(request, fault, wrote=False)
        stale = fault is not None and fault.kind is faults.Kind.STALE and not writes
        respond = self._git if git else self._rest if is_api(request) else self._page
        response, wrote = respond(request, stale=stale)
        if fault is not None and fault.kind in faults.AFTER:
            return self._lost(request, fault, wrote=wrote)
        self.log.append(Entry(request.method, request.path, response.status, wrote))
        return response

    def _lost(self, request: Request, fault: faults.Fault, *, wrote: bool) -> Response:
        """Answer with a fault."""
        response = faults.in_its_place(fault)
        status = response.status if response else 0
        self.log.append(Entry(request.method, request.path, status, wrote))
        if response is None:
            raise Dropped("the connection was closed")
        return response

    def _rest(self, request: Request, *, stale: bool) -> tuple[Response, bool]:
        """Answer a request to the API; and say whether it wrote."""
        with self._lock:
            site = self._before if stale and self._before else self.site
            writes = request.method != "GET"
            before = self._settled(writes=writes) if site is self.site else None
            response = self._answered(site, request)
            wrote = writes and not response.is_refusal
            if wrote and before:
                self._before = before
            return response, wrote

    def _page(self, request: Request, *, stale: bool) -> tuple[Response, bool]:
        """Show a page to people."""
        with self._lock:
            site = self._before if stale and self._before else self.site
            self._settled(writes=False)
            try:
                return dispatch(pages.ROUTES, site, request, request.place, _OWNER), False
            except Refusal as refusal:
                return pages.lost(refusal), False

    def _settled(self, *, writes: bool) -> Site | None:
        """Take note of what was pushed; before a write, remember how everything was."""
        for repo in self.site.repositories.values():
            settle(repo, self.site.clock().replace(microsecond=0))
        return self.site.memory() if writes else None

    def _answered(self, site: Site, request: Request) -> Response:
        caller, headers = None, {}
        try:
            caller = accounts.identify(site, request)
            cost = 0 if request.place == _RATE_LIMIT else 1
            budget = accounts.spend(self._budgets, caller, site.clock(), cost)
            allowed = accounts.allowance(caller, self.requests_an_hour)
            headers = accounts.limit_headers(budget, allowed)
            if not cost:
                response = accounts.rate_limit(budget, allowed)
            else:
                accounts.check(budget, allowed)
                response = routed(site, request, caller)
        except Refusal as refusal:
            response = refusal.response()
        extra = {**headers, **accounts.caller_headers(caller)}
        return response._replace(headers={**response.headers, **extra})

    def _git(self, request: Request, *, stale: bool) -> tuple[Response, bool]:
        """Answer git; and say whether refs moved."""
        owner, name, rest = git_http.git_place(request) or ("", "", "")
        site = self._before if stale and self._before else self.site
        if new := site.renamed.get(f"{owner}/{name}"):
            return git_http.moved(f"{site.url}/{new}.git{rest}", request), False
        try:
            caller = accounts.identify(site, request)
        except Refusal as problem:
            return git_http.refused(problem), False
        repo = site.repository(owner, name)
        refusal = git_http.refusal(repo, request, caller)
        if repo is None or refusal is not None:
            return refusal or git_http.refused(Refusal(404, "Not Found")), False
        if not git_http.is_git_write(request):
            return git_http.serve(repo, request, rest, caller), False
        return self._pushed(repo, request, rest, caller)

    def _pushed(
        self, repo: Repository, request: Request, rest: str, caller: Caller | None
    ) -> tuple[Response, bool]:
        with self._lock:
            memory = self._settled(writes=True)
            before = repo.bare.refs()
        response = git_http.serve(repo, request, rest, caller)  # pushes race each other in git
        with self._lock:
            wrote = repo.bare.refs() != before
            if wrote:
                self._before = memory
            moment = self.site.clock().replace(microsecond=0)
            settle(repo, moment, caller.login if caller else "")
        return response, wrote
