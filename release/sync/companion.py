"""A file that follows a package."""

from __future__ import annotations

from typing import NamedTuple

from release.manifests import Format
from release.manifests.cargo_toml import Crate
from release.model import Manifest


class Companion(NamedTuple):
    """A manifest that a package's version may have to be written into.

    `package` names the package in whose directory the file is; None when it is in nobody's.
    `follows` says that the file stands where a package's own manifest does, so that it always
    has the package's version; a crate elsewhere may have one of its own. `root` is the path of
    the Cargo.toml that is the crate's workspace.
    """

    package: str | None
    manifest: Manifest
    format: Format
    follows: bool = True
    crate: Crate | None = None
    root: str | None = None

    @property
    def path(self) -> str:
        """The path of the manifest."""
        return self.manifest.path

    @property
    def key(self) -> tuple[str | None, str]:
        """The package and the path: a file may follow several packages, in different places."""
        return self.package, self.path
