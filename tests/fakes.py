"""Stand-ins that hold state, as the ports promise it; nothing is scripted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from release.credits import Facts, Lookups
from release.deployment.records import WritableRecords
from release.errors import ConfigError, ForgeError, StateError
from release.forge import (
    Comment,
    Identity,
    Pull,
    Settings,
    WantedComment,
    WantedPull,
    WritableForge,
    ours,
)
from release.forge.releases import Published, Release, WantedRelease
from release.own_code import OwnCode
from release.remote import Objects, Pushed, Update, WritableRemote
from release.world import Bookkeeping, Entry, Files, Git, Measured, View


def a_moment() -> datetime:
    """A clock that stands still."""
    return datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)


class MemoryFiles:
    """`WritableFiles` in a dictionary. `reads` and `listings` tell what was looked at."""

    def __init__(self, files: Mapping[str, str] | None = None) -> None:
        self.files = dict(files or {})
        self.reads: list[str] = []
        self.listings: list[str] = []

    def read(self, path: str) -> str | None:
        self.reads.append(path)
        return self.files.get(path)

    def entries(self, directory: str) -> tuple[Entry, ...]:
        self.listings.append(directory)
        prefix = f"{directory}/" if directory else ""
        found: dict[str, bool] = {}
        for path in self.files:
            if path.startswith(prefix):
                name, slash, _ = path.removeprefix(prefix).partition("/")
                found[name] = bool(slash)
        return tuple(Entry(name, found[name]) for name in sorted(found, key=str.encode))

    def exists(self, path: str) -> bool:
        return path in self.files

    def refusals(self, paths: Iterable[str]) -> dict[str, str]:
        above = {path[: path.rindex("/")] for path in self.files if "/" in path}
        return {path: "a directory is in the way" for path in paths if path in above}

    def prepare(self, edits: Mapping[str, str | None]) -> Callable[[], None]:
        def put() -> None:
            for path, text in edits.items():
                if text is None:
                    self.files.pop(path, None)
                else:
                    self.files[path] = text

        return put

    def write(self, path: str, text: str) -> None:
        """Put a file there, for a test."""
        self.files[path] = text


class MemoryJournal:
    """`Journal` in a variable."""

    where = "the journal"

    def __init__(self, text: str | None = None) -> None:
        self.text = text

    def read(self) -> str | None:
        return self.text

    def write(self, text: str) -> None:
        self.text = text

    def delete(self) -> None:
        self.text = None


class FakeCode:
    """`LoadCode` out of a dictionary of what the repository's own names lead to.

    `loaded` tells what was asked for: the name, the options, the functions.
    """

    def __init__(self, own: Mapping[str, OwnCode] | None = None) -> None:
        self.own = dict(own or {})
        self.loaded: list[tuple[str, object, tuple[str, ...]]] = []

    def __call__(self, name: str, options: object, functions: Sequence[str]) -> OwnCode:
        self.loaded.append((name, options, tuple(functions)))
        if name not in self.own:
            raise ConfigError(f"`{name}`: there is no such module")
        return self.own[name]


class FakeCredits:
    """`Credits` out of dictionaries of what it knows. `asked` tells what was looked up."""

    def __init__(self, facts: Facts | None = None, repository: str | None = None) -> None:
        self.server = "https://github.com"
        self.repository = repository
        self.facts = facts or Facts({}, {})
        self.asked: list[Lookups] = []

    def describe(self, lookups: Lookups) -> Facts:
        self.asked.append(lookups)
        commits, pulls = self.facts
        return Facts(
            {each: commits[each] for each in lookups.commits if each in commits},
            {each: pulls[each] for each in lookups.pulls if each in pulls},
        )


def a_view(files: Files, git: Git) -> View:
    """The world around a step: these files, this git, and nothing else of interest."""
    return View(
        files,
        git,
        a_moment,
        FakeCode(),
        FakeCredits,
        no_forge,
        no_remote,
        no_objects,
        no_records,
        FakeBlobs(),
    )


class FakeBlobs:
    """`Blobs` out of a dictionary."""

    def __init__(self, contents: Mapping[str, bytes] | None = None) -> None:
        self.contents = dict(contents or {})

    def measure(self, path: str) -> Measured:
        content = self.read(path)
        return Measured(len(content), f"sha256:{sha256(content).hexdigest()}")

    def read(self, path: str) -> bytes:
        if path not in self.contents:
            raise StateError(f"`{path}` cannot be read: no such file")
        return self.contents[path]

    def copy(self, path: str, to: str) -> None:
        self.contents[to] = self.read(path)


class MemoryForge:
    """`WritableForge` in lists. `tip` tells where a branch of the repository is."""

    server = "https://forge"
    repository = "acme/train"

    def __init__(self, tip: Callable[[str], str], login: str = "bot") -> None:
        self.tip = tip
        self.login = login
        self.pulls: list[Pull] = []
        self.said: list[Comment] = []

    def identity(self) -> Identity:
        return Identity(self.login)

    def settings(self, branches: Sequence[str]) -> Settings:
        return Settings(None, None, None, None, None, dict.fromkeys(branches))

    def guards(self, environment: str) -> frozenset[str] | None:
        del environment  # there is none
        return None

    def pull(self, branch: str, base: str) -> Pull | None:
        found = [each for each in self.pulls if (each.branch, each.base) == (branch, base)]
        return found[0]._replace(commit=self.tip(branch)) if found else None

    def comments(self, pull: int) -> tuple[Comment, ...]:
        del pull  # there is one at a time
        return tuple(self.said)

    def put_pull(self, wanted: WantedPull) -> bool:
        before = self.pull(wanted.branch, wanted.base)
        if wanted.is_met_by(before):
            return False
        self.close_pull(wanted.branch, wanted.base)
        url = f"{self.server}/{self.repository}/pull/1"
        self.pulls.append(Pull(1, url, wanted.branch, "", wanted.base, wanted.title, wanted.body))
        return True

    def close_pull(self, branch: str, base: str) -> bool:
        before = len(self.pulls)
        self.pulls = [each for each in self.pulls if (each.branch, each.base) != (branch, base)]
        return len(self.pulls) < before

    def put_comment(self, wanted: WantedComment) -> bool:
        others = [each for each in self.said if each not in self._ours(wanted)]
        self.said = [*others, Comment(len(others) + 1, self.login, wanted.body)]
        return True

    def releases(self) -> tuple[Release, ...]:
        return ()

    def published(self, repository: str) -> tuple[Published, ...] | None:
        del repository  # there is one
        return None

    def tagged(self, repository: str, tag: str) -> str | None:
        del repository, tag
        return None

    def put_release(self, wanted: WantedRelease, content: Callable[[str], bytes]) -> bool:
        raise ForgeError(f"no release of {wanted.tag} can be kept here: {content}")

    def _ours(self, wanted: WantedComment) -> list[Comment]:
        return ours(self.said, self.login, wanted.marker)


class FakeRemote:
    """`WritableRemote` in a dictionary of refs. `pushed` tells what was asked for.

    What it `refuses` does not move.
    """

    address = "the remote"

    def __init__(self, refs: Mapping[str, str] | None = None, refuses: Iterable[str] = ()) -> None:
        self.commits = dict(refs or {})
        self.refuses = frozenset(refuses)
        self.pushed: list[Update] = []

    def refs(self, refs: Sequence[str]) -> Mapping[str, str]:
        return {ref: self.commits[ref] for ref in refs if ref in self.commits}

    def fetch(self, branches: Sequence[str]) -> Mapping[str, str]:
        return {branch: self.commits[f"refs/heads/{branch}"] for branch in branches}

    def push(self, updates: Sequence[Update]) -> tuple[Pushed, ...]:
        self.pushed += updates
        return tuple(map(self._moved, updates))

    def _moved(self, update: Update) -> Pushed:
        now = self.commits.get(update.ref)
        if update.ref in self.refuses:
            return Pushed(update.ref, "refused", now, "protected")
        if now not in {update.old, update.new}:
            return Pushed(update.ref, "moved", now)
        if update.new is None:
            self.commits.pop(update.ref, None)
        else:
            self.commits[update.ref] = update.new
        return Pushed(update.ref, "pushed", update.new)


def no_remote() -> WritableRemote:
    """The remote of a repository that has none: a step that asks for it fails."""
    raise ForgeError("there is no remote")


def no_records(place: Bookkeeping) -> WritableRecords:
    """The book of a repository that deploys nothing: a step that asks for it fails."""
    raise ForgeError(f"there is no book in `{place}`")


def no_objects() -> Objects:
    """The objects of a repository without git: a step that asks for them fails."""
    raise ForgeError("there is no git repository")


def no_forge() -> WritableForge:
    """The forge of a repository that has none: a step that asks for it fails."""
    raise ForgeError("there is no forge")
