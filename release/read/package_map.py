"""Where the packages of a workspace are, in which languages, and who depends on whom."""

from __future__ import annotations

from collections.abc import Sequence

from release.contents import PackageMap
from release.model import Workspace
from release.plan import dependency_graph
from release.read.companions import read_companions
from release.world import Files


def read_package_map(
    files: Files, workspace: Workspace, earlier: Sequence[Workspace] = ()
) -> PackageMap:
    """What tells whose content a file is.

    Args:
        files: the tree.
        workspace: of the tree.
        earlier: those of trees that it is compared with; what has left since had files too.

    Raises:
        ConfigError: a manifest is malformed.
    """
    homes = {each.directory: each.name for one in earlier for each in one.packages}
    homes |= {each.directory: each.name for each in workspace.packages}
    languages = {each.name: {each.ecosystem} for each in workspace.packages}
    for companion in read_companions(files, workspace):
        if companion.package is not None:
            languages[companion.package].add(companion.manifest.ecosystem)
    return PackageMap(
        homes=homes,
        languages={name: frozenset(found) for name, found in languages.items()},
        dependents=dependency_graph(workspace).dependents,
    )
