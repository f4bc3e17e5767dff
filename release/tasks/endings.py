"""How the program's own answers end: well, or as all errors do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Never

from invoke.exceptions import Exit

from release.tasks.streams import in_actions, lost

if TYPE_CHECKING:
    from release.errors import Problem, ReleaseError


@contextmanager
def answering() -> Iterator[None]:
    """Have an answer that could not be written end as an error."""
    try:
        yield
    except Exit:
        refuse_lost()
        raise


def refuse_lost() -> None:
    """Tell of data that could not be written, and end with it.

    Raises:
        Exit: there is such; that has been told.
    """
    if (error := lost()) is not None:
        _fail(error)


def refuse(problem: Problem) -> Never:
    """Tell what is wrong with what was typed, and end as Invoke ends then."""
    from release.errors import ReleaseError

    _fail(ReleaseError.of([problem]))


def _fail(error: ReleaseError) -> Never:
    from release.tasks import terminal

    terminal.show_error(error, annotate=in_actions())
    raise Exit(code=error.exit_code) from error
