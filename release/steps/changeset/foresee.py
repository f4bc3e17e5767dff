"""What changesets would cause that nobody has written yet."""

from __future__ import annotations

from collections.abc import Sequence

from release.consequences import Foresight, consequences
from release.errors import ReleaseError
from release.model import Changeset
from release.read.project import Project


def foresee(project: Project, new: Sequence[Changeset]) -> Foresight:
    """What `new` would cause, together with what is pending.

    What is pending may be wrong, and a changeset may be what mends it: then it says why there is
    nothing to foresee.
    """
    try:
        before, after = project.plan, project.adding(new).plan
    except ReleaseError as error:
        return Foresight(trouble=error.problems[0].message)
    return consequences([changeset.id for changeset in new], after, before)
