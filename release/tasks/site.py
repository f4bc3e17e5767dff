"""What is around one deployment: programs, addresses, functions, and who tells of it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from uuid import uuid4

from invoke.context import Context

from release.adapters.claims import owner, run_page
from release.adapters.commands import CommandRunner
from release.adapters.probe import Probe
from release.adapters.secrets import secrets_of
from release.deployment.ports import Interrupt, Site, Voice
from release.deployment.records import WritableRecords
from release.tasks.desk import Desk
from release.tasks.own import Own
from release.tasks.own_calls import Calls


def site_of(
    desk: Desk, records: WritableRecords, own: Sequence[Own], voice: Voice, stop: Interrupt
) -> Site:
    """This machine and this process, for one deployment from `desk`."""
    secrets = secrets_of(os.environ)
    return Site(
        records=records,
        run_command=CommandRunner(desk.root, os.environ, stop),
        get=Probe(stop, secrets),
        call=Calls(desk.root, own, desk.context or Context(), voice.said, secrets, stop),
        voice=voice,
        stop=stop,
        now=time.monotonic,
        key=lambda: uuid4().hex,
        run=run_page(os.environ),
        who=owner(os.environ),
    )
