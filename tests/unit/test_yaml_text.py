"""Where the scalars of a YAML file stand, and what is not written in place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.spans import Malformed
from release.yaml_text import KeyPath, loads, replace, value_at

VERSION: KeyPath = ("version",)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("version: 1.0.0 # c", VERSION, "version: 2.0.0 # c"),
        ("\ufeffversion:   '1.0.0'\r\n", VERSION, "\ufeffversion:   '2.0.0'\r\n"),
        ('version: "1\\u002E0"\n', VERSION, 'version: "2.0.0"\n'),
        ("? version\n: 1.0.0\n", VERSION, "? version\n: 2.0.0\n"),
        ("%YAML 1.2\n---\nversion: 1.0.0\n...\n", VERSION, "%YAML 1.2\n---\nversion: 2.0.0\n...\n"),
        (
            "a: {b: [x, {version: 1.0}]}",
            ("a", "b", "1", "version"),
            "a: {b: [x, {version: 2.0.0}]}",
        ),
        ("a:\n- 1.0.0\n- 1.0.0\n", ("a", "1"), "a:\n- 1.0.0\n- 2.0.0\n"),
        ("version:\n  1.0.0\n  beta\n", VERSION, "version:\n  2.0.0\n"),
        ("version: 1.0\n", VERSION, "version: 2.0.0\n"),
        ("é: 𝄞\nv.1/x: '1'\n", ("v.1/x",), "é: 𝄞\nv.1/x: '2.0.0'\n"),
    ],
)
def test_a_scalar_changes_where_it_stands(text: str, path: KeyPath, expected: str) -> None:
    """Its style stays, and so does everything around it."""
    assert expected == replace(text, path, "2.0.0")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", VERSION),
        ("version:\n", VERSION),
        ("version: ''\n", VERSION),
        ("version: {a: b}\n", VERSION),
        ("other: 1\n", VERSION),
        ("- a\n", VERSION),
        ("- a\n", ("1",)),
        ("- a\n", ("-1",)),
        ("a: b\n", ("a", "b")),
    ],
)
def test_where_no_scalar_is_there_is_no_value(text: str, path: KeyPath) -> None:
    assert value_at(text, path) is None
    with pytest.raises(KeyError):
        replace(text, path, "2.0.0")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("v: &v 1.0.0\nversion: *v\n", 1, "has an anchor"),
        ("version: &v 1.0.0\n", 1, "has an anchor"),
        ("a: 1\nversion: |\n  1.0.0\n", 2, "block scalar"),
        ("version: >-\n  1.0.0\n", 1, "block scalar"),
        ("version: !!str 1.0.0\n", 1, "has a tag"),
        ("version: 1\nversion: 2\n", 2, "written twice"),
        ("version: 1\n---\nversion: 2\n", 3, "more than one document"),
        ("a: 1\n\tversion: 2\n", 2, "cannot start any token"),
        ("version: [\n", 2, "node content"),
        ("version: '1\n", 2, "end of stream"),
        ("[" * 5000, 1, "too deeply"),
        ("a: 1\nb: \x07\n", 2, "special characters"),
    ],
)
def test_what_cannot_be_written_in_place_is_told(text: str, line: int, said: str) -> None:
    with pytest.raises(Malformed) as caught:
        value_at(text, VERSION)

    assert line == caught.value.line
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        *(
            ("a: *b\n", 1),
            ("a: 1\na: 2\n", 2),
            ("a: !b c\n", 1),
            ("[" * 5000, 1),
            ("--- a\n--- b\n", 2),
        ),
        *(
            ("a: 2024-13-45\n", 1),
            ("a: !!int x\n", 1),
            ("a: !!bool x\n", 1),
            (f"a: {'1' * 5000}\n", 1),
        ),
        ("a: 1\nb: \x07\n", 2),
    ],
)
def test_what_has_no_value_is_told(text: str, line: int) -> None:
    with pytest.raises(Malformed) as caught:
        loads(text)

    assert line == caught.value.line


def test_a_document_is_read() -> None:
    assert loads("\ufeff- a: 1\r\n- '1'\r\n") == [{"a": 1}, "1"]


def test_a_plain_scalar_gets_nothing_that_needs_quotes() -> None:
    with pytest.raises(Malformed, match="needs quotes") as caught:
        replace("\nversion: 1.0.0", VERSION, "a: b")

    assert caught.value.line == 2


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), min_size=1)
    .filter(lambda text: bool(text.strip())),
)  # fmt: skip
def test_any_value_reads_back_from_double_quotes(value: str) -> None:
    text = 'a: 1\nversion: "1.0.0" # c\nb: [2]\n'

    assert value == value_at(replace(text, VERSION, value), VERSION)


def test_single_quotes_hold_single_quotes() -> None:
    assert replace("version: '1'", VERSION, "it's") == "version: 'it''s'"
