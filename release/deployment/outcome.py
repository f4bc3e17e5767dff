"""What became of a deployment, app by app."""

from __future__ import annotations

from typing import Literal, NamedTuple

from release.deployment import PhaseName

State = Literal["deployed", "already", "skipped", "failed", "blocked", "unknown"]

GOOD: frozenset[State] = frozenset({"deployed", "already", "skipped"})
"""After these nothing is left to be mended."""


class Outcome(NamedTuple):
    """What became of one app, whose version in the environment is `runs` now (None: unknown).

    `failed`: it did not come to be, and what ran before runs again. `unknown`: nothing tells what
    runs, as after an interrupt in mid roll-out, or a rollback that failed. `blocked` by what it
    needs. `phase` is where it ended, `reason` says why, `lines` are the last that a program or the
    app's log said, `seconds` how long it took.
    """

    app: str
    state: State
    version: str
    reason: str = ""
    runs: str | None = None
    phase: PhaseName | None = None
    lines: tuple[str, ...] = ()
    seconds: float = 0.0
    url: str = ""

    def document(self) -> dict[str, object]:
        """The outcome as JSON."""
        return {**self._asdict(), "lines": list(self.lines), "seconds": round(self.seconds, 1)}


class Report(NamedTuple):
    """All that one deployment did. `interrupted` says by what; empty where nothing did."""

    environment: str
    digest: str
    outcomes: tuple[Outcome, ...]
    interrupted: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether every app is as it should be."""
        return not self.interrupted and all(each.state in GOOD for each in self.outcomes)

    def document(self) -> dict[str, object]:
        """The report as JSON."""
        return {
            "schema": 1,
            "environment": self.environment,
            "digest": self.digest,
            "interrupted": self.interrupted,
            "outcomes": {each.app: each.document() for each in self.outcomes},
            "warnings": list(self.warnings),
        }
