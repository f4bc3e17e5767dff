"""Changesets, changelogs and the ledger are merged by what they tell: all of it, and each once."""

from __future__ import annotations

import pytest

from tests.e2e.back_merge.places import CHANGELOG, LEDGER
from tests.railway import CHANGESETS, Railway
from tests.trains import FILES

pytestmark = pytest.mark.needs("git")


def test_a_released_changeset_that_came_back_goes(railway: Railway) -> None:
    """By a squash of an old branch, for example; git has nothing against it."""
    path = next(iter(CHANGESETS))
    railway.change("staging", {path: None})
    railway.release()
    railway.change("staging", {path: FILES[path]})

    railway.synced()

    assert railway.text("staging", path) is None


def test_changelogs_of_both_sides_are_one(railway: Railway) -> None:
    railway.change("staging", {CHANGELOG: "# cloudprint\n\n## 1.0.1\n\n- By hand\n"})
    railway.release()

    railway.synced()

    text = railway.text("staging", CHANGELOG) or ""
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## 1.1.0",
        "## 1.0.1",
    ]
    assert "By hand" in text
    assert "Print in colour" in text


def test_a_section_that_git_would_have_twice_is_there_once(railway: Railway) -> None:
    """Each side has put it at another place, and git sees nothing wrong."""
    first = "## 1.0.0\n\n- First\n"
    text = f"# cloudprint\n\n{first}"
    for branch in ("main", "staging"):
        railway.change(branch, {CHANGELOG: text})
    railway.release()
    released = railway.text("main", CHANGELOG) or ""
    section = released.partition("## 1.1.0")[2].partition("## 1.0.0")[0]
    railway.change("staging", {CHANGELOG: f"{text}\n## 1.1.0{section}"})

    railway.synced()

    assert railway.text("staging", CHANGELOG) == released


def test_no_line_of_the_ledger_is_lost(railway: Railway) -> None:
    """Whatever a checkout's attributes say of merging it."""
    railway.release()
    railway.synced()
    line = '{"schema":1,"kind":"later"}'
    railway.change("staging", {LEDGER: f"{line}\n", ".changeset/.gitattributes": None})
    before = (railway.text("main", LEDGER) or "").splitlines()
    railway.change("main", {".changeset/more-comes.md": '---\n"backend": patch\n---\n\nMore\n'})
    railway.release()

    railway.synced()

    merged = (railway.text("staging", LEDGER) or "").splitlines()
    assert {line, *before} < {*merged}
    assert len(merged) == 3


def test_an_edited_changeset_is_another_one(railway: Railway) -> None:
    """What it says now was not released."""
    path = ".changeset/quick-otter-prints.md"
    railway.edit("staging", path, "Print in colour", "Print in every colour")
    railway.release()

    railway.synced()

    assert "every colour" in (railway.text("staging", path) or "")


def test_a_malformed_changeset_does_not_keep_the_release_away(railway: Railway) -> None:
    path = ".changeset/odd.md"
    railway.change("staging", {path: "---\n nonsense\n"})
    railway.release()

    answer = railway.sync()

    assert answer.code == 0
    assert "warning:" in answer.err
    assert railway.text("staging", path)
