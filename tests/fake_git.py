"""A stand-in for git that holds what a repository would know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from release.errors import StateError
from release.world import Commit, LoggedCommit, RecentCommit, Removal


class FakeGit:
    """`Git` in dictionaries.

    `changed` holds the changed files by ref, `uncommitted` those that no commit holds, `log` the
    commits by the ref that lacks them, `added` the adding commit by path, `cut` the paths whose
    adding commit a shallow clone lacks, `removals` what commits removed, `staged` what is in the
    index, `past` the files of earlier commits, and `commits` the recent ones, children first.
    """

    def __init__(  # noqa: PLR0913  one keyword a thing that git knows
        self,
        head: str | None = "1" * 40,
        *,
        shallow: bool = False,
        tags: Iterable[str] | Mapping[str, str] = (),
        changed: Mapping[str, Sequence[str]] | None = None,
        uncommitted: Iterable[str] = (),
        log: Mapping[str, Sequence[LoggedCommit]] | None = None,
        added: Mapping[str, str] | None = None,
        cut: Iterable[str] = (),
        removals: Sequence[Removal] = (),
        staged: Iterable[str] = (),
        past: Mapping[str, Mapping[str, str]] | None = None,
        commits: Sequence[RecentCommit] = (),
        branches: Mapping[str, str] | None = None,
    ) -> None:
        self.commit = Commit(head, shallow) if head else None
        self.tag_commits = (
            dict(tags) if isinstance(tags, Mapping) else dict.fromkeys(tags, head or "")
        )
        self.changed = dict(changed or {})
        self.uncommitted = tuple(uncommitted)
        self.log = dict(log or {})
        self.added = dict(added or {})
        self.cut = frozenset(cut)
        self.removed = tuple(removals)
        self.in_index = tuple(staged)
        self.past = dict(past or {})
        self.commits = tuple(commits)
        self.tips = dict(branches or {})

    def head(self) -> Commit | None:
        return self.commit

    def tags(self) -> Mapping[str, str]:
        return dict(self.tag_commits)

    def changed_files(self, since: str) -> tuple[str, ...]:
        if since not in self.changed:
            raise StateError(f"`{since}` is not a commit that this clone knows")
        return tuple(sorted(self.changed[since], key=str.encode))

    def uncommitted_files(self) -> tuple[str, ...]:
        return tuple(sorted(self.uncommitted, key=str.encode))

    def commits_since(self, since: str) -> tuple[LoggedCommit, ...]:
        if since not in self.log:
            raise StateError(f"`{since}` is not a commit that this clone knows")
        return tuple(self.log[since])

    def recent(self, tips: Sequence[str], since: datetime) -> tuple[RecentCommit, ...]:
        waiting, found = set(tips), []
        for each in self.commits:  # parents come after their children
            if each.sha in waiting:
                waiting.update(each.parents)
                found += [each] if each.committed >= since else []
        return tuple(found)

    def branches(self, names: Sequence[str]) -> Mapping[str, str]:
        return {name: self.tips[name] for name in names if name in self.tips}

    def added_in(self, paths: Sequence[str], *, follow: bool = True) -> Mapping[str, str]:
        del follow  # nothing was renamed here
        if lost := [path for path in paths if path in self.cut]:
            raise StateError(f"the commit that added `{lost[0]}` is unknown")
        return {path: self.added[path] for path in paths if path in self.added}

    def removals(self, folder: str, names: Collection[str], since: str = "") -> tuple[Removal, ...]:
        del names
        if since and since not in self.changed:
            raise StateError(f"the history since `{since}` is unknown")
        inside = f"{folder}/"
        return tuple(
            each for each in self.removed if any(p.startswith(inside) for p in each.removed)
        )

    def staged(self) -> tuple[str, ...]:
        return self.in_index

    def text_at(self, commit: str, path: str) -> str | None:
        return self.past.get(commit, {}).get(path)
