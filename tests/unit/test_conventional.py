"""Conventional Commits 1.0.0, and what git and GitHub make of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.conventional import Footer, Header, parse_message


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("feat: new", Header("feat", "", is_breaking=False, text="new")),
        ("FEAT(Core)!: new", Header("feat", "Core", is_breaking=True, text="new")),
        ("fix(a b/c.d): x: y", Header("fix", "a b/c.d", is_breaking=False, text="x: y")),
        ("fix!:  two spaces", Header("fix", "", is_breaking=True, text="two spaces")),
        ("feat:no space", None),
        ("feat : x", None),
        (
            "feat(): as other tools let it pass",
            Header("feat", "", is_breaking=False, text="as other tools let it pass"),
        ),
        ("feat(a: x", None),
        ("feat: ", None),
        ("two words: x", None),
        ("Merge branch main", None),
        ("", None),
    ],
)
def test_reads_the_subject(subject: str, expected: Header | None) -> None:
    assert parse_message(subject).header == expected


def test_reads_body_and_footers() -> None:
    said = parse_message(
        "feat: x\r\n\r\nA body: with a colon\r\nand more.\r\n\r\nNote: prose\r\n\r\n"
        "Last words\r\n\r\n"
        "Reviewed-by: Z\r\nRefs #12\r\ngoes on\r\n\r\nSigned-off-by: A <a@b>\r\n"
    )

    assert said.body == "A body: with a colon\nand more.\n\nNote: prose\n\nLast words"
    assert said.footers == (
        Footer("Reviewed-by", "Z"),
        Footer("Refs", "#12\ngoes on"),
        Footer("Signed-off-by", "A <a@b>"),
    )


@pytest.mark.parametrize(
    ("message", "breaks"),
    [
        ("chore: x\n\nBREAKING CHANGE: all\nof it", ("all\nof it",)),
        ("chore: x\n\nBREAKING-CHANGE: all", ("all",)),
        ("chore: x\n\nBody\nBREAKING CHANGE: all\n\nMore prose", ("all\n\nMore prose",)),
        ("x\n\nBREAKING CHANGE #12 is it", ("#12 is it",)),
        ("chore: x\n\nbreaking change: lower case is none", ()),
        ("chore: x\n\nthis is a BREAKING CHANGE: no", ()),
    ],
)
def test_a_breaking_change_is_found_wherever_a_line_begins_with_it(
    message: str, breaks: tuple[str, ...]
) -> None:
    said = parse_message(message)

    assert (said.breaks, said.is_breaking) == (breaks, bool(breaks))


def test_a_squash_lists_subjects() -> None:
    said = parse_message(
        "Printing (#12)\n\nFor all.\n\n* feat: colour\n\nprose of one\n\n- fix(a)!: jam\n"
        "* no type\n\nCo-authored-by: A <a@b>"
    )

    assert (said.body, [each.text for each in said.listed]) == ("For all.", ["colour", "jam"])
    assert said.is_breaking


@pytest.mark.parametrize(
    ("message", "kind", "undoes", "undone"),
    [
        (
            'Revert "feat: x"\n\nThis reverts commit 1234567abc.',
            "revert",
            ("1234567abc",),
            "feat: x",
        ),
        ('Revert "feat: x (#1)" (#2)\n\nReverts o/r#1', "revert", (), "feat: x (#1)"),
        ("revert: x\n\nRefs: 676104e, a215868", "revert", ("676104e", "a215868"), ""),
        (
            'Reapply "feat: x"\n\nThis reverts commit 1234567.',
            "feat",
            ("1234567",),
            'Revert "feat: x"',
        ),
        ('Revert "Revert "fix: x""', "fix", (), 'Revert "fix: x"'),
        ("fix: x\n\nRefs: 676104e", "fix", (), ""),
    ],
)
def test_a_revert_says_what_it_undoes(
    message: str, kind: str, undoes: tuple[str, ...], undone: str
) -> None:
    said = parse_message(message)

    assert (said.header and said.header.type, said.undoes, said.undone) == (kind, undoes, undone)


TEXT = st.text(st.sampled_from("feat(fix)!: \n\r\t*-#\"'aZ0BREAKING CHANGE\x00\udcff\u2028"))


@given(TEXT)
def test_any_message_is_read(text: str) -> None:
    """Whatever a message is, its parts are its own lines."""
    said = parse_message(text)

    lines = {line.strip() for line in text.replace("\r", "\n").split("\n")}
    assert {line.strip() for line in said.body.split("\n")} <= lines | {""}
    assert said.subject in lines


@given(
    st.sampled_from(["feat", "fix", "docs"]),
    st.sampled_from(["", "core", "a b"]),
    st.booleans(),
    st.from_regex(r"[a-z][a-z :]{0,9}[a-z]", fullmatch=True),
    st.lists(st.from_regex(r"[A-Z][a-z]{0,5}[.]", fullmatch=True), max_size=3),
    st.lists(st.tuples(st.sampled_from(["Acked-by", "Refs"]), st.just("x")), max_size=3),
)
def test_what_is_written_by_the_grammar_is_read_back(  # noqa: PLR0913, PLR0917  the grammar's parts
    kind: str,
    scope: str,
    is_breaking: bool,
    text: str,
    paragraphs: list[str],
    footers: list[tuple[str, str]],
) -> None:
    subject = f"{kind}{f'({scope})' if scope else ''}{'!' if is_breaking else ''}: {text}"
    trailers = "\n".join(f"{token}: {value}" for token, value in footers)

    said = parse_message("\n\n".join([subject, *paragraphs, trailers]))

    assert said.header == Header(kind, scope, is_breaking, text)
    assert said.body == "\n\n".join(paragraphs)
    assert said.footers == tuple(Footer(*each) for each in footers)
