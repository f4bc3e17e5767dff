"""What git knows of the present: HEAD, the tags, and what differs from a commit."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from release.adapters.git.program import GitProgram, failure, last_words
from release.adapters.shell import INSTALL
from release.errors import StateError
from release.world import Commit


class Present(GitProgram):
    """The half of `Git` that looks at what is there now."""

    __slots__ = ()

    def head(self) -> Commit | None:
        """The commit that is checked out; None without git, a repository or a commit."""
        place = self.place()
        return place.head if place else None

    def tags(self) -> Mapping[str, str]:
        """Commit by tag name, annotated tags peeled."""
        answer = self.ask("show-ref", "--tags", "--dereference")
        if answer is None or self.is_nowhere(answer):
            return {}
        if answer.code > 1:  # 1: there are no tags
            raise failure(answer)
        rows = (line.split(" ", 1) for line in answer.stdout.split("\n") if line)
        # The peeled line comes after the tag's own and wins.
        return {ref.removeprefix("refs/tags/").removesuffix("^{}"): sha for sha, ref in rows}

    def branches(self, names: Sequence[str]) -> Mapping[str, str]:
        """Where branches are, as far as this clone knows: at `origin`, or here where it has none.

        Those that are nowhere are left out.
        """
        if self.place() is None:
            return {}
        answer = self.answer(
            *("for-each-ref", "--format=%(objectname) %(refname)"),
            *("refs/heads", "refs/remotes/origin"),
        )
        rows = (line.split(" ", 1) for line in answer.split("\n") if line)
        known = {ref: sha for sha, ref in rows}
        places = {name: (f"refs/remotes/origin/{name}", f"refs/heads/{name}") for name in names}
        return {
            name: next(known[ref] for ref in refs if ref in known)
            for name, refs in places.items()
            if known.keys() & set(refs)
        }

    def changed_files(self, since: str) -> tuple[str, ...]:
        """Files that differ between the merge base of `since` and HEAD, and the working tree.

        Untracked files are not seen; of a renamed file only the new name is, as in Changesets.
        Git may note new file times in its index, as for everyone who asks for a diff.

        Raises:
            StateError: `since` is unknown, has no common ancestor with HEAD, or there is no git.
        """
        answer = self.ask(*_differences("--merge-base", since))
        if answer is None:
            raise StateError(
                f"what changed since `{since}` is unknown: git is not installed", hint=INSTALL
            )
        if answer.code:
            # Also after a criss-cross merge, where git refuses to choose a merge base.
            answer = self.ask(*_differences(self.merge_base(since)))
        if answer is None or answer.code:
            raise StateError(f"what changed since `{since}` is unknown: {last_words(answer)}")
        return _paths(answer.stdout)

    def uncommitted_files(self) -> tuple[str, ...]:
        """Files whose content no commit holds yet, those that git does not track among them.

        Empty without git or a repository. Ignored files are left out.
        """
        place = self.place()
        if place is None:
            return ()
        edited = self.answer(*_differences(place.head.sha))
        new = self.answer("ls-files", "-z", "--others", "--exclude-standard")
        found = {*_paths(edited), *_paths(new)}
        return tuple(sorted(found, key=lambda path: path.encode("utf-8", "surrogateescape")))

    def staged(self) -> tuple[str, ...]:
        """Files whose content the index has otherwise than HEAD; those above the root as `../`."""
        place = self.place()
        if place is None:
            return ()
        paths = _paths(
            self.answer("diff", "--cached", "--name-only", "-z", "--no-renames", "--no-relative")
        )
        return tuple(posixpath.relpath(path, place.prefix or ".") for path in paths)


def _differences(*since: str) -> tuple[str, ...]:
    """The question for the files that differ from a commit, the last of `since`."""
    *options, commit = since
    return (
        *("diff", "--name-only", "-z", "--find-renames"),
        "--relative",  # below the workspace's root, and seen from there
        *(*options, "--end-of-options", commit, "--"),
    )


def _paths(answer: str) -> tuple[str, ...]:
    """The paths of an answer that ends each with a NUL."""
    return tuple(answer.split("\0")[:-1])
