from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.changeset import parse_changeset
from release.changeset.front_matter import Entry, common_entries
from release.changeset.yaml_front_matter import yaml_entries
from release.errors import ChangesetError, Problem, Where
from release.model import Bump, Changeset

PATH = ".changeset/brave-otter.md"


def parse(text: str) -> Changeset:
    return parse_changeset("brave-otter", PATH, text)


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ChangesetError) as caught:
        parse(text)
    return caught.value.problems


def test_reads_bumps_in_order_and_the_summary() -> None:
    changeset = parse('---\n"cloudprint": minor\n"@acme/web": patch\n---\n\nPrints faster.\n')

    assert changeset == Changeset(
        id="brave-otter",
        path=PATH,
        bumps={"cloudprint": Bump.MINOR, "@acme/web": Bump.PATCH},
        summary="Prints faster.",
        lines={"cloudprint": 2, "@acme/web": 3},
    )
    assert list(changeset.bumps) == ["cloudprint", "@acme/web"]


def test_numbers_come_first_as_in_a_javascript_object() -> None:
    changeset = parse("---\nb: patch\n10: minor\n2: major\na: none\n---\n")

    assert list(changeset.bumps) == ["2", "10", "b", "a"]


def test_lines_count_from_the_start_of_the_file() -> None:
    text = '\ufeffNotes\r\n\r\n---\r\n# c\r\n"a": patch\r\n\r\n"b\\u0031": minor\r\n---\r\n'

    assert parse(text).lines == {"a": 5, "b1": 7}


def test_lines_of_an_anchored_map_are_those_of_its_names() -> None:
    assert parse("--- # c\nx: &b patch\ny: *b\n---\n").lines == {"x": 2, "y": 3}


@pytest.mark.parametrize("text", ["---\n---\n", "---\n\n---", "---\n~\n---\nS", "---\n# c\n---"])
def test_no_front_matter_to_speak_of_is_an_empty_changeset(text: str) -> None:
    assert parse(text).bumps == {}


def test_every_wrong_line_is_told() -> None:
    text = '---\n"a": Patch\n"b": patch\nb: minor\n"": major\n"c":\n"d": 1\n---\n'

    told = [(each.message, each.where) for each in problems(text)]

    assert told == [
        ("`a` has the unknown bump `Patch`", Where(PATH, 2)),
        ("`b` is named twice", Where(PATH, 4)),
        ("a package name is empty", Where(PATH, 5)),
        ("`c` has nothing where a bump belongs", Where(PATH, 6)),
        ("`d` has a number where a bump belongs", Where(PATH, 7)),
    ]


def test_a_bump_that_is_nearly_right_gets_its_spelling() -> None:
    hint = problems("---\na: Pacth\n---\n")[0].hint

    assert hint is not None
    assert hint.startswith("did you mean `patch`?")


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "the changeset is empty", 1),
        ("\ufeff \n", "the changeset is empty", 1),
        ("Only words\n", "the changeset has no front matter", 1),
        ("\n---\na: patch\n", "the front matter has no closing `---` on a line of its own", 2),
        ("---\na: patch\n---b\n", "the front matter has no closing `---` on a line of its own", 1),
        ("---\n- a\n---\n", "the front matter is a list, not a map of package names to bumps", 2),
        (
            "---\nword\n---\n",
            "the front matter is a string, not a map of package names to bumps",
            2,
        ),
        ("---\n[a]: patch\n---\n", "a list stands where a name belongs", 2),
        ("---\na: *b\n---\n", "the front matter has no anchor for the alias `*b`", 2),
        ("---\na: patch\r# b\n---\n", "the front matter holds the character U+000D", 2),
        ('---\na: patch\n"\x00": patch\n---\n', "the front matter holds a control character", 3),
        ("---\n%YAML 1.1\n--- {y: patch}\n---\n", "the front matter holds a YAML directive", 3),
        ("---\na: !!binary eA==\n---\n", "the front matter holds the tag `!!binary`", 2),
        (f"---\na: {'[' * 99}\n---\n", "the front matter is nested too deeply", 2),
    ],
)
def test_a_changeset_that_is_none_is_refused_with_its_line(
    text: str, message: str, line: int
) -> None:
    problem = problems(text)[0]

    assert (problem.message, problem.where) == (message, Where(PATH, line))


@pytest.mark.parametrize("text", ["", "words", "---\na: patch\n"])
def test_a_file_without_front_matter_is_shown_one(text: str) -> None:
    assert '"package-name": patch' in (problems(text)[0].hint or "")


def test_a_name_that_yaml_cannot_read_bare_is_shown_in_quotes() -> None:
    problem = problems("---\na: patch\n@acme/web: patch\n---\n")[0]

    assert problem.where == Where(PATH, 3)
    assert problem.hint == 'put the name in quotes, as in `"@acme/web": patch`'


def test_a_missing_space_is_named() -> None:
    assert problems('---\n"a":patch\n---\n')[0].hint == "put a space after the colon"


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + "\n" * 300_000,
        "---\n" + "x---\n" * 60_000,
        '---\n"a":' + " " * 300_000 + "\tx\n---\n",
        "---\n" + "[" * 20_000 + "\n---\n",
    ],
    ids=["blank lines", "fences", "spaces", "brackets"],
)
def test_a_hostile_file_is_refused_in_a_moment(text: str) -> None:
    """Each of these takes minutes when something in the parser is quadratic."""
    assert problems(text)


NAMES = st.text(st.sampled_from("ab1@/._-#:' \"\\\t{\u00e9"), min_size=1, max_size=5)
LINES = st.builds(
    "{}{}{}{}{}".format,
    st.one_of(NAMES, NAMES.map('"{}"'.format), NAMES.map("'{}'".format)),
    st.sampled_from([": ", ":\t", " : ", ":", "\t:  "]),
    st.sampled_from(["patch", "minor", '"major"', "'none'", "Patch", "\"patch'", ""]),
    st.sampled_from(["", " ", "\t", " # c", "\t#c", "# c", " #\t"]),
    st.sampled_from(["", "\r"]),
)
BLANKS = st.sampled_from(["", " ", "\t", "# c", "  # c", "\r", "#\t"])


@given(st.sampled_from(["", " ", " # c", "\t", "#"]), st.lists(st.one_of(LINES, BLANKS)))
def test_the_quick_reader_agrees_with_yaml(first: str, lines: list[str]) -> None:
    text = "\n".join([first, *lines])

    entries = common_entries(text)

    if entries is not None:
        assert yaml_entries(text) == entries


def test_the_quick_reader_reads_what_everyone_writes() -> None:
    text = '\n"a": patch\n\'@b/c\': minor\r\nd-e:\tmajor\n\n# why\nf: "none" # g\n'

    entries = common_entries(text)

    assert entries is not None
    assert [_pair(entry) for entry in entries] == [
        ("a", "patch", 1),
        ("@b/c", "minor", 2),
        ("d-e", "major", 3),
        ("f", "none", 6),
    ]


def _pair(entry: Entry) -> tuple[str, str, int]:
    return entry.name.text, entry.bump.text, entry.name.line
