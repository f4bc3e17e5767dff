from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.json_text import loads, members, quoted
from release.spans import Malformed, Span, splice

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(), VALUES, max_size=4)


def texts(text: str, *, relaxed: bool = False) -> dict[str, str]:
    return {key: span.of(text) for key, span in members(text, relaxed=relaxed).items()}


def test_members_are_found_whatever_stands_between_them() -> None:
    text = '\ufeff\r\n{\t"a" :\r\n 1 , "b":{"a": [2, "}"]}\n,"\\u0063":"x" }'

    assert texts(text) == {"a": "1", "b": '{"a": [2, "}"]}', "c": '"x"'}


def test_the_first_of_a_duplicate_key_is_found() -> None:
    assert texts('{"a": 1, "b": 2, "a": 3}') == {"a": "1", "b": "2"}


def test_the_last_of_a_duplicate_key_is_read() -> None:
    assert loads('{"a": 1, "a": 3}') == {"a": 3}


def test_a_nested_object_is_read_from_its_start() -> None:
    text = '{"a": 1, "b": {"c": 2}}'

    assert {"c": Span(20, 21)} == members(text, members(text)["b"].start)


@pytest.mark.parametrize(
    "text",
    [
        "", "{a: 1}", "{'a': 1}", '{"a": 1,}', "[1,]", "// x\n1", "/* x */ 1", "NaN", "-Infinity",
        "+1", "01", ".5", "1.", "0x10", '"a\tb"', '"\\x41"', "{} {}", "\ufeff{}", "undefined",
    ],
)  # fmt: skip
def test_strict_refuses_what_json_parse_refuses(text: str) -> None:
    with pytest.raises(Malformed):
        loads(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n"a": NaN}', 2),
        ('{"a": "NaN",\n\n"b": -Infinity}', 3),
        ('{"a": 1\n"b": 2}', 2),
        ("[" * 100_000, 1),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(Malformed) as error:
        loads(text)

    assert line == error.value.line


@pytest.mark.parametrize(
    "text", ["[]", "1", "", '{"a" 1}', '{"a": 1 "b": 2}', '{"a": 1,}', "{a: 1}"]
)
def test_members_refuses_what_is_no_object(text: str) -> None:
    with pytest.raises(Malformed):
        members(text)


def test_a_number_of_any_length_is_read() -> None:
    assert float("inf") == loads("9" * 5000)


@given(OBJECTS, st.sampled_from([None, 2, "\t"]))
def test_strict_finds_each_value_that_was_written(value: dict[str, object], indent: int) -> None:
    text = json.dumps(value, indent=indent)

    assert value == loads(text)
    assert value == {key: loads(span) for key, span in texts(text).items()}


@given(OBJECTS, st.sampled_from([None, 2]), st.booleans())
def test_relaxed_reads_strict(value: dict[str, object], indent: int, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    assert value == loads(text, relaxed=True)
    assert members(text) == members(text, relaxed=True)


def test_relaxed_reads_all_of_json5() -> None:
    text = """\ufeff// one
    {
      unquoted: 'single "quotes"', $id_1: "it's", "a-b": 0xFf, /* two */
      half: .5, whole: 5., plus: +1, minus: -2e1, huge: -Infinity, 'é': null,
      \\u0062: [1, [2,], {x: true,},], long: 'a\\
b', escapes: '\\x41\\u00e9\\0\\v\\'\\q\\ud83d\\ude00',
    } // three"""

    assert {
        "unquoted": 'single "quotes"', "$id_1": "it's", "a-b": 255,
        "half": 0.5, "whole": 5.0, "plus": 1, "minus": -20.0, "huge": float("-inf"), "é": None,
        "b": [1, [2], {"x": True}], "long": "ab", "escapes": "Aé\0\v'q😀",
    } == loads(text, relaxed=True)  # fmt: skip


def test_relaxed_members_stand_between_comments() -> None:
    text = "{/* a: 0 */ a /**/ : /**/ 'x' /**/, // b\n b: {c: 1,},}"

    assert texts(text, relaxed=True) == {"a": "'x'", "b": "{c: 1,}"}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_relaxed_continues_a_string_on_the_next_line(end: str) -> None:
    assert loads(f"'a\\{end}b'", relaxed=True) == "ab"


@pytest.mark.parametrize(
    "text",
    [
        "", "{,}", "[,]", "[1 2]", "{a 1}", "{a: 1 b: 2}", "{a: 01}", "{a: 1.2.3}", "0x", "'a",
        "'a\nb'", "'\\1'", "'\\00'", "'\\u12'", "/* x", "{} {}", "truex", "{1: 2}", "{", "[",
        "[" * 100_000,
    ],
)  # fmt: skip
def test_relaxed_refuses_what_json5_refuses(text: str) -> None:
    with pytest.raises(Malformed):
        loads(text, relaxed=True)


def test_a_mistake_in_relaxed_text_is_told_with_its_line() -> None:
    with pytest.raises(Malformed) as error:
        loads("{\n// fine\na: 1,\nb c}", relaxed=True)

    assert error.value.line == 4


def test_edits_in_any_order_leave_the_rest() -> None:
    assert splice("abcdef", [(Span(4, 5), "YY"), (Span(1, 2), "X")]) == "aXcdYYf"


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(AssertionError, match="overlap"):
        splice("abcdef", [(Span(1, 3), "X"), (Span(2, 4), "Y")])


def test_a_value_is_quoted_as_javascript_does() -> None:
    assert quoted('é\u2028"\\\n\x01\x7f\ud800/') == '"é\u2028\\"\\\\\\n\\u0001\x7f\\ud800/"'


@given(st.text())
def test_a_quoted_value_reads_back(value: str) -> None:
    assert value == loads(quoted(value)) == loads(quoted(value), relaxed=True)
