"""A write whose answer is lost is looked for before it is sent again; none is done twice."""

from __future__ import annotations

import pytest

from tests.unit.adapters.github.faulty import (
    COMMENT,
    PULL,
    Fault,
    Server,
    busy,
    busy_but_done,
    hidden,
    limited,
    lost,
    lost_answer,
    problem,
    refused,
    stale,
)


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("fault", [lost, lost_answer, busy, busy_but_done, stale, limited])
def test_whatever_goes_wrong_once_there_is_one_comment_and_no_write_twice(
    fault: Fault, at: int
) -> None:
    server = Server()
    server.forge().put_pull(PULL)
    server.faults = [None] * at + [fault]

    server.forge().put_comment(COMMENT)

    assert [COMMENT.body] == [each["body"] for each in server.comments]


def test_an_acknowledged_write_that_does_not_show_is_not_sent_again() -> None:
    acknowledged = refused(201, "made")
    server = Server(None, acknowledged)

    message, hint = problem(server)

    assert "does not show it" in message
    assert "look whether it is there" in hint
    assert 1 == len(server.writes)


def test_a_server_that_does_not_answer_is_given_up_and_the_failure_told() -> None:
    message, hint = problem(Server(*[lost] * 50))

    assert "no answer to `pulls.list`: connection reset" in message
    assert "run again" in hint


def test_a_pull_request_that_a_lagging_read_hides_is_closed() -> None:
    server = Server()
    server.forge().put_pull(PULL)
    server.faults = [hidden]

    assert server.forge().close_pull("release", "main")

    assert "closed" == server.pulls[0]["state"]


def test_a_change_whose_answer_was_lost_is_sent_again_and_needs_no_look() -> None:
    server = Server()
    server.forge().put_pull(PULL._replace(title="Old"))
    server.asked.clear()
    server.faults = [None, lost_answer]

    assert server.forge().put_pull(PULL)

    pulls = "/repos/acme/train/pulls"
    assert [f"GET {pulls}", f"PATCH {pulls}/1", f"PATCH {pulls}/1"] == server.asked
    assert "A title" == server.pulls[0]["title"]


def test_a_change_that_github_never_answers_is_told() -> None:
    server = Server()
    server.forge().put_pull(PULL._replace(title="Old"))
    server.faults = [None, *[lost] * 50]

    message, hint = problem(server)

    assert "did not change pull request #1: no answer to `pulls.update`" in message
    assert "run again" in hint
