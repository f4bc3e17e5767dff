"""The actions that the workflows use, each by the commit that its version was when we looked.

A tag can be moved to somebody else's code, and was, more than once; a commit cannot.
"""

from __future__ import annotations

from typing import NamedTuple


class Pin(NamedTuple):
    """One action, and the commit behind the version."""

    action: str
    version: str
    commit: str


CHECKOUT = Pin("actions/checkout", "v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1")
SETUP_PYTHON = Pin("actions/setup-python", "v7.0.0", "5fda3b95a4ea91299a34e894583c3862153e4b97")
