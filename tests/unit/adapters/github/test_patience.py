"""GitHub is waited for as it asks, up to the deadline, and asked no more often than it wants."""

from __future__ import annotations

import pytest

from release.adapters.github.pace import BETWEEN_WRITES, DEADLINE, pace_at
from tests.unit.adapters.github.faulty import COMMENT, PULL, Server, limited, problem, refused


def test_the_wait_that_github_asks_for_is_kept() -> None:
    server = Server(limited)

    server.forge().put_pull(PULL)

    assert 77 in server.slept


def test_the_reset_of_the_rate_limit_is_waited_for() -> None:
    reset = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1800000120"}
    server = Server(refused(403, **reset))

    server.forge().put_pull(PULL)

    assert 121 in server.slept


def test_a_limit_without_a_time_is_waited_for_longer_each_time() -> None:
    server = Server(*[refused(429)] * 3)

    server.forge().put_pull(PULL)

    assert [60, 120, 240] == server.slept[:3]


def test_a_wait_beyond_the_deadline_is_told_and_not_begun() -> None:
    server = Server(refused(429, Retry_After=str(int(DEADLINE) + 1)))

    _, hint = problem(server)

    assert f"run it again in {int(DEADLINE) + 1} seconds" in hint
    assert [] == server.slept


def test_writes_come_a_second_apart() -> None:
    server = Server()
    forge = server.forge()
    forge.put_pull(PULL)
    forge.put_comment(COMMENT)

    assert sum(server.slept) >= 1


def test_a_busy_server_that_says_when_is_not_asked_before() -> None:
    server = Server(None, refused(503, Retry_After="77"))

    server.forge().put_pull(PULL)

    assert 77 == server.slept[0]
    assert 1 == len(server.pulls)


def test_a_busy_server_that_says_when_too_late_is_not_asked_at_all() -> None:
    server = Server(None, refused(503, Retry_After=str(int(DEADLINE) + 1)))

    message, _ = problem(server)

    assert "did not open the pull request from release to main: it did not answer: 503" in message
    assert [] == server.slept
    assert 2 == len(server.asked)


@pytest.mark.parametrize(
    ("api", "seconds"),
    [
        ("https://api.github.com", BETWEEN_WRITES),
        ("https://git.example.org/api/v3", BETWEEN_WRITES),
        ("https://127.0.0.1/api/v3", BETWEEN_WRITES),
        ("http://127.0.0.1.example.org/api/v3", BETWEEN_WRITES),
        ("http://127.0.0.1:4000/api/v3", 0),
    ],
)
def test_only_the_github_of_a_rehearsal_is_asked_without_pauses(api: str, seconds: float) -> None:
    pace = pace_at(api)

    assert seconds == pace.between_writes
    assert (seconds > 0) == (pace.lag > 0)
