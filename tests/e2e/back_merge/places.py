"""Where the versions and the words of a train are, that a back-merge brings along."""

from __future__ import annotations

import json

APP = "apps/cloudprint"
MANIFEST = f"{APP}/package.json"
CHANGELOG = f"{APP}/CHANGELOG.md"
LEDGER = ".changeset/ledger.jsonl"
SKIP = "[skip ci]"


def version_of(text: str | None) -> str:
    return str(json.loads(text or "")["version"])
