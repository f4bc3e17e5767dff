"""What is told of past releases that are made once more."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from release.actions import Decision, Note, Table
from release.errors import ConfigError, StateError
from release.replay import Past
from release.steps.replay.history import history
from tests.fakes import MemoryFiles

CONFIG = ".changeset/config.json"
LOG = "# a\n\n## 1.1.0\n\n### Minor Changes\n\n- A window\n"
MANIFEST = json.dumps({"name": "a", "version": "1.0.0"}, indent=2) + "\n"
TODAY = MemoryFiles({"package.json": '{"name": "a", "version": "9.0.0"}', CONFIG: "{}"})


def a_past(number: int, **theirs: str) -> Past:
    """A release of the package `a`, which was made so: each keyword is a file without its end."""
    intent = '---\n"a": minor\n---\n\nA window\n'
    before = {"package.json": MANIFEST, CONFIG: "{}", ".changeset/one.md": intent}
    made = {"package": MANIFEST.replace("1.0.0", "1.1.0"), "log": LOG, **theirs}
    after = {"package.json": made["package"], CONFIG: "{}", "CHANGELOG.md": made["log"]}
    changed = ("package.json", ".changeset/one.md", "CHANGELOG.md")
    trees = MemoryFiles(before), MemoryFiles(after)
    return Past(f"{number}" * 40, f"Release {number}", "2026-01-02", *trees, changed)


SAME = a_past(1)
REWORDED = a_past(2, log=LOG.replace("A window", "A door"))
OTHER = a_past(3, package=MANIFEST.replace("1.0.0", "1.0.1"))
BROKEN = a_past(4)._replace(before=MemoryFiles({"package.json": '{"version": "1.0.0"}'}))


def told(*pasts: Past, most: int = 4) -> Decision:
    return history(TODAY, pasts, most, lambda _: None)


def test_a_row_tells_of_each_release_and_a_note_what_differs_first() -> None:
    decision = told(SAME, REWORDED, OTHER, BROKEN)

    table, *notes = decision.blocks
    assert isinstance(table, Table)
    assert (
        ("1111111", "2026-01-02", "a 1.1.0", "🟢 the same"),
        ("2222222", "2026-01-02", "a 1.1.0", "⚪ the same versions; differing: 1 changelog"),
        ("3333333", "2026-01-02", "a 1.0.1", "✗ 1 other version"),
        ("4444444", "2026-01-02", "", "✗ cannot be released"),
    ) == table.rows
    assert [
        Note("2222222 Release 2", ("CHANGELOG.md: line 7: `- A door` then, `- A window` today",)),
        Note(
            "3333333 Release 3",
            (
                "a: 1.0.1 then, 1.1.0 today",
                "and 1 difference more",
            ),
        ),
        Note(
            "4444444 Release 4",
            (
                "the package has no name",
                "  where: package.json",
                "  hint: give it a `name`, or leave its directory out of the workspace",
            ),
        ),
    ] == notes
    assert (
        "1 of 4 releases would come out as they were, and 1 more in their versions",
    ) == decision.afterword
    assert decision.pending


def test_where_all_is_the_same_nothing_is_to_be_done() -> None:
    decision = told(SAME, SAME, most=2)

    assert not decision.pending
    assert ("2 of 2 releases would come out as they were",) == decision.afterword
    assert 1 == len(decision.blocks)


def test_of_many_that_differ_the_newest_are_told() -> None:
    decision = told(*[REWORDED] * 12, most=12)

    assert Note("2 releases more differ: `--json` has everything") == decision.blocks[-1]
    assert 12 == len(decision.blocks)


def test_a_history_without_releases_says_so() -> None:
    decision = told()

    assert () == decision.blocks
    assert "no release is in the history of this branch" in decision.afterword[0]
    assert told(SAME).afterword[0].endswith("; the history has no more")


def test_where_the_history_is_cut_off_what_is_here_counts() -> None:
    def cut_off() -> Iterator[Past]:
        yield SAME
        raise StateError("this is a shallow clone")

    decision = history(TODAY, cut_off(), 4, lambda _: None)

    assert 2 == len(decision.blocks) + 1
    assert "what was before is not compared: this is a shallow clone" in decision.warnings


def test_programs_get_everything() -> None:
    document = told(OTHER).document

    assert document is not None
    (release,) = json.loads(json.dumps(document))["releases"]
    assert "3" * 40 == release["commit"]
    assert [{"package": "a", "before": "1.0.0", "theirs": "1.0.1", "ours": "1.1.0"}] == release[
        "versions"
    ]
    assert ["version", "manifest"] == [each["kind"] for each in release["differences"]]
    assert not release["same_versions"]


def test_a_configuration_of_today_that_is_wrong_is_told_and_nothing_else() -> None:
    today = MemoryFiles({"package.json": '{"name": "a"}', CONFIG: '{"fixed": 1}'})

    with pytest.raises(ConfigError):
        history(today, [SAME], 4, lambda _: None)
