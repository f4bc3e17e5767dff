"""The repository's own Python: found, made with its options, called, and told when it fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from release.adapters.python_code import Loaded, load
from release.errors import CommandError, ConfigError, ReleaseError, Where

FUNCTIONS = ("hello", "goodbye")
GREETER = """\
class Greeter:
    def __init__(self, options):
        self.options = options
    def hello(self, who):
        return f"hello {who}, {self.options}"
    def goodbye(self):
        return 3
"""


@pytest.fixture(autouse=True)
def _modules_as_before() -> Iterator[None]:
    before = dict(sys.modules)
    yield
    for name in sys.modules.keys() - before.keys():
        del sys.modules[name]


def loaded(root: Path, name: str, **files: str) -> Loaded:
    """What `name` leads to in a repository with these modules."""
    for module, text in files.items():
        (root / f"{module}.py").write_text(dedent(text), "utf-8")
    return load(root, name, {"a": 1}, FUNCTIONS)


def failure(root: Path, name: str, **files: str) -> ReleaseError:
    with pytest.raises(ReleaseError) as caught:
        loaded(root, name, **files)
    return caught.value


def test_a_class_is_made_with_the_options(tmp_path: Path) -> None:
    own = loaded(tmp_path, "greeter:Greeter", greeter=GREETER)

    assert own.text("hello", "Ada") == "hello Ada, {'a': 1}"


def test_an_object_with_the_functions_is_taken_as_it_is(tmp_path: Path) -> None:
    text = f"{GREETER}\nclass inner:\n    one = Greeter(None)\n"

    assert loaded(tmp_path, "m1:inner.one", m1=text).text("hello", "you") == "hello you, None"


def test_a_package_and_a_neighbour_that_is_imported_late_are_found(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools/log.py").write_text(
        "def make(options):\n    import greeter2\n    return greeter2.Greeter('late')\n"
    )

    own = loaded(tmp_path, "tools.log:make", greeter2=GREETER)

    assert own.text("hello", "you") == "hello you, late"
    assert str(tmp_path) not in sys.path


def test_loading_leaves_nothing_in_the_repository(tmp_path: Path) -> None:
    loaded(tmp_path, "greeter:Greeter", greeter=GREETER)

    assert ["greeter.py"] == [path.name for path in tmp_path.iterdir()]


def test_what_it_prints_is_talk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loaded(tmp_path, "m2:Greeter", m2=f"print('loading')\n{GREETER}")

    assert ("", "loading\n") == capsys.readouterr()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere:A", "`nowhere:A`: there is no module `nowhere`"),
        ("greeter.deep:A", "`greeter.deep:A`: there is no module `greeter.deep`"),
        ("greeter:Gone", "`greeter:Gone`: module `greeter` has no `Gone`"),
        (
            "greeter:Greeter.hello.__doc__",
            "`greeter:Greeter.hello.__doc__` does not have the functions `hello` and `goodbye`",
        ),
        ("plain:make", "`plain:make` does not have the functions `hello` and `goodbye`"),
    ],
)
def test_what_is_not_there_is_a_fault_of_the_configuration(
    name: str, message: str, tmp_path: Path
) -> None:
    found = failure(tmp_path, name, greeter=GREETER, plain="def make(options):\n    return 1\n")

    assert isinstance(found, ConfigError)
    assert (message, Where(".changeset/config.json")) == found.problems[0][:2]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("import nothing_of_the_kind\n", "No module named 'nothing_of_the_kind'", 1),
        ("\n\nraise ValueError('no\\nway')\n", "way", 3),
        ("\nimport sys\nsys.exit(3)\n", "SystemExit: 3", 3),
        ("x = 1\nif x\n", "SyntaxError: expected ':'", 2),
        ("def make(options):\n    return options['b']\n", "KeyError: 'b'", 2),
    ],
)
def test_a_failure_is_told_with_the_last_line_that_is_theirs(
    text: str, message: str, line: int, tmp_path: Path
) -> None:
    found = failure(tmp_path, "m3:make", m3=text)

    (problem,) = found.problems
    assert isinstance(found, CommandError)
    assert problem.where == Where("m3.py", line)
    assert message in problem.message
    assert text.splitlines()[line - 1].strip() in problem.message


def test_a_function_that_fails_is_named(tmp_path: Path) -> None:
    own = loaded(tmp_path, "m4:Greeter", m4=GREETER)

    with pytest.raises(CommandError, match=r"`m4:Greeter\.hello` failed: TypeError"):
        own.text("hello", 1, 2)
    with pytest.raises(CommandError, match=r"`m4:Greeter\.goodbye` gave int"):
        own.text("goodbye")


def test_a_name_that_another_module_has_is_refused(tmp_path: Path) -> None:
    found = failure(tmp_path, "json:Greeter", json=GREETER)

    (problem,) = found.problems
    assert problem.message == ("module `json` cannot be loaded: its name is that of another module")
    assert problem.where == Where("json.py")
