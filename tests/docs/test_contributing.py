"""What those who work on this repository are told is complete, and can be followed by hand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.docs.page import File, events
from tests.docs.playing import PAGES
from tests.docs.scene import ROOT


def test_every_session_is_told() -> None:
    """In the table of CONTRIBUTING, and no other is."""
    page = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE)
    told = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    noxfile = (ROOT / "noxfile.py").read_text("utf-8")
    sessions = re.findall(r"^@nox\.session.*\ndef (\w+)", noxfile, re.MULTILINE)

    assert sorted(told) == sorted(sessions)


def test_what_locks_the_code_of_others_is_renewed_by_dependabot() -> None:
    """By a file that GitHub's schema admits, from the folder in which the lockfile is."""
    path = ROOT / ".github" / "dependabot.yml"
    schema = ("--builtin-schema", "vendor.dependabot")
    program = Path(sys.executable).with_name("check-jsonschema")
    said = subprocess.run([program, *schema, path], capture_output=True, text=True, check=False)
    updates = YAML(typ="safe").load(path)["updates"]
    watched = {(each["package-ecosystem"], each["directory"]) for each in updates}

    assert (said.returncode, said.stderr) == (0, "")
    assert {("github-actions", "/"), ("uv", "/"), ("npm", "/tests/components")} == watched
    assert (ROOT / "uv.lock").exists()
    assert (ROOT / "tests" / "components" / "package-lock.json").exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_reader_is_told_of_every_file_that_is_written(page: Path) -> None:
    """What the player is told in a comment must stand in the text, too."""
    text = re.sub(r"<!--.*?-->", "", page.read_text("utf-8"), flags=re.DOTALL)
    files = {event.path for event in events(page) if isinstance(event, File)}

    assert [] == [path for path in sorted(files) if Path(path).name not in text]
