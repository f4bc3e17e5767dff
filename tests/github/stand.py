"""What a run leaves at a local GitHub and in a clone, without what no two runs have in common."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from release.rehearsal import LocalGitHub
from release.rehearsal.bare import Bare
from tests.github.client import TRAIN


def state_of(hub: LocalGitHub) -> dict[str, Any]:
    """All that a run leaves at the hub, without what no two runs have in common (ids, times)."""
    repo = hub.site.repositories[TRAIN]
    assets, said = repo.assets.values(), repo.deployment_statuses.values()
    return {
        "refs": {name: _named(hub, name, sha) for name, sha in repo.bare.refs().items()},
        "pulls": sorted(
            (each.head, each.base, each.title, each.body or "", _standing(each), each.head_sha)
            for each in repo.pulls.values()
        ),
        "comments": sorted(
            (each.number, each.author, each.body) for each in repo.comments.values()
        ),
        "releases": sorted(
            (
                each.tag,
                each.name or "",
                each.body or "",
                each.published is not None,
                each.prerelease,
                each.id == repo.latest,
                tuple(sorted((a.name, a.content) for a in assets if a.release == each.id)),
            )
            for each in repo.releases.values()
        ),
        "deployments": sorted(
            (
                *(each.environment, each.task, each.sha, each.description or ""),
                json.dumps(each.payload, sort_keys=True),
                tuple((one.state, one.description) for one in said if one.deployment == each.id),
            )
            for each in repo.deployments.values()
        ),
    }


def refs_of(clone: Path) -> dict[str, str]:
    """The refs of a clone; nothing, where there is none."""
    return Bare(clone / ".git").refs()


def _standing(pull: Any) -> tuple[bool, bool]:
    dates: tuple[datetime | None, datetime | None] = (pull.closed, pull.merged)
    return dates[0] is None, dates[1] is None


def _named(hub: LocalGitHub, name: str, sha: str) -> str:
    """What a ref names; of an annotated tag, its commit and its text, for its date is its own."""
    if not name.startswith("refs/tags/"):
        return sha
    if sha not in _NAMED:
        bare = hub.site.repositories[TRAIN].bare
        said = bare.ask("cat-file", "tag", sha)
        text = said.stdout.partition("\n\n")[2]
        _NAMED[sha] = sha if said.code else f"{bare.peel(sha)} {text}"
    return _NAMED[sha]


_NAMED: dict[str, str] = {}
"""What tags name, by their ids: one that was named once names the same in every hub."""
