"""The file that a dynamic Python version is read from: `__version__ = "1.0.0"`, or only `1.0.0`.

Which file and which pattern, `pyproject` says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from release.model import Dependency, Manifest
from release.spans import Span, splice
from release.versions import is_spelt, pep440

WHOLE_FILE = r"\A\ufeff?\s*(?P<version>\S+)\s*\Z"


def assignment(name: str) -> str:
    """The pattern of `name = "1.0.0"`, annotated or not, at the start of a line."""
    return (
        rf"""^\ufeff?{re.escape(name)}(?:\s*:\s*[\w.\[\]]+)?[ \t]*=[ \t]*"""
        r"""(['"])v?(?P<version>[^'"\n]+)\1"""
    )


class PythonVersionFile(NamedTuple):
    """A Format. `pattern` is a regular expression whose group `version` is the version."""

    pattern: str

    def read(self, path: str, text: str) -> Manifest:
        """The version; None when the pattern is not in the file."""
        span = self._span(text)
        return Manifest(path, "python", text, version=span.of(text) if span else None)

    def update(self, text: str, own: str | None, others: Mapping[Dependency, str]) -> str:  # noqa: ARG002  a Format
        """Replace the first version that the pattern finds; see `Format`."""
        span = self._span(text)
        if own is None or span is None or is_spelt(span.of(text), own):
            return text
        return splice(text, [(span, pep440(own))])

    def _span(self, text: str) -> Span | None:
        match = re.search(self.pattern, text, re.MULTILINE)
        return Span(*match.span("version")) if match and match["version"] is not None else None
