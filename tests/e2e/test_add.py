"""`changeset.add` as it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.e2e.desk import typed
from tests.trains import FILES, a_train

ADDED = ("changeset.add", "--package", "backend:patch", "--message", "Faster")


def new_changesets(root: Path) -> list[Path]:
    """The changesets that were not there from the start."""
    return [
        each
        for each in root.glob(".changeset/*.md")
        if each.relative_to(root).as_posix() not in FILES
    ]


def test_what_it_will_cause_is_said_when_it_is_written(tmp_path: Path) -> None:
    answer = typed(a_train(tmp_path), *ADDED)

    assert (0, "") == (answer.code, answer.out)
    assert answer.err.splitlines()[1:] == [
        "It will release:",
        "  backend  1.4.2 -> 1.4.3  this changeset",
        "  besides 2 that are pending already",
    ]


def test_the_json_has_the_bumps_and_what_they_cause(tmp_path: Path) -> None:
    document = json.loads(typed(a_train(tmp_path), *ADDED, "--json", "--dry-run").out)

    assert {"backend": "patch"} == document["bumps"]
    assert [("backend", "1.4.3")] == [(each["name"], each["to"]) for each in document["causes"]]
    assert document["actions"][0]["path"] == document["path"]


def test_it_takes_the_flags_of_changesets(tmp_path: Path) -> None:
    root = a_train(tmp_path)

    answer = typed(
        root, "changeset.add", "--patch", "backend,frachter", "--major=cloudprint", "-m", "New"
    )

    assert 0 == answer.code
    expected = '---\n"cloudprint": major\n"backend": patch\n"frachter": patch\n---\n\nNew\n'
    assert [expected] == [path.read_text() for path in new_changesets(root)]


def test_the_message_can_come_from_stdin(tmp_path: Path) -> None:
    root = a_train(tmp_path)

    command = ["changeset.add", "--patch", "backend", "--message", "-"]
    subprocess.run(
        [sys.executable, "-m", "release", *command],
        cwd=root,
        input="Faster\n\n- by half \udcff\n".encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=True,
    )

    (path,) = new_changesets(root)
    assert path.read_bytes() == b'---\n"backend": patch\n---\n\nFaster\n\n- by half \xff\n'


def test_a_changeset_that_may_mend_what_is_pending_is_written_without_a_preview(
    tmp_path: Path,
) -> None:
    root = a_train(tmp_path, {".changeset/odd.md": '---\n"nowhere": patch\n---\n\nOdd\n'})

    answer = typed(root, *ADDED)

    assert 0 == answer.code
    assert "What it will release is not known: .changeset/odd.md names `nowhere`" in answer.err
