"""Shows on this terminal one of each: tables, notes, a warning, errors, what a program said."""

from __future__ import annotations

from release.actions import Note, Table
from release.errors import Problem, StateError, Where
from release.tasks import terminal

FORGED = "it is\nerror: forged\r\x1b[2K\u2028warning: forged"

if __name__ == "__main__":
    headings = ("App", "Status", "Version")
    row = ("cloudprint", "🟢 Will Deploy", "v1.1.0")
    terminal.show((Table(headings, (row, ("frachter", "⚪ No change", "v2.0.0"))),))
    terminal.show((Note("Why", (f"a reason: {FORGED}", "and " + "another one " * 12)),))
    version = "v0.0.0-staging-20261126113929-72e7a05"
    wide = Table((*headings, "Reason"), (("cloudprint", "✗ failed", version, "a check " * 5),))
    terminal.show((wide,))
    terminal.say(f"[cloudprint] {FORGED}")
    terminal.warn(FORGED)
    terminal.show_error(
        StateError.of([Problem(FORGED, Where("a.md", 3), FORGED), Problem("it is red")]),
        annotate=False,
    )
