"""The packages of covector's, under the names that it has for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from release.adoption.foreign import table, tables
from release.adoption.members import directory_of
from release.world import Files

CONFIG = ".changes/config.json"
FOLDER = ".changes"
"""Where changes lie, unless the configuration says otherwise."""

_FILES = {"rust": "Cargo.toml", "javascript": "package.json"}


class Package(NamedTuple):
    """A package under the name that covector has for it; `manifest` is the file's name."""

    name: str
    directory: str
    manifest: str
    options: Mapping[str, Any]
    manager: Mapping[str, Any]

    def option(self, key: str) -> Any:
        """What the package says, or else what its package manager says."""
        found = self.options.get(key)
        return self.manager.get(key) if found is None else found


def packages_of(config: Mapping[str, Any], files: Files) -> Iterator[Package]:
    """The packages that covector versions."""
    managers = tables(config.get("pkgManagers"))
    for name, options in tables(config.get("packages")).items():
        manager = str(options.get("manager") or "")
        path = directory_of(str(options.get("path") or ""))
        language = next((each for each in _FILES if each in manager), "javascript")
        manifest = str(options.get("packageFileName") or _FILES[language])
        package = Package(name, path, manifest, options, table(managers.get(manager)))
        if "path" not in options or not package.option("version"):
            continue  # it is not versioned
        if files.exists(path):
            directory, _, manifest = path.rpartition("/")
            package = package._replace(directory=directory, manifest=manifest)
        yield package
