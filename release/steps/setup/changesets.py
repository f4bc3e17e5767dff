"""The folder of the changesets, where a repository has none yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from release.config.changesets import SCHEMA
from release.json_text.stringify import stringify
from release.model import Package, Workspace
from release.plan import dependency_graph
from release.read.changesets import FOLDER
from release.waves import reached

README = f"{FOLDER}/README.md"
"""Where people find what the folder is."""

_EXPLAINED = """\
# Changesets

A file here says which packages a change moves, by how much, and what their users should be told:

```
---
"{package}": minor
---

What is new, for those who use it.
```

`{program} changeset.add` writes one. `{program} release.preview` tells what will be released.
"""


def rules_text(
    workspace: Workspace, apps: Iterable[Package], main: str, formatter: str | None
) -> str:
    """What Changesets is to do here, in what differs from its defaults.

    Changesets leaves private packages alone: they are versioned if one of them is an app, or if
    one that is public stands on one. What stands on a package without a version is ignored. And
    changelogs are not formatted: what installs a formatter would run beside the jobs' tokens.
    """
    content: dict[str, Any] = {"$schema": SCHEMA, "baseBranch": main}
    if formatter:
        content["format"] = False
    ignored = _on_unversioned(workspace)
    if _versions_private(workspace, apps, ignored):
        content["privatePackages"] = {"version": True, "tag": True}
    if ignored:
        content["ignore"] = sorted(ignored)
    return stringify(content, "  ") + "\n"


def explanation(package: str, program: str) -> str:
    """What is in the folder, for people; with a package that a changeset may name."""
    return _EXPLAINED.format(package=package, program=program)


def _on_unversioned(workspace: Workspace) -> frozenset[str]:
    """The packages that stand on one without a version, directly or not."""
    dependents = _dependents(workspace)
    bare = [each.name for each in workspace.packages if not each.version]
    return frozenset(reached(bare, dependents)) - frozenset(bare)


def _versions_private(
    workspace: Workspace, apps: Iterable[Package], ignored: Collection[str]
) -> bool:
    if any(each.manifest.private for each in apps):
        return True
    packages, dependents = workspace.by_name, _dependents(workspace)
    return any(
        not packages[name].manifest.private and name not in ignored
        for each in workspace.packages
        if each.manifest.private and each.version
        for name in dependents[each.name]
    )


def _dependents(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    graph = dependency_graph(workspace, development=False)
    return {name: tuple(each) for name, each in graph.dependents.items()}
