"""Every format that carries a version, held to one promise: nothing but its bytes changes.

A file is drawn as what stands before the version, and what stands after it: hostile members of
its language in any order, line ends, a byte order mark, and perhaps no newline at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.config.repository import VersionPlace
from release.errors import Where
from release.manifests import (
    Format,
    cargo_toml,
    package_json,
    pyproject,
    tauri_conf,
    tauri_toml,
)
from release.manifests.python_version_file import PythonVersionFile, assignment
from release.manifests.version_place import ByKey, ByPattern
from release.versions import pep440

OLD, NEW = "1.0.0", "2.10.0-rc.7"
HERE = Where("release.toml", 1)
DEEP = 60  # levels; some parsers recurse, and Python's stack is shared with the tests
LONG = 500  # characters of one value


class Language(NamedTuple):
    """How a file is put together. `members` are what may stand beside the version."""

    opening: str
    members: Sequence[str]
    separator: str
    closing: str
    quotes: Sequence[str]
    comments: Sequence[str] = ("",)


JSON_MEMBERS = (
    '"é\\u00e9𝄞": "\\"version\\": \\"1.0.0\\""',
    '"nested": {"version": "1.0.0", "version": "0.9.0", "a": [1, {"version": null}]}',
    '\t"tabs"\t:\t"\\t\\\\"',
    f'"deep": {"[" * DEEP}{"]" * DEEP}',
    f'"long": "{"x" * LONG}"',
    '"a": -1.50e+3', '"a": 0.10', '"a": {}', '"Version": "1.0.0"', '"1": ""',
)  # fmt: skip
JSON = Language("{", JSON_MEMBERS, ",\n", "}", ('"',))
JSON5 = Language(
    "{",
    (*JSON_MEMBERS, "unquoted: +.5", "'single': 'it\\'s \"1.0.0\"'", "hex: 0x1F"),
    ",\n",
    ",}",
    ('"', "'"),
    ("", "// version: '1.0.0'\n", '/* "version": "1.0.0" */'),
)
TOML = Language(
    "",
    (
        "a = 'C:\\version'", '"é".b = "\\u00e9 = 𝄞"', "n = nan # version = '1.0.0'",
        "m = '''\nversion = \"1.0.0\"\n[package]\n'''", 'u = { version = "1.0.0" }',
        f"deep = {'[' * DEEP}{']' * DEEP}", f"long = '{'x' * LONG}'", "\td\t=\t1979-05-27",
        '"quoted version" = "1.0.0"', "list = [\n  1, # one\n  2,\n]", "", "# version = '1.0.0'",
    ),
    "\n",
    "",
    ('"', "'", '"""', "'''"),
    ("", " # version = '1.0.0'"),
)  # fmt: skip
YAML = Language(
    "",
    (
        "é: 𝄞", "nested:\n  version: 1.0.0\n  list:\n  - version: 1.0.0",
        "text: |\n  version: 1.0.0\n\n  more", "flow: {version: 1.0.0, a: [b, 'version: 1.0.0']}",
        "anchor: &a 1.0.0\nalias: *a", "'quoted key': \"\\tx\"", "# version: 1.0.0", "",
        f"deep: {'[' * DEEP}{']' * DEEP}", f"long: {'x' * LONG}", "tag: !!str 1.0.0", "null: ~",
    ),
    "\n",
    "",
    ("", '"', "'"),
    ("", " # version: 1.0.0"),
)  # fmt: skip
TEXT = Language(
    "",
    ("Versions 1.0.0", "\tversion: 1.0.0", "é 𝄞\0", "a-1.0.0", "$& \\1 \\g<0>", "x" * LONG),
    "\n", "", ("",),
)  # fmt: skip


class Kind(NamedTuple):
    """A format, its file, and what stands around the version in it."""

    format: Format
    path: str
    language: Language
    before: str
    after: str = ""
    is_python: bool = False


def by_key(path: str, key: str, language: Language, before: str) -> Kind:
    return Kind(ByKey(VersionPlace(path, HERE, key=(key,))), path, language, before)


KINDS = {
    "package.json": Kind(package_json, "package.json", JSON, '"version" : '),
    "tauri.conf.json": Kind(tauri_conf, "tauri.conf.json", JSON5, "version: "),
    "tauri 1": Kind(tauri_conf, "tauri.conf.json", JSON5, '"package": {"version":', "}"),
    "Cargo.toml": Kind(cargo_toml, "Cargo.toml", TOML, "[package]\nversion = "),
    "Cargo.toml, dotted": Kind(cargo_toml, "Cargo.toml", TOML, "package.version="),
    "Tauri.toml": Kind(tauri_toml, "Tauri.toml", TOML, "version = "),
    "pyproject.toml": Kind(
        pyproject, "pyproject.toml", TOML, '[project]\nname = "a"\nversion\t= ', "", is_python=True
    ),
    "poetry": Kind(
        pyproject, "pyproject.toml", TOML, "[tool.poetry]\nversion = ", "", is_python=True
    ),
    "version file": Kind(
        PythonVersionFile(assignment("__version__")), "a.py", TEXT, "__version__ = '", "'",
        is_python=True,
    ),
    "pattern": Kind(
        ByPattern(VersionPlace("a", HERE, r"^Version (\d\S*)$")), "a", TEXT, "Version "
    ),
    "json by key": by_key("a.json", "version", JSON5, "version: "),
    "toml by key": by_key("a.toml", "version", TOML, "version = "),
    "yaml by key": by_key("a.yaml", "version", YAML, "version: "),
}  # fmt: skip


class File(NamedTuple):
    """A file without its version."""

    before: str
    after: str

    def having(self, version: str) -> str:
        """The file with this version."""
        return self.before + version + self.after


@st.composite
def files(draw: st.DrawFn, kind: Kind) -> File:
    """A file of this kind; a text that a pattern searches keeps `\\n`, which `$` looks for."""
    language = kind.language
    members = draw(st.permutations(language.members))
    cut = draw(st.integers(0, len(members)))
    first, last = members[:cut], members[cut : draw(st.integers(cut, len(members)))]
    quote = draw(st.sampled_from(language.quotes))
    comment = draw(st.sampled_from(language.comments))
    before = language.opening + "".join(each + language.separator for each in first)
    after = "".join(language.separator + each for each in last)
    end = draw(st.sampled_from(["\n"] if language == TEXT else ["\n", "\r\n"]))
    final = draw(st.sampled_from(["", "\n"]))
    bom = "" if language == TEXT else draw(st.sampled_from(["", "\ufeff"]))
    head = bom + before + kind.before + quote
    tail = quote + kind.after + comment + after + language.closing + final
    return File(head.replace("\n", end), tail.replace("\n", end))


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_nothing_but_the_version_changes(name: str, data: st.DataObject) -> None:
    """And nothing at all, when the version is there already."""
    kind = KINDS[name]
    file = data.draw(files(kind))
    text = file.having(OLD)

    assert kind.format.read(kind.path, text).version == OLD
    assert text == kind.format.update(text, OLD, {})
    new = pep440(NEW) if kind.is_python else NEW
    assert file.having(new) == kind.format.update(text, NEW, {})


@pytest.mark.parametrize("name", KINDS)
def test_a_huge_file_is_no_obstacle(name: str) -> None:
    """A lockfile's size, or as much as pure Python reads of YAML in a second."""
    kind = KINDS[name]
    language = kind.language
    count = 300 if language == YAML else 20_000
    member = {JSON: '"k{}": "1.0.0"', JSON5: "k{}: '1.0.0'", TOML: 'k{} = "1.0.0"'}
    members = [member.get(language, "k{}: 1.0.0").format(number) for number in range(count)]
    quote = language.quotes[0]
    before = "".join(each + language.separator for each in members)
    text = f"{language.opening}{before}{kind.before}{quote}{OLD}{quote}{kind.after}"
    text += language.closing
    new = pep440(NEW) if kind.is_python else NEW

    assert text == kind.format.update(text, OLD, {})
    head, _, tail = text.rpartition(OLD)
    assert head + new + tail == kind.format.update(text, NEW, {})
