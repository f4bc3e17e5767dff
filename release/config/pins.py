"""The actions that the workflows use, each by the commit that its version was when we looked.

A tag can be moved to somebody else's code, and was, more than once; a commit cannot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

ATTEST = "actions/attest"
CHECKOUT = "actions/checkout"
DEPLOY_PAGES = "actions/deploy-pages"
DOWNLOAD = "actions/download-artifact"
SETUP_PYTHON = "actions/setup-python"
UPLOAD = "actions/upload-artifact"
UPLOAD_PAGES = "actions/upload-pages-artifact"

_PIN = re.compile(r"([0-9a-f]{40}) # (v[0-9][0-9A-Za-z.-]*)")


class Pin(NamedTuple):
    """The commit of an action, and its version there."""

    commit: str
    version: str

    def __str__(self) -> str:
        return f"{self.commit} # {self.version}"


def parse_pin(text: str) -> Pin | None:
    """What stands behind the `@` of an action in a workflow; None when it is not of that form."""
    found = _PIN.fullmatch(text)
    return Pin(*found.groups()) if found else None


PINS: Mapping[str, Pin] = MappingProxyType(
    {
        ATTEST: Pin("1e69f48acb82d1966a394da916b4c1698aa569d6", "v4.2.2"),
        CHECKOUT: Pin("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
        DEPLOY_PAGES: Pin("cd2ce8fcbc39b97be8ca5fce6e763baed58fa128", "v5.0.0"),
        DOWNLOAD: Pin("3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1"),
        SETUP_PYTHON: Pin("5fda3b95a4ea91299a34e894583c3862153e4b97", "v7.0.0"),
        UPLOAD: Pin("bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "v7.0.0"),
        UPLOAD_PAGES: Pin("fc324d3547104276b827a68afc52ff2a11cc49c9", "v5.0.0"),
    }
)
"""Those that hold where the configuration says nothing else, by the action."""
