"""What is wrong with files is told with its line, and how to mend it; word by word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.mistakes import Mistake, listed, made, messages

MISTAKES = {
    "a changeset without front matter": Mistake(
        "changeset.status",
        3,
        (
            "error: the changeset has no front matter\n"
            "  where: .changeset/a.md:1\n"
            "  hint: start the file like this:\n"
            "    ---\n"
            '    "package-name": patch\n'
            "    ---\n"
            "    \n"
            "    What changed, for its users.\n"
        ),
        files={".changeset/a.md": "Print in colour\n"},
    ),
    "an unknown bump": Mistake(
        "changeset.status",
        3,
        (
            "error: `backend` has the unknown bump `minro`\n"
            "  where: .changeset/a.md:2\n"
            "  hint: did you mean `minor`? a bump is `major`, `minor`, `patch` or `none`, "
            'as in `"package-name": patch`\n'
        ),
        files={".changeset/a.md": '---\n"backend": minro\n---\n\nx\n'},
    ),
    "a package that is not there": Mistake(
        "changeset.version",
        3,
        (
            "error: .changeset/a.md names `back-end`, which is not in the workspace\n"
            "  where: .changeset/a.md:2\n"
            "  hint: did you mean `backend`?\n"
        ),
        files={".changeset/a.md": '---\n"back-end": minor\n---\n\nx\n'},
    ),
    "a package twice": Mistake(
        "changeset.status",
        3,
        (
            "error: `backend` is named twice\n"
            "  where: .changeset/a.md:3\n"
            "  hint: keep one line for each package\n"
        ),
        files={".changeset/a.md": '---\n"backend": minor\n"backend": patch\n---\n\nx\n'},
    ),
    "a config with comments": Mistake(
        "changeset.status",
        2,
        (
            "error: not JSON: expecting property name enclosed in double quotes\n"
            "  where: .changeset/config.json:1\n"
            "  hint: plain JSON it must be, without comments and trailing commas\n"
        ),
        files={".changeset/config.json": "{ // no\n}\n"},
    ),
    "an unknown access": Mistake(
        "changeset.status",
        2,
        ("error: `access` is not `public` or `restricted`\n  where: .changeset/config.json:2\n"),
        files={".changeset/config.json": '{\n"access": "privat"\n}\n'},
    ),
    "no config": Mistake(
        "changeset.status",
        2,
        (
            "error: there is no .changeset/config.json\n"
            "  hint: run `setup.init`, or write one: `{}` will do\n"
        ),
        before="rm -r .changeset",
    ),
    "a key with a slip": Mistake(
        "release.preview",
        2,
        (
            "error: `apps.backend.ned` is not a key\n"
            "  where: release.toml:2\n"
            "  hint: did you mean `needs`?\n"
        ),
        files={"release.toml": '[apps.backend]\nned = ["x"]\n'},
    ),
    "an app that is not there": Mistake(
        "release.preview",
        2,
        (
            "error: `apps.frachter.needs` names `backnd`, which is not an app\n"
            "  where: release.toml:3\n"
            "  hint: did you mean `backend`?\n"
        ),
        files={"release.toml": '[apps.backend]\n[apps.frachter]\nneeds = ["backnd"]\n'},
    ),
    "apps in a circle": Mistake(
        "release.preview",
        2,
        (
            "error: `apps.backend.needs` goes round in a circle: `backend -> frachter -> "
            "backend`\n"
            "  where: release.toml:2\n"
            "  hint: take one of them out: no app can be deployed after itself\n"
        ),
        files={
            "release.toml": "[apps.backend]\nneeds = ['frachter']\n"
            "[apps.frachter]\nneeds = ['backend']\n"
        },
    ),
    "a target that is not there": Mistake(
        "deploy --dry-run",
        2,
        (
            "error: `apps.backend.target` is `ssh`, which is not a target\n"
            "  where: release.toml:2\n"
            "  hint: the targets are `command`, `container`, `directory`, `pypi`, `tauri`\n"
        ),
        files={"release.toml": '[apps.backend]\ntarget = "ssh"\n'},
    ),
    "a manifest with a comma": Mistake(
        "changeset.status",
        2,
        (
            "error: not JSON: illegal trailing comma\n"
            "  where: apps/backend/package.json:2\n"
            "  hint: mend the file by hand\n"
        ),
        files={"apps/backend/package.json": '{\n"name": "backend",\n}\n'},
    ),
    "a lockfile with a conflict": Mistake(
        "changeset.version",
        2,
        (
            "error: the lockfile is malformed: a merge conflict is not resolved\n"
            "  where: apps/cloudprint/src-tauri/Cargo.lock:1\n"
            "  hint: write it again with `cargo update --workspace`\n"
        ),
        files={"apps/cloudprint/src-tauri/Cargo.lock": "<<<<<<< HEAD\n"},
    ),
    "a damaged ledger": Mistake(
        "changeset.version",
        4,
        (
            "error: this line is not an entry of the ledger\n"
            "  where: .changeset/ledger.jsonl:1\n"
            "  hint: restore it from the history: `git log -p -- .changeset/ledger.jsonl`\n"
        ),
        files={".changeset/ledger.jsonl": "{}\n"},
    ),
    "a directory in the way": Mistake(
        "changeset.version",
        4,
        (
            "error: `apps/cloudprint/CHANGELOG.md` cannot be changed: a directory is in "
            "the way\n"
            "  where: apps/cloudprint/CHANGELOG.md\n"
        ),
        before="mkdir apps/cloudprint/CHANGELOG.md",
    ),
    "a name that GitHub would compute": Mistake(
        "workflows.render",
        2,
        (
            "error: `${{ x }}` has `${{`, which GitHub Actions would compute\n"
            "  where: release.toml:1\n"
            "  hint: rename it\n"
        ),
        files={"release.toml": 'main = "${{ x }}"\n'},
    ),
}


@pytest.mark.needs("git")
@pytest.mark.parametrize("name", MISTAKES)
def test_all_that_is_said_of_a_mistake(name: str, tmp_path: Path) -> None:
    mistake = MISTAKES[name]

    assert (mistake.code, mistake.said) == made(mistake, tmp_path)


@pytest.mark.parametrize("name", MISTAKES)
def test_it_is_in_the_list_of_errors(name: str) -> None:
    assert [] == [each for each in messages(MISTAKES[name].said) if not listed(each)]
