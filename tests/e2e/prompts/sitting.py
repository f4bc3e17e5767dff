"""The questions of `changeset.add` at a real terminal, and the packages that they are about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.e2e.terminals import Author

PROGRAM = Path(__file__).with_name("program.py")

WEB = ["@acme/web", "1.2.0", "2.0.0", True]
CORE = ["core", "1.0.0", "2.0.0", False]
APP = ["app", "0.4.1", "1.0.0", False]

Sitting = Callable[..., Author]
"""Asks somebody about packages, each a name, its version, its next major and whether it changed."""
