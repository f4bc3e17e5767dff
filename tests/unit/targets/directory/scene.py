"""A repository whose app is built already, and the folder that it is released into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from release.deployment import Running, Shipment
from release.targets import directory
from tests.deploys.recipes import Failed, carry_out
from tests.deploys.shipments import COMMIT, EARLIER, a_shipment

NEW, OLD = f"1.2.0-{COMMIT[:12]}", f"1.1.0-{EARLIER[:12]}"


BEFORE = Running("1.1.0", EARLIER)


class Scene:
    """A repository whose app is built already, and the folder that it is released into."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = root / "apps" / "web" / "dist"
        self.site = root / "www" / "site"
        self.source.mkdir(parents=True)
        self.options: dict[str, Any] = {"path": "www/site", "source": "dist"}

    def deploy(self, version: str = "1.2.0", **changes: Any) -> Failed | None:
        """Deploy a version, whose one file says which it is."""
        (self.source / "index.html").write_text(version)
        return carry_out(
            directory.deploy(self.shipment(version, **changes), self.options), self.root
        )

    def shipment(self, version: str = "1.2.0", commit: str | None = None, **more: Any) -> Shipment:
        own = commit or (EARLIER if version == "1.1.0" else COMMIT)
        return a_shipment(version=version, commit=own, **more)

    @property
    def current(self) -> str | None:
        """The release that is served."""
        link = self.site / "current"
        return str(link.readlink()) if link.is_symlink() else None

    @property
    def served(self) -> str:
        return (self.site / "current" / "index.html").read_text()

    @property
    def releases(self) -> list[str]:
        return sorted(each.name for each in (self.site / "releases").iterdir())

    @property
    def log(self) -> list[str]:
        """The lines of the log, without their times and who it was."""
        text = (self.site / "revisions.log").read_text()
        return [line.split(": ", 1)[1] for line in text.splitlines()]
