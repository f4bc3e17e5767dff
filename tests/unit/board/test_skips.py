"""What did not happen, as the records of the others tell it."""

from __future__ import annotations

from collections.abc import Sequence

from release.board.skips import held_up, left_alone
from release.deployment.records import Attempt
from release.ledger import Ledger, Release
from release.model import App
from tests.board.boards import a_commit, a_line, an_attempt, before

APPS = (App("backend", "api"), App("web", "site", ("backend",)), App("kiosk", "kiosk", ("web",)))
MANIFESTS = {"backend": "api.json", "web": "site.json", "kiosk": "kiosk.json"}
ALL = a_commit("r1", at=before(hours=9), files=[*MANIFESTS.values()])
LATER = a_commit("r2", "r1", at=before(hours=3), files=["api.json"])
LINE = a_line(LATER, ALL, releases=["r1", "r2"])


def tried(id_: int, hours: float, commit: str, state: str = "inactive") -> Attempt:
    """An attempt that ended so long ago."""
    return an_attempt(id_, before(hours=hours), state, commit=commit)  # type: ignore[arg-type]  # the word is one


def held(**newest_first: Sequence[Attempt]) -> list[tuple[str, int]]:
    """Which app waited for which attempt."""
    return [(each.app, each.by.id) for each in held_up(APPS, newest_first, MANIFESTS, LINE)]


def test_what_needs_an_app_that_failed_has_waited_for_it() -> None:
    """And what needs that; whether or not it was deployed later."""
    failed = tried(1, 8, "r1", "failure")

    assert [("web", 1), ("kiosk", 1)] == held(backend=[failed])
    again = [tried(2, 7, "r1"), failed]
    assert [("web", 1), ("kiosk", 1)] == held(backend=again, web=[tried(3, 6, "r1")])


def test_each_failure_is_waited_for() -> None:
    failures = [tried(2, 7, "r1", "error"), tried(1, 8, "r1", "failure")]

    assert [("web", 2), ("web", 1), ("kiosk", 2), ("kiosk", 1)] == held(backend=failures)


def test_the_release_that_was_due_is_told() -> None:
    """The last one that moved the app, whatever came after it."""
    (web, _) = held_up(APPS, {"backend": [tried(1, 2, "r2", "failure")]}, MANIFESTS, LINE)

    assert ("web", "r1") == (web.app, web.release)


def test_what_was_tried_already_waits_for_nobody() -> None:
    """The second release has nothing for it, and the first one was there."""
    web = [tried(1, 8.5, "r1")]

    assert [("kiosk", 2)] == held(backend=[tried(2, 2, "r2", "failure")], web=web)


def test_what_was_not_due_waits_for_nobody() -> None:
    """No release had moved it by then, or what failed was of another commit."""
    assert [] == held(backend=[tried(1, 10, "r0", "failure"), tried(2, 8, "r0", "failure")])


def test_other_attempts_keep_nobody_waiting() -> None:
    back = an_attempt(1, before(hours=8), "failure", kind="rollback", commit="r1")

    assert [] == held(backend=[tried(2, 8, "r1"), tried(3, 8, "r1", "in_progress"), back])
    assert [] == held(kiosk=[tried(1, 8, "r1", "failure")])


def test_a_release_tells_whom_it_left_alone() -> None:
    ledger = Ledger(
        releases=(
            Release((), moves={"api": ("1.0.0", "1.1.0")}),
            Release((), moves={"api": ("1.1.0", "1.2.0"), "kiosk": ("2.0.0", "2.0.1")}),
        )
    )

    assert {
        ("api", "1.1.0"): ("web", "kiosk"),
        ("api", "1.2.0"): ("web",),
        ("kiosk", "2.0.1"): ("web",),
    } == left_alone(APPS, ledger)
