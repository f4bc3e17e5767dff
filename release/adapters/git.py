"""What git knows, asked of the git program. Nothing here writes, and nothing reaches out.

What git says to people is in their language, so only exit codes and data are read.

Every question works in a sub-directory of a repository, in a linked work tree, with a detached
HEAD and with any file name. Paths are relative to the workspace's root, which may lie below
the top of the repository.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from release.adapters.git_log import MAX_RENAME_SIDE, Changes, commits, logged_commits, newest
from release.adapters.git_removals import parse_contents, parse_removals
from release.adapters.shell import MissingProgram, Result, run
from release.errors import StateError
from release.world import Commit, LoggedCommit, Removal

FIRST_PASS_COMMITS = 1024  # pending changesets are young: see `_additions`

_SETTINGS = ("log.showSignature=false", "log.showRoot=true", "log.follow=false")
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_UNSAFE = "safe.directory"  # git names this setting in every language, and only then
_FATAL = 128  # git's exit code when it cannot even begin
_FULL_HISTORY = "in GitHub Actions check out with `fetch-depth: 0`"


class _Place(NamedTuple):
    """Where HEAD is, and where the workspace is below the top of the repository."""

    head: Commit
    prefix: str


@dataclass(frozen=True, slots=True)
class GitRepository:
    """`Git` by the git program. `root` is the workspace's root."""

    root: Path

    def head(self) -> Commit | None:
        """The commit that is checked out; None without git, a repository or a commit."""
        place = self._place()
        return place.head if place else None

    def tags(self) -> Mapping[str, str]:
        """Commit by tag name, annotated tags peeled."""
        answer = self._ask("show-ref", "--tags", "--dereference")
        if answer is None or self._is_nowhere(answer):
            return {}
        if answer.code > 1:  # 1: there are no tags
            raise _failure(answer)
        rows = (line.split(" ", 1) for line in answer.stdout.split("\n") if line)
        # The peeled line comes after the tag's own and wins.
        return {ref.removeprefix("refs/tags/").removesuffix("^{}"): sha for sha, ref in rows}

    def changed_files(self, since: str) -> tuple[str, ...]:
        """Files that differ between the merge base of `since` and HEAD, and the working tree.

        Untracked files are not seen; of a renamed file only the new name is, as in Changesets.
        Git may note new file times in its index, as for everyone who asks for a diff.

        Raises:
            StateError: `since` is unknown, has no common ancestor with HEAD, or there is no git.
        """
        answer = self._differences("--merge-base", since)
        if answer is None:
            raise StateError(f"what changed since `{since}` is unknown: git is not installed")
        if answer.code:
            # Also after a criss-cross merge, where git refuses to choose a merge base.
            answer = self._differences(self._merge_base(since))
        if answer is None or answer.code:
            raise StateError(f"what changed since `{since}` is unknown: {_last_words(answer)}")
        return tuple(answer.stdout.split("\0")[:-1])

    def uncommitted_files(self) -> tuple[str, ...]:
        """Files whose content no commit holds yet, those that git does not track among them.

        Empty without git or a repository. Ignored files are left out.
        """
        place = self._place()
        if place is None:
            return ()
        edited = self._differences(place.head.sha)
        new = self._ask("ls-files", "-z", "--others", "--exclude-standard")
        found: set[str] = set()
        for answer in (edited, new):
            if answer is None or answer.code:
                raise _failure(answer)
            found.update(answer.stdout.split("\0")[:-1])
        return tuple(sorted(found, key=lambda path: path.encode("utf-8", "surrogateescape")))

    def commits_since(self, since: str) -> tuple[LoggedCommit, ...]:
        """The commits of HEAD that `since` lacks, parents first, merges left out.

        Of a renamed file only the new name is told, as by `changed_files`.

        Raises:
            StateError: `since` is unknown, has no common ancestor with HEAD, or there is no git;
                or the history is cut off (a shallow clone).
        """
        self._merge_base(since)
        answer = self._ask(
            "log",
            "-z",
            "--raw",
            "--relative",
            "--no-merges",
            "--topo-order",
            "--reverse",
            "--find-renames",
            f"-l{MAX_RENAME_SIDE}",
            "--no-color",
            "--encoding=UTF-8",
            "--format=%H %P%n%B",
            "--end-of-options",
            f"{since}..HEAD",
            "--",
        )
        if answer is None or answer.code:
            raise _failure(answer)
        found = list(logged_commits(answer.stdout))
        if any(not has_parents and self._is_cut(each.sha) for each, has_parents in found):
            raise StateError(
                f"the commits since `{since}` are not all here: this is a shallow clone",
                hint=f"run `git fetch --unshallow`; {_FULL_HISTORY}",
            )
        return tuple(each for each, _ in found)

    def added_in(self, paths: Sequence[str], *, follow: bool = True) -> Mapping[str, str]:
        """The commit that added each of `paths`; uncommitted ones are left out.

        The answer for each is that of `git log --diff-filter=AC --follow --max-count=1`, which
        Changesets 3 asks: the newest commit that is no merge and added the file. Without
        `follow` it is that of `git log --diff-filter=A --max-count=1`, as Changesets 2 asks.

        Raises:
            StateError: the history that would tell is cut off (a shallow clone).
        """
        place = self._place() if paths else None
        if place is None:
            return {}
        found: dict[str, tuple[str, bool]] = {}
        for path, changes in self._additions(paths, place.prefix).items():
            if not follow or changes.settles(place.prefix + path):
                found[path] = (changes.sha, changes.has_parents)
            elif (origin := self._origin(path)) is not None:
                found[path] = origin
        self._refuse_cut_history(found)
        return {path: found[path][0] for path in paths if path in found}

    def staged(self) -> tuple[str, ...]:
        """Files whose content the index has otherwise than HEAD; those above the root as `../`."""
        place = self._place()
        if place is None:
            return ()
        answer = self._ask("diff", "--cached", "--name-only", "-z", "--no-renames", "--no-relative")
        if answer is None or answer.code:
            raise _failure(answer)
        paths = answer.stdout.split("\0")[:-1]
        return tuple(posixpath.relpath(path, place.prefix or ".") for path in paths)

    def _additions(self, paths: Sequence[str], prefix: str) -> Mapping[str, Changes]:
        """The newest commit that brought each path, whether as a new file or by a rename.

        Most pending changesets came with the last few commits, so a short pass is tried
        before one over the whole history. It looks at every commit: to be told which of them
        touch a directory, git compares that directory twice, and a thousand changesets make it
        a large one.
        """
        limit = FIRST_PASS_COMMITS + 4 * len(paths)
        log = self._log(f"--max-count={limit}")
        missing = dict.fromkeys(paths)
        found = newest(missing, log, prefix)
        if len(found) < len(missing) and len(log) == limit:
            directories = dict.fromkeys(str(PurePosixPath(path).parent) for path in paths)
            found = newest(missing, self._log("--", *directories), prefix)
        return found

    def removals(self, folder: str, names: Collection[str], since: str = "") -> tuple[Removal, ...]:
        """The commits before HEAD that removed files from `folder`, the newest first.

        One process for the commits, and one for all contents.

        Raises:
            StateError: `since` is unknown.
        """
        if self._place() is None:
            return ()
        answer = self._ask(
            *("log", "-z", "--raw", "--no-abbrev", "--no-renames", "--relative", "--no-merges"),
            *("--full-history", "--full-diff", "--no-color", "--format=%H"),
            *("--end-of-options", f"{since}..HEAD" if since else "HEAD", "--", folder),
        )
        if answer is None or answer.code:
            raise (
                StateError(f"the history since `{since}` is unknown: {_last_words(answer)}")
                if since
                else _failure(answer)
            )
        commits = parse_removals(answer.stdout, folder, names)
        hashes = tuple(dict.fromkeys(each for commit in commits for each in commit.hashes))
        texts = self._contents(hashes)
        return tuple(commit.with_texts(texts) for commit in commits)

    def _contents(self, hashes: Sequence[str]) -> Mapping[str, str]:
        if not hashes:
            return {}
        answer = self._ask("cat-file", "--batch", feed="\n".join([*hashes, ""]))
        if answer is None or answer.code:
            raise _failure(answer)
        return parse_contents(answer.stdout, hashes)

    def _log(self, *options: str) -> list[Changes]:
        """The commits, newest first, merges left out, each with all that it did."""
        answer = self._ask(
            "log",
            "-z",
            "--raw",
            "--no-merges",
            "--full-history",
            "--full-diff",
            "--find-renames",
            f"-l{MAX_RENAME_SIDE}",
            "--no-color",
            "--format=%H %P",
            *options,
        )
        if answer is None or answer.code:
            raise _failure(answer)
        return list(commits(answer.stdout))

    def _origin(self, path: str) -> tuple[str, bool] | None:
        """What git itself says of one path, and whether that commit has parents."""
        answer = self._ask(
            "log",
            "--diff-filter=AC",
            "--follow",
            "--max-count=1",
            "--no-color",
            "--pretty=format:%H %P",
            "--",
            path,
        )
        if answer is None or answer.code:
            raise _failure(answer)
        sha, _, parents = answer.stdout.strip("\n").partition(" ")
        return (sha, bool(parents)) if sha else None

    def _refuse_cut_history(self, found: Mapping[str, tuple[str, bool]]) -> None:
        """Refuse answers at the border of a shallow clone, where every file looks new."""
        for sha in {sha for sha, has_parents in found.values() if not has_parents}:
            if self._is_cut(sha):
                cut = next(path for path, (commit, _) in found.items() if commit == sha)
                raise StateError(
                    f"the commit that added `{cut}` is unknown: this is a shallow clone",
                    hint=f"run `git fetch --unshallow`; {_FULL_HISTORY}",
                )

    def _is_cut(self, sha: str) -> bool:
        """Whether a commit that seems to have no parents names some in its own text."""
        answer = self._ask("cat-file", "commit", sha)
        if answer is None or answer.code:
            raise _failure(answer)
        return "\nparent " in answer.stdout.partition("\n\n")[0]

    def _place(self) -> _Place | None:
        answer = self._ask("rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD")
        if answer is None or self._is_nowhere(answer):
            return None
        shallow, _, rest = answer.stdout.removesuffix("\n").partition("\n")
        prefix, _, sha = rest.rpartition("\n")
        if sha == "HEAD":  # unresolved: there is no commit yet
            return None
        if answer.code or not _SHA.fullmatch(sha):
            raise _failure(answer)
        return _Place(Commit(sha, shallow == "true"), prefix)

    def _differences(self, *since: str) -> Result | None:
        *options, commit = since
        return self._ask(
            "diff",
            "--name-only",
            "-z",
            "--relative",  # below the workspace's root, and seen from there
            "--find-renames",
            *options,
            "--end-of-options",
            commit,
            "--",
        )

    def _merge_base(self, since: str) -> str:
        answer = self._ask("merge-base", "--end-of-options", since, "HEAD")
        if answer is not None and not answer.code:
            return answer.stdout.strip()
        if answer is not None and self._is_nowhere(answer):
            message = f"what changed since `{since}` is unknown: there is no git repository here"
            raise StateError(message)
        branch = since.removeprefix("origin/")
        if answer is not None and answer.code == 1:
            raise StateError(
                f"`{since}` and HEAD have no common ancestor in this clone",
                hint=f"run `git fetch --unshallow origin {branch}`; {_FULL_HISTORY}",
            )
        raise StateError(
            f"`{since}` is no commit that this clone knows",
            hint=f"run `git fetch origin {branch}`; {_FULL_HISTORY}",
        )

    def _is_nowhere(self, answer: Result) -> bool:
        """Whether git failed because there is no repository here, rather than a broken one."""
        above = (self.root.absolute(), *self.root.absolute().parents)
        return answer.code == _FATAL and not any((each / ".git").exists() for each in above)

    def _ask(self, *arguments: str, feed: str | None = None) -> Result | None:
        """One git process; None when there is no git program.

        Raises:
            StateError: git refuses to look at a repository that belongs to somebody else.
        """
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        options = ["--no-pager", "--no-optional-locks", "--literal-pathspecs"]
        try:
            answer = run(["git", *options, *settings, *arguments], self.root, input=feed)
        except MissingProgram:
            return None
        if answer.code and _UNSAFE in answer.stderr:
            raise StateError(
                f"git does not trust {self.root}: it belongs to another user",
                hint=f"run `git config --global --add safe.directory {self.root}`, "
                "or as the user to whom it belongs",
            )
        return answer


def _failure(answer: Result | None) -> StateError:
    return StateError(f"git failed: {_last_words(answer)}")


def _last_words(answer: Result | None) -> str:
    """The last line that git said, without its `fatal:`."""
    lines = answer.stderr.strip().splitlines() if answer else []
    return lines[-1].removeprefix("fatal: ") if lines else "it gave no reason"
