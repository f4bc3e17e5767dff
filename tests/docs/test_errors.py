"""docs/errors.md has every error that the program can end with."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.errors import StateError
from tests.docs.errors.page import PAGE, made
from tests.docs.errors.sites import Entry, sites, strays
from tests.docs.errors.source import Source
from tests.docs.errors.subjects import subject_of


def test_the_page_is_what_the_program_says() -> None:
    """Where it is not: `python -m tests.docs.errors`."""
    text = PAGE.read_text("utf-8")

    assert made(text) == text


def test_every_place_that_makes_an_error_says_something() -> None:
    """One whose text the source alone does not tell is given in `subjects.PASSED_ON`."""
    assert [] == [f"{each.path}:{each.line}" for each in sites() if not each.entries]


def test_every_error_has_an_exit_code_and_a_subject() -> None:
    lost = [each for each in sites() if not each.codes or not subject_of(each.path)]

    assert [] == [f"{each.path}:{each.line}" for each in lost]


def test_no_class_of_errors_is_used_where_nobody_sees_what_is_made_of_it() -> None:
    assert [] == [*strays(Source())]


def a_source(tmp_path: Path, body: str, **others: str) -> Source:
    (tmp_path / "release").mkdir()
    head = "from release.errors import ConfigError, Problem, StateError, Where\n"
    for name, text in {"asked": body, **others}.items():
        (tmp_path / "release" / f"{name}.py").write_text(head + text, "utf-8")
    return Source(tmp_path)


RAISED: dict[str, tuple[str, Entry]] = {
    "f-string": (
        """
def f(name, path, line):
    raise ConfigError(f'`{name}` is wrong', Where(path, line), 'mend it')
""",
        Entry("`{name}` is wrong", "{path}:{line}", "mend it"),
    ),
    "constant": (
        """
HINT = 'mend it'
def f(name):
    raise ConfigError('wrong ' + name, hint=HINT)
""",
        Entry("wrong {name}", "", "mend it"),
    ),
    "format": (
        """
FORM = '`{name}` is wrong'
def f(app):
    raise ConfigError(FORM.format(name=app))
""",
        Entry("`{app}` is wrong", "", ""),
    ),
    "parameter": (
        """
def g(message):
    raise ConfigError(f'app {message}')
def f():
    g('is wrong')
""",
        Entry("app is wrong", "", ""),
    ),
    "generator": (
        """
def g():
    yield 'is wrong', 'mend it'
def f():
    for message, hint in g():
        raise ConfigError(message, hint=hint)
""",
        Entry("is wrong", "", "mend it"),
    ),
    "subclass": (
        """
class Odd(StateError):
    def __init__(self, name):
        super().__init__(f'{name} is odd')
def f():
    raise Odd('one')
""",
        Entry("{name} is odd", "", ""),
    ),
    "chosen": (
        """
def f(bad):
    kind = StateError if bad else ConfigError
    raise kind('wrong')
""",
        Entry("wrong", "", ""),
    ),
}


@pytest.mark.parametrize("kind", RAISED)
def test_a_text_is_read_from_the_source(tmp_path: Path, kind: str) -> None:
    body, entry = RAISED[kind]
    (site,) = sites(a_source(tmp_path, body))

    assert (entry,) == site.entries


def test_what_belongs_together_is_not_mixed(tmp_path: Path) -> None:
    body = """
def f(bad):
    if bad:
        message, hint = 'bad', 'mend it'
    else:
        message, hint = 'worse', 'throw it away'
    raise ConfigError(message, hint=hint)
"""
    (site,) = sites(a_source(tmp_path, body))

    assert (Entry("bad", "", "mend it"), Entry("worse", "", "throw it away")) == site.entries


def test_a_problem_has_the_exit_code_of_who_raises_it(tmp_path: Path) -> None:
    first = "def f():\n    yield Problem('wrong')\n"
    other = "from release.asked import f\ndef g():\n    StateError.raise_any([*f()])\n"
    (site,) = sites(a_source(tmp_path, first, other=other))

    assert (StateError.exit_code,) == site.codes


def test_an_error_whose_text_nobody_can_read_is_seen(tmp_path: Path) -> None:
    (site,) = sites(a_source(tmp_path, "def f(x):\n    raise ConfigError(x)\n"))

    assert () == site.entries


def test_an_error_that_is_made_out_of_sight_is_seen(tmp_path: Path) -> None:
    source = a_source(tmp_path, "def f(make=ConfigError):\n    raise make('wrong')\n")

    assert ["release/asked.py:2"] == [*strays(source)]
