"""The repository at the other end of the network, and the commits that are made for it, as types.

Refs are whole (`refs/heads/main`), commits and trees are full hashes, and the paths of files are
those of `model`; what lies above the workspace's root begins with `../`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from release.world import Files

HEADS, TAGS = "refs/heads/", "refs/tags/"
"""What the refs of branches, and those of tags, begin with."""


class Update(NamedTuple):
    """A ref that is to move from `old` to `new`; None is no such ref.

    Without `force` the remote refuses what would lose commits; with it, it moves from `old` alone.
    """

    ref: str
    old: str | None
    new: str | None
    force: bool = False


class Pushed(NamedTuple):
    """What became of an update. `now` is what the remote has, `said` what it gave as its reason.

    `pushed`: it is so. `moved`: somebody else pushed first, or is at it. `refused`: the remote
    does not allow it, as with a protected branch. `withheld`: another update that was to go with
    it failed. `lost`: there was no answer, and nothing has happened.
    """

    ref: str
    state: Literal["pushed", "moved", "refused", "withheld", "lost"]
    now: str | None
    said: str = ""


class Remote(Protocol):
    """A repository over there. `address` tells people where, without what signs in.

    Raises:
        ForgeError: it refused, or did not answer.
        StateError: there is no git program, or this clone is not fit for it.
    """

    @property
    def address(self) -> str:
        """Where it is."""

    def refs(self, refs: Sequence[str]) -> Mapping[str, str]:
        """What these refs point to; those that are not there are left out."""

    def fetch(self, branches: Sequence[str]) -> Mapping[str, str]:
        """Bring these branches here, with their histories; the commit of each, by its name.

        They become what `refs/remotes/origin/` has of them; nothing else here changes.
        """


class WritableRemote(Remote, Protocol):
    """The same, to push to."""

    def push(self, updates: Sequence[Update]) -> tuple[Pushed, ...]:
        """Move refs, all of them or none; what became of each, in order."""


class Refs(Protocol):
    """Refs that several write at the same time: those of a remote, or of this clone.

    Raises:
        ForgeError: whoever has them refused, or did not answer.
        StateError: there is no git program, or this clone is not fit for it.
    """

    @property
    def address(self) -> str:
        """Where they are, for people."""

    def refs(self, refs: Sequence[str]) -> Mapping[str, str]:
        """What these refs point to; those that are not there are left out."""

    def bring(self, ref: str) -> None:
        """Have what a ref points to among the objects of this clone; no ref here moves."""

    def push(self, updates: Sequence[Update]) -> tuple[Pushed, ...]:
        """Move refs, all of them or none; what became of each, in order."""


class Clash(NamedTuple):
    """A path that a merge could not settle: the blobs there in the base, in ours, in theirs.

    None is no file: nothing, a symbolic link, or a submodule.
    """

    path: str
    base: str | None = None
    ours: str | None = None
    theirs: str | None = None


class Merged(NamedTuple):
    """A merge. What clashed is in `tree` as git leaves it, and the files of `puzzles` may be wrong.

    `puzzles` are the paths, a set a puzzle, that git calls conflicts, whether or not they clash:
    a folder that one side renamed may have none that does.
    """

    tree: str
    clashes: tuple[Clash, ...] = ()
    puzzles: tuple[tuple[str, ...], ...] = ()


class NewCommit(NamedTuple):
    """A commit that is to be made.

    With a `date` as git writes them (`@1700000000 +0000`) it is the same commit wherever and
    whenever the same author makes it, unless it is signed. An empty `tree` is one without files.
    What no history will hold is not `worth_signing`.
    """

    tree: str
    parents: tuple[str, ...]
    message: str
    date: str = ""
    worth_signing: bool = True


class KnownCommit(NamedTuple):
    """A commit that is here. `date` is its committer's, as in `NewCommit`."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    message: str
    date: str = ""


class NewTag(NamedTuple):
    """An annotated tag that is to be made, of a commit."""

    name: str
    commit: str
    message: str


class Touch(NamedTuple):
    """A commit that touched a file: its author's name, and the first line of its message."""

    sha: str
    author: str
    subject: str


class Objects(Protocol):
    """Commits, trees and blobs of this clone; nobody sees what is added before a ref leads there.

    Raises:
        StateError: git failed, is missing or too old, or there is no such object.
    """

    def bases(self, ours: str, theirs: str) -> tuple[str, ...]:
        """The newest commits that both have: one, several where they crossed, or none.

        Raises:
            StateError: the history that would tell is cut off (a shallow clone).
        """

    def merge(self, ours: str, theirs: str) -> Merged:
        """Merge `theirs` into `ours`, as git does, without a work tree."""

    def has(self, commit: str) -> bool:
        """Whether a commit is here."""

    def commits(self, new: str, old: str) -> tuple[KnownCommit, ...]:
        """The commits of `new` that `old` lacks, the newest first."""

    def commit(self, name: str) -> KnownCommit:
        """One commit."""

    def files(self, commit: str) -> Files:
        """The files of a commit, as git keeps them."""

    def last_touch(self, commit: str, since: str, path: str) -> Touch | None:
        """The newest commit of `commit` that `since` lacks and that changed a file."""

    def changed(self, old: str, new: str) -> tuple[str, ...]:
        """The files that differ between two trees or commits."""

    def merge_lines(self, base: str, ours: str, theirs: str) -> str | None:
        """The text with what both sides changed, by lines; None where these conflict."""

    def texts(self, blobs: Sequence[str]) -> Mapping[str, str]:
        """The contents of blobs."""

    def write_tree(self, base: str, edits: Mapping[str, str | None]) -> str:
        """The tree of `base` with other texts; None removes a file.

        Modes stay, a symbolic link stays and its target changes.
        """

    def write_commit(self, commit: NewCommit) -> str:
        """Make a commit, by whom git says we are, and signed when git has a key to sign with.

        Raises:
            CommandError: it cannot be signed.
        """

    def write_tag(self, tag: NewTag) -> str:
        """Make a tag, with who git says we are, and signed when git has a key to sign with.

        Raises:
            CommandError: it cannot be signed.
        """

    def keep_tag(self, name: str, tag: str) -> None:
        """Let this clone have a tag that the remote has; one that it has already stays."""
