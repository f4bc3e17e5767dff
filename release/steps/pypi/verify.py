"""`pypi.verify`: whether what was built can be published, or has been."""

from __future__ import annotations

from release.actions import Decision, Note, Table
from release.steps.pypi.built import Wanted, document, look
from release.updates import Fetch
from release.world import View


def verify(view: View, app: str, wanted: Wanted, fetch: Fetch | None) -> Decision:
    """See that the files are of this version, and that the index has no others in their place.

    Without `fetch` no index is asked.

    Raises:
        ConfigError: there is no such app.
        StateError: they are not, or it has; all of it is told.
        ForgeError: the index did not answer.
    """
    found = look(view, app, wanted, fetch)
    there = {each.path for each in found.standing.there}
    lacks = "lacks it" if found.page else "was not asked"
    rows = tuple(
        (each.name, each.sha256, "has it" if each.path in there else lacks) for each in found.built
    )
    return Decision(
        document=document(app, wanted, found),
        blocks=(
            Table(("File", "sha256", "The index"), rows),
            Note(f"{app} {wanted.version} can be published"),
        ),
    )
