"""Whether an environment is frozen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from release.config.deploying import Environment
from release.config.freeze import Window
from release.errors import ConfigError, Problem


def frozen(environment: Environment, now: datetime) -> Iterator[Problem]:
    """Why nothing is deployed now; nothing where it may be.

    Raises:
        ConfigError: this machine does not know the time zone of a window.
    """
    for window in environment.freeze:
        if _covers(window, now):
            why = f": {window.why}" if window.why else ""
            yield Problem(
                f"`{environment.name}` is frozen{why} ({window})",
                hint='wait, or say why it cannot: `--override "WHY"`, which is recorded',
            )


def _covers(window: Window, now: datetime) -> bool:
    try:
        return window.covers(now)
    except LookupError:
        raise ConfigError(
            f"this machine does not know the time zone `{window.zone}` of a freeze",
            hint="install the database of time zones (`tzdata`)",
        ) from None
