"""Python's garbage collector, kept away from a command."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the garbage collector away from what a command loads, which is no garbage.

    It would look through all of it again and again, and once more when the process ends: that
    was a tenth of a short command's time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
