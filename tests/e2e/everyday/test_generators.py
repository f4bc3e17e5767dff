"""A changelog generator of the repository's own: in Python it is called, in JavaScript refused."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.e2e.desk import typed
from tests.trains import tree_of


def test_a_generator_that_is_not_here_stops_a_release_and_no_preview(train: Path) -> None:
    config = train / ".changeset/config.json"
    config.write_text('{"privatePackages": {"version": true},\n "changelog": "./changelog.js"}')

    preview = typed(train, "release.preview")

    assert 2 == typed(train, "changeset.version").code
    assert 0 == preview.code
    assert "`changelog` names `./changelog.js`, which is JavaScript" in preview.err


def test_a_generator_in_python_words_the_changelogs(train: Path) -> None:
    config = train / ".changeset/config.json"
    config.write_text(
        '{"privatePackages": {"version": true}, "changelog": ["train_log:Log", {"sign": "+"}]}'
    )
    (train / "train_log.py").write_text(
        "class Log:\n"
        "    def __init__(self, options): self.options = options\n"
        "    def release_line(self, changeset, commit, bump):\n"
        "        return f'{self.options[\"sign\"]} {changeset.summary} ({bump})'\n"
        "    def dependency_line(self, changesets, updated): return ''\n"
    )

    assert 0 == typed(train, "release.preview").code
    assert "train_log" not in sys.modules, "a preview runs no code of the repository"
    assert 0 == typed(train, "changeset.version").code

    text = (train / "apps/cloudprint/CHANGELOG.md").read_text()
    assert "### Minor Changes\n\n+ Print in colour (minor)\n" in text


def test_a_generator_that_fails_leaves_the_tree_as_it_is(train: Path) -> None:
    config = train / ".changeset/config.json"
    config.write_text('{"privatePackages": {"version": true}, "changelog": "bad_log:Log"}')
    (train / "bad_log.py").write_text(
        "class Log:\n"
        "    def __init__(self, options): pass\n"
        "    def release_line(self, changeset, commit, bump): return 1 / 0\n"
        "    def dependency_line(self, changesets, updated): return ''\n"
    )
    before = tree_of(train)

    answer = typed(train, "changeset.version")

    assert (6, before) == (answer.code, tree_of(train))
    assert "error: `bad_log:Log.release_line` failed: ZeroDivisionError" in answer.err
    assert "where: bad_log.py:3" in answer.err
