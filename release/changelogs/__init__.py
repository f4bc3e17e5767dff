"""The shelf of changelog generators, by the name under which Changesets' configuration has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from release.changelogs import changesets_git, entry, entry_2
from release.config.changesets import PATH
from release.errors import ConfigError, Where
from release.model import Bump, Changeset
from release.own_code import LoadCode, is_own_code

if TYPE_CHECKING:
    from release.credits import Credits, Facts, Lookups


Sources = Sequence[tuple[Changeset, str | None]]
"""Changesets, each with the commit that added it."""


class Generator(Protocol):
    """What words the lines of a changelog; `entry` puts them under their headings.

    A commit is the full sha that added the changeset, or None when it is not known.
    """

    def release_line(self, changeset: Changeset, commit: str | None, bump: Bump, /) -> str:
        """The line, or lines, that tell of a changeset in a package that it moves by `bump`."""

    def dependency_line(self, changesets: Sources, updated: Sequence[tuple[str, str]], /) -> str:
        """The lines that tell of updated dependencies, or `""` when there are none.

        Args:
            changesets: what caused the updates, each with its commit.
            updated: name and new version of each dependency.
        """


@runtime_checkable
class Asking(Generator, Protocol):
    """A generator that must look things up at the forge before it can word a line."""

    def needs(self, told: Sources, behind: Sources) -> Lookups:
        """What it must know of the changesets that get a line, and of those behind updates.

        Raises:
            ChangesetError: a summary asks for what cannot be; all problems at once.
        """

    def knowing(self, facts: Facts) -> Generator:
        """The same generator, with what it asked for."""


class Layout(Protocol):
    """Where the lines of a generator stand, and where their entry stands in the changelog."""

    def render_entry(self, version: str, sections: Mapping[Bump, Sequence[str]]) -> str:
        """The entry of `version`, from the lines for each bump; `""` stands for no line."""

    def splice_changelog(self, text: str | None, name: str, entry: str) -> str:
        """The changelog of the package `name` with `entry` in it; `text` is None for a new one."""


LAYOUTS: Mapping[int, Layout] = MappingProxyType({2: entry_2, 3: entry})
"""The layout of each line of Changesets, by `compat`."""

Changelog = tuple[str, object]
"""The configuration's `changelog`: the generator's name, and its options or None."""

GENERATORS: Mapping[str, str] = MappingProxyType(
    {
        "@changesets/cli/changelog": "git",
        "@changesets/changelog-git": "git",
        "@changesets/changelog-github": "github",
    }
)
"""The generators that we have, by the names that Changesets has for them."""


def generator_for(
    changelog: Changelog | None,
    load_code: LoadCode,
    credited: Callable[[], Credits],
    *,
    is_old: bool = False,
) -> Generator | None:
    """The generator that the configuration names; None when there are no changelogs.

    Args:
        changelog: what the configuration says.
        load_code: loads one of the repository's own.
        credited: the forge, for a generator that links to it; it is not asked anything.
        is_old: as the generators for the Changesets CLI 2 do.

    Raises:
        ConfigError: it names something that is neither ours nor Python, or its options are wrong.
        CommandError: it is Python of the repository's own, and failed.
    """
    if changelog is None:
        return None
    check_generator(changelog)
    name, options = changelog
    if is_own_code(name):
        from release.changelogs.own import own_generator  # noqa: PLC0415  few have one: start-up

        return own_generator(name, options, load_code)
    if GENERATORS[name] == "github":
        from release.changelogs.changesets_github import generator  # noqa: PLC0415  as above

        return generator(options, credited().server, credited().repository, is_old=is_old)
    return changesets_git


def check_generator(changelog: Changelog | None) -> None:
    """Make sure that there is such a generator, as far as that can be said without loading it.

    Raises:
        ConfigError: it names something that is neither ours nor Python.
    """
    if changelog is None or changelog[0] in GENERATORS or is_own_code(changelog[0]):
        return
    name, _ = changelog
    close = "@changesets/changelog-github" if "github" in name else "@changesets/cli/changelog"
    raise ConfigError(
        f"`changelog` names `{name}`, which is JavaScript, and that is not run here",
        Where(PATH),
        f"put `{close}` in its place, which comes close, or {_IN_PYTHON}".rstrip(),
    )


_IN_PYTHON = """\
write it in Python: set it to `changelog:Log`,
    and let changelog.py at the root of the repository say

    class Log:
        def __init__(self, options): self.options = options
        def release_line(self, changeset, commit, bump): return f"- {changeset.summary}"
        def dependency_line(self, changesets, updated): return ""
"""
