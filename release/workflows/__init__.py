"""The workflows of GitHub Actions, from the configuration: one file each, the same for the same.

They only call our tasks, at the right moment and with no more rights than each needs: what is
decided is decided there, and can be done by hand in the same words.

To add one: write a function from `Ground` to its text, and give it a row in SHEETS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from release.config.workflows import Workflows
from release.detection import output_names
from release.errors import ConfigError, Problem
from release.workflows import board, deploy, pulls, staging, watchdog
from release.workflows.attesting import wrong_patterns
from release.workflows.ground import Ground

FOLDER = ".github/workflows"
"""Where GitHub looks for them."""


class Sheet(NamedTuple):
    """A workflow: its text, and whether a repository that wishes this has it."""

    text: Callable[[Ground], str]
    is_wished: Callable[[Workflows], bool] = lambda _: True


SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        "release-tagger.yml": Sheet(pulls.tagger),
        "release-preview.yml": Sheet(pulls.preview),
        "changesets.yml": Sheet(pulls.changesets),
        "deploy.yml": Sheet(deploy.deploy),
        "sync-staging.yml": Sheet(staging.sync),
        "staging.yml": Sheet(staging.nightly),
        "release-watchdog.yml": Sheet(watchdog.watchdog),
        # Who can read the page may be more than who can read the code.
        "board.yml": Sheet(board.board, lambda wishes: wishes.board),
    }
)
"""The workflows, by the names of their files."""


def render(ground: Ground) -> Mapping[str, str]:
    """Every workflow's text, by its path.

    Raises:
        ConfigError: GitHub would take names or patterns for something else, or else apps would
            have the same output; all of a kind at once.
    """
    computed = [
        Problem(
            f"`{name}` has `${{{{`, which GitHub Actions would compute",
            ground.where(*option),
            "rename it",
        )
        for option, name in _named(ground)
        if "${{" in name
    ]
    patterns = wrong_patterns(ground) if ground.workflows.attest else ()
    ConfigError.raise_any([*computed, *patterns])
    output_names([app.name for app in ground.apps])
    wished = {name: sheet for name, sheet in SHEETS.items() if sheet.is_wished(ground.workflows)}
    return {f"{FOLDER}/{name}": sheet.text(ground) for name, sheet in wished.items()}


def unwanted(ground: Ground) -> tuple[str, ...]:
    """The paths of those that the configuration does without."""
    unwished = (name for name, each in SHEETS.items() if not each.is_wished(ground.workflows))
    return tuple(f"{FOLDER}/{name}" for name in unwished)


def _named(ground: Ground) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Names that stand in workflows as they are, each behind its option."""
    return (
        (("main",), ground.main),
        (("staging",), ground.staging),
        (("workflows", "approval"), ground.workflows.approval),
        *((("apps", app.name), app.name) for app in ground.apps),
        *((("apps", app), folder) for app, folder in ground.gathered.items()),
    )
