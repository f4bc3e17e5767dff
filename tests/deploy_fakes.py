"""The world around a deployment, with a state of its own."""

from __future__ import annotations


class Wish:
    """`Stop` that is told when to end by setting `why`."""

    def __init__(self) -> None:
        self.why = ""

    def wait(self, seconds: float) -> bool:
        """Time passes at once here."""
        del seconds
        return bool(self.why)
