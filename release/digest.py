"""One short name for one content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256


def digest_of(document: Mapping[str, object]) -> str:
    """The SHA-256 of a document's canonical JSON, as `sha256:<hex>`."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return f"sha256:{sha256(text.encode()).hexdigest()}"
