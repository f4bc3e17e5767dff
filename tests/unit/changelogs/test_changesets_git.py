from __future__ import annotations

from release.changelogs.changesets_git import dependency_line, release_line
from release.model import Bump, Changeset
from tests.factories import a_changeset

SHA = "0123456789abcdef0123456789abcdef01234567"


def test_a_line_starts_with_the_commit() -> None:
    assert release_line(a_changeset(summary="Text"), SHA, Bump.PATCH) == "- 0123456: Text"


def test_a_line_without_a_commit_is_the_summary() -> None:
    assert release_line(a_changeset(summary="Text"), None, Bump.PATCH) == "- Text"


def test_further_lines_are_indented_and_trimmed_at_the_right() -> None:
    changeset: Changeset = a_changeset(summary="Text \r\n\r\n  more\t\n- list\ufeff")

    assert release_line(changeset, None, Bump.PATCH) == "- Text\n  \n    more\n  - list"


def test_each_cause_of_updates_has_a_bullet() -> None:
    causes = [(a_changeset("a"), SHA), (a_changeset("b"), None)]

    line = dependency_line(causes, [("core", "2.0.0"), ("ui", "1.0.1")])

    assert line == (
        "- Updated dependencies [0123456]\n- Updated dependencies\n  - core@2.0.0\n  - ui@1.0.1"
    )


def test_nothing_updated_is_no_line() -> None:
    assert dependency_line([(a_changeset(), SHA)], []) == ""
