"""What a push does to pull requests: their heads follow, they close, and they count as merged."""

from __future__ import annotations

from datetime import datetime

from release.rehearsal.nouns import Pull
from release.rehearsal.state import Repository


def settle(repo: Repository, now: datetime, pusher: str = "") -> None:
    """Bring every open pull request up to date with the branches of the repository.

    Git's refs are looked at as they are now, so that it does not matter who moved them, or how.
    """
    for pull in repo.pulls.values():
        if pull.open:
            seen = settled(repo, pull, now, pusher)
            if seen.head_sha != pull.head_sha:
                note_head(repo, seen)
            repo.pulls[pull.number] = seen


def note_head(repo: Repository, pull: Pull) -> None:
    """Have git know the head of a pull request by its number, also when its branch is gone."""
    repo.bare.note(f"refs/pull/{pull.number}/head", pull.head_sha)


def settled(repo: Repository, pull: Pull, now: datetime, pusher: str) -> Pull:
    """The pull request as the branches have it."""
    head, base = repo.bare.branch(pull.head), repo.bare.branch(pull.base)
    seen = pull._replace(head_sha=head or pull.head_sha, base_sha=base or pull.base_sha)
    if base and repo.bare.contains(base, seen.head_sha):
        return seen._replace(
            base_sha=pull.base_sha,  # its commits are still counted from there
            closed=now,
            merged=now,
            updated=now,
            merge=seen.head_sha,
            merged_by=pusher or pull.author,
        )
    if not head or not base:
        return seen._replace(closed=now, updated=now)
    return seen._replace(updated=now) if seen.head_sha != pull.head_sha else seen
