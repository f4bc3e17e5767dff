"""Every command of the README and of the documents is typed, and says what they show."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.docs.page import NotRun, events
from tests.docs.playing import PAGES, play
from tests.docs.scene import ROOT
from tests.docs.shown import is_shown

RUN_BY_CI = ".ci/run runs it"
NOT_RUN = {
    RUN_BY_CI: 1,
    "README.md rehearses": 1,
    "it runs these very tests": 2,
    "tests/e2e/test_updates.py plays it": 1,
    "tests/e2e/test_platform_builds.py plays it": 1,
    "tests/e2e/test_pypi.py plays it": 1,
}
"""Why a block of commands is not run, and how many there are."""


def not_run() -> list[NotRun]:
    return [each for page in PAGES for each in events(page) if isinstance(each, NotRun)]


@pytest.mark.needs("git")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    assert [] == list(play(page, tmp_path))


def test_what_is_not_run_says_why() -> None:
    assert NOT_RUN == Counter(each.why for each in not_run())


def test_what_ci_runs_is_in_its_script() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")

    for each in not_run():
        if each.why == RUN_BY_CI:
            assert each.text.splitlines()[0].removeprefix("$ ") in script


@pytest.mark.parametrize(
    ("shown", "said", "well"),
    [
        ("one\n", "one\n", True),
        ("one\n", "one\ntwo\n", False),
        ("...\ntwo\n", "one\ntwo\n", True),
        ("one ... four\n", "one two three four\n", True),
        ("push ee6bcb8 to main\n", "push 0123456 to main\n", True),
        ("push ee6bcb8 to main\n", "push 0123456 to staging\n", False),
        ("done in 2 s\n", "done in 3.5 s\n", True),
        ("v1.4.2\n", "v1.4.3\n", False),
    ],
)
def test_a_page_may_leave_out_and_must_not_make_up(shown: str, said: str, well: bool) -> None:
    assert well == is_shown(shown, said)
