"""A clone, its GitHub, and the tokens of somebody who may do everything there and of a job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from release.rehearsal import Caller
from tests.e2e.release_pr.scene import JOB_TOKEN, TOKEN, Scene
from tests.hosted import hosted_clone


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    rights = frozenset({"contents", "pull-requests"})
    job = Caller("github-actions[bot]", scopes=rights, job=True)
    callers = {TOKEN: Caller("ada"), JOB_TOKEN: job}
    with hosted_clone(tmp_path, monkeypatch.setenv, callers) as (clone, hub, url):
        yield Scene(hub, hub.site.repositories["acme/train"], clone, url)
