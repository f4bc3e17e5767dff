"""What people type, what they see, and what they are told when it fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.repositories import Repo
from tests.trains import FILES, a_train, tree_of

TABLE = """\
| App | Status | Version |
|---|---|---|
| backend | 🟢 Will Deploy | v1.4.2 |
| cloudprint | 🟢 Will Deploy | v1.1.0 |
| frachter | 🟢 Will Deploy | v2.0.1 |
"""


@pytest.fixture
def train(tmp_path: Path) -> Path:
    """A train under git, committed, with everything released as it stands."""
    root = a_train(tmp_path / "train")
    assert typed(root, "release.baseline").code == 0
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "All aboard")
    return root


def git(root: Path, *arguments: str) -> str:
    """Run git in `root`; what it printed."""
    return subprocess.run(
        ["git", *arguments], cwd=root, check=True, capture_output=True, text=True
    ).stdout


def test_the_preview_shows_the_table(train: Path) -> None:
    answer = typed(train, "release.preview")

    assert "| backend | ⚪ No change | v1.4.2 |" in answer.out
    assert "| cloudprint | 🟢 Will Deploy | v1.1.0 |" in answer.out
    assert "| frachter | 🟢 Will Deploy | v2.0.1 |" in answer.out
    assert "Print in colour [quick-otter-prints]" in answer.out


def test_planning_needs_no_git(tmp_path: Path) -> None:
    answer = typed(a_train(tmp_path), "release.preview")

    assert (0, True) == (answer.code, answer.out.startswith(TABLE))


def test_the_preview_before_the_release_is_the_plan_of_the_release(train: Path) -> None:
    before = json.loads(typed(train, "release.preview", "--json").out)
    typed(train, "changeset.version")
    git(train, "add", "-A")
    git(train, "commit", "-q", "-m", "anything at all")

    after = json.loads(typed(train, "release.detect", "--json").out)

    assert before["digest"] == after["digest"]
    assert before["apps"] == after["apps"]
    assert git(train, "rev-parse", "HEAD").strip() == after["commit"]


def test_detect_answers_as_promised(train: Path) -> None:
    typed(train, "changeset.version")

    found = json.loads(typed(train, "release.detect", "--json").out)

    assert ["schema", "commit", "release", "apps", "order", "digest"] == list(found)
    assert {
        "deploy": True,
        "version": "1.1.0",
        "previous": "1.0.0",
        "tag": "cloudprint@1.1.0",
        "reason": "1.1.0 has no tag cloudprint@1.1.0",
    } == found["apps"]["cloudprint"]
    assert [["backend"], ["cloudprint", "frachter"]] == found["order"]


def test_check_names_every_version_that_lacks_its_tag(train: Path) -> None:
    """It is all that a job tells which only looks, as the watchdog's."""
    typed(train, "changeset.version")

    answer = typed(train, "release.detect", "--check")

    assert 4 == answer.code
    assert "error: cloudprint 1.1.0 is not released: there is no tag cloudprint@1.1.0" in answer.err
    assert "error: frachter 2.0.1 is not released: there is no tag frachter@2.0.1" in answer.err
    assert "`deploy` and `release.publish` do what is missing" in answer.err
    assert "--check" not in answer.err


def test_detect_fills_the_job_outputs(
    train: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = tmp_path / "outputs"
    monkeypatch.setenv("GITHUB_OUTPUT", str(outputs))

    typed(train, "release.detect")

    lines = outputs.read_text().splitlines()
    assert ["release", "apps", "backend", "cloudprint", "frachter", "digest"] == [
        line.partition("<<")[0] for line in lines[::3]
    ]
    assert ["false", "[]", "false", "false", "false"] == lines[1:15:3]


def test_version_changes_versions_changelogs_and_changesets_and_nothing_else(train: Path) -> None:
    before = tree_of(train)

    assert 0 == typed(train, "changeset.version").code

    after = tree_of(train)
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    assert {
        ".changeset/calm-fox-sails.md",
        ".changeset/ledger.jsonl",
        ".changeset/quick-otter-prints.md",
        "apps/cloudprint/CHANGELOG.md",
        "apps/cloudprint/package.json",
        "apps/cloudprint/src-tauri/Cargo.lock",
        "apps/cloudprint/src-tauri/Cargo.toml",
        "apps/cloudprint/src-tauri/tauri.conf.json",
        "apps/frachter/CHANGELOG.md",
        "apps/frachter/package.json",
        "package-lock.json",
    } == changed
    removed = [line for line in git(train, "diff", "-U0").splitlines() if line.startswith("-")]
    touched = [line for line in removed if not line.startswith("---")]
    assert 7 == sum("version" in line for line in touched)


def test_a_dry_run_names_every_file_and_touches_none(train: Path) -> None:
    answer = typed(train, "changeset.version", "--dry-run")

    assert "would write apps/cloudprint/src-tauri/Cargo.lock (1 line)" in answer.out
    assert 11 == answer.out.count("would ")
    assert "" == git(train, "status", "--porcelain")


@pytest.mark.parametrize("task", ["changeset.version", "cargo.sync", "release.baseline"])
def test_a_second_run_does_nothing_and_says_so(task: str, train: Path) -> None:
    typed(train, task)
    before = tree_of(train)

    answer = typed(train, task)

    assert (0, "nothing to do") == (answer.code, answer.err[:13])
    assert before == tree_of(train)


@pytest.mark.parametrize(
    ("task", "code"),
    [
        ("changeset.version", 4),
        ("changeset.status", 4),
        ("cargo.sync", 0),
        ("release.baseline", 0),
        ("release.detect", 0),
        ("release.preview", 4),
    ],
)
def test_check_tells_by_its_exit_code_whether_there_is_something_to_do(
    task: str, code: int, train: Path
) -> None:
    before = tree_of(train)

    assert code == typed(train, task, "--check").code
    assert before == tree_of(train)


@pytest.mark.parametrize(
    "arguments",
    [
        ["changeset.status"],
        ["changeset.version", "--dry-run"],
        ["cargo.sync"],
        ["release.detect"],
        ["release.preview"],
        ["release.explain", "--app", "cloudprint"],
        ["release.baseline"],
        ["deploy", "--dry-run"],
        ["deploy.backend", "--dry-run"],
        ["changeset.add", "--package", "frachter:patch", "--message", "x"],
    ],
)
def test_json_is_one_document_and_nothing_else(arguments: list[str], train: Path) -> None:
    answer = typed(train, *arguments, "--json")

    assert 0 == answer.code
    assert isinstance(json.loads(answer.out), dict)


def test_deploy_plans_the_backend_first_and_never_pretends(train: Path) -> None:
    typed(train, "changeset.add", "--package", "backend:patch", "--message", "Faster")
    typed(train, "changeset.version")
    targets = 'target = "command"\ncommand.roll-out = ["true"]\n'
    config = train / "release.toml"
    config.write_text(config.read_text().replace("]\n[", f"]\n{targets}[") + targets)

    plan = typed(train, "deploy", "--app", "cloudprint", "--dry-run")
    attempt = typed(train, "deploy", "--app", "cloudprint")

    assert 0 == plan.code
    assert plan.out.index("| 1 | backend | 🟢 deploy | v1.4.3 |") < plan.out.index("| 2 | cloud")
    assert "backend 1.4.3:\n  roll out: `true`\n" in plan.out
    assert "frachter" not in plan.out
    assert 2 == attempt.code
    assert "nothing says which repository of GitHub this is" in attempt.err


def test_explain_tells_why_and_when(train: Path) -> None:
    answer = typed(train, "release.explain", "--app", "cloudprint")

    assert "1.0.0 -> 1.1.0 (minor), because:" in answer.out
    assert "needs backend, which has nothing to deploy" in answer.out


def test_status_writes_the_document_of_changesets(train: Path, tmp_path: Path) -> None:
    answer = typed(train, "changeset.status", "--output", str(tmp_path / "status.json"))

    text = (tmp_path / "status.json").read_text()
    assert ("", False) == (answer.out, text.endswith("\n"))
    assert ["cloudprint", "frachter"] == sorted(
        release["name"] for release in json.loads(text)["releases"]
    )


def test_status_tells_which_line_it_found_and_not_which_one_was_configured(train: Path) -> None:
    (train / "yarn.lock").write_text('"@changesets/cli@^2.29.0":\n  version "2.31.1"\n')
    found = typed(train, "changeset.status").out
    (train / "release.toml").write_text("compat = 2\n")

    assert "agrees with the Changesets CLI 2, which yarn.lock has" in found
    assert "agrees with" not in typed(train, "changeset.status").out
    assert json.loads(typed(train, "changeset.status", "--json").out)


def test_check_passes_a_branch_whose_packages_are_named(train: Path) -> None:
    git(train, "switch", "-q", "-c", "feature")
    (train / "apps/backend/app.py").write_text("# new\n")
    git(train, "add", "-A")

    missing = typed(train, "changeset.check", "--since", "main")
    typed(train, "changeset.add", "--package", "backend:patch", "--message", "Faster")
    git(train, "add", "-A")
    named = typed(train, "changeset.check", "--since", "main")

    assert (3, 0) == (missing.code, named.code)
    assert 'inv changeset.add --package "backend:patch"' in missing.err


def test_check_passes_an_empty_changeset_and_a_release(train: Path) -> None:
    git(train, "switch", "-q", "-c", "feature")
    (train / "apps/backend/app.py").write_text("# new\n")
    typed(train, "changeset.add", "--empty")
    git(train, "add", "-A")

    empty = typed(train, "changeset.check", "--since", "main")
    git(train, "stash", "-q")
    typed(train, "changeset.version")
    git(train, "add", "-A")
    release = typed(train, "changeset.check", "--since", "main")

    assert (0, 0) == (empty.code, release.code)


def test_check_in_a_merge_queue_counts_from_what_is_before_it_there(
    train: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one before changed a package, too, and has a changeset for it."""
    git(train, "switch", "-q", "-c", "gh-readonly-queue/main/pr-2")
    (train / "apps/backend/app.py").write_text("# new\n")
    git(train, "add", "-A")
    git(train, "commit", "-q", "-m", "The one before")
    event = tmp_path / "event.json"
    event.write_text(
        json.dumps({"merge_group": {"base_sha": git(train, "rev-parse", "HEAD").strip()}})
    )
    (train / "apps/frachter/app.js").write_text("// new\n")
    git(train, "add", "-A")
    git(train, "commit", "-q", "-m", "The one that is asked about")
    monkeypatch.setenv("GITHUB_EVENT_NAME", "merge_group")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))

    answer = typed(train, "changeset.check", "--json")

    assert ["frachter"] == json.loads(answer.out)["missing"]


# Bad input


@pytest.mark.parametrize(
    ("path", "text", "code", "told"),
    [
        ("package.json", "{", 2, "package.json:1"),
        ("package.json", '{"name": "x",\n"workspaces": ["apps/*"],,}', 2, "package.json:2"),
        ("apps/backend/package.json", "[]", 2, "apps/backend/package.json"),
        (".changeset/config.json", "{\n  // no\n}", 2, ".changeset/config.json:2"),
        (".changeset/config.json", '{"access": "privat"}', 2, ".changeset/config.json:1"),
        (".changeset/quick-otter-prints.md", "no front matter", 3, "quick-otter-prints.md:1"),
        (
            ".changeset/quick-otter-prints.md",
            '---\n"cloud-print": minor\n---\n',
            3,
            "did you mean `cloudprint`?",
        ),
        (".changeset/quick-otter-prints.md", '---\n"cloudprint": huge\n---\n', 3, "prints.md:2"),
        ("release.toml", "[apps.backend]\nneed = []\n", 2, "did you mean `needs`?"),
        ("release.toml", "[apps.backend\n", 2, "release.toml:1"),
        (
            "release.toml",
            '[apps.backend]\nneeds = ["cloudprint"]\n[apps.cloudprint]\nneeds = ["backend"]\n',
            2,
            "backend -> cloudprint -> backend",
        ),
        ("apps/cloudprint/src-tauri/Cargo.toml", "[package\n", 2, "Cargo.toml:1"),
        ("apps/cloudprint/src-tauri/tauri.conf.json", "{'a}", 2, "tauri.conf.json:1"),
        (
            "apps/cloudprint/src-tauri/Cargo.lock",
            "<<<<<<< HEAD\n" + FILES["apps/cloudprint/src-tauri/Cargo.lock"],
            2,
            "Cargo.lock:1",
        ),
        (".changeset/ledger.jsonl", "{}\n", 4, "ledger.jsonl:1"),
        ("apps/frachter/package.json", '{"name": "frachter", "private": true}', 2, "no version"),
    ],
)
def test_malformed_files_are_told_with_their_line_and_change_nothing(
    path: str, text: str, code: int, told: str, tmp_path: Path
) -> None:
    root = a_train(tmp_path, {path: text})
    before = tree_of(root)

    preview = typed(root, "release.preview")
    typed(root, "changeset.version", "--dry-run")

    assert (code, True) == (preview.code, told in preview.err), preview.err
    assert before == tree_of(root)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    root = a_train(
        tmp_path,
        {
            ".changeset/a.md": "nothing",
            ".changeset/b.md": '---\n"backend": enormous\n---\n',
            ".changeset/c.md": "",
        },
    )

    answer = typed(root, "changeset.status")

    assert 3 == answer.code
    assert 3 == answer.err.count("error: ")


def test_a_read_only_manifest_is_refused_before_the_first_write(train: Path) -> None:
    (train / "apps/frachter/package.json").chmod(0o444)
    before = tree_of(train)

    answer = typed(train, "changeset.version")

    assert 4 == answer.code
    assert "cannot change apps/frachter/package.json: it is read-only" in answer.err
    assert before == tree_of(train)


def test_a_linked_manifest_is_written_where_it_is(train: Path) -> None:
    manifest = train / "apps/frachter/package.json"
    manifest.rename(train / "frachter.json")
    manifest.symlink_to("../../frachter.json")

    assert 0 == typed(train, "changeset.version").code

    assert manifest.is_symlink()
    assert '"2.0.1"' in (train / "frachter.json").read_text()


def test_a_link_that_leads_outside_is_refused(train: Path, tmp_path: Path) -> None:
    manifest = train / "apps/frachter/package.json"
    outside = manifest.rename(tmp_path / "outside.json")
    manifest.symlink_to(outside)

    answer = typed(train, "changeset.version")

    assert 4 == answer.code
    assert "outside the repository" in answer.err
    assert '"2.0.0"' in outside.read_text()


def test_line_ends_and_the_mark_at_the_start_survive(tmp_path: Path) -> None:
    path = "apps/cloudprint/src-tauri/Cargo.toml"
    text = "\ufeff" + FILES[path].replace("\n", "\r\n")
    root = a_train(tmp_path, {path: text})

    typed(root, "changeset.version")

    assert text.replace("1.0.0", "1.1.0").encode() == (root / path).read_bytes()


def test_names_with_spaces_and_quotes_work(tmp_path: Path) -> None:
    root = a_train(
        tmp_path / "a 'quoted' directory",
        {"apps/it's new/package.json": '{"name": "new", "version": "1.0.0", "private": true}'},
    )
    typed(root, "changeset.add", "--package", "new:major", "--message", 'it\'s "new" `$(true)`')

    assert 0 == typed(root, "changeset.version").code
    assert 'it\'s "new" `$(true)`' in (root / "apps/it's new/CHANGELOG.md").read_text()


@pytest.mark.parametrize("directory", ["apps/cloudprint/src-tauri", ".changeset"])
def test_it_works_from_a_subdirectory(directory: str, train: Path) -> None:
    assert 0 == typed(train / directory, "changeset.version").code
    assert '"1.1.0"' in (train / "apps/cloudprint/package.json").read_text()


def test_it_works_in_a_worktree_and_with_a_detached_head(train: Path, tmp_path: Path) -> None:
    git(train, "worktree", "add", "-q", "--detach", str(tmp_path / "tree"))

    answer = typed(tmp_path / "tree", "release.detect", "--json")

    assert git(train, "rev-parse", "HEAD").strip() == json.loads(answer.out)["commit"]


def test_a_repository_without_commits_can_plan_and_is_no_release(tmp_path: Path) -> None:
    root = a_train(tmp_path)
    git(root, "init", "-q")

    assert 0 == typed(root, "release.preview").code
    assert 4 == typed(root, "release.detect").code


def test_a_shallow_clone_is_told_how_to_be_whole(train: Path, tmp_path: Path) -> None:
    git(train, "commit", "-q", "--allow-empty", "-m", "more")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{train}", "shallow")

    answer = typed(tmp_path / "shallow", "release.detect")

    assert (4, True) == (answer.code, "fetch-depth: 0" in answer.err)


def test_outside_every_repository_it_says_where_to_go(tmp_path: Path) -> None:
    answer = typed(tmp_path, "changeset.status")

    assert (2, True) == (answer.code, "package.json" in answer.err)


def test_an_unknown_app_is_told(train: Path) -> None:
    for task in (["deploy", "--dry-run"], ["release.explain"]):
        answer = typed(train, *task, "--app", "cloud-print")

        assert (2, True) == (answer.code, "did you mean `cloudprint`?" in answer.err)


def test_an_app_whose_name_is_no_task_is_deployed_by_flag(tmp_path: Path) -> None:
    names = ["deploy", "a b", "x.y", "a_b", "a-b", "plain_one"]
    packages = {
        f"apps/p{place}/package.json": json.dumps({"name": f"p{place}", "version": "1.0.0"})
        for place, _ in enumerate(names)
    }
    ship = 'target = "command"\ncommand.roll-out = ["true"]\n'
    apps = "".join(f'[apps."{name}"]\npackage = "p{n}"\n{ship}' for n, name in enumerate(names))
    root = a_train(tmp_path, {**packages, "release.toml": apps})
    command = [sys.executable, "-m", "release"]

    listed = subprocess.run(
        [*command, "--list"], cwd=root, check=True, capture_output=True, text=True
    ).stdout
    planned = subprocess.run(
        [*command, "deploy", "--app", "x.y", "--dry-run"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    ours = {f"deploy.{name}" for name in ("build", "lock", "rollback", "status", "unlock")}
    assert {"deploy.deploy", "deploy.plain-one"} == {
        word for word in listed.split() if word.startswith("deploy.") and word not in ours
    }
    assert "| 1 | x.y | 🟢 deploy | v1.0.0 |" in planned


# Text that others wrote


def test_control_characters_never_reach_the_screen(tmp_path: Path) -> None:
    summary = "\x1b[2Jgone\x07 \u202eback | `x`"
    root = a_train(
        tmp_path,
        {".changeset/quick-otter-prints.md": f'---\n"cloudprint": minor\n---\n{summary}'},
    )

    answer = typed(root, "release.preview")

    assert "\ufffd[2Jgone\ufffd \ufffdback" in answer.out


def test_in_actions_text_cannot_start_a_command_and_errors_are_annotations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    hostile = a_train(
        tmp_path / "hostile",
        {
            ".changeset/quick-otter-prints.md": '---\n"cloudprint": minor\n---\n'
            "##[add-mask]e ::set-output name=x::y"
        },
    )
    wrong = a_train(tmp_path / "wrong", {".changeset/a.md": "nothing"})

    assert "\x1b" not in typed(hostile, "changeset.add", "--package=\x1b[31m:patch").err
    assert "##[" not in typed(hostile, "release.preview").out
    assert "##[" not in typed(hostile, "release.preview", "--json").out
    assert "::error file=.changeset/a.md,line=1" in typed(wrong, "changeset.status").err


def test_a_foreign_repository_without_anything_of_ours_works(tmp_path: Path) -> None:
    """Only package.json files and a `.changeset` folder, as the Changesets CLI needs them."""
    repo = Repo(tmp_path / "foreign")
    repo.write("package.json", '{"name": "root", "private": true, "workspaces": ["packages/*"]}')
    repo.write("packages/a/package.json", '{"name": "@acme/a", "version": "1.0.0"}')
    repo.write(".changeset/config.json", "{}")
    repo.write(".changeset/x.md", '---\n"@acme/a": minor\n---\n\nHello\n')

    status = typed(repo.root, "changeset.status")
    preview = typed(repo.root, "release.preview")

    assert "| @acme/a | minor | 1.0.0 -> 1.1.0 | Hello [x] |" in status.out
    assert "| @acme/a | 🟢 Will Release | v1.1.0 |" in preview.out


def test_a_release_is_committed_where_the_configuration_wants_it(train: Path) -> None:
    """What somebody had staged is not in the commit, and is told."""
    config = train / ".changeset/config.json"
    config.write_text('{"privatePackages": {"version": true}, "commit": true}')
    git(train, "add", ".changeset/config.json")

    answer = typed(train, "changeset.version")

    assert "not committed with this: .changeset/config.json" in answer.err
    assert git(train, "log", "-1", "--format=%s") == "RELEASING: Releasing 2 package(s)\n"
    assert git(train, "status", "--porcelain") == "M  .changeset/config.json\n"


def test_a_snapshot_is_not_committed(train: Path) -> None:
    config = train / ".changeset/config.json"
    config.write_text('{"privatePackages": {"version": true}, "commit": true}')

    assert typed(train, "changeset.version", "--snapshot").code == 0
    assert git(train, "log", "-1", "--format=%s") == "All aboard\n"


def test_a_commit_module_in_javascript_stops_a_release_before_it_begins(train: Path) -> None:
    config = train / ".changeset/config.json"
    config.write_text('{"privatePackages": {"version": true}, "commit": "./commit.js"}')
    before = tree_of(train)

    answer = typed(train, "changeset.version")

    assert (answer.code, tree_of(train)) == (2, before)
    assert "`commit` names `./commit.js`, which is JavaScript" in answer.err


def test_a_generator_that_is_not_here_stops_a_release_and_no_preview(train: Path) -> None:
    config = train / ".changeset/config.json"
    config.write_text('{"privatePackages": {"version": true},\n "changelog": "./changelog.js"}')

    preview = typed(train, "release.preview")

    assert 2 == typed(train, "changeset.version").code
    assert 0 == preview.code
    assert "`changelog` names `./changelog.js`, which is JavaScript" in preview.err


def test_a_generator_in_python_words_the_changelogs(train: Path) -> None:
    config = train / ".changeset/config.json"
    config.write_text(
        '{"privatePackages": {"version": true}, "changelog": ["train_log:Log", {"sign": "+"}]}'
    )
    (train / "train_log.py").write_text(
        "class Log:\n"
        "    def __init__(self, options): self.options = options\n"
        "    def release_line(self, changeset, commit, bump):\n"
        "        return f'{self.options[\"sign\"]} {changeset.summary} ({bump})'\n"
        "    def dependency_line(self, changesets, updated): return ''\n"
    )

    assert 0 == typed(train, "release.preview").code
    assert "train_log" not in sys.modules, "a preview runs no code of the repository"
    assert 0 == typed(train, "changeset.version").code

    text = (train / "apps/cloudprint/CHANGELOG.md").read_text()
    assert "### Minor Changes\n\n+ Print in colour (minor)\n" in text


def test_a_generator_that_fails_leaves_the_tree_as_it_is(train: Path) -> None:
    config = train / ".changeset/config.json"
    config.write_text('{"privatePackages": {"version": true}, "changelog": "bad_log:Log"}')
    (train / "bad_log.py").write_text(
        "class Log:\n"
        "    def __init__(self, options): pass\n"
        "    def release_line(self, changeset, commit, bump): return 1 / 0\n"
        "    def dependency_line(self, changesets, updated): return ''\n"
    )
    before = tree_of(train)

    answer = typed(train, "changeset.version")

    assert (6, before) == (answer.code, tree_of(train))
    assert "error: `bad_log:Log.release_line` failed: ZeroDivisionError" in answer.err
    assert "where: bad_log.py:3" in answer.err


def test_a_closed_pipe_is_no_failure(train: Path) -> None:
    command = f"{sys.executable} -m release release.preview | head -n 1"

    end = subprocess.run(command, shell=True, cwd=train, capture_output=True, check=True)

    assert b"" == end.stderr
