"""Builders of the nouns: a test says what matters to it, and everything else is ordinary.

A keyword is a package's name. A name that is no identifier goes through a dictionary:
`a_workspace(**{"@acme/web": a_package()})`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from release.model import Bump, Changeset, Dependency, Manifest, Package, Workspace

_UNNAMED = "package"
_NONE: Mapping[str, str] = MappingProxyType({})


def a_package(  # noqa: PLR0913  one keyword a dependency section
    version: str | None = "1.0.0",
    *,
    dependencies: Mapping[str, str] = _NONE,
    dev: Mapping[str, str] = _NONE,
    peer: Mapping[str, str] = _NONE,
    optional: Mapping[str, str] = _NONE,
    private: bool = False,
    directory: str | None = None,
) -> Package:
    """A package of a package.json; `a_workspace` gives it the keyword as its name.

    The dependency arguments map names to requirements. Without `directory` it lives in
    `packages/<name>`, the scope left out.
    """
    sections = {
        "dependencies": dependencies,
        "devDependencies": dev,
        "peerDependencies": peer,
        "optionalDependencies": optional,
    }
    content: dict[str, object] = {"name": _UNNAMED}
    if version is not None:
        content["version"] = version
    if private:
        content["private"] = True
    content.update({section: dict(needs) for section, needs in sections.items() if needs})
    where = _home(_UNNAMED) if directory is None else directory
    return Package(_UNNAMED, where, _manifest(content, where))


def a_workspace(*, tool: str = "npm", **packages: Package) -> Workspace:
    """A workspace of `packages` under a private root without a version.

    A package in directory `""` is the root itself, and the workspace's only package then.
    """
    named = [_named(package, name) for name, package in packages.items()]
    # Node sorts by UTF-16 code units, as `Workspace` promises.
    members = tuple(sorted(named, key=lambda package: package.directory.encode("utf-16-be")))
    at_root = next((package for package in members if not package.directory), None)
    if at_root is not None and len(members) == 1:
        return Workspace("root", at_root, members)
    return Workspace(tool, at_root or _root(), members)


def a_changeset(
    name: str = "brave-otter", /, *, summary: str = "A change", **bumps: Bump
) -> Changeset:
    """The changeset `.changeset/<name>.md`, which moves each keyword's package."""
    lines = {package: number for number, package in enumerate(bumps, start=2)}
    is_kept = name.startswith("pre/")
    return Changeset(name, f".changeset/{name}.md", bumps, summary, lines, is_kept)


def _root() -> Package:
    return Package("root", "", _manifest({"name": "root", "private": True}, ""))


def _named(package: Package, name: str) -> Package:
    content = json.loads(package.manifest.text) | {"name": name}
    where = _home(name) if package.directory == _home(_UNNAMED) else package.directory
    manifest = _manifest(content, where)._replace(ecosystem=package.ecosystem)
    return package._replace(name=name, directory=where, manifest=manifest)


def _home(name: str) -> str:
    return f"packages/{name.rpartition('/')[2]}"


def _manifest(content: Mapping[str, object], directory: str) -> Manifest:
    version = content.get("version")
    return Manifest(
        path=f"{directory}/package.json" if directory else "package.json",
        ecosystem="npm",
        text=json.dumps(content, indent=2, ensure_ascii=False) + "\n",
        name=str(content["name"]),
        version=None if version is None else str(version),
        private=content.get("private") is True,
        dependencies=tuple(
            Dependency(section, name, requirement)
            for section, needs in content.items()
            if isinstance(needs, dict)
            for name, requirement in needs.items()
        ),
    )
