"""Git histories for a tree, the same on every machine down to the hash.

One `git fast-import` writes all commits, so that a repository costs three short processes.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

History = Literal[
    "each",  # the tree without changesets, then one commit per changeset in byte order
    "together",  # everything in one root commit
    "uncommitted",  # the changesets lie in the working tree only
    "none",  # no repository at all
    "edited",  # each changeset is committed as a draft first, then as it is
    "renamed",  # each changeset is committed as `draft-<name>`, then renamed
    "readded",  # each changeset is committed, deleted and committed again
    "merged",  # each changeset comes on a branch of its own, merged by a merge commit
    "branch",  # `main` ends before the changesets and `src/`; HEAD is on `topic`
]

WHO = "A U Thor <author@example.com>"
START = 1_700_000_000  # seconds since 1970; each commit comes a minute after the last


@dataclass(slots=True)
class _Stream:
    """The input of `git fast-import`, as it grows."""

    lines: list[bytes] = field(default_factory=list)
    commits: int = 0

    def commit(
        self,
        message: str,
        files: Mapping[str, bytes | None],
        *,
        branch: str = "main",
        start: str = "",
        merge: str = "",
    ) -> None:
        """Add a commit that writes `files`, and removes those that are None."""
        when = f"{WHO} {START + 60 * self.commits} +0000"
        self.commits += 1
        self._line(f"commit refs/heads/{branch}\nauthor {when}\ncommitter {when}")
        self._data(message.encode())
        if start:
            self._line(f"from refs/heads/{start}")
        if merge:
            self._line(f"merge refs/heads/{merge}")
        for path, text in files.items():
            self._line(f"D {path}" if text is None else f"M 100644 inline {path}")
            if text is not None:
                self._data(text)

    def _line(self, text: str) -> None:
        self.lines.append(text.encode() + b"\n")

    def _data(self, text: bytes) -> None:
        self.lines.append(b"data %d\n%s\n" % (len(text), text))


def is_changeset(path: str) -> bool:
    """Whether a history commits this path as a changeset of its own."""
    return "/.changeset/" in f"/{path}" and path.endswith(".md")


def record(root: Path, tree: Mapping[str, bytes], history: History) -> None:
    """Give `root`, which holds `tree`, its history; the working tree stays as it is."""
    if history == "none":
        return
    changesets = sorted(path for path in tree if is_changeset(path))
    rest = {path: text for path, text in tree.items() if path not in changesets}
    stream = _Stream()
    _RECIPES[history](stream, rest, {path: tree[path] for path in changesets})
    branch = "topic" if history == "branch" else "main"
    # A repository without templates has no sample hooks to copy: ten times faster.
    _git(root, "init", "--quiet", "--template=", f"--initial-branch={branch}")
    _git(root, "fast-import", "--quiet", feed=b"".join(stream.lines))
    _git(root, "read-tree", "HEAD")


def commit_all(root: Path, number: int, apart: Collection[str]) -> None:
    """Commit what lies in `root`, a day and `number` minutes after its history began.

    Files that are called as one of `apart` stay out. Without a repository nothing happens.
    """
    if (root / ".git").exists():
        others = [f":(exclude,top,glob)**/{name}" for name in apart]
        _git(root, "add", "--all", "--force", "--", ".", *others)
        when = f"{START + 24 * 3600 + 60 * number} +0000"
        _git(root, "commit", "--quiet", "--allow-empty", "--no-verify", "-mStep", when=when)


def _git(root: Path, *arguments: str, feed: bytes = b"", when: str = "") -> None:
    environment = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        name, _, email = WHO.removesuffix(">").partition(" <")
        environment |= {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": email}
        environment[f"GIT_{role}_DATE"] = when
    subprocess.run(["git", *arguments], cwd=root, env=environment, input=feed, check=True)


_Files = Mapping[str, bytes]


def _each(stream: _Stream, rest: _Files, changesets: _Files) -> None:
    stream.commit("Start", rest)
    for path, text in changesets.items():
        stream.commit(f"Add {path}", {path: text})


def _together(stream: _Stream, rest: _Files, changesets: _Files) -> None:
    stream.commit("Start", {**rest, **changesets})


def _uncommitted(stream: _Stream, rest: _Files, _: _Files) -> None:
    stream.commit("Start", rest)


def _edited(stream: _Stream, rest: _Files, changesets: _Files) -> None:
    stream.commit("Start", rest)
    for path, text in changesets.items():
        stream.commit(f"Draft {path}", {path: text + b"draft\n"})
        stream.commit(f"Edit {path}", {path: text})


def _renamed(stream: _Stream, rest: _Files, changesets: _Files) -> None:
    stream.commit("Start", rest)
    for path, text in changesets.items():
        folder, _, name = path.rpartition("/")
        draft = f"{folder}/draft-{name}"
        stream.commit(f"Draft {path}", {draft: text})
        stream.commit(f"Rename {path}", {draft: None, path: text})


def _readded(stream: _Stream, rest: _Files, changesets: _Files) -> None:
    stream.commit("Start", rest)
    for path, text in changesets.items():
        stream.commit(f"Add {path}", {path: text})
        stream.commit(f"Drop {path}", {path: None})
        stream.commit(f"Add {path} again", {path: text})


def _merged(stream: _Stream, rest: _Files, changesets: _Files) -> None:
    stream.commit("Start", rest)
    for number, (path, text) in enumerate(changesets.items()):
        side = f"side-{number}"
        stream.commit(f"Add {path}", {path: text}, branch=side, start="main")
        stream.commit(f"Merge {side}", {path: text}, merge=side)


def _branch(stream: _Stream, rest: _Files, changesets: _Files) -> None:
    sources = {path: text for path, text in rest.items() if "/src/" in path}
    stream.commit("Start", {path: text for path, text in rest.items() if path not in sources})
    stream.commit("Work", {**sources, **changesets}, branch="topic", start="main")


_RECIPES = {
    "each": _each,
    "together": _together,
    "uncommitted": _uncommitted,
    "edited": _edited,
    "renamed": _renamed,
    "readded": _readded,
    "merged": _merged,
    "branch": _branch,
}
