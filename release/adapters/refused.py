"""What the disk refuses, or we do: an error that names the file and says why."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from release.errors import StateError, Where

_HINTS = {
    errno.ENOSPC: "free some space on the disk, then run the same command again",
    errno.EDQUOT: "free some of this user's disk quota, then run the same command again",
    errno.EROFS: "mount the file system writable, or work on a copy of the repository",
    errno.EACCES: "give this user the rights to it",
    errno.EPERM: "give this user the rights to it",
}


class RefusedError(Exception):
    """A path cannot be changed; the text says why."""


@contextmanager
def told(path: str, done: str) -> Iterator[None]:
    """Turn what we or the system refuse into an error that names the file.

    Raises:
        StateError: `path` cannot be `done`.
    """
    try:
        yield
    except (OSError, ValueError, RefusedError) as error:
        hint = _HINTS.get(error.errno or 0) if isinstance(error, OSError) else None
        message = f"`{path}` cannot be {done}: {reason(error)}"
        raise StateError(message, Where(path), hint) from error


def reason(error: OSError | ValueError | RefusedError) -> str:
    """Why something cannot be done, in words for a sentence."""
    if isinstance(error, RefusedError):
        return str(error)
    if isinstance(error, UnicodeError):
        return "it holds characters that are not Unicode"
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return "its name holds a NUL character"
