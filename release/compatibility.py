"""Which versions of other apps an app runs with: what `requires` in the configuration says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from release.model import App
from release.ranges import satisfies
from release.versions import parse


class Unmet(NamedTuple):
    """An app requires another in a range of versions, and that has, or will have, `version`."""

    app: str
    needed: str
    range: str
    version: str


def unmet(apps: Iterable[App], versions: Mapping[str, str | None]) -> Iterator[Unmet]:
    """What `apps` require and do not get.

    Args:
        apps: those that run, or are to run.
        versions: by app; what is not known is left out, and taken for good.
    """
    for app in apps:
        for needed, wanted in app.requires.items():
            version = versions.get(needed)
            if version is not None and not admits(wanted, version):
                yield Unmet(app.name, needed, wanted, version)


def admits(wanted: str, version: str) -> bool:
    """Whether a range, as npm writes it, admits a version.

    A prerelease counts as the release that it leads to: whoever works with 1.4 is tried with
    1.4.0-next.0, and what breaks in 2 is broken in 2.0.0-next.0.
    """
    parsed = parse(version)
    release = parsed and str(parsed._replace(prerelease=None, build=None))
    return release is not None and satisfies(release, wanted)
