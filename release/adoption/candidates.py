"""Which packages are apps: what tells of it, and what speaks against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from release.adoption.signs import SITE, Sign, sign_of
from release.config.changesets import PATH, ChangesetsConfig, is_skipped
from release.detection import output_names
from release.errors import ConfigError
from release.model import Package
from release.world import Files

_ASIDE = {
    *("bench", "benches", "benchmark", "benchmarks", "demo", "demos", "doc", "docs", "e2e"),
    *("example", "examples", "fixture", "fixtures", "fuzz", "playground", "playgrounds"),
    *("sandbox", "scripts", "template", "templates", "test", "tests", "tools", "xtask"),
}
"""Directories whose programs are for those who work on the repository."""


class Candidate(NamedTuple):
    """A package that can be an app, and the name that it has as one.

    `sign` tells that it is one, `doubt` why it rather is none. `is_skipped`: Changesets does not
    version it.
    """

    app: str
    package: Package
    sign: Sign | None
    doubt: str = ""
    is_skipped: bool = False

    @property
    def is_likely(self) -> bool:
        """Whether it is taken for an app where nobody says otherwise."""
        return self.sign is not None and not self.doubt


def candidates(
    packages: Sequence[Package], files: Files, rules: ChangesetsConfig | None
) -> tuple[Candidate, ...]:
    """The packages with a version.

    Args:
        packages: in their order.
        files: the tree.
        rules: what Changesets is configured to do; None where it is not configured yet.
    """
    versioned = [each for each in packages if each.version]
    names = app_names([each.name for each in versioned])
    needed = {need.name for each in packages for need in each.manifest.dependencies}
    signs = {each.name: sign_of(each, files) for each in versioned}
    return tuple(
        Candidate(
            names[each.name],
            each,
            sign := signs[each.name],
            _doubt(each, rules) or _of_library(each, sign, needed),
            rules is not None and is_skipped(each, rules),
        )
        for each in versioned
    )


def app_names(packages: Sequence[str]) -> dict[str, str]:
    """A name for each package as an app: its own without the scope, where that is enough."""
    short = {name: name.rpartition("/")[2] for name in packages}
    often = Counter(each.lower() for each in short.values())
    return {name: _fit(short[name] if often[short[name].lower()] == 1 else name) for name in short}


def _fit(name: str) -> str:
    """The name, or another one where a release has an output of that name."""
    try:
        output_names([name])
    except ConfigError:
        return f"{name}-app"
    return name


def _of_library(package: Package, sign: Sign | None, needed: Collection[str]) -> str:
    """What is built, and used by another package, is a part of that."""
    is_part = sign is not None and sign.kind == SITE and package.name in needed
    return "other packages use it" if is_part else ""


def _doubt(package: Package, rules: ChangesetsConfig | None) -> str:
    if rules is not None and is_skipped(package, rules):
        how = "ignores it" if package.name in rules.ignore else "versions no private packages"
        return f"{PATH} {how}"
    aside = next((each for each in package.directory.split("/") if each.lower() in _ASIDE), None)
    return f"in a directory `{aside}`" if aside else ""


def outside(directories: Sequence[Package], files: Files) -> Iterator[Package]:
    """Of packages that the workspace has not, those that surely are apps."""
    for package in directories:
        sign = sign_of(package, files)
        if sign and package.version and not _doubt(package, None) and _is_sure(package, sign):
            yield package


_SURE = {"tauri", "container"}
_OF_APPS = {"apps", "services"}


def _is_sure(package: Package, sign: Sign) -> bool:
    return sign.kind in _SURE or bool(_OF_APPS.intersection(package.directory.split("/")))


def by_any_name(found: Sequence[Candidate]) -> Mapping[str, Candidate]:
    """The candidates by the names of their packages, and by their own."""
    return {each.package.name: each for each in found} | {each.app: each for each in found}
