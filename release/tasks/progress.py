"""How a deployment goes on, told while it does: rows that move on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TextIO

from release.announce.outcomes import SIGNS
from release.controls import as_shown
from release.deployment import PhaseName
from release.deployment.outcome import Outcome
from release.deployment.ports import Voice
from release.tasks import terminal
from release.tasks.loudness import is_quiet
from release.tasks.streams import can_move, no_colours
from release.tasks.tables import STYLES
from release.tasks.waiting import A_TURN, TURNING, hidden

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_BACK = "taking back"


@contextmanager
def voice(apps: Sequence[str]) -> Iterator[Voice]:
    """Whoever tells of the deployment of `apps`, as it fits where stderr goes.

    Meanwhile all else that is printed stands above the rows.
    """
    screen = _screen(sys.stderr)
    if screen is None:
        yield Lines(terminal.say)
        return
    from rich.live import Live

    rows = Rows(apps, terminal.say)
    with (
        hidden(),
        Live(
            console=screen,
            get_renderable=rows.drawn,
            refresh_per_second=1 / A_TURN,
            transient=False,
        ),
    ):
        yield rows


def _screen(stream: TextIO) -> Console | None:
    """The terminal that `stream` is; None when rows cannot be moved there."""
    if is_quiet() or not can_move(stream):
        return None
    from rich.console import Console

    return Console(file=stream, no_color=no_colours(), highlight=False, markup=False)


class Lines:
    """`Voice` as lines that begin with the app, for a log that several write to."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._speak = say
        self._lock = threading.Lock()

    def begun(self, app: str, phase: PhaseName | None) -> None:
        """`[cloudprint] build ...`."""
        self._say(f"[{app}] {phase or _BACK} ...")

    def said(self, app: str, line: str, host: str = "") -> None:
        """`[cloudprint@host] Compiling`."""
        place = f"{app}@{host}" if host else app
        self._say(f"[{place}] {as_shown(line)}".rstrip())

    def ended(self, outcome: Outcome) -> None:
        """`[cloudprint] 🟢 deployed: 1.1.0 (3.4 s)`."""
        took = f" ({outcome.seconds:.1f} s)" if outcome.seconds else ""
        state = f"{SIGNS[outcome.state]} {outcome.state}"
        self._say(f"[{outcome.app}] {state}: {_ended(outcome)}{took}")

    def audit(self, line: str) -> None:
        """`audit: production is locked`."""
        self._say(f"audit: {as_shown(line)}")

    def _say(self, line: str) -> None:
        with self._lock:
            self._speak(line)


class _Row(NamedTuple):
    """What is known of an app. `since` is when it began, by a clock that only grows."""

    app: str
    doing: str = ""
    since: float | None = None
    line: str = ""
    outcome: Outcome | None = None


class Rows:
    """`Voice` as rows: a sign, the app, its phase, how long it has taken, and the last line.

    Args:
        apps: those that begin, in their order; others get a row when something is said of them.
        above: prints a line that stays.
        now: seconds that only grow.
    """

    def __init__(
        self,
        apps: Sequence[str],
        above: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rows = {app: _Row(app) for app in apps}
        self._above = above
        self._now = now
        self._lock = threading.Lock()

    def begun(self, app: str, phase: PhaseName | None) -> None:
        """The phase changes, and the last line goes."""
        with self._lock:
            row = self._row(app)
            since = self._now() if row.since is None else row.since
            self._rows[app] = row._replace(doing=phase or _BACK, since=since, line="")

    def said(self, app: str, line: str, host: str = "") -> None:
        """The last line changes; an empty one leaves it as it is."""
        if shown := as_shown(line).strip():
            with self._lock:
                self._rows[app] = self._row(app)._replace(line=f"{host and f'{host}: '}{shown}")

    def ended(self, outcome: Outcome) -> None:
        """The row rests."""
        with self._lock:
            self._rows[outcome.app] = self._row(outcome.app)._replace(outcome=outcome)

    def audit(self, line: str) -> None:
        """A line above the rows."""
        self._above(f"audit: {as_shown(line)}")

    def drawn(self) -> Table:
        """The rows as they are now, for rich."""
        from rich.table import Table
        from rich.text import Text

        grid = Table.grid(padding=(0, 1), expand=True)
        for justify in ("left", "left", "left", "right"):
            grid.add_column(no_wrap=True, justify=justify)
        grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        with self._lock:
            now, rows = self._now(), list(self._rows.values())
        for row in rows:
            cells = (terminal.one_line(cell) for cell in _cells(row, now))
            grid.add_row(*(Text(cell, style=_style(row)) for cell in cells))
        return grid

    def _row(self, app: str) -> _Row:
        return self._rows.get(app) or _Row(app)


def _cells(row: _Row, now: float) -> tuple[str, str, str, str, str]:
    if row.outcome is not None:
        state, seconds = row.outcome.state, row.outcome.seconds
        took = f"{seconds:.1f} s" if seconds else ""
        return SIGNS[state], row.app, state, took, _ended(row.outcome)
    if row.since is None:
        return "⚪", row.app, "waits", "", ""
    turned = TURNING[int(now / A_TURN) % len(TURNING)]
    return turned, row.app, row.doing, f"{now - row.since:.0f} s", row.line


def _ended(outcome: Outcome) -> str:
    """What is to be said besides the state: the version, or why it is not that one."""
    if outcome.state in ("deployed", "already"):
        return outcome.version
    return f"{outcome.phase}: {outcome.reason}" if outcome.phase else outcome.reason


def _style(row: _Row) -> str:
    if row.outcome is None:
        return "dim" if row.since is None else ""
    return STYLES[SIGNS[row.outcome.state]]
