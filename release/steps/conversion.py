"""A conversion, proved: past releases of another tool, made once more with what it became."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from release import toml_text
from release.adoption.conversion import Conversion, Converter
from release.errors import ReleaseError
from release.replay import Compared, Past
from release.steps.replay import past_releases, replay
from release.world import LoggedCommit

Commits = Callable[[str], Sequence[LoggedCommit]]
"""The commits up to a commit that is told, without it: parents first, merges left out."""


def proof(
    converter: Converter, pasts: Iterable[Past], commits: Commits, most: int
) -> Iterator[Compared]:
    """What we would have released in the place of the other tool, release by release.

    Args:
        converter: the tool's.
        pasts: the commits that may be its releases, the newest first.
        commits: what it would have been told of the history.
        most: how many releases are made once more.
    """
    for past in past_releases(pasts, most):
        try:
            found = converter.convert(past.before, commits(past.commit))
        except ReleaseError as error:
            yield Compared(past, trouble=str(error.problems[0]))
        else:
            yield replay(past, prepared(found))


def prepared(conversion: Conversion) -> Mapping[str, str | None]:
    """What a conversion lays over a tree, its settings in a file of their own."""
    return {**conversion.files, "release.toml": toml_text.dumps(conversion.settings)}
