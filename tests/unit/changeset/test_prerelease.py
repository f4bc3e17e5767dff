"""`.changeset/pre.json`, read and written."""

from __future__ import annotations

import json

import pytest

from release.changeset.prerelease import (
    kept_path,
    parse_pre_state,
    render_pre_state,
    why_no_tag,
)
from release.errors import StateError
from release.model import PreRecord, PreState

NEXT = PreState("pre", "next")


def test_what_is_written_is_read_again() -> None:
    assert parse_pre_state(render_pre_state(NEXT)) == NEXT


def test_it_is_written_as_the_cli_writes_it() -> None:
    assert render_pre_state(NEXT) == '{\n  "mode": "pre",\n  "tag": "next"\n}\n'


def test_a_file_of_version_2_tells_what_was_versioned() -> None:
    text = '{"mode": "exit", "tag": "next", "initialVersions": {}, "changesets": ["b", "a"]}'

    assert parse_pre_state(text) == PreState("exit", "next", PreRecord({}, ("b", "a")))


def test_versions_from_before_the_mode_alone_make_a_file_of_version_2() -> None:
    text = '{"mode": "pre", "tag": "next", "initialVersions": {"a": "1.0.0"}}'

    assert parse_pre_state(text).record == PreRecord({"a": "1.0.0"})


def test_a_record_is_written_as_version_2_writes_it() -> None:
    """Names that are array indices come first, as in a JavaScript object."""
    state = PreState("pre", "next", PreRecord({"b": "1.0.0", "10": "2.0.0"}, ("x",)))

    assert json.loads(render_pre_state(state)) == {
        "mode": "pre",
        "tag": "next",
        "initialVersions": {"10": "2.0.0", "b": "1.0.0"},
        "changesets": ["x"],
    }
    assert parse_pre_state(render_pre_state(state)) == state


def test_all_problems_are_told_with_their_lines() -> None:
    text = '{\n "mode": "stop",\n "tag": 1,\n "changesets": {"a": 1}\n}'

    with pytest.raises(StateError) as caught:
        parse_pre_state(text)

    assert [(each.message, each.where and each.where.line) for each in caught.value.problems] == [
        ("`mode` is neither `pre` nor `exit`", 2),
        ("`tag` is not a string", 3),
        ("`changesets` is not a list of ids", 4),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON"),
        ('{\n"mode": "pre",\n}', "illegal trailing comma"),
        ("[]", "holds no object"),
        ("null", "holds no object"),
        ('{"mode": "pre"}', "`tag` is not a string"),
        ('{"mode": "pre", "tag": "a b"}', "is not a tag for a prerelease"),
        ('{"mode": "pre", "tag": "a", "changesets": [1]}', "not a list of ids"),
    ],
)
def test_a_damaged_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(StateError, match=message) as caught:
        parse_pre_state(text)

    assert "git" in (caught.value.problems[0].hint or "")


@pytest.mark.parametrize("tag", ["next", "5", "a-b", "0", "rc.1", "x.y", "-", "01a"])
def test_a_tag_that_gives_a_valid_version_is_one(tag: str) -> None:
    assert not why_no_tag(tag)


@pytest.mark.parametrize("tag", ["", "a b", "01", "pr#1", "a..b", "a.", "é", "a+b", "a\n"])
def test_a_tag_that_gives_none_is_refused(tag: str) -> None:
    assert "is not a tag for a prerelease" in why_no_tag(tag)


def test_a_consumed_changeset_never_overwrites_another() -> None:
    taken = {".changeset/pre/otter.md", ".changeset/pre/otter-2.md"}

    assert kept_path(".changeset/otter.md", taken) == ".changeset/pre/otter-3.md"
    assert kept_path(".changeset/fox.md", taken) == ".changeset/pre/fox.md"
