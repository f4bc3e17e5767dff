"""`pypi.withdraw`: what taking a version back comes to, which no index does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from release.actions import Decision, Note
from release.errors import Problem, StateError
from release.indexes.distributions import Distribution
from release.steps.pypi.built import Wanted, document, look
from release.updates import Fetch
from release.world import View


def withdraw(
    view: View, app: str, wanted: Wanted, fetch: Fetch, *, uploaded: bool = False
) -> Decision:
    """See that nothing of a version is out; then all is as it was.

    Args:
        view: the world.
        app: its name.
        wanted: the version.
        fetch: asks the index.
        uploaded: all of it was, and an index may take its time until it lists that.

    Raises:
        ConfigError: there is no such app.
        StateError: some of it is out, and stays.
        ForgeError: the index did not answer.
    """
    found = look(view, app, wanted, fetch)
    out = found.built if uploaded else found.standing.there
    StateError.raise_any([*_out(app, wanted.version, out)])
    return Decision(
        document=document(app, wanted, found),
        blocks=(Note(f"nothing of {app} {wanted.version} is out"),),
    )


def _out(app: str, version: str, found: Sequence[Distribution]) -> Iterator[Problem]:
    for each in found:
        yield Problem(
            f"{each.name} is out, and an index takes no version back",
            hint=f"`deploy --app {app}` completes it; if {version} is bad, yank it at the index, "
            f"and release a fixed version: `release.hotfix --app {app}`",
        )
