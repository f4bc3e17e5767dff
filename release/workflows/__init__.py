"""The workflows of GitHub Actions, from the configuration: one file each, the same for the same.

They only call our tasks, at the right moment and with no more rights than each needs: what is
decided is decided there, and can be done by hand in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping

from release.detection import output_names
from release.errors import ConfigError, Problem
from release.workflows import board, deploy, pulls, staging, watchdog
from release.workflows.attesting import wrong_patterns
from release.workflows.ground import Ground

FOLDER = ".github/workflows"
"""Where GitHub looks for them."""

_SHEETS = {
    "release-tagger.yml": pulls.tagger,
    "release-preview.yml": pulls.preview,
    "changesets.yml": pulls.changesets,
    "deploy.yml": deploy.deploy,
    "sync-staging.yml": staging.sync,
    "staging.yml": staging.nightly,
    "release-watchdog.yml": watchdog.watchdog,
}

_BOARD = {"board.yml": board.board}
"""What is not everybody's: who can read the page may be more than who can read the code."""


def render(ground: Ground) -> Mapping[str, str]:
    """Every workflow's text, by its path.

    Raises:
        ConfigError: GitHub would take a name or a pattern for something else; all at once.
    """
    computed = [
        Problem(f"`{name}` has `${{{{`, which GitHub Actions would compute", hint="rename it")
        for name in _named(ground)
        if "${{" in name
    ]
    patterns = wrong_patterns(ground) if ground.workflows.attest else ()
    ConfigError.raise_any([*computed, *patterns])
    output_names([app.name for app in ground.apps])
    sheets = {**_SHEETS, **(_BOARD if ground.workflows.board else {})}
    return {f"{FOLDER}/{name}": sheet(ground) for name, sheet in sheets.items()}


def unwanted(ground: Ground) -> tuple[str, ...]:
    """The paths of those that the configuration does without."""
    return () if ground.workflows.board else tuple(f"{FOLDER}/{name}" for name in _BOARD)


def _named(ground: Ground) -> tuple[str, ...]:
    """Names that stand in workflows as they are."""
    return (
        ground.main,
        ground.staging,
        ground.workflows.approval,
        *(app.name for app in ground.apps),
        *ground.gathered.values(),
    )
