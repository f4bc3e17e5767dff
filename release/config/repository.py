"""What `[tool.release]` adds to the repository: packages, edges between them, files with versions.

These three are asked for whenever packages are read; the rest of the table is `train`'s.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from release.config import TABLES
from release.config.circles import circles
from release.config.options import COUNT, FILLED, LIST_OF_TABLES, STRINGS, TABLE, Kind, listed
from release.config.toml_options import Path, TomlOptions, values_of
from release.errors import ConfigError, Problem, Where, did_you_mean
from release.globs.directories import leads_out
from release.spans import Malformed
from release.toml_text import loads


class VersionPlace(NamedTuple):
    """A place in a file outside of the manifests that repeats a package's version.

    `path` is relative to the package. Of `pattern`, a regular expression that matches `times`
    times, and `key`, the keys of a JSON, TOML or YAML file from the top down, one is there.
    """

    path: str
    where: Where
    pattern: str | None = None
    times: int = 1
    key: tuple[str, ...] | None = None


class RepositoryConfig(NamedTuple):
    """`packages` are globs of directories; `depends` and `files` are by the package's name."""

    packages: tuple[str, ...]
    depends: Mapping[str, tuple[str, ...]]
    files: Mapping[str, tuple[VersionPlace, ...]]
    options: TomlOptions

    def check(self, names: Collection[str]) -> Iterator[Problem]:
        """What is named, but is none of the packages `names`; and edges that go in circles."""
        for name, needs in self.depends.items():
            for each in dict.fromkeys((name, *needs)):
                yield from self._unknown(("depends", name), each, names)
        for name in self.files:
            yield from self._unknown(("files", name), name, names)
        for circle in circles(self.depends):
            yield self.options.problem(
                ("depends", circle[0]),
                f"goes round in a circle: `{' -> '.join(circle)}`",
                "take one of them out, or put them into one group of `fixed`",
            )

    def _unknown(self, option: Path, name: str, names: Collection[str]) -> Iterator[Problem]:
        if name not in names:
            hint = did_you_mean(name, names) or f"the workspace has {listed(sorted(names))}"
            yield self.options.problem(
                option, f"names `{name}`, which is not in the workspace", hint
            )


KINDS: Mapping[str, Kind] = {"packages": STRINGS, "depends": TABLE, "files": TABLE}
"""The keys that are read here."""

KEYED = (".json", ".json5", ".jsonc", ".toml", ".yaml", ".yml")
"""The ends of the names of the files in which a `key` finds something."""

FILE_KINDS: Mapping[str, Kind] = {
    "path": FILLED,
    "pattern": FILLED,
    "count": COUNT,
    "key": FILLED,
}
"""The keys of one file."""


def parse_repository_config(text: str, path: str) -> RepositoryConfig | None:
    """Read the three keys from one of the files in `TABLES`; None when it has no table for us.

    Raises:
        ConfigError: they are wrong; all problems at once.
    """
    options = TomlOptions.of(path, text, TABLES[path])
    if options is None:
        return None
    problems: list[Problem] = []
    found = {key: value for key, value in options.content.items() if key in KINDS}
    values = values_of(options, (), found, KINDS, problems)
    config = RepositoryConfig(
        packages=tuple(values.get("packages", ())),
        depends=_depends(options, values.get("depends", {}), problems),
        files=_files(options, values.get("files", {}), problems),
        options=options,
    )
    problems += [
        options.problem(
            ("packages",),
            f"has `{place}`, which leads out of the repository",
            "a path begins at the root of the workspace, and stays below it",
        )
        for place in config.packages
        if leads_out(place)
    ]
    ConfigError.raise_any(problems)
    return config


def _depends(
    options: TomlOptions, table: Mapping[str, Any], problems: list[Problem]
) -> dict[str, tuple[str, ...]]:
    kinds = dict.fromkeys(table, STRINGS)
    values = values_of(options, ("depends",), table, kinds, problems)
    return {name: tuple(needs) for name, needs in values.items()}


def _files(
    options: TomlOptions, table: Mapping[str, Any], problems: list[Problem]
) -> dict[str, tuple[VersionPlace, ...]]:
    kinds = dict.fromkeys(table, LIST_OF_TABLES)
    tables = values_of(options, ("files",), table, kinds, problems)
    return {name: tuple(_places(options, name, tables[name], problems)) for name in tables}


def _places(
    options: TomlOptions, name: str, tables: list[Mapping[str, Any]], problems: list[Problem]
) -> Iterator[VersionPlace]:
    option: Path = ("files", name)
    where = options.where(option)
    for content in tables:
        values = values_of(options, option, content, FILE_KINDS, problems)
        if len(values) < len(content):
            continue
        pattern, key = values.get("pattern"), values.get("key")
        wrong = _wrong(values)
        if wrong is None:
            keys = None if key is None else _keys(key)
            yield VersionPlace(values["path"], where, pattern, values.get("count", 1), keys)
        else:
            problems.append(options.problem(option, *wrong))


def _wrong(values: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong with a file whose keys are well-formed, and what to do."""
    if "path" not in values:
        return "has a file without `path`", "say which file, relative to the package's directory"
    if ("pattern" in values) == ("key" in values):
        return (
            f"needs either `pattern` or `key` for `{values['path']}`",
            "a `pattern` for text, a `key` for JSON, TOML and YAML",
        )
    if "key" in values:
        return _wrong_key(values)
    try:
        expression = re.compile(values["pattern"], re.MULTILINE)
    except re.error as error:
        return (
            f"has a `pattern` that is not a regular expression: {error}",
            "write it between single quotes, where TOML leaves backslashes alone",
        )
    if expression.groups == 0:
        return (
            "has a `pattern` without a group",
            "put `(` and `)` around the version, or `(?P<version>` and `)`",
        )
    return None


def _wrong_key(values: Mapping[str, Any]) -> tuple[str, str] | None:
    path, key = values["path"], values["key"]
    if not path.endswith(KEYED):
        return f"has a `key` for `{path}`", f"use a `pattern`: keys are in {', '.join(KEYED)}"
    if _keys(key) is None:
        return f"has the `key` `{key}`", 'write it as in TOML, `labels."app.version"` for example'
    return None


def _keys(key: str) -> tuple[str, ...] | None:
    """The keys of a dotted one, as TOML writes it; None when it is none."""
    try:
        found: Any = loads(f"{key} = true")
    except Malformed:
        return None
    keys: list[str] = []
    while isinstance(found, dict) and len(found) == 1:
        name, found = next(iter(found.items()))
        keys.append(name)
    return tuple(keys) if found is True else None
