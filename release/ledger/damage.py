"""Where the ledger is, the version of its format, and lines that are none of it."""

from __future__ import annotations

LEDGER = ".changeset/ledger.jsonl"
SCHEMA = 1
RESTORE = f"restore it from the history: `git log -p -- {LEDGER}`"


class DamageError(Exception):
    """A line is not what a ledger holds; the text says why, and what to do."""

    def __init__(self, message: str, hint: str = RESTORE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
