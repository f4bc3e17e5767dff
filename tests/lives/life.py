"""The two branches of a repository while people add, release, merge, pick and revert."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import chdir
from hashlib import sha256
from itertools import count
from pathlib import Path

from release.actions import DeleteFile, WriteFile
from release.changeset import parse_changeset, render_changeset
from release.ledger import LEDGER, parse_ledger
from release.model import Bump
from release.steps.changeset.status import status
from release.steps.changeset.version import version
from release.tasks.desk import open_desk
from release.versions import highest
from release.world import View
from tests.fake_git import FakeGit
from tests.lives.branch import PACKAGES, TOKEN, Branch

BUMPS = (Bump.PATCH, Bump.MINOR, Bump.MAJOR)
START = {
    "package.json": '{"name": "root", "private": true, "workspaces": ["packages/*"]}\n',
    ".changeset/config.json": '{"format": false}\n',
    **{
        f"packages/{name}/package.json": json.dumps({"name": name, "version": "1.0.0"}, indent=2)
        + "\n"
        for name in PACKAGES
    },
}
"""Three packages at 1.0.0; the ledger begins with the first release."""

_CHANGESET = re.compile(r"\.changeset/[\w-]+\.md")


class Life:
    """The two branches, what was ever added, and what may be gone.

    `wanted` has every token with the packages that it moves, `texts` with the changeset's path and
    text; `seen` is what `main` had of them, with each package. `dropped` are those that somebody
    edited, or whose addition was reverted: they may be released, but need not be.
    """

    def __init__(self, root: Path) -> None:
        self.main = Branch("main", root / "main")
        self.staging = Branch("staging", root / "staging")
        self.wanted: dict[str, tuple[str, ...]] = {}
        self.texts: dict[str, tuple[str, str]] = {}
        self.seen: set[tuple[str, str]] = set()
        self.dropped: set[str] = set()
        self.reverted = False
        self.said: list[str] = []
        self._numbers = count(1)
        for path, text in START.items():
            self.main.write(path, text)
        self.main.git("init", "--quiet", "--initial-branch=main", "--template=")
        self.main.commit("Start")
        self.main.git("worktree", "add", "--quiet", "-b", "staging", str(self.staging.root))

    # What people do. Each takes a number with which it chooses.

    def add(self, choice: int) -> None:
        """Add a changeset of one or two packages."""
        branch = self._branch(choice)
        names = PACKAGES[choice % 3 :][: 1 + choice // 3 % 2]
        bumps = {name: BUMPS[(choice // 6 + place) % 3] for place, name in enumerate(names)}
        number = next(self._numbers)
        self._write_changeset(branch, f".changeset/change-{number}.md", bumps, f"TOKEN-{number}")
        branch.additions.append(branch.commit(f"Add {number}"))

    def edit(self, choice: int) -> None:
        """Give a changeset another text."""
        branch = self._branch(choice)
        if not branch.changesets:
            return
        path = branch.changesets[choice // 2 % len(branch.changesets)]
        before = parse_changeset("", path, branch.read(path))
        old = _token(before.summary)
        self.dropped.add(old)
        token = f"{old}x{next(self._numbers)}"
        self._write_changeset(branch, path, before.bumps, token)
        branch.additions.append(branch.commit(f"Edit {path}"))

    def release(self, _: int) -> None:
        """Release `main`, and see that what is released is what no changelog has."""
        main = self.main
        self._restore()
        before, versions = main.released(), main.versions()
        view = self._view()
        owed = self._owed(main, before)
        told = status(view).document or {}
        listed = told["changesets"]
        assert isinstance(listed, list)
        counted = Counter(
            (_token(each["summary"]), of["name"]) for each in listed for of in each["releases"]
        )
        self._expect("status", owed, counted, before)
        actions = version(view).actions
        for action in actions:
            if isinstance(action, WriteFile):
                main.write(action.path, action.text)
            elif isinstance(action, DeleteFile):
                (main.root / action.path).unlink()
        assert not main.changesets
        self._expect("release", owed, main.released() - before, before)
        assert all(_is_lower_or_equal(versions[name], now) for name, now in main.versions().items())
        if actions:
            main.releases.append(main.commit("chore: release versions"))

    def ship(self, choice: int) -> None:
        """Add a changeset to `main` for one package, and release it at once."""
        number = next(self._numbers)
        bumps = {PACKAGES[choice % 3]: BUMPS[choice // 3 % 3]}
        self._write_changeset(self.main, f".changeset/fix-{number}.md", bumps, f"TOKEN-{number}")
        self.main.additions.append(self.main.commit(f"Fix {number}"))
        self.release(choice)

    def _view(self) -> View:
        with chdir(self.main.root):
            return open_desk().view._replace(git=FakeGit())  # the ledger asks git for nothing

    def look(self) -> None:
        """Remember what `main` has, pending or released."""
        self.seen |= {*self._pending(self.main)} | {*self.main.released()}

    def _restore(self) -> None:
        """Put back what a merge lost of `main`; a warning has to name what the ledger knows.

        A changeset that is there in other words is not lost: the merge took the other side's.
        """
        main = self.main
        has = {*self._pending(main)} | {*main.released()}
        self.dropped |= {
            token for token, _ in self.seen - has if self.texts[token][0] in main.changesets
        }
        lost = {each for each in self.seen - has if each[0] not in self.dropped}
        known = {
            (f".changeset/{intent.id}.md", name)
            for intent in parse_ledger(main.read(LEDGER)).consumed()
            for name in intent.packages
        }
        warnings = status(self._view()).warnings if lost else ()
        told = {
            (path, warning.partition(" ")[0])
            for warning in warnings
            for path in _CHANGESET.findall(warning)
        }
        untold = {each for each in lost if (self.texts[each[0]][0], each[1]) in known - told}
        assert not untold, self._story(f"lost, and not told: {untold}")
        for token in {token for token, _ in lost}:
            main.write(*self.texts[token])
            main.commit(f"Restore {token}")

    def _pending(self, branch: Branch) -> Counter[tuple[str, str]]:
        """What the changesets of a branch say."""
        found = [parse_changeset("", path, branch.read(path)) for path in branch.changesets]
        return Counter((_token(each.summary), name) for each in found for name in each.bumps)

    def _owed(self, branch: Branch, released: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
        """What the changesets of a branch say and its changelogs do not."""
        return self._pending(branch) - released

    def _expect(
        self,
        what: str,
        owed: Counter[tuple[str, str]],
        found: Counter[tuple[str, str]],
        before: Counter[tuple[str, str]],
    ) -> None:
        again = {each for each in found if each in before}
        missing = {each for each in owed - found if each[0] not in self.dropped}
        unasked = set(found - owed) - again
        assert not again, self._story(f"{what}: once more {again}")
        assert not missing, self._story(f"{what}: left out {missing}")
        assert not unasked, self._story(f"{what}: from nowhere {unasked}")

    def merge(self, choice: int) -> None:
        """Merge one branch into the other."""
        self._merge(*self._direction(choice))

    def squash(self, choice: int) -> None:
        """Bring one branch into the other as a single ordinary commit."""
        into, other = self._direction(choice)
        self.dropped |= into.squash(other)

    def rebase(self, choice: int) -> None:
        """Put the commits that one branch lacks on top of it, one by one."""
        into, other = self._direction(choice)
        missing = into.say(
            *("rev-list", "--reverse", "--no-merges", "--cherry-pick", "--right-only"),
            f"{into.name}...{other.name}",
        )
        self.dropped |= into.pick(missing.split())

    def pick(self, choice: int) -> None:
        """Cherry-pick an addition or a release to the other branch."""
        into, other = self._direction(choice)
        commits = [*other.additions, *(other.releases if into is self.staging else ())]
        if commits:
            self.dropped |= into.pick([commits[choice // 2 % len(commits)]])

    def revert_release(self, choice: int) -> None:
        """Take a release back, when git can do so."""
        if self.main.releases:
            place = -1 - choice % min(3, len(self.main.releases))
            self.reverted |= self.main.revert(self.main.releases[place])

    def revert_addition(self, choice: int) -> None:
        """Take an addition back, when git can do so."""
        branch = self._branch(choice)
        if branch.additions:
            commit = branch.additions[choice // 2 % len(branch.additions)]
            diff = branch.say("show", "--format=", commit)
            if branch.revert(commit):
                self.dropped |= set(TOKEN.findall(diff))

    def end(self) -> None:
        """Promote and release what is left; then nothing is lost, and nothing is left."""
        for _ in range(2):
            self._merge(self.main, self.staging)
            self.look()
            self.release(0)
            self._merge(self.staging, self.main)
        released = self.main.released()
        for token, names in self.wanted.items():
            for name in names:
                times = released[token, name]
                assert times or token in self.dropped, self._story(f"lost: {token} of {name}")
                assert times <= 1 or self.reverted, self._story(f"{times} times: {token}, {name}")
        before = self.main.head
        self.release(0)
        assert before == self.main.head

    # How it is done.

    def _branch(self, choice: int) -> Branch:
        return (self.staging, self.main)[choice % 2]

    def _direction(self, choice: int) -> tuple[Branch, Branch]:
        """Where to, and from where."""
        branches = (self.main, self.staging)
        return branches if choice % 2 else (self.staging, self.main)

    def _write_changeset(
        self, branch: Branch, path: str, bumps: Mapping[str, Bump], token: str
    ) -> None:
        self.wanted[token] = tuple(bumps)
        text = "\n".join(_words(path, line) for line in range(4))  # or git sees renames everywhere
        self.texts[token] = path, render_changeset(bumps, f"{token}\n{text}")
        branch.write(*self.texts[token])

    def _merge(self, into: Branch, other: Branch) -> None:
        self.dropped |= into.merge(other)

    def _story(self, message: str) -> str:
        history = self.main.say("log", "--graph", "--oneline", "--all")
        return "\n".join([message, *self.said, history, self.main.read(LEDGER)])


def _token(summary: str) -> str:
    return summary.partition("\n")[0]


def _words(path: str, line: int) -> str:
    return sha256(f"{path} {line}".encode()).hexdigest()


def _is_lower_or_equal(one: str, other: str) -> bool:
    return highest([other, one]) == other
