"""One short name for one content."""

from __future__ import annotations

import json
from collections.abc import Mapping


def digest_of(document: Mapping[str, object]) -> str:
    """The SHA-256 of a document's canonical JSON, as `sha256:<hex>`."""
    from hashlib import sha256  # noqa: PLC0415  a repository that released nothing needs none

    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return f"sha256:{sha256(text.encode()).hexdigest()}"
