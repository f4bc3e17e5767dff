"""Prereleases, releases, reverts and comebacks in any order: each changeset counts once.

Without git: a comeback lies there again as it once was, whatever merge brought it, and a revert
restores what a release changed but the ledger, whose line git's union merge can keep.
"""

from __future__ import annotations

import json
import re
from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from release.actions import Decision, DeleteFile, WriteFile
from release.changeset import render_changeset
from release.changeset.prerelease import FOLDER, PATH
from release.ledger import LEDGER
from release.model import Bump
from release.steps.changeset.pre import pre_enter, pre_exit
from release.steps.changeset.version import version
from release.world import View
from tests.fake_git import FakeGit
from tests.fakes import MemoryFiles, a_view

NAMES = ("app", "core")
START = {
    "package.json": '{"name": "root", "private": true, "workspaces": ["*"]}\n',
    ".changeset/config.json": '{"format": false}\n',
    **{f"{name}/package.json": f'{{"name": "{name}", "version": "1.0.0"}}\n' for name in NAMES},
}
BUMPS = (Bump.PATCH, Bump.MINOR, Bump.MAJOR)
TOKEN = re.compile(r"TOKEN-\d+")
SECTION = re.compile(r"^## ", re.MULTILINE)

Told = Counter[tuple[str, str]]
"""How often a changelog names a token, by token and package."""


class Train(RuleBasedStateMachine):
    """A repository whose releases are undone from the last one back."""

    def __init__(self) -> None:
        super().__init__()
        self.files = MemoryFiles(START)
        self.texts: dict[str, str] = {}
        self.undo: list[dict[str, str | None]] = []

    @property
    def mode(self) -> str | None:
        """`pre`, `exit`, or None."""
        text = self.files.files.get(PATH)
        return json.loads(text)["mode"] if text else None

    @rule(names=st.sampled_from([NAMES, NAMES[:1], NAMES[1:]]), bump=st.sampled_from(BUMPS))
    def add(self, names: tuple[str, ...], bump: Bump) -> None:
        path = f".changeset/change-{len(self.texts)}.md"
        token = f"TOKEN-{len(self.texts)}"
        self.texts[path] = render_changeset(dict.fromkeys(names, bump), token)
        self.files.write(path, self.texts[path])

    @precondition(lambda self: self.texts)
    @rule(choice=st.integers(0, 7))
    def comeback(self, choice: int) -> None:
        path = [*self.texts][choice % len(self.texts)]
        self.files.write(path, self.texts[path])

    @precondition(lambda self: self.mode != "pre")
    @rule()
    def enter(self) -> None:
        self._do(pre_enter(self._view, "next"))

    @precondition(lambda self: self.mode == "pre")
    @rule()
    def leave(self) -> None:
        self._do(pre_exit(self._view))

    @rule()
    def release(self) -> None:
        stable, before = self._told(), self._told(prereleases=True)
        plain, kept = self._wanted(".changeset"), self._wanted(FOLDER)
        expected = {
            None: (plain | kept) - stable,
            "pre": plain - stable - kept,
            "exit": (plain | kept) - stable,
        }[self.mode]

        self.undo.append(self._do(version(self._view)))

        assert expected == self._told(prereleases=True) - before
        assert not self._wanted(".changeset")
        assert max(self._told().values(), default=1) == 1

    @precondition(lambda self: self.undo)
    @rule()
    def revert(self) -> None:
        for path, text in self.undo.pop().items():
            if path != LEDGER and text is None:
                self.files.files.pop(path, None)
            elif path != LEDGER and text is not None:
                self.files.write(path, text)

    def teardown(self) -> None:
        if self.mode == "pre":
            self.leave()
        self.release()
        assert {*self._told()} == {
            (TOKEN.findall(text)[0], name)
            for text in self.texts.values()
            for name in NAMES
            if f'"{name}"' in text
        }

    @property
    def _view(self) -> View:
        return a_view(self.files, FakeGit())

    def _do(self, decision: Decision) -> dict[str, str | None]:
        """Make the edits; what the files were before."""
        before: dict[str, str | None] = {}
        for action in decision.actions:
            if isinstance(action, WriteFile | DeleteFile):
                before[action.path] = self.files.files.get(action.path)
            if isinstance(action, WriteFile):
                self.files.write(action.path, action.text)
            elif isinstance(action, DeleteFile):
                del self.files.files[action.path]
        return before

    def _wanted(self, folder: str) -> Told:
        """What the changesets in a folder ask for."""
        return Counter(
            (TOKEN.findall(text)[0], name)
            for path, text in self.files.files.items()
            if path.rpartition("/")[0] == folder and path.endswith(".md")
            for name in NAMES
            if f'"{name}"' in text
        )

    def _told(self, *, prereleases: bool = False) -> Told:
        """What the changelogs have, with or without the entries of prereleases."""
        told: Told = Counter()
        for name in NAMES:
            for entry in SECTION.split(self.files.files.get(f"{name}/CHANGELOG.md", ""))[1:]:
                if prereleases or "-" not in entry.partition("\n")[0]:
                    told.update((token, name) for token in TOKEN.findall(entry))
        return told


TestTrain = Train.TestCase
TestTrain.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, derandomize=True
)
