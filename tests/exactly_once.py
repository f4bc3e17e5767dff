"""Random lives of two branches, on real git: every changeset is released once, and none is lost.

`staging` is promoted to `main`, `main` releases and is merged back, by every means that people use,
and releases and additions are reverted. Each branch has its working tree. What is released is read
from the changelogs, where each changeset has a token of its own: the ledger is not asked.

`python -m tests.exactly_once --histories 500` plays so many, on all cores, and names their seeds.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from time import monotonic

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from release.actions import DeleteFile, WriteFile
from release.changeset import parse_changeset, render_changeset
from release.ledger import LEDGER, parse_ledger
from release.ledger.attributes import ATTRIBUTES
from release.model import Bump
from release.steps.changeset.status import status
from release.steps.changeset.version import version
from release.tasks.desk import open_desk
from release.versions import Precedence, highest, is_below, parse, precedence
from release.world import View
from tests.fake_git import FakeGit

PACKAGES = ("app", "core", "web")
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

_TOKEN = re.compile(r"TOKEN-\w+")
_HEADING = re.compile(r"^(?=## )", re.MULTILINE)
_CHANGESET = re.compile(r"\.changeset/[\w-]+\.md")
_SETTINGS = {
    "commit.gpgsign": "false",
    "core.fsync": "none",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "merge.conflictStyle": "diff3",
    "user.name": "Ada",
    "user.email": "ada@example.org",
}
_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_EDITOR": "true",
    "GIT_CONFIG_COUNT": str(len(_SETTINGS)),
    **{f"GIT_CONFIG_KEY_{number}": name for number, name in enumerate(_SETTINGS)},
    **{f"GIT_CONFIG_VALUE_{number}": text for number, text in enumerate(_SETTINGS.values())},
}


@dataclass
class Branch:
    """A branch in a working tree of its own. `additions` and `releases` are its commits."""

    name: str
    root: Path
    additions: list[str] = field(default_factory=list)
    releases: list[str] = field(default_factory=list)

    def git(self, *arguments: str, feed: bytes = b"", fails: bool = False) -> str | None:
        """What git says; None when it failed and may."""
        ran = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=_ENVIRONMENT,
            input=feed,
            capture_output=True,
            check=False,
        )
        if not ran.returncode:
            return ran.stdout.decode()
        assert fails, f"git {' '.join(arguments)}\n{ran.stdout.decode()}{ran.stderr.decode()}"
        return None

    def say(self, *arguments: str) -> str:
        """What git says."""
        return self.git(*arguments) or ""

    def read(self, path: str) -> str:
        """The file's text; empty when there is none."""
        place = self.root / path
        return place.read_text() if place.exists() else ""

    def write(self, path: str, text: str) -> None:
        """Put a file into the working tree."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def put(self, path: str, text: str | None) -> None:
        """Write the file, or see that there is none."""
        if text is None:
            (self.root / path).unlink(missing_ok=True)
        else:
            self.write(path, text)

    def commit(self, message: str) -> str:
        """Commit the working tree."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.head

    @property
    def head(self) -> str:
        """The commit that is checked out; read without git, which takes longer."""
        return (self.root.parent / "main/.git/refs/heads" / self.name).read_text().strip()

    @property
    def changesets(self) -> list[str]:
        """The paths of the changesets here."""
        return sorted(f".changeset/{path.name}" for path in self.root.glob(".changeset/*.md"))

    def released(self) -> Counter[tuple[str, str]]:
        """How often each token stands in the changelog of each package."""
        return Counter(
            (token, name)
            for name in PACKAGES
            for token in _TOKEN.findall(self.read(f"packages/{name}/CHANGELOG.md"))
        )

    def versions(self) -> dict[str, str]:
        """The version of each package."""
        return {name: json.loads(self.read(_manifest(name)))["version"] for name in PACKAGES}


def _token(summary: str) -> str:
    return summary.partition("\n")[0]


def _words(path: str, line: int) -> str:
    return sha256(f"{path} {line}".encode()).hexdigest()


def _manifest(name: str) -> str:
    return f"packages/{name}/package.json"


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
        into.git("merge", "--squash", "--quiet", other.name, fails=True)
        self._resolve(into)
        into.commit(f"Squash {other.name}")

    def rebase(self, choice: int) -> None:
        """Put the commits that one branch lacks on top of it, one by one."""
        into, other = self._direction(choice)
        missing = into.say(
            *("rev-list", "--reverse", "--no-merges", "--cherry-pick", "--right-only"),
            f"{into.name}...{other.name}",
        )
        self._pick(into, missing.split())

    def pick(self, choice: int) -> None:
        """Cherry-pick an addition or a release to the other branch."""
        into, other = self._direction(choice)
        commits = [*other.additions, *(other.releases if into is self.staging else ())]
        if commits:
            self._pick(into, [commits[choice // 2 % len(commits)]])

    def revert_release(self, choice: int) -> None:
        """Take a release back, when git can do so."""
        if self.main.releases:
            place = -1 - choice % min(3, len(self.main.releases))
            self.reverted |= self._revert(self.main, self.main.releases[place])

    def revert_addition(self, choice: int) -> None:
        """Take an addition back, when git can do so."""
        branch = self._branch(choice)
        if branch.additions:
            commit = branch.additions[choice // 2 % len(branch.additions)]
            diff = branch.say("show", "--format=", commit)
            if self._revert(branch, commit):
                self.dropped |= set(_TOKEN.findall(diff))

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
        message = f"Merge {other.name}"
        if into.git("merge", "--quiet", "--no-ff", "-m", message, other.name, fails=True) is None:
            self._resolve(into)
            into.commit(message)

    def _pick(self, into: Branch, commits: Sequence[str]) -> None:
        if not commits:
            return
        options = ("--allow-empty", "--keep-redundant-commits")
        done = into.git("cherry-pick", *options, *commits, fails=True)
        while done is None:
            self._resolve(into)
            into.git("add", "--all")
            into.git("commit", "--quiet", "--allow-empty", "--no-edit", fails=True)
            ongoing = into.say("rev-parse", "--git-path", "sequencer").strip()
            if not (into.root / ongoing).exists():
                return
            done = into.git("cherry-pick", "--continue", fails=True)

    def _revert(self, branch: Branch, commit: str) -> bool:
        if branch.git("revert", "--no-edit", commit, fails=True) is not None:
            return True
        unmerged = branch.say("diff", "--name-only", "--diff-filter=U", "-z").split("\0")[:-1]
        if unmerged and {*unmerged} <= {LEDGER, ATTRIBUTES}:  # later releases need them
            for path in unmerged:
                branch.put(path, branch.git("show", f"HEAD:{path}", fails=True))
            branch.commit(f"Revert {commit}")
            return True
        branch.git("revert", "--abort", fails=True)
        branch.git("reset", "--quiet", "--hard")
        return False

    def _resolve(self, branch: Branch) -> None:
        """Solve what git could not merge, as an operator would: see `_solved`."""
        unmerged = branch.say("diff", "--name-only", "--diff-filter=U", "-z").split("\0")[:-1]
        for path in sorted(unmerged, key=_is_changelog):  # the versions first
            sides = [branch.git("show", f":{stage}:{path}", fails=True) for stage in (2, 3)]
            texts = [text for text in sides if text is not None]
            if not texts:
                branch.put(path, None)
            elif _is_changelog(path):
                _, package, _ = path.split("/")
                branch.write(path, _solved_changelog(texts, branch.versions()[package]))
            else:
                branch.write(path, _solved(path, texts))
            if path.startswith(".changeset/") and path.endswith(".md"):
                self.dropped |= {*_TOKEN.findall("".join(texts[1:]))}

    def _story(self, message: str) -> str:
        history = self.main.say("log", "--graph", "--oneline", "--all")
        return "\n".join([message, *self.said, history, self.main.read(LEDGER)])


def _solved(path: str, texts: Sequence[str]) -> str:
    """Versions by maximum; of two texts of one changeset ours; what one side lacks from the other.

    The ledger conflicts only where the revert of the first release took its driver away; then its
    lines are kept as git would have.
    """
    if path == LEDGER:
        return "".join(dict.fromkeys(line for text in texts for line in text.splitlines(True)))
    if not path.endswith("package.json"):
        return texts[0]
    found = [json.loads(text)["version"] for text in texts]
    return texts[found.index(highest(found))]


def _solved_changelog(texts: Sequence[str], current: str) -> str:
    """The sections of both sides, but none beyond the version that the package has.

    Where git has merged a revert into the version, whoever kept its section would tell of a release
    that nothing else has.
    """
    title, *_ = _HEADING.split(texts[0])
    sections: dict[str, str] = {}
    for text in texts:
        for section in _HEADING.split(text)[1:]:
            heading, _, body = section.partition("\n")
            known = sections.setdefault(heading.removeprefix("## "), "")
            new = [line for line in body.splitlines() if line not in known.splitlines()]
            sections[heading.removeprefix("## ")] = known + "".join(f"{line}\n" for line in new)
    there = [version_ for version_ in sections if not is_below(current, version_)]
    ordered = sorted(there, key=_precedence, reverse=True)
    return title + "".join(f"## {version_}\n{sections[version_]}\n" for version_ in ordered)


def _is_changelog(path: str) -> bool:
    return path.endswith("CHANGELOG.md")


def _precedence(text: str) -> Precedence:
    version_ = parse(text)
    assert version_ is not None, text
    return precedence(version_)


def _is_lower_or_equal(one: str, other: str) -> bool:
    return highest([other, one]) == other


EVENTS: Mapping[Callable[[Life, int], None], int] = {
    Life.add: 6,
    Life.release: 4,
    Life.ship: 4,
    Life.merge: 1,
    Life.squash: 2,
    Life.rebase: 1,
    Life.pick: 2,
    Life.revert_release: 3,
    Life.revert_addition: 1,
    Life.edit: 1,
}
"""What can happen, and how often: the ordinary first, so that a failing life shrinks to it."""

LIVES = st.lists(
    st.tuples(
        st.sampled_from([event for event, often in EVENTS.items() for _ in range(often)]),
        st.integers(0, 35),
    ),
    min_size=12,
    max_size=24,
)


History = Sequence[tuple[Callable[[Life, int], None], int]]
"""What happens in a life, with the number by which each chooses."""


def live(life: History, kind: type[Life] = Life) -> None:
    """Play one life of a kind in a repository of its own.

    Raises:
        AssertionError: a changeset was released twice, or left out, or lost.
    """
    with tempfile.TemporaryDirectory() as folder:
        played = kind(Path(folder))
        for event, choice in life:
            played.said.append(f"{event.__name__}({choice})")
            event(played, choice)
            played.look()
        played.end()


LIVES_A_SEED = 25


def play(
    number: int, lives: st.SearchStrategy[History] = LIVES, kind: type[Life] = Life
) -> tuple[int, str]:
    """Play the lives of one seed; how many, and what was wrong."""
    lived = count()

    @seed(number)
    @settings(
        max_examples=LIVES_A_SEED,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(lives)
    def every(life: History) -> None:
        next(lived)
        live(life, kind)

    try:
        every()
    except Exception as error:  # noqa: BLE001  whatever it is, it is told with its seed
        notes = getattr(error, "__notes__", ())
        return next(lived), "\n".join([f"{type(error).__name__}: {error}", *notes])
    return next(lived), ""


def main(arguments: Sequence[str], play: Callable[[int], tuple[int, str]] = play) -> int:
    """Play as many lives as are asked for; 1 when one of them is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--histories", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    seeds = range(options.seed, options.seed + -(-options.histories // LIVES_A_SEED))
    began, lived, wrong = monotonic(), 0, 0
    with ProcessPoolExecutor() as pool:
        for number, (many, problem) in zip(seeds, pool.map(play, seeds), strict=True):
            lived += many
            if problem:
                wrong += 1
                sys.stdout.write(f"seed {number}: {problem}\n")
    sys.stdout.write(
        f"{lived} histories (seeds {seeds.start} to {seeds.stop - 1}), "
        f"{wrong} seeds with a changeset lost or released twice, {monotonic() - began:.0f} s\n"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
