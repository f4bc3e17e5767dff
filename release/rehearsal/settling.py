"""What a push does to pull requests: their heads follow, they close, and they count as merged."""

from __future__ import annotations

from datetime import datetime

from release.rehearsal.state import Pull, Repository


def settle(repo: Repository, now: datetime, pusher: str = "") -> None:
    """Bring every open pull request up to date with the branches of the repository.

    Git's refs are looked at as they are now, so that it does not matter who moved them, or how.
    """
    for pull in repo.pulls.values():
        if pull.open:
            repo.pulls[pull.number] = settled(repo, pull, now, pusher)


def settled(repo: Repository, pull: Pull, now: datetime, pusher: str) -> Pull:
    """The pull request as the branches have it."""
    head, base = repo.bare.branch(pull.head), repo.bare.branch(pull.base)
    seen = pull._replace(head_sha=head or pull.head_sha, base_sha=base or pull.base_sha)
    if base and repo.bare.contains(base, seen.head_sha):
        return seen._replace(
            closed=now,
            merged=now,
            updated=now,
            merge=seen.head_sha,
            merged_by=pusher or pull.author,
        )
    if not head or not base:
        return seen._replace(closed=now, updated=now)
    return seen._replace(updated=now) if seen.head_sha != pull.head_sha else seen
