"""What a release writes into the ledger, and that git is told how to merge it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from release.config.changesets import ChangesetsConfig
from release.edits import RECORDS, record_edits, release_line
from release.ledger import LEDGER, Intent, append_line, hash_of, parse_ledger
from release.ledger.attributes import ATTRIBUTES
from release.model import Bump, Changeset, Workspace
from release.plan import plan_release
from tests.factories import a_changeset, a_package, a_workspace

WORKSPACE = a_workspace(
    app=a_package(dependencies={"core": "~1.0.0"}), core=a_package(), idle=a_package(private=True)
)
CORE = a_changeset(core=Bump.MINOR)


def line_of(
    *changesets: Changeset, workspace: Workspace = WORKSPACE, present: tuple[Changeset, ...] = ()
) -> str | None:
    """The line of a release of `changesets`."""
    config = ChangesetsConfig()
    plan = plan_release(changesets, workspace, config)
    return release_line(
        plan, workspace, config, present or changesets, lambda _: "{name}@{version}"
    )


def test_a_line_tells_what_was_consumed_and_what_came_of_it() -> None:
    line = line_of(CORE)

    assert line is not None
    assert json.loads(line) == {
        "schema": 1,
        "kind": "release",
        "pre": None,
        "intents": [{"id": "brave-otter", "hash": hash_of(CORE), "packages": {"core": "1.1.0"}}],
        "releases": [
            {
                "name": "core",
                "from": "1.0.0",
                "to": "1.1.0",
                "bump": "minor",
                "because": [{"kind": "changeset", "subject": "brave-otter", "detail": "minor"}],
            },
            {
                "name": "app",
                "from": "1.0.0",
                "to": "1.0.1",
                "bump": "patch",
                "because": [{"kind": "dependency", "subject": "core", "detail": "~1.0.0"}],
            },
        ],
        "tags": ["core@1.1.0", "app@1.0.1"],
    }


def test_a_line_is_ascii_sorted_and_one_line() -> None:
    line = line_of(a_changeset("gr\u00fc\u00df\u2028e\ud800", summary="\u2028\n", core=Bump.PATCH))

    assert line is not None
    assert line.isascii()
    assert line.splitlines() == [line]
    assert line == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"))
    (release,) = parse_ledger(line).releases
    assert release.intents[0].id == "gr\u00fc\u00df\u2028e\ud800"


def test_none_and_empty_changesets_are_recorded_without_a_version() -> None:
    line = line_of(a_changeset("none", core=Bump.NONE), a_changeset("empty"))

    assert line is not None
    (release,) = parse_ledger(line).releases
    assert [dict(each.packages) for each in release.intents] == [{"core": None}, {}]
    assert json.loads(line)["releases"] == []


def test_the_hash_is_that_of_the_file_also_when_a_part_is_owed() -> None:
    whole = a_changeset(core=Bump.MINOR, app=Bump.PATCH)
    owed = whole._replace(bumps={"app": Bump.PATCH})

    line = line_of(owed, present=(whole,))

    assert line is not None
    (release,) = parse_ledger(line).releases
    assert release.intents == (Intent("brave-otter", hash_of(whole), {"app": "1.0.1"}),)


def test_a_changeset_that_waits_is_not_recorded() -> None:
    assert line_of(a_changeset(idle=Bump.MINOR)) is None
    assert line_of() is None


def test_the_same_release_is_recorded_once() -> None:
    line = line_of(CORE)
    assert line is not None

    once = append_line(None, line)

    assert once == append_line(once, line) == f"{line}\n"


def written(texts: Mapping[str, str]) -> dict[str, str]:
    """What is written when a line comes to the ledger."""
    files = dict.fromkeys(RECORDS) | dict(texts)
    return {edit.path: edit.text for edit in record_edits("{}\n", files, "why")}


def test_git_is_told_to_keep_the_lines_of_both_sides() -> None:
    attributes = written({})[ATTRIBUTES]

    assert attributes.splitlines()[-1] == "ledger.jsonl merge=union"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".gitattributes", ".changeset/ledger.jsonl merge=union\n"),
        (".gitattributes", "* text=auto\n/.changeset/*.jsonl text merge=union"),
        (".gitattributes", "*.jsonl merge=ours\n"),
        (".gitattributes", "ledger.jsonl -merge\n"),
        (ATTRIBUTES, "ledger.jsonl merge=union\n"),
        (ATTRIBUTES, "/ledger.jsonl merge=union\n"),
    ],
)
def test_what_the_repository_says_of_the_merge_stands(path: str, text: str) -> None:
    assert list(written({path: text})) == [LEDGER]


@pytest.mark.parametrize(
    "text", ["*.md merge=union", "# ledger.jsonl merge=union", "a\n\nb merge\n"]
)
def test_a_rule_is_added_below_what_is_there(text: str) -> None:
    added = written({ATTRIBUTES: text})[ATTRIBUTES]

    assert added.startswith(text)
    assert added.removeprefix(text).strip() == "ledger.jsonl merge=union"
    assert list(written({".gitattributes": text})) == [ATTRIBUTES, LEDGER]


def test_nothing_is_written_when_nothing_is_new() -> None:
    files = dict.fromkeys(RECORDS) | {LEDGER: "{}\n"}

    assert list(record_edits("{}\n", files, "why")) == []
