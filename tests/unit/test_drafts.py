"""What commits call for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.changeset import parse_changeset, render_changeset
from release.drafts import Known, Touching, content_of, left_out_lines, plan_drafts
from release.model import Bump, Changeset
from release.world import LoggedCommit

NOTHING = Known()
MAJOR, MINOR, PATCH = Bump.MAJOR, Bump.MINOR, Bump.PATCH


def touching(message: str, *packages: str, sha: str = "a", has_changeset: bool = False) -> Touching:
    """A commit that touches `packages`, or `core` when none are named."""
    commit = LoggedCommit(sha * (40 // len(sha)), message)
    return Touching(commit, packages or ("core",), has_changeset)


def drafted(*commits: Touching, known: Known = NOTHING) -> list[tuple[dict[str, Bump], str]]:
    """The bumps and the summary of each draft."""
    drafts = plan_drafts(commits, known)
    return [(dict(each.bumps), each.summary) for each in drafts.changesets]


@pytest.mark.parametrize(
    ("message", "bump"),
    [
        ("feat: x", MINOR),
        ("fix: x", PATCH),
        ("perf: x", PATCH),
        ("revert: x", PATCH),
        ("feat!: x", MAJOR),
        ("docs(api)!: x", MAJOR),
        ("chore: x\n\nBREAKING CHANGE: all", MAJOR),
        ("Printing\n\nBREAKING CHANGE: all", MAJOR),
        ("Printing (#3)\n\n* fix: a\n* feat: b\n* docs: c", MINOR),
        ("fix: a\n\n* feat!: hidden in the list", MAJOR),
    ],
)
def test_the_type_says_how_far(message: str, bump: Bump) -> None:
    ((bumps, _),) = drafted(touching(message))

    assert bumps == {"core": bump}


@pytest.mark.parametrize(
    "message", ["docs: x", "chore: x", "Printing", "feature: x", "feat: \x01", ""]
)
def test_what_nobody_would_notice_is_left_out(message: str) -> None:
    assert drafted(touching(message)) == []


def test_the_name_comes_from_the_commit() -> None:
    (draft,) = plan_drafts([touching("fix: x", sha="01234567")], Known()).changesets

    assert (draft.id, draft.path) == ("commit-0123456701", ".changeset/commit-0123456701.md")


def test_a_scope_that_names_a_package_gives_the_others_a_patch() -> None:
    touched = ("@acme/app", "core", "web")

    assert drafted(touching("feat(web, APP): x", *touched)) == [
        ({"@acme/app": MINOR, "web": MINOR, "core": PATCH}, "x")
    ]
    assert drafted(touching("feat(elsewhere): x", *touched)) == [
        (dict.fromkeys(touched, MINOR), "x")
    ]


def test_the_summary_is_for_readers() -> None:
    message = """feat(core)!: print in colour (#12)

Colour works on every printer.
Signed-off-by: In The Middle <a@b>

- first   \n- second


See https://example.com/6 for the palette.
Fixes #3, closes acme/core#4 and https://example.com/5.
This reverts commit 1234567.
---------

BREAKING CHANGE: `grey` is gone.
Use `colour`.
Closes: #9
Co-authored-by: B <b@c>
"""

    assert drafted(touching(message))[0][1] == (
        "print in colour (#12)\n\nColour works on every printer.\n\n- first\n- second\n\n"
        "See https://example.com/6 for the palette.\n\n"
        "**Breaking:** `grey` is gone.\nUse `colour`."
    )


def test_a_squash_without_a_type_lists_what_counts() -> None:
    message = "Printing (#3)\n\n* feat: colour\n\nprose\n\n* docs: typo\n* fix(x): jam\n"

    assert drafted(touching(message))[0][1] == "Printing (#3)\n\n- colour\n- jam"


def test_reverts_in_the_range_cancel_what_they_revert() -> None:
    commits = [
        touching("feat: a", sha="a1"),
        touching("feat: b", sha="b2"),
        touching(f'Revert "feat: a"\n\nThis reverts commit {"a1" * 20}.', sha="c3"),
        touching("fix: c", sha="d4"),
        touching(f"revert: both\n\nRefs: {'b2' * 4}, {'d4' * 4}", sha="e5"),
    ]

    assert drafted(*commits) == []
    assert left_out_lines(plan_drafts(commits, Known())) == (
        "3 were reverted: a1a1a1a1a1, b2b2b2b2b2, d4d4d4d4d4",
        "2 revert one of these commits: c3c3c3c3c3, e5e5e5e5e5",
    )


def test_a_revert_that_is_reverted_takes_nothing_back() -> None:
    commits = [
        touching("feat: a", sha="a1"),
        touching(f'Revert "feat: a"\n\nThis reverts commit {"a1" * 20}.', sha="b2"),
        touching(f'Reapply "feat: a"\n\nThis reverts commit {"b2" * 20}.', sha="c3"),
    ]

    assert drafted(*commits) == [({"core": MINOR}, "a")]


def test_a_revert_is_known_by_its_subject_after_a_rebase() -> None:
    undone = f'Revert "feat: a"\n\nThis reverts commit {"0" * 40}.'

    assert drafted(touching("feat: a", sha="a1"), touching(undone, sha="b2")) == []
    assert drafted(touching(undone, sha="b2")) == [({"core": PATCH}, 'Revert "feat: a"')]


def test_a_revert_of_more_than_the_range_stays() -> None:
    message = f"revert: both\n\nRefs: {'a1' * 4}, {'f0' * 4}"

    assert drafted(touching("feat: a", sha="a1"), touching(message, sha="b2")) == [
        ({"core": PATCH}, "both")
    ]


def test_commits_that_brought_a_changeset_or_touch_nothing_are_left_out() -> None:
    commits = [
        touching("feat: a", sha="a1", has_changeset=True),
        Touching(LoggedCommit("b2" * 20, "feat: b"), ()),
    ]

    assert left_out_lines(plan_drafts(commits, Known())) == (
        "1 brought a changeset along: a1a1a1a1a1",
        "1 touch no package that is versioned: b2b2b2b2b2",
    )


def test_what_was_drafted_is_not_drafted_again() -> None:
    commits = [touching("feat: a", sha="a1"), touching("feat: a", sha="b2")]
    first = plan_drafts(commits, Known()).changesets

    by_name = Known(ids=["Commit-A1A1A1A1A1", "commit-b2b2b2b2b2"])
    by_content = Known(contents=[content_of(each._replace(id="reworded")) for each in first])

    assert len(first) == 1, "two of the same content are one"
    assert (drafted(*commits, known=by_name), drafted(*commits, known=by_content)) == ([], [])


HOSTILE = st.text(st.sampled_from("-: \n\r\t#\"'aZ\x00\x1b\udcff\u2028\u202e`{}[]*|>&!"))


@given(HOSTILE, HOSTILE)
def test_a_hostile_message_stays_a_summary(subject: str, body: str) -> None:
    """What a draft says is read back as it is, and moves its own package alone."""
    for draft in plan_drafts([touching(f"fix: {subject}\n\n{body}")], Known()).changesets:
        text = render_changeset(draft.bumps, draft.summary)
        read: Changeset = parse_changeset(draft.id, draft.path, text)

        assert (dict(read.bumps), read.summary) == ({"core": read.bumps["core"]}, draft.summary)
        assert text.encode("utf-8").isascii() or text.isprintable() or "\n" in text
        assert not {"\x00", "\x1b", "\r", "\u2028", "\u202e", "\udcff"} & set(text)
