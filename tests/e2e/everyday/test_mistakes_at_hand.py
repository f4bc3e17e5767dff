"""What is wrong with what was typed, or where, is told with what to type; word by word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.mistakes import Mistake, listed, made, messages

MISTAKES = {
    "a flag without a bump": Mistake(
        "changeset.add --package backend --message x",
        3,
        (
            "error: `backend` has no bump\n"
            "  hint: write NAME:BUMP, where BUMP is `major`, `minor` or `patch`, such as "
            "`backend:patch`\n"
        ),
    ),
    "nobody to ask": Mistake(
        "changeset.add",
        4,
        (
            "error: there is no terminal to ask on\n"
            '  hint: say it with flags: --package "NAME:BUMP" --message "..."\n'
        ),
    ),
    "no summary": Mistake(
        "changeset.add --package backend:minor",
        3,
        ('error: a changeset needs a summary\n  hint: add --message "what the users will read"\n'),
    ),
    "nothing but a change": Mistake(
        "changeset.check --since main",
        3,
        (
            "error: `backend` has changed and no changeset names it\n"
            "  where: apps/backend/package.json\n"
            '  hint: add one: inv changeset.add --package "backend:patch" --message "...", '
            "or --empty if nobody needs to hear of it\n"
        ),
        before="git switch -qc work && echo x > apps/backend/x && git add -A && git commit -qm x",
    ),
    "an unknown environment": Mistake(
        "deploy --environment stagin --dry-run",
        2,
        ("error: environment `stagin` does not exist\n  hint: did you mean `staging`?\n"),
    ),
    "an unknown app": Mistake(
        "release.hotfix --app backnd",
        2,
        ("error: app `backnd` does not exist\n  hint: did you mean `backend`?\n"),
    ),
    "no commit of that name": Mistake(
        "changeset.status --since nowhere",
        4,
        (
            "error: `nowhere` is not a commit that this clone knows\n"
            "  hint: run `git fetch origin nowhere`; in GitHub Actions check out with "
            "`fetch-depth: 0`\n"
        ),
    ),
    "a shallow clone": Mistake(
        "release.detect",
        4,
        (
            "error: what was released is unknown: this clone is shallow and may lack tags\n"
            "  hint: in GitHub Actions check out with `fetch-depth: 0`; elsewhere run `git "
            "fetch --unshallow --tags`\n"
        ),
        before="git clone -q --depth 1 file://$PWD ../shallow && cd ../shallow",
    ),
    "prerelease mode is off": Mistake(
        "changeset.pre-exit",
        4,
        (
            "error: prerelease mode is not on\n"
            "  where: .changeset/pre.json\n"
            "  hint: enter it with: inv changeset.pre-enter TAG\n"
        ),
    ),
    "a tag for prereleases with a blank": Mistake(
        "changeset.pre-enter 'a b'",
        2,
        (
            "error: `a b` is not a tag for a prerelease: letters, digits and hyphens make one\n"
            "  hint: such as: inv changeset.pre-enter next\n"
        ),
    ),
    "no remote": Mistake(
        "release.pr",
        2,
        (
            "error: there is no remote `origin`\n"
            "  hint: run `git remote add origin` with the address of the repository\n"
        ),
    ),
    "no token": Mistake(
        "release.pr",
        5,
        (
            "error: there is no token in GH_PAT\n"
            "  hint: what GITHUB_TOKEN does starts no workflow, so the pull request's "
            "checks would never run: set GH_PAT to a personal access token with the scopes "
            "`repo` and `workflow` (or read and write of contents and pull requests)\n"
        ),
        before="git remote add origin https://github.com/acme/train",
    ),
    "a token on two lines": Mistake(
        "release.pr",
        5,
        (
            "error: GH_PAT has characters in it that no token has\n"
            "  hint: set it to the token alone, on one line\n"
        ),
        before="git remote add origin https://github.com/acme/train\nexport GH_PAT='a\nb'",
    ),
    "no git": Mistake(
        "changeset.status --since main",
        4,
        (
            "error: what changed since `main` is unknown: git is not installed\n"
            "  hint: install it, or put it on the PATH\n"
        ),
        before="mkdir ../empty && PATH=$PWD/../empty",
    ),
    "no commit": Mistake(
        "release.detect",
        4,
        (
            "error: there is no commit here that could be a release\n"
            "  hint: run this in a git repository with at least one commit\n"
        ),
        before="rm -rf .git && git init -q",
    ),
    "something to do": Mistake(
        "changeset.version --check",
        4,
        (
            "would write apps/frachter/package.json (2.0.0 -> 2.0.1)\n"
            "would write apps/frachter/CHANGELOG.md (entry 2.0.1)\n"
            "would write apps/cloudprint/package.json (1.0.0 -> 1.1.0)\n"
            "would write apps/cloudprint/CHANGELOG.md (entry 1.1.0)\n"
            "would write .changeset/.gitattributes (the ledger merges by lines)\n"
            "would write .changeset/ledger.jsonl (what was released)\n"
            "would write apps/cloudprint/src-tauri/Cargo.toml (1.0.0 -> 1.1.0)\n"
            "would write apps/cloudprint/src-tauri/tauri.conf.json (1.0.0 -> 1.1.0)\n"
            "would write package-lock.json (2 lines)\n"
            "would write apps/cloudprint/src-tauri/Cargo.lock (1 line)\n"
            "would delete .changeset/calm-fox-sails.md (consumed)\n"
            "would delete .changeset/quick-otter-prints.md (consumed)\n"
            "error: 12 files would change, and --check was given\n"
            "  hint: run it without --check\n"
        ),
    ),
    "a number that is none": Mistake(
        "deploy --wait soon",
        2,
        (
            "error: `--wait soon` is not a number of seconds\n"
            "  hint: 0 looks once, and does not wait\n"
        ),
    ),
    "a broken rehearsal": Mistake(
        "rehearse --break helth",
        2,
        (
            "error: `--break helth` is not a mishap that can be rehearsed\n"
            "  hint: did you mean `health`?\n"
        ),
    ),
    "a file of records": Mistake(
        "board --records clon",
        2,
        ("error: `--records clon` is not a place of records\n  hint: did you mean `clone`?\n"),
    ),
    "an address that is none": Mistake(
        "deploy.lock --message moving",
        2,
        (
            "error: GITHUB_API_URL is `http://[x`, which is not an address\n"
            "  hint: set it to one such as https://github.example.com/api/v3, or unset it\n"
        ),
        before="git remote add origin https://github.com/acme/train\n"
        "export GH_PAT=x GITHUB_API_URL=http://[x",
    ),
    "a directory that is gone": Mistake(
        "changeset.status",
        4,
        (
            "error: the current directory is gone\n"
            "  hint: change to the repository, and run it again\n"
        ),
        before="mkdir gone && cd gone && rmdir ../gone",
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
