"""All tasks, by namespace."""

from __future__ import annotations

from invoke.collection import Collection

from release.tasks import (
    cargo,
    changeset,
    deploy,
    pypi,
    release,
    setup,
    staging,
    tauri,
    workflows,
)
from release.tasks.board import board
from release.tasks.rehearse import rehearse
from release.tasks.surroundings import apps

namespace = Collection(
    board,
    rehearse,
    changeset.collection,
    release.collection,
    deploy.collection(apps()),
    staging.collection,
    setup.collection,
    workflows.collection,
    cargo.collection,
    pypi.collection,
    tauri.collection,
)
