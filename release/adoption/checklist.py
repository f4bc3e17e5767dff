"""What is left to people when the files are written: at GitHub, and in this clone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from release.adoption.branches import Choice
from release.forge import PAT


def checklist(
    main: Choice, staging: Choice, secrets: Mapping[str, tuple[str, ...]]
) -> Iterator[str]:
    """The settings that the workflows count on, a line each.

    Args:
        main: the branch that is released from.
        staging: the branch that work goes to.
        secrets: what deployments need, by app.
    """
    if not staging.exists:
        yield (
            f"branch `{staging.name}`, once all this is on `{main.name}`: "
            f"`git push origin origin/{main.name}:refs/heads/{staging.name}`"
        )
    yield (
        "environments `release` and `production`, which only "
        f"`{main.name}` may use, and `staging`, which only `{staging.name}` may"
    )
    yield (
        f"secret `{PAT}` in the environment `release`: the token of somebody who may push, "
        "classic with the scopes `repo` and `workflow`, or fine-grained with read and write of "
        "contents, pull requests and workflows"
    )
    for app, names in secrets.items():
        for name in names:
            yield f"secret `{name}` in the environment `production`: {app} needs it"
    yield f"merge commits allowed, no linear history on `{main.name}`: `{staging.name}` is merged"
    yield f"on `{staging.name}` the owner of `{PAT}` may push: releases are merged back"
