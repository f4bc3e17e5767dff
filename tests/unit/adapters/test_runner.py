"""What the runner makes of our outputs, annotations and text, judged by its own rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.adapters.runner import (
    MAX_ANNOTATION_UNITS,
    MAX_ANNOTATIONS,
    MAX_SUMMARY_BYTES,
    RunnerOutputs,
    RunnerSummary,
    annotated,
    annotation,
    defuse,
)
from release.errors import ConfigError, Problem, StateError, Where

COMMANDS = {"error", "add-mask", "set-output", "stop-commands", "debug"}
HOSTILE = [
    *(
        "",
        "plain",
        "two\nlines",
        "a\nbackend=true",
        "EOF",
        "x\nEOF\nbackend=true",
        "a=b",
        "=",
        "<<",
    ),
    *(
        "a<<EOF\nb\nEOF",
        "ends with a line end\n",
        "\n",
        "\n\n",
        "a\rb",
        "a\r\nb",
        "\r",
        "é🦋\u2028",
    ),
    *("ghadelimiter_", "ghadelimiter_00000000-0000-0000-0000-000000000000", "\x00", '["a", "b"]'),
]


def outputs_of(text: str) -> dict[str, str]:
    """Read an output file as the runner does; it raises where the runner fails the step."""
    outputs = {}
    lines = text.split("\n")
    last = lines.pop()  # what follows the last line end
    lines += [last] if last else []
    while lines:
        line = lines.pop(0)
        equals, heredoc = line.find("="), line.find("<<")
        if not line:
            continue
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            name, _, outputs[name] = line.partition("=")
        elif heredoc >= 0:
            name, _, delimiter = line.partition("<<")
            if not name or not delimiter:
                raise ValueError(line)
            end = lines.index(delimiter)  # ValueError: no matching delimiter
            outputs[name] = "\n".join(lines[:end])
            del lines[: end + 1]
        else:
            raise ValueError(line)
    return outputs


def published(path: Path) -> dict[str, str]:
    """The outputs in a file."""
    return outputs_of(path.read_bytes().decode())


def unescaped(text: str, tokens: dict[str, str]) -> str:
    """Undo the runner's escapes, in its order: the percent sign last."""
    for escape, token in tokens.items():
        text = text.replace(escape, token)
    return text


DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
PROPERTY = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def command_of(line: str) -> tuple[str, dict[str, str], str] | None:
    """Read a line of output as the runner does: a command's name, properties and data."""
    text = line.lstrip()
    if text.startswith("::") and "::" in text[2:]:
        info, _, data = text[2:].partition("::")
        name, _, rest = info.partition(" ")
        pairs = (pair.split("=", 1) for pair in rest.strip().split(",") if "=" in pair)
        if name in COMMANDS:
            properties = {key: unescaped(value, PROPERTY) for key, value in pairs}
            return name, properties, unescaped(data, DATA)
    start = text.find("##[")
    if start >= 0 and "]" in text[start:]:
        info, _, data = text[start + 3 :].partition("]")
        name = info.partition(" ")[0]
        if name in COMMANDS:
            return name, {}, data
    return None


def unseen_removed(line: str) -> str:
    """The line as a comparison by culture sees it, in the worst case."""
    return re.sub(r"[^\x20-\x7e\s]", "", line)


def commands_in(text: str) -> list[str]:
    """The commands that the runner finds in a whole output; it ends lines at CR and LF."""
    lines = re.split(r"\r\n|\r|\n", text)
    found = (command_of(line) or command_of(unseen_removed(line)) for line in lines)
    return [command[0] for command in found if command]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The empty file that the runner makes for a step."""
    path = tmp_path / "output"
    path.touch()
    return path


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_arrives_as_it_is(file: Path, value: str) -> None:
    RunnerOutputs(file).set("name", value)

    assert published(file) == {"name": value}


@given(st.lists(st.tuples(st.sampled_from(["a", "b-c", "_d"]), st.text(alphabet="aE=<\n\r:x[] "))))
def test_values_do_not_touch_each_other(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    file = tmp_path_factory.mktemp("outputs") / "output"
    file.touch()
    for name, value in pairs:
        RunnerOutputs(file).set(name, value)

    assert published(file) == dict(pairs)


def test_each_value_has_a_delimiter_of_its_own(file: Path) -> None:
    """Knowing the last one does not help to end the next."""
    RunnerOutputs(file).set("a", "1")
    first = file.read_text()
    RunnerOutputs(file).set("b", first)

    assert published(file) == {"a": "1", "b": first}


@pytest.mark.parametrize("before", ["a=1\n", "a=1", "a<<X\n1\nX\n", "a<<X\n1\nX"])
def test_what_others_wrote_stays(file: Path, before: str) -> None:
    file.write_text(before)

    RunnerOutputs(file).set("b", "2")

    assert published(file) == {"a": "1", "b": "2"}


def test_undecodable_bytes_do_not_spoil_the_file(file: Path) -> None:
    RunnerOutputs(file).set("name", "a\udcffb")

    assert published(file) == {"name": "a?b"}


@pytest.mark.parametrize("name", ["", "a=b", "a<<b", "a\nb", "a\rb"])
def test_a_name_that_would_be_read_otherwise_is_refused(file: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be the name of a job output"):
        RunnerOutputs(file).set(name, "value")

    assert file.read_text() == ""


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="the output `a` cannot be published: is a directory"):
        RunnerOutputs(tmp_path).set("a", "1")


def test_an_annotation_names_the_file_the_line_and_what_to_do() -> None:
    problem = Problem("no such package", Where(".changeset/a.md", 2), "did you mean `core`?")

    assert annotation(problem) == (
        "::error file=.changeset/a.md,line=2,title=release"
        "::no such package%0Ahint: did you mean `core`?"
    )


@pytest.mark.parametrize(
    ("where", "properties"),
    [
        (None, {"title": "release"}),
        (Where("a"), {"file": "a", "title": "release"}),
        (
            Where("a,b: 100%\r\n::c", 7),
            {"file": "a,b: 100%\r\n::c", "line": "7", "title": "release"},
        ),
    ],
)
def test_a_place_arrives_as_it_is(where: Where | None, properties: dict[str, str]) -> None:
    assert command_of(annotation(Problem("text", where))) == ("error", properties, "text")


@pytest.mark.parametrize(
    "message", ["a\n::error::b", "100%0A", "%250A", "a\r\nb", "::", "##[error]x"]
)
def test_a_message_arrives_as_it_is(message: str) -> None:
    assert command_of(annotation(Problem(message))) == ("error", {"title": "release"}, message)


def test_a_summary_is_added_to_what_is_there(file: Path) -> None:
    file.write_text("# Built")

    RunnerSummary(file).add(["## Deployed\n"])
    RunnerSummary(file).add(["é\ud800\n"])

    assert file.read_text("utf-8") == "# Built\n## Deployed\né?\n"


@pytest.mark.parametrize("there", ["", "x" * 1000, "x" * 999 + "\n"])
def test_of_a_summary_the_first_version_is_taken_that_there_is_room_for(
    file: Path, there: str
) -> None:
    file.write_text(there)
    large, fitting, line = "é" * (MAX_SUMMARY_BYTES // 2), "y" * (MAX_SUMMARY_BYTES - 1001), "z"

    RunnerSummary(file).add([(there and large) or large + "é", fitting, line])

    assert file.read_text("utf-8").endswith(fitting)
    assert file.stat().st_size <= MAX_SUMMARY_BYTES
    RunnerSummary(file).add([fitting])
    assert 1 == file.read_text("utf-8").count(fitting)


def test_a_summary_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="the summary cannot be written: is a directory"):
        RunnerSummary(tmp_path).add(["text"])


def test_as_many_annotations_as_are_shown() -> None:
    """GitHub leaves the others out, and does not say so."""
    few = [Problem(f"no {number}") for number in range(MAX_ANNOTATIONS)]
    many = [*few, Problem("one"), Problem("another")]

    commands = [command_of(line) for line in annotated(many)]

    assert [command_of(line) for line in annotated(few)][:-1] == commands[:-1]
    assert ("error", {"title": "release"}, "and 3 more, which the log tells") == commands[-1]
    assert MAX_ANNOTATIONS == len(annotated(few)) == len(commands)


def test_an_annotation_is_one_line() -> None:
    assert annotation(Problem("a\nb\rc", Where("d\ne"), "f\ng")).isprintable()


@pytest.mark.parametrize("message", ["x" * 5000, "🦋" * 5000, "x" + "🦋" * 5000, "%" * 5000])
def test_a_long_message_is_cut_with_a_mark(message: str) -> None:
    command = command_of(annotation(Problem(message)))

    assert command is not None
    assert command[2].endswith("…")
    assert MAX_ANNOTATION_UNITS - 1 <= len(command[2].encode("utf-16-le")) // 2
    assert len(command[2].encode("utf-16-le")) // 2 <= MAX_ANNOTATION_UNITS


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("::error::x", ": :error::x"),
        ("  \t::error::x", "  \t: :error::x"),
        ("a\n::add-mask::e\nb", "a\n: :add-mask::e\nb"),
        ("a\r::add-mask::e", "a\r: :add-mask::e"),
        ("\u00a0\u3000::error::x", "\u00a0\u3000: :error::x"),
        ("git log: ##[add-mask]e", "git log: # #[add-mask]e"),
        ("###[error]x", "## #[error]x"),
        (":\u00ad:error::x", ": \u00ad:error::x"),
        ("#\u200b#[error]x", "# \u200b#[error]x"),
    ],
)
def test_a_command_is_broken_by_a_space(text: str, harmless: str) -> None:
    assert (commands_in(text) != [], defuse(text), commands_in(harmless)) == (True, harmless, [])


@pytest.mark.parametrize(
    "text", ["", "plain", "std::vec::Vec", "a ::b::", "# heading", "## [link](x)", "a: : b", "# #["]
)
def test_what_is_no_command_stays(text: str) -> None:
    assert defuse(text) == text


@given(st.text(alphabet=st.sampled_from(":#[] \t\n\r\u00ad\u200b\u2028\x1bae")))
def test_no_text_can_be_a_command(text: str) -> None:
    text = text.replace("a", "add-mask").replace("e", "error")

    assert commands_in(defuse(text)) == []


@given(st.text(alphabet=":#[] \n\rx"))
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert defuse(defuse(text)) == defuse(text)
