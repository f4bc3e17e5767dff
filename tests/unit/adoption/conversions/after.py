"""What a conversion leads to: the versions that we would release from the converted tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from release.adoption.conversion import Conversion, Converter
from release.model import Bump
from release.read.overlay import Overlay
from release.read.project import Project, read_project
from release.steps.conversion import prepared
from release.world import LoggedCommit
from tests.fakes import MemoryFiles


def converted(
    converter: Converter, tree: Mapping[str, str], *commits: LoggedCommit
) -> tuple[Conversion, Project]:
    """The conversion of a tree, and the repository as we read it then."""
    files = MemoryFiles(tree)
    conversion = converter.convert(files, commits)
    return conversion, read_project(Overlay(files, prepared(conversion)))


def versions(project: Project) -> dict[str, str | None]:
    """The new version of each package that is released."""
    return {each.name: each.new for each in project.plan.releases if each.bump is not Bump.NONE}


def told(conversion: Conversion, *words: str) -> bool:
    """Whether one line has all of the words."""
    return any(all(word in line for word in words) for line in conversion.told)


def a_commit(message: str, *files: str, sha: str = "a") -> LoggedCommit:
    """A commit that changed `files`."""
    return LoggedCommit(sha * 40, message, files)


def changesets(conversion: Conversion) -> Sequence[str]:
    """The changesets that are written, by path."""
    return sorted(
        path
        for path, text in conversion.files.items()
        if text is not None and path.startswith(".changeset/") and path.endswith(".md")
    )
