"""The commits of the past that may have released, read without a work tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from release.adapters.git.history import History
from release.adapters.git.log import logged_commits
from release.adapters.git.objects import GitObjects, git_objects
from release.replay import Past, consumes_changesets
from release.world import LoggedCommit

CHANGESETS = (".changeset",)


def past_commits(
    root: Path,
    environment: Mapping[str, str],
    marks: Sequence[str] = CHANGESETS,
    may_release: Callable[[LoggedCommit], bool] = consumes_changesets,
) -> Iterator[Past]:
    """The commits on the first-parent line of HEAD that may be releases, the newest first.

    What a merge brought to that line is the merge's own. A root, and where a shallow clone ends,
    has no tree before it, and is left out. Each is read when it is asked for.

    Args:
        root: the workspace's root.
        environment: the process's own.
        marks: files or folders; a release changes something in one of them.
        may_release: judges a commit by the files that it touched.

    Raises:
        StateError: there is no git repository, or git failed.
    """
    objects = git_objects(root, environment)
    history = History(root, objects.environment)
    log = history.answer(
        *("log", "-z", "--raw", "--relative", "--first-parent", "-m", "--no-renames"),
        *("--full-diff", "--no-color", "--encoding=UTF-8", "--format=%H %P%n%B", "HEAD"),
        *("--", *marks),
    )
    for commit, has_parents in logged_commits(log):
        if has_parents and may_release(commit):
            yield _past(commit, objects, history)


def earlier_commits(root: Path, environment: Mapping[str, str], commit: str) -> list[LoggedCommit]:
    """The commits that a commit on the first-parent line was made on: parents first, no merges.

    Raises:
        StateError: there is no git repository, or git failed.
    """
    history = History(root, git_objects(root, environment).environment)
    log = history.answer(
        *("log", "-z", "--raw", "--relative", "--no-merges", "--topo-order", "--reverse"),
        *("--no-renames", "--no-color", "--encoding=UTF-8", "--format=%H %P%n%B"),
        *("--end-of-options", f"{commit}^1", "--"),
    )
    return [each for each, _ in logged_commits(log)]


def _past(commit: LoggedCommit, objects: GitObjects, history: History) -> Past:
    known = objects.commit(commit.sha)
    seconds = int(known.date.removeprefix("@").split(" ")[0])
    return Past(
        commit=commit.sha,
        subject=known.message.partition("\n")[0],
        date=datetime.fromtimestamp(seconds, UTC).date().isoformat(),
        before=objects.files(known.parents[0]),
        after=objects.files(commit.sha),
        changed=commit.files,
        added_in=partial(history.added_in, at=known.parents[0]),
    )
