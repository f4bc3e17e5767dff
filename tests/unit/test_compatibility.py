"""Which versions work together."""

from __future__ import annotations

import pytest

from release.compatibility import Unmet, admits, unmet
from release.model import App


@pytest.mark.parametrize(
    ("wanted", "version", "is_good"),
    [
        (">=1.4", "1.4.0", True),
        (">=1.4", "1.3.9", False),
        (">=1.4", "1.4.0-next.0", True),
        ("<2", "2.0.0-next.0", False),
        ("^1.4", "1.9.0+build", True),
        ("nonsense", "1.0.0", False),
        (">=1", "nonsense", False),
    ],
)
def test_a_prerelease_counts_as_its_release(wanted: str, version: str, is_good: bool) -> None:
    assert is_good == admits(wanted, version)


def test_what_is_not_met_is_told_and_what_is_not_known_is_not() -> None:
    apps = [
        App("web", "web", requires={"backend": ">=2", "database": ">=2", "cache": ">=2"}),
        App("docs", "docs"),
    ]

    found = list(unmet(apps, {"backend": "1.0.0", "database": "2.0.0", "cache": None}))

    assert [Unmet("web", "backend", ">=2", "1.0.0")] == found
