"""What git says of another repository, as git 2.39 and GitHub word it."""

from __future__ import annotations

import pytest

from release.adapters.git.answers import Report, parse_refs, parse_reports, trouble, words
from release.errors import ForgeError, ReleaseError, StateError

ADDRESS = "https://github.com/ada/train.git"
PROTECTED = """\
remote: error: GH006: Protected branch update failed for refs/heads/main.
remote: error: At least 1 approving review is required by reviewers with write access.
To https://ada:secret@github.com/ada/train.git
error: failed to push some refs to 'https://ada:secret@github.com/ada/train.git'
"""


def test_each_ref_has_its_fate() -> None:
    porcelain = (
        "To ../there\n"
        " \tabc:refs/heads/a\tabc..def\n"
        "*\tabc:refs/heads/b\t[new branch]\n"
        "-\t:refs/heads/c\t[deleted]\n"
        "=\tabc:refs/heads/d\t[up to date]\n"
        "!\tabc:refs/heads/e\t[rejected] (fetch first)\n"
        "!\tabc:refs/heads/f\t[remote rejected] (pre-receive hook declined)\n"
        "!\tabc:refs/heads/g\t[remote rejected] (atomic push failure)\n"
        "Done\n"
    )

    reports = parse_reports(porcelain)

    assert {name: bool(report.why) for name, report in reports.items()} == {
        "refs/heads/a": False,
        "refs/heads/b": False,
        "refs/heads/c": False,
        "refs/heads/d": False,
        "refs/heads/e": True,
        "refs/heads/f": True,
        "refs/heads/g": True,
    }
    assert [name[-1] for name, report in reports.items() if report.is_race] == ["e"]
    assert [name[-1] for name, report in reports.items() if report.is_withheld] == ["g"]


@pytest.mark.parametrize(
    "why",
    [
        "[rejected] (non-fast-forward)",
        "[rejected] (stale info)",
        "[remote rejected] (cannot lock ref 'refs/heads/a': is at 1 but expected 2)",
        "[remote rejected] (failed to update ref)",
        "[remote rejected] (incorrect old value provided)",
    ],
)
def test_a_push_that_lost_to_another_is_a_race(why: str) -> None:
    assert Report(why).is_race


def test_refs_are_listed() -> None:
    assert parse_refs("1\trefs/heads/a\n2\trefs/heads/b\n") == {
        "refs/heads/a": "1",
        "refs/heads/b": "2",
    }


def test_what_the_server_says_is_told_and_who_signs_in_is_not() -> None:
    assert words(PROTECTED) == (
        "error: GH006: Protected branch update failed for refs/heads/main. "
        "error: At least 1 approving review is required by reviewers with write access. "
        "failed to push some refs to 'https://github.com/ada/train.git'"
    )


@pytest.mark.parametrize(
    ("stderr", "kind", "told", "is_passing"),
    [
        (
            "remote: Invalid username or token.\nfatal: Authentication failed for 'x'",
            ForgeError,
            "does not accept the token",
            False,
        ),
        (
            "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
            ForgeError,
            "does not accept the token",
            False,
        ),
        (
            (
                "remote: Permission to ada/train.git denied to bob.\n"
                "fatal: unable to access 'x': The requested URL returned error: 403"
            ),
            ForgeError,
            "does not allow the token",
            False,
        ),
        (
            "remote: Repository not found.\nfatal: repository 'x' not found",
            ForgeError,
            "there is no repository at",
            False,
        ),
        (
            (
                "fatal: '/srv/none' does not appear to be a git repository\n"
                "fatal: Could not read from remote repository."
            ),
            ForgeError,
            "there is no repository at",
            False,
        ),
        ("fatal: couldn't find remote ref refs/heads/no", StateError, "lacks a branch", False),
        ("error: shallow update not allowed", StateError, "shallow clone", False),
        (
            "fatal: unable to access 'x': Could not resolve host: github.com",
            ForgeError,
            "did not answer",
            True,
        ),
        (
            (
                "error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502\n"
                "fatal: the remote end hung up unexpectedly\nEverything up-to-date"
            ),
            ForgeError,
            "did not answer: RPC failed; HTTP 502",
            True,
        ),
        ("fatal: something else", ForgeError, "something else", False),
    ],
)
def test_a_failure_is_told_by_its_cause(
    stderr: str, kind: type[ReleaseError], told: str, *, is_passing: bool
) -> None:
    """And what will pass is told apart from what somebody must mend."""
    found = trouble(stderr, ADDRESS, has_token=True)

    assert type(found.error) is kind
    assert told in str(found.error)
    assert found.is_passing == is_passing


def test_without_a_token_one_is_asked_for() -> None:
    error = trouble("fatal: could not read Username for 'x'", ADDRESS, has_token=False).error

    assert error.problems[0].hint == "set GH_PAT to a token"
