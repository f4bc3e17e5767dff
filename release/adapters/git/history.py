"""What git knows of the past: what came since a commit, and who added or removed which file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from release.adapters.git.log import (
    MAX_RENAME_SIDE,
    Changes,
    commits,
    logged_commits,
    newest,
    recent_commits,
)
from release.adapters.git.program import FULL_HISTORY, GitProgram, failure, last_words
from release.adapters.git.removals import parse_contents, parse_removals
from release.errors import StateError
from release.world import LoggedCommit, RecentCommit, Removal

FIRST_PASS_COMMITS = 1024  # pending changesets are young: see `_additions`


class History(GitProgram):
    """The half of `Git` that looks back."""

    __slots__ = ()

    def commits_since(self, since: str) -> tuple[LoggedCommit, ...]:
        """The commits of HEAD that `since` lacks, parents first, merges left out; "" lacks all.

        Of a renamed file only the new name is told, as by `changed_files`.

        Raises:
            StateError: `since` is unknown, has no common ancestor with HEAD, or there is no git;
                or the history is cut off (a shallow clone).
        """
        if since:
            self.merge_base(since)
        log = self.answer(
            *("log", "-z", "--raw", "--relative", "--no-merges", "--topo-order", "--reverse"),
            *("--find-renames", f"-l{MAX_RENAME_SIDE}", "--no-color", "--encoding=UTF-8"),
            *(
                "--format=%H %P%n%B",
                "--end-of-options",
                f"{since}..HEAD" if since else "HEAD",
                "--",
            ),
        )
        found = list(logged_commits(log))
        if any(not parents and self._is_cut(each.sha) for each, parents in found):
            raise StateError(
                f"the commits since `{since}` are not all here: this is a shallow clone",
                hint=f"run `git fetch --unshallow`; {FULL_HISTORY}",
            )
        return tuple(each for each, _ in found)

    def recent(self, tips: Sequence[str], since: datetime) -> tuple[RecentCommit, ...]:
        """The commits of `tips` that were committed after `since`, children first.

        A tip that this clone does not have is passed over.
        """
        if not tips or self.place() is None:
            return ()
        log = self.answer(
            *("log", "-z", "--raw", "--relative", "--topo-order", "--no-renames", "--no-color"),
            *("--encoding=UTF-8", f"--max-age={since.timestamp():.0f}", "--ignore-missing"),
            *("--format=%H %P%n%at %ct%n%an%n%s", "--stdin"),
            feed="".join(f"{tip}\n" for tip in tips),
        )
        return tuple(recent_commits(log))

    def added_in(
        self, paths: Sequence[str], *, follow: bool = True, at: str = "HEAD"
    ) -> Mapping[str, str]:
        """The commit that added each of `paths`, seen from `at`; uncommitted ones are left out.

        The answer for each is that of `git log --diff-filter=AC --follow --max-count=1`, which
        Changesets 3 asks: the newest commit that is no merge and added the file. Without
        `follow` it is that of `git log --diff-filter=A --max-count=1`, as Changesets 2 asks.

        Raises:
            StateError: the history that would tell is cut off (a shallow clone).
        """
        place = self.place() if paths else None
        if place is None:
            return {}
        found: dict[str, tuple[str, bool]] = {}
        for path, changes in self._additions(paths, place.prefix, at).items():
            if not follow or changes.settles(place.prefix + path):
                found[path] = (changes.sha, changes.has_parents)
            elif (origin := self._origin(path, at)) is not None:
                found[path] = origin
        self._refuse_cut_history(found)
        return {path: found[path][0] for path in paths if path in found}

    def _additions(self, paths: Sequence[str], prefix: str, at: str) -> Mapping[str, Changes]:
        """The newest commit that brought each path, whether as a new file or by a rename.

        Most pending changesets came with the last few commits, so a short pass is tried
        before one over the whole history. It looks at every commit: to be told which of them
        touch a directory, git compares that directory twice, and a thousand changesets make it
        a large one.
        """
        limit = FIRST_PASS_COMMITS + 4 * len(paths)
        log = self._log(f"--max-count={limit}", at)
        missing = dict.fromkeys(paths)
        found = newest(missing, log, prefix)
        if len(found) < len(missing) and len(log) == limit:
            directories = dict.fromkeys(str(PurePosixPath(path).parent) for path in paths)
            found = newest(missing, self._log(at, "--", *directories), prefix)
        return found

    def _log(self, *options: str) -> list[Changes]:
        """The commits, newest first, merges left out, each with all that it did."""
        log = self.answer(
            *("log", "-z", "--raw", "--no-merges", "--full-history", "--full-diff"),
            *("--find-renames", f"-l{MAX_RENAME_SIDE}", "--no-color", "--format=%H %P"),
            *options,
        )
        return list(commits(log))

    def _origin(self, path: str, at: str) -> tuple[str, bool] | None:
        """What git itself says of one path, and whether that commit has parents."""
        log = self.answer(
            *("log", "--diff-filter=AC", "--follow", "--max-count=1", "--no-color"),
            *("--pretty=format:%H %P", at, "--", path),
        )
        sha, _, parents = log.strip("\n").partition(" ")
        return (sha, bool(parents)) if sha else None

    def _refuse_cut_history(self, found: Mapping[str, tuple[str, bool]]) -> None:
        """Refuse answers at the border of a shallow clone, where every file looks new."""
        for sha in {sha for sha, has_parents in found.values() if not has_parents}:
            if self._is_cut(sha):
                cut = next(path for path, (commit, _) in found.items() if commit == sha)
                raise StateError(
                    f"the commit that added `{cut}` is unknown: this is a shallow clone",
                    hint=f"run `git fetch --unshallow`; {FULL_HISTORY}",
                )

    def _is_cut(self, sha: str) -> bool:
        """Whether a commit that seems to have no parents names some in its own text."""
        return "\nparent " in self.answer("cat-file", "commit", sha).partition("\n\n")[0]

    def text_at(self, commit: str, path: str) -> str | None:
        """A file as it was in a commit; None when HEAD has not that commit, or that the file."""
        place = self.place()
        kinship = self.ask("merge-base", "--is-ancestor", commit, "HEAD") if place else None
        if place is None or kinship is None or kinship.code:
            return None
        answer = self.ask("cat-file", "blob", f"{commit}:{place.prefix}{path}")
        return None if answer is None or answer.code else answer.stdout

    def removals(self, folder: str, names: Collection[str], since: str = "") -> tuple[Removal, ...]:
        """The commits before HEAD that removed files from `folder`, the newest first.

        One process for the commits, and one for all contents.

        Raises:
            StateError: `since` is unknown.
        """
        if self.place() is None:
            return ()
        answer = self.ask(
            *("log", "-z", "--raw", "--no-abbrev", "--no-renames", "--relative", "--no-merges"),
            *("--full-history", "--full-diff", "--no-color", "--format=%H"),
            *("--end-of-options", f"{since}..HEAD" if since else "HEAD", "--", folder),
        )
        if answer is None or answer.code:
            raise (
                StateError(f"the history since `{since}` is unknown: {last_words(answer)}")
                if since
                else failure(answer)
            )
        found = parse_removals(answer.stdout, folder, names)
        hashes = tuple(dict.fromkeys(each for commit in found for each in commit.hashes))
        texts = self._contents(hashes)
        return tuple(commit.with_texts(texts) for commit in found)

    def _contents(self, hashes: Sequence[str]) -> Mapping[str, str]:
        if not hashes:
            return {}
        answer = self.answer("cat-file", "--batch", feed="\n".join([*hashes, ""]))
        return parse_contents(answer, hashes)
