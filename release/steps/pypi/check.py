"""`pypi.check`: whether an index lists every file of a version as it was built."""

from __future__ import annotations

from release.actions import Decision, Note, Table
from release.errors import StateError
from release.indexes.standing import absences
from release.steps.pypi.built import Wanted, document, look
from release.updates import Fetch
from release.world import View


def check(view: View, app: str, wanted: Wanted, fetch: Fetch) -> Decision:
    """Ask an index for every file.

    Raises:
        ConfigError: there is no such app.
        StateError: a file is missing, there or here, or is another one; all of them are told.
        ForgeError: the index did not answer.
    """
    found = look(view, app, wanted, fetch)
    StateError.raise_any([*absences(found.standing)])
    rows = tuple((each.name, each.sha256) for each in found.built)
    return Decision(
        document=document(app, wanted, found),
        blocks=(Table(("Listed", "sha256"), rows), Note(f"{found.page} has all of it")),
    )
