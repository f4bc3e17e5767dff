"""The apps that the deployment has jobs for, and what their jobs wait for."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Any

from release.adoption.foreign import strings, tables
from release.adoption.members import Member
from release.config.circles import circles


def apps_of(deploy: Mapping[str, Any], members: Sequence[Member]) -> dict[str, dict[str, Any]]:
    """The packages that have a job in the deployment, and what their jobs wait for."""
    jobs = tables(deploy.get("jobs"))
    found = {job: _of_job(job, members) for job in jobs}
    named = {job: app for job, app in found.items() if app}
    apps: dict[str, dict[str, Any]] = {}
    for job, (name, member) in named.items():
        waits = jobs[job].get("needs")
        needs = [waits] if isinstance(waits, str) else strings(waits)
        app = apps.setdefault(name, {} if member.name == name else {"package": member.name})
        own = [named[each][0] for each in needs if each in named and named[each][0] != name]
        if own := list(dict.fromkeys([*app.get("needs", ()), *own])):
            app["needs"] = own
    waiting = {name: app.get("needs", []) for name, app in apps.items()}
    return {} if any(circles(waiting)) else apps


def _of_job(job: str, members: Sequence[Member]) -> tuple[str, Member] | None:
    """What a job is called without the verb before it, and the package that is called so."""
    name = re.sub(r"^(?:deploy|build|release)[-_]", "", job)
    for each in members:
        if name in {posixpath.basename(each.directory), each.name.rpartition("/")[2]}:
            return name, each
    return None
