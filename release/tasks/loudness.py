"""How much is said besides data, errors and warnings: nothing, the usual, or all that is asked.

One process talks to one person, so that this is one setting of the process; `perform` makes it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto


class Loudness(Enum):
    """`--quiet`, neither, or `--verbose`."""

    QUIET = auto()
    USUAL = auto()
    VERBOSE = auto()


class _Now:
    """What counts while a command runs; threads of a deployment talk, too."""

    loudness = Loudness.USUAL


def is_quiet() -> bool:
    """Whether only what people must know is said."""
    return _Now.loudness is Loudness.QUIET


@contextmanager
def talking(loudness: Loudness, detail: Callable[[str], None]) -> Iterator[None]:
    """Talk so much; with `VERBOSE` `detail` hears what is asked of whom, without secrets."""
    before, _Now.loudness = _Now.loudness, loudness
    try:
        if loudness is Loudness.VERBOSE:
            with _heard(detail):
                yield
        else:
            yield
    finally:
        _Now.loudness = before


@contextmanager
def _heard(detail: Callable[[str], None]) -> Iterator[None]:
    from release.adapters.asked import LOG, Question
    from release.adapters.secrets import secrets_of

    secrets = secrets_of(os.environ)

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if isinstance(record.msg, Question):
                detail(record.msg.told(secrets.hidden))
            else:
                detail(secrets.hidden(record.getMessage()))

    listener, level = Listener(), LOG.level
    LOG.addHandler(listener)
    LOG.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        LOG.removeHandler(listener)
        LOG.setLevel(level)
