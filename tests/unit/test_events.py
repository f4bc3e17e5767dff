"""What set off a job, out of the file that GitHub Actions wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest

from release.errors import StateError
from release.events import PullEvent, parse_event, parse_queued


def an_event(**changed: Any) -> str:
    head = {"ref": "changeset-release/main", "repo": {"full_name": "acme/train"}}
    base = {"ref": "main", "repo": {"full_name": "acme/train"}}
    pull = {"number": 7, "head": head, "base": base, **changed}
    return json.dumps({"action": "opened", "pull_request": pull})


def test_a_pull_request_tells_where_it_comes_from_and_where_it_goes() -> None:
    expected = PullEvent(7, "acme/train", "changeset-release/main", "main", "acme/train")

    assert expected == parse_event(an_event(), "event.json")
    assert not expected.is_from_a_fork


@pytest.mark.parametrize("repo", [None, {"full_name": "evil/train"}, {}])
def test_what_is_not_from_this_repository_is_from_a_fork(repo: object) -> None:
    event = parse_event(an_event(head={"ref": "main", "repo": repo}), "event.json")

    assert event
    assert event.is_from_a_fork


@pytest.mark.parametrize("text", ["{}", '{"ref": "refs/heads/main", "after": "1"}'])
def test_another_event_is_about_no_pull_request(text: str) -> None:
    assert parse_event(text, "event.json") is None


@pytest.mark.parametrize("text", ["", "[]", "null", '{"pull_request": 1}', an_event(head=None)])
def test_a_damaged_event_is_told(text: str) -> None:
    with pytest.raises(StateError, match="the event cannot be read"):
        parse_event(text, "event.json")


COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_a_merge_queue_tells_what_it_puts_a_pull_request_on() -> None:
    event = json.dumps({"merge_group": {"base_sha": COMMIT, "base_ref": "refs/heads/main"}})

    assert parse_queued(event, "event.json") == COMMIT
    assert parse_event(event, "event.json") is None
    assert parse_queued(an_event(), "event.json") is None


@pytest.mark.parametrize("base", [None, 1, "", "--output=x", "main", COMMIT.upper()])
def test_what_a_merge_queue_says_is_a_commit_or_nothing(base: object) -> None:
    with pytest.raises(StateError, match="the event cannot be read"):
        parse_queued(json.dumps({"merge_group": {"base_sha": base}}), "event.json")
