from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.errors import ConfigError, Where
from release.manifests.pyproject import VersionSource, read, update, version_source
from release.manifests.python_version_file import WHOLE_FILE, PythonVersionFile, assignment
from release.model import Manifest

DYNAMIC = "[project]\nname = 'my-app'\ndynamic = ['version']\n"
IN_LIB = "[tool.setuptools]\npackage-dir = {'' = 'lib/'}\n"


@pytest.mark.parametrize("table", ["project", "tool.poetry"])
def test_a_version_is_read(table: str) -> None:
    text = f"[{table}]\nname = 'a'\nversion = '1.0.0'\n"

    assert read("pyproject.toml", text) == Manifest("pyproject.toml", "python", text, "a", "1.0.0")


def test_a_dynamic_version_is_none() -> None:
    assert read("pyproject.toml", DYNAMIC).version is None


def test_refuses_what_is_not_toml() -> None:
    with pytest.raises(ConfigError, match="not TOML") as error:
        read("pyproject.toml", "[project]\nversion = 1.0.0\n")

    assert [Where("pyproject.toml", 2)] == [problem.where for problem in error.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff[project]\r\nname = 'a'\r\nversion = '{}' # 1.0.0\r\n[tool.x]\r\nversion = '1.0.0'",
        'project = {{ version = "{}" }}',
        '[tool.poetry]\nversion   = "{}"\n',
        "[project]\nversion = '{0}'\n[tool.poetry]\nversion = \"{0}\"\n",
    ],
)
def test_only_the_version_changes_to_the_spelling_of_python(text: str) -> None:
    assert text.format("2.0.0rc1") == update(text.format("1.0.0"), "2.0.0-rc.1", {})


@pytest.mark.parametrize("text", [DYNAMIC, "[tool.ruff]\n", "[project]\nname = 'a'\n"])
def test_a_version_that_is_absent_is_not_added(text: str) -> None:
    assert text == update(text, "2.0.0", {})


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ("[tool.setuptools.dynamic]\nversion = {file = 'VERSION'}", (("VERSION",), WHOLE_FILE)),
        ("[tool.setuptools.dynamic]\nversion = {file = ['VERSION']}", (("VERSION",), WHOLE_FILE)),
        (
            "[tool.setuptools.dynamic]\nversion = {attr = 'my.app.VERSION'}",
            (
                ("src/my/app/__init__.py", "src/my/app.py", "my/app/__init__.py", "my/app.py"),
                assignment("VERSION"),
            ),
        ),
        (
            f"{IN_LIB}[tool.setuptools.dynamic]\nversion = {{attr = 'app.__version__'}}",
            (("lib/app/__init__.py", "lib/app.py"), assignment("__version__")),
        ),
        (
            "[tool.pdm.version]\nsource = 'file'\npath = 'app/v.py'",
            (("app/v.py",), assignment("__version__")),
        ),
        (
            "[tool.hatch.version]\npath = 'v.py'\npattern = 'V = (?P<version>.+)'",
            (("v.py",), "V = (?P<version>.+)"),
        ),
        (
            "[build-system]\nbuild-backend = 'flit_core.buildapi'",
            (
                ("src/my_app/__init__.py", "src/my_app.py", "my_app/__init__.py", "my_app.py"),
                assignment("__version__"),
            ),
        ),
    ],
)
def test_a_dynamic_version_has_a_source(tables: str, expected: tuple[tuple[str, ...], str]) -> None:
    assert VersionSource(*expected) == version_source("pyproject.toml", DYNAMIC + tables)


@pytest.mark.parametrize(
    "text",
    [
        DYNAMIC,
        DYNAMIC + "[tool.hatch.version]\nsource = 'vcs'\npath = 'a.py'\n",
        DYNAMIC + "[tool.setuptools_scm]\n",
        DYNAMIC + "[tool.setuptools.dynamic]\nversion = {attr = 'version'}\n",
        DYNAMIC + "[tool.setuptools.dynamic]\nversion = {file = ['A', 'B']}\n",
        DYNAMIC + "[tool.pdm.version]\nsource = 'scm'\npath = 'a.py'\n",
        "[project]\nversion = '1.0.0'\n[tool.hatch.version]\npath = 'a.py'\n",
        "[project]\ndynamic = 'version'\n[tool.hatch.version]\npath = 'a.py'\n",
        "[tool.poetry]\nversion = '0.0.0'\n[tool.poetry-dynamic-versioning]\nenable = true\n",
    ],
)
def test_a_version_from_nowhere_has_no_source(text: str) -> None:
    assert version_source("pyproject.toml", text) is None


@pytest.mark.parametrize(
    ("pattern", "message"), [("(", "not a regular expression"), ("(.*)", "no group `version`")]
)
def test_refuses_a_pattern_that_finds_no_version(pattern: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        version_source("p", DYNAMIC + f"[tool.hatch.version]\npath = 'a'\npattern = '{pattern}'")


HATCH = version_source("p", DYNAMIC + "[tool.hatch.version]\npath = 'a.py'")


@pytest.mark.parametrize(
    "text",
    [
        '__version__ = "{}"\n',
        "# __version__ = '0'\r\n__version__: str = 'v{}'  # 1.0.0\r\n__version__ = '1.0.0'",
        "VERSION='{}'",
    ],
)
def test_hatch_finds_its_version(text: str) -> None:
    assert HATCH is not None
    form = PythonVersionFile(HATCH.pattern)

    assert form.read("a.py", text.format("1.0.0")).version == "1.0.0"
    assert text.format("2.0.0b1") == form.update(text.format("1.0.0"), "2.0.0-beta.1", {})


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (assignment("__version__"), '"""é"""\r\n__version__: Final[str] = "{}"\r\nx = 1\r\n'),
        (assignment("V"), "VV = '0'\nV\t=\t'{}'"),
        (WHOLE_FILE, "\ufeff{}\r\n"),
        (WHOLE_FILE, "\n {}"),
        (assignment("V"), "\ufeffV = '{}'\r\n"),
    ],
)
def test_only_the_version_in_the_file_changes(pattern: str, text: str) -> None:
    form = PythonVersionFile(pattern)

    assert text.format("2.0.0") == form.update(text.format("1.0.0"), "2.0.0", {})


@pytest.mark.parametrize("text", ["", "__version__ = version('a')\n", "1.0.0 and more\n"])
@pytest.mark.parametrize("pattern", [WHOLE_FILE, assignment("__version__")])
def test_a_computed_version_is_left_alone(pattern: str, text: str) -> None:
    form = PythonVersionFile(pattern)

    assert (form.read("a.py", text).version, form.update(text, "2.0.0", {})) == (None, text)


def test_a_pattern_that_matches_without_its_version_finds_none() -> None:
    form = PythonVersionFile(r"V = (?:'(?P<version>.+)'|None)")

    assert (form.read("a.py", "V = None").version, form.update("V = None", "2.0.0", {})) == (
        None,
        "V = None",
    )


@st.composite
def declarations(draw: st.DrawFn) -> str:
    """A pyproject.toml in any spelling; its version may be one that only Python knows."""
    quote = draw(st.sampled_from(["'", '"', '"""', "'''"]))
    version = draw(st.sampled_from(["1.0.0", "1.0", "1.0.0rc1", "1.0.0-rc.1", "1!2.post3"]))
    table = draw(st.sampled_from(["project", "tool.poetry"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    lines = ["name = 'a' # é", f"version\t= {quote}{version}{quote}#x", "x = ['version']"]
    text = "\n".join([f"[{table}]", *draw(st.permutations(lines)), "[tool.y]", "version = '1'"])
    return text.replace("\n", end)


@given(declarations())
def test_nothing_new_changes_nothing(text: str) -> None:
    assert text == update(text, read("pyproject.toml", text).version, {})
