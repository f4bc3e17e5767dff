"""Tools that released a repository before us: one module a tool, one table.

To add one: write its module with the names of `Converter`, and give it a row in SHELF.
"""

from __future__ import annotations

from release.adoption.conversion import Converter
from release.shelf import Shelf

SHELF: Shelf[str, Converter] = Shelf(
    {
        "changesets": "release.adoption.conversions.changesets",
        "covector": "release.adoption.conversions.covector",
        "knope": "release.adoption.conversions.knope",
        "release-please": "release.adoption.conversions.release_please",
        "scripts": "release.adoption.conversions.scripts",
    }
)
"""The module of each tool, by its name for `setup.init --from`."""
