"""Companions: the manifests that carry a package's version, besides a package.json.

A Tauri app has a Cargo.toml and a tauri.conf.json, a Python service a pyproject.toml. Changesets
knows package.json alone; the others follow it here. Where one of them leads the package, it is
the first of its own companions, and gets the version that the plan says.
"""

from release.sync.companion import Companion
from release.sync.writes import plan_sync

__all__ = ["Companion", "plan_sync"]
