"""What a build leaves for an index: wheels and source distributions, told apart by their names.

The names have the project and its version, as the metadata inside do (the specifications of binary
and of source distributions), and installers and indexes go by them.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from release.errors import Problem, Where
from release.versions import parse, pep440

_WHEEL = ".whl"
_SOURCE = ".tar.gz"


class Named(NamedTuple):
    """What a file's name says: the project, in the one spelling of indexes, and its version."""

    project: str
    version: str


class Distribution(NamedTuple):
    """A file for an index. `sha256` is of its content, 64 hexadecimal digits."""

    path: str
    project: str
    sha256: str

    @property
    def name(self) -> str:
        """Its name, by which an index knows it."""
        return posixpath.basename(self.path)


def is_distribution(path: str) -> bool:
    """Whether a file is for an index, and not something beside it."""
    return path.endswith((_WHEEL, _SOURCE))


def named(path: str) -> Named | None:
    """What the name of a distribution says; None where it is no such name."""
    from packaging.utils import (  # noqa: PLC0415  few commands look at distributions
        InvalidSdistFilename,
        InvalidWheelFilename,
        parse_sdist_filename,
        parse_wheel_filename,
    )

    name = posixpath.basename(path)
    try:
        if name.endswith(_WHEEL):
            project, version, _, _ = parse_wheel_filename(name)
        else:
            project, version = parse_sdist_filename(name)
    except (InvalidSdistFilename, InvalidWheelFilename):
        return None
    return Named(project, str(version))


def wrong_names(paths: Sequence[str], app: str, version: str) -> Iterator[Problem]:
    """What is wrong with distributions that are to be a version of an app.

    Args:
        paths: of all of them.
        app: its name, for people.
        version: a semantic one, or one in Python's spelling.
    """
    found = {path: named(path) for path in paths}
    for path, says in found.items():
        if says is None:
            yield Problem(
                f"`{path}` is not a name for a wheel or a source distribution",
                Where(path),
                "remove it, and build again",
            )
        elif says.version != _spelled(version):
            yield Problem(
                f"`{path}` is of {says.version}, and {app} {version} is to be released",
                Where(path),
                "bring pyproject.toml to that version (`cargo.sync` does), remove what is old, "
                "and build again",
            )
    yield from _projects(says for says in found.values() if says)
    yield from _twins(paths)


def _spelled(version: str) -> str:
    """A semantic version as names of files have it; whatever else is asked for as it is."""
    from packaging.version import Version  # noqa: PLC0415  as above

    return str(Version(pep440(version))) if parse(version) else version


def _projects(found: Iterable[Named]) -> Iterator[Problem]:
    projects = sorted({each.project for each in found})
    if len(projects) > 1:
        yield Problem(
            f"there are files of several projects: {', '.join(projects)}",
            hint="an app is one project: have its `build` leave nothing else",
        )


def _twins(paths: Sequence[str]) -> Iterator[Problem]:
    often: Mapping[str, int] = Counter(map(posixpath.basename, paths))
    for name in sorted(each for each, count in often.items() if count > 1):
        places = ", ".join(path for path in paths if posixpath.basename(path) == name)
        yield Problem(
            f"several files would be {name}: {places}", hint="have one platform alone build it"
        )
