from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.spans import Malformed
from release.toml_text import KeyPath, inline, key, loads, without
from release.toml_text.adding import put
from release.toml_text.places import replace, spans

VERSION: KeyPath = ("package", "version")


def found(text: str, *path: str | int) -> str:
    return spans(text, [path])[path].of(text)


@pytest.mark.parametrize(
    ("text", "path", "token"),
    [
        ('[package]\nversion = "1" # "2"\n', VERSION, '"1"'),
        ("[package]\r\nversion='1'\r\n", VERSION, "'1'"),
        ('\ufeff[package]\nversion = "1"', VERSION, '"1"'),
        ('\ufeffpackage.version = "1"', VERSION, '"1"'),
        ('package = { name = "a", version = "1" }', VERSION, '"1"'),
        ('["package"]\n"version" = "1"', VERSION, '"1"'),
        ('[package]\nversion = """\n1"""', VERSION, '"""\n1"""'),
        ('[package]\nversion = """a"b""c\\""""', VERSION, '"""a"b""c\\""""'),
        ("[package]\nversion = '''a'b'''''\n", VERSION, "'''a'b'''''"),
        ('[package]\nversion = "\\"1"', VERSION, '"\\"1"'),
        ('[[a]]\nb = "1"\n[[a]]\nb = "2"\n', ("a", 1, "b"), '"2"'),
        ('a = [\n  "1", # x\n  "2",\n]', ("a", 1), '"2"'),
        ('[a.b]\nx = "1"\n[c]\n[a]\ny = "2"\n', ("a", "y"), '"2"'),
        ("[target.'cfg(unix)'.d]\na = { v = '1' }", ("target", "cfg(unix)", "d", "a", "v"), "'1'"),
        ('a = "é\\u00e9 \udcff"\nb = "1"', ("b",), '"1"'),
    ],
)
def test_a_string_is_found(text: str, path: KeyPath, token: str) -> None:
    assert token == found(text, *path)


def test_several_strings_are_found_in_one_go() -> None:
    text = 'a = "1"\nb = { c = "2" }\nd = ["3"]\n'
    paths: list[KeyPath] = [("d", 0), ("a",), ("b", "c"), ("a",)]

    assert [span.of(text) for span in spans(text, paths).values()] == ['"3"', '"1"', '"2"']


def test_a_document_may_contain_our_marks() -> None:
    assert found('# "@@@0@@@" @@@@\na = "@@@0@@@"\n', "a") == '"@@@0@@@"'


@pytest.mark.parametrize("path", [("b",), ("a", "b"), ("n",), ("a", 7), ("t",)])
def test_what_is_no_string_is_refused(path: KeyPath) -> None:
    with pytest.raises(KeyError):
        spans('a = "1"\nn = 1\n[t]\n', [path])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        *(("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ('x = "', 1), ("[" * 9, 1)),
        *((f"a = {'[' * 5000}", 1), (f"a = {'1' * 5000}", 1)),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(Malformed) as error:
        loads(text)

    assert line == error.value.line


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'1'", "'2.0.0-é'"),
        ('"1"', '"2.0.0-é"'),
        ("'''1'''", "'''2.0.0-é'''"),
        ('"""\n1"""', '"""2.0.0-é"""'),
    ],
)
def test_the_quotes_stay(old: str, new: str) -> None:
    text = "# é\r\n\r\n[package] # x\r\n\tversion  =  {}   # keep \r\nname='a'"

    assert text.format(new) == replace(text.format(old), {VERSION: "2.0.0-é"})


def test_single_quotes_give_way_to_what_they_cannot_hold() -> None:
    assert replace("a = 'x'", {("a",): "it's\n\x7f"}) == 'a = "it\'s\\n\\u007f"'


def test_a_value_that_is_so_already_stays_as_it_is_written() -> None:
    text = 'a = "1\\u002E0"'

    assert text == replace(text, {("a",): "1.0"})


def test_a_value_that_equals_nothing_is_no_obstacle() -> None:
    assert replace('n = nan\na = "1"', {("a",): "2"}) == 'n = nan\na = "2"'


STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(STRINGS, st.sampled_from(['"1"', "'1'", '"""1"""', "'''1'''"]))
def test_any_value_reads_back(value: str, token: str) -> None:
    text = f"# x\r\na = {token} # y\r\n[b]\r\nc = 1\r\n"

    assert {"a": value, "b": {"c": 1}} == tomllib.loads(replace(text, {("a",): value}))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[a]\nb = 1\n\n[tool.release]\nc = 1\n[d]\n", "[a]\nb = 1\n\n[d]\n"),
        ("[a]\nb = 1\n\n[tool.release]\nc = 1\n", "[a]\nb = 1\n"),
        ("[tool.release]\n[tool.x]\n[tool.release.y]\n[z]\n", "[tool.x]\n[z]\n"),
        ("tool.release.a = 1\ntool.x = 1 # kept\n", "tool.x = 1 # kept\n"),
        ("[tool]\nrelease = { a = 1 }\n", "[tool]\n"),
        ("\ufeff[[tool.release.a]]\r\n[z]\r\n", "[z]\r\n"),
    ],
)
def test_a_table_is_left_out_wherever_its_parts_stand(text: str, left: str) -> None:
    assert left == without(text, ("tool", "release"))


def test_a_table_that_is_not_there_cannot_be_left_out() -> None:
    with pytest.raises(KeyError):
        without("[tool.x]\n", ("tool", "release"))


PINS = ("tool", "pins")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[tool.pins]\n"a/b" = "1"\n'),
        ("[x]\ny = 1", '[x]\ny = 1\n[tool.pins]\n"a/b" = "1"\n'),
        ("[tool.pins]\nc = '2' # c\n# end\n", '[tool.pins]\nc = \'2\' # c\n# end\n"a/b" = "1"\n'),
        ("[tool]\na = 1\n\n[x]\n", '[tool]\na = 1\n\n[tool.pins]\n"a/b" = "1"\n\n[x]\n'),
        (
            "[tool.c]\n[x]\n[tool.d]\n[y]\n",
            '[tool.c]\n[x]\n[tool.d]\n[y]\n\n[tool.pins]\n"a/b" = "1"\n',
        ),
        (
            "[[tool.c]]\n[[tool.c]]\n[x]\n",
            '[[tool.c]]\n[[tool.c]]\n\n[tool.pins]\n"a/b" = "1"\n\n[x]\n',
        ),
        ("[tool]\npins = { c = 'd' } # e\n", '[tool]\npins = { c = \'d\', "a/b" = "1"} # e\n'),
        (
            "\ufeff[tool.pins]\r\nc = 'd'\r\n\r\n[x]\r\n",
            '\ufeff[tool.pins]\r\nc = \'d\'\r\n"a/b" = "1"\r\n\r\n[x]\r\n',
        ),
    ],
)
def test_a_value_joins_its_table_and_all_else_stays(before: str, after: str) -> None:
    assert put(before, PINS, {"a/b": "1"}) == after


def test_nothing_is_added_where_something_else_stands() -> None:
    with pytest.raises(Malformed, match=r"`tool\.pins` is not a table"):
        put("tool = 1\n", PINS, {"a": "1"})
    assert put("tool = 1\n", PINS, {}) == "tool = 1\n"


def test_a_value_may_have_what_elsewhere_ends_a_line() -> None:
    text = put('[a]\nx = "1"\n', ("a",), {"y": "one\u2028two\x85"})

    assert loads(text) == {"a": {"x": "1", "y": "one\u2028two\x85"}}


VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@given(st.text(st.characters(codec="utf-8")), VALUES)
def test_a_value_that_is_written_on_one_line_is_read_as_it_was(name: str, value: object) -> None:
    line = f"{key(name)} = {inline(value)}"

    assert "\n" not in line
    assert tomllib.loads(line) == {name: value}


@pytest.mark.parametrize("value", [None, [None], {"a": None}])
def test_what_toml_has_no_word_for_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        inline(value)
