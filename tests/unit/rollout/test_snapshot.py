"""Which apps a snapshot has, and what is said of it."""

from __future__ import annotations

import pytest

from release.deployment import Running
from release.rollout.snapshot import Known, Verdict, verdict

RUNS = Running("0.0.0-staging-1-a", "abcdef0123456789")


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Known(None, "nothing runs"), Verdict(True, "nothing runs")),
        (
            Known(RUNS),
            Verdict(True, "0.0.0-staging-1-a runs, whose commit abcdef0 is not here"),
        ),
        (
            Known(RUNS, changed=("a/b.js",)),
            Verdict(True, "1 file changed since 0.0.0-staging-1-a (abcdef0): a/b.js"),
        ),
        (
            Known(RUNS, changed=("a", "b", "c", "d", "e")),
            Verdict(True, "5 files changed since 0.0.0-staging-1-a (abcdef0): a, b, c and 2 more"),
        ),
        (
            Known(RUNS, changed=()),
            Verdict(False, "nothing of it changed since 0.0.0-staging-1-a (abcdef0)"),
        ),
    ],
)
def test_an_app_is_in_it_unless_what_runs_has_the_same_content(
    known: Known, expected: Verdict
) -> None:
    assert expected == verdict(known)


def test_all_can_be_asked_for() -> None:
    found = verdict(Known(RUNS, changed=()), everything=True)

    assert found.is_in
    assert "all are asked for" in found.reason
