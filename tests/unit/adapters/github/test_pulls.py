"""A pull request and its comment at GitHub are made once, found again, and changed as needed."""

from __future__ import annotations

import pytest

from release.errors import ForgeError
from release.forge import Comment
from tests.unit.adapters.github.faulty import COMMENT, MARKER, PULL, Server, a_pull, refused


def test_a_pull_request_is_opened_once_and_then_left_alone() -> None:
    server = Server()

    assert server.forge().put_pull(PULL)
    assert not server.forge().put_pull(PULL)

    assert ["POST /repos/acme/train/pulls"] == server.writes


def test_a_pull_request_that_says_something_else_is_changed() -> None:
    server = Server()
    server.forge().put_pull(PULL._replace(title="Old"))

    assert server.forge().put_pull(PULL)

    assert "A title" == server.pulls[0]["title"]
    assert "PATCH /repos/acme/train/pulls/1" == server.writes[-1]


def test_a_pull_request_from_a_fork_is_not_ours() -> None:
    server = Server()
    server.pulls.append(a_pull(PULL._asdict() | {"head": "release"}, 1, "evil/train"))

    assert server.forge().pull("release", "main") is None


def test_our_comment_is_found_on_every_page_and_its_copies_go() -> None:
    server = Server()
    server.forge().put_pull(PULL)
    for number in range(250):
        server.comment("ada", f"{number}")
    server.comment("mallory", COMMENT.body)
    server.comment("bot", f"{MARKER}\nold")
    server.comment("bot", f"{MARKER}\nold")

    server.forge().put_comment(COMMENT)
    server.forge().put_comment(COMMENT)

    mine = [each for each in server.forge().comments(1) if each.author == "bot"]
    assert [Comment(252, "bot", COMMENT.body)] == mine
    assert 3 == len(server.writes)


def test_a_pull_request_is_closed_once() -> None:
    server = Server()
    server.forge().put_pull(PULL)

    assert server.forge().close_pull("release", "main")
    assert not server.forge().close_pull("release", "main")

    assert "closed" == server.pulls[0]["state"]


def test_a_copy_that_somebody_else_removed_is_gone() -> None:
    server = Server()
    server.forge().put_pull(PULL)
    server.comment("bot", COMMENT.body)
    server.comment("bot", COMMENT.body)
    server.faults = [None, None, None, refused(404, "Not Found")]

    assert server.forge().put_comment(COMMENT)

    assert "DELETE /repos/acme/train/issues/comments/2" == server.asked[-1]


def test_without_a_pull_request_nothing_can_be_commented_on() -> None:
    with pytest.raises(ForgeError, match="no open pull request from release to main"):
        Server().forge().put_comment(COMMENT)
