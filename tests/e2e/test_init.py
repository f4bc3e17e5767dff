"""`setup.init`, as it is typed in repositories of other shapes than ours."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desk import Answer, typed
from tests.repositories import Repo
from tests.trains import tree_of

OURS = {"release.toml", ".changeset", ".github"}


def a_manifest(name: str, version: str = "1.0.0", **content: object) -> str:
    return json.dumps({"name": name, "version": version, **content}, indent=2) + "\n"


def a_crate(name: str, version: str, *lines: str) -> str:
    head = f'[package]\nname = "{name}"\nversion = "{version}"\nedition = "2021"\n'
    return head + "".join(f"{line}\n" for line in lines)


LIBRARIES = {
    "package.json": a_manifest("root", private=True),
    "pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n  - 'examples/*'\n  - docs\n",
    "docs/package.json": a_manifest("docs", "0.0.1", private=True, scripts={"start": "astro dev"}),
    "examples/basics/package.json": a_manifest(
        "@example/basics", "0.0.1", private=True, scripts={"build": "astro build"}
    ),
    "packages/theme/package.json": a_manifest("@acme/theme", "0.4.0"),
    "packages/search/package.json": a_manifest(
        "@acme/search", "0.7.0", peerDependencies={"@acme/theme": ">=0.4.0"}
    ),
    ".changeset/config.json": json.dumps(
        {"baseBranch": "origin/main", "ignore": ["docs", "@example/*"], "access": "public"}
    ),
    ".changeset/long-adults-wave.md": "---\n'@acme/theme': patch\n---\n\nTabs have own ids\n",
    ".github/workflows/release.yml": (
        "on: push\njobs:\n  release:\n    steps:\n"
        "      - uses: changesets/action@v1\n"
        "        with:\n          publish: pnpm changeset publish\n"
    ),
}
"""Libraries with Changesets and its action, a site and examples that it ignores."""

CRATES = {
    "Cargo.toml": '[workspace]\nresolver = "2"\nmembers = ["core", "log", "examples"]\n',
    "core/Cargo.toml": a_crate("trace-core", "0.1.36"),
    "core/src/lib.rs": "",
    "log/Cargo.toml": a_crate(
        "trace-log",
        "0.2.0",
        "[dependencies]",
        'trace-core = { path = "../core", version = "0.1.30" }',
    ),
    "log/src/lib.rs": "",
    "examples/Cargo.toml": a_crate("trace-examples", "0.0.0", "publish = false"),
    "examples/src/main.rs": "",
    "release.toml": 'allow-branch = ["master"]\ndependent-version = "fix"\n',
}
"""A Cargo workspace of libraries, which cargo-release releases."""

DESKTOP = {
    "package.json": a_manifest(
        "pot", "3.0.7", private=True, scripts={"build": "vite build", "tauri": "tauri"}
    ),
    "pnpm-lock.yaml": "lockfileVersion: '6.0'\n",
    "src-tauri/Cargo.toml": a_crate("app", "3.0.7"),
    "src-tauri/tauri.conf.json": '{"package": {"productName": "pot", "version": "3.0.7"}}\n',
    "src-tauri/src/main.rs": "",
}
"""A Tauri app that is a repository of its own."""

MIXED = {
    "package.json": a_manifest("space", private=True, workspaces=["packages/*", "apps/*"]),
    "bun.lock": '{"lockfileVersion": 1, "workspaces": {}, "packages": {}}\n',
    "Cargo.toml": '[workspace]\nmembers = ["apps/server", "apps/tauri/src-tauri", "crates/*"]\n',
    "apps/server/Cargo.toml": a_crate("sd-server", "2.0.0-alpha.2"),
    "apps/server/src/main.rs": "",
    "apps/server/Dockerfile": "FROM scratch\n",
    "apps/grid/Cargo.toml": a_crate("grid", "0.1.0"),  # of no workspace
    "apps/grid/src/main.rs": "",
    "apps/tauri/package.json": a_manifest("@sd/tauri", "2.0.0-alpha.2", private=True),
    "apps/tauri/src-tauri/Cargo.toml": a_crate("spacedrive", "2.0.0-alpha.2"),
    "apps/tauri/src-tauri/tauri.conf.json": '{"version": "2.0.0-alpha.2"}\n',
    "apps/web/package.json": a_manifest(
        "@sd/web", "0.1.0", private=True, scripts={"build": "vite build"}
    ),
    "packages/ui/package.json": a_manifest(
        "@sd/ui", "0.1.0", private=True, main="src/index.ts", scripts={"build": "tsc"}
    ),
    "crates/task/Cargo.toml": a_crate("task-validator", "0.1.0"),
    "crates/task/src/main.rs": "",
    "compose.yaml": (
        "services:\n  api:\n    build: apps/server\n"
        "  web:\n    build: {context: ./apps/web}\n    depends_on: [api]\n"
    ),
}
"""A JavaScript workspace and a Cargo workspace in one repository, with a desktop app in both."""

UNVERSIONED = {
    "pyproject.toml": (
        '[project]\nname = "sdk"\ndynamic = ["version"]\n'
        '[tool.uv.workspace]\nmembers = ["tools/*"]\n[tool.uv.sources]\nsdk.workspace = true\n'
    ),
    "tools/client/pyproject.toml": (
        '[project]\nname = "client"\nversion = "0.1.0"\ndependencies = ["sdk"]\n'
    ),
    "tools/lint/pyproject.toml": '[project]\nname = "lint"\nversion = "0.2.0"\n',
}
"""Python projects, one of which has its version from git's tags."""

SERVICE = {
    "pyproject.toml": (
        '[project]\nname = "api"\nversion = "1.0.0"\ndependencies = ["fastapi"]\r\n'
        '[project.scripts]\napi = "api:main"\n# the end'
    ),
    "tasks.py": "from celery import task\n",
}
"""A Python service, with a tasks.py that is not Invoke's."""


def a_clone(root: Path, files: Mapping[str, str], *tags: str, default: str = "main") -> Repo:
    """A clone whose `origin` shows the branch `default`."""
    repo = Repo(root)
    repo.git.checkout("--quiet", "-b", "topic")
    repo.commit("Begin", files)
    for tag in tags:
        repo.tag(tag)
    repo.git.update_ref(f"refs/remotes/origin/{default}", "HEAD")
    repo.git.symbolic_ref("refs/remotes/origin/HEAD", f"refs/remotes/origin/{default}")
    return repo


def adopted(root: Path, *flags: str) -> dict[str, Any]:
    """What `setup.init` tells; it changes no file that was there but those that it names."""
    before = tree_of(root)
    answer = typed(root, "setup.init", "--json", *flags)
    assert answer.code == 0, answer.err
    document: dict[str, Any] = json.loads(answer.out)
    written = {each["path"] for each in document["actions"]}
    after = tree_of(root)
    assert {path: text for path, text in after.items() if path not in written} == {
        path: text for path, text in before.items() if path not in written
    }
    return document


def works_at_once(root: Path) -> Answer:
    """The preview; the workflows are as they should be, and adopting again does nothing."""
    preview = typed(root, "release.preview")
    assert preview.code == 0, preview.err
    assert typed(root, "workflows.check").code == 0
    before = tree_of(root)
    again = typed(root, "setup.init")
    assert (again.code, again.out) == (0, "")
    assert "nothing to do" in again.err
    assert typed(root, "setup.init", "--check").code == 0
    assert tree_of(root) == before
    return preview


def table_of(root: Path, path: str = "release.toml") -> dict[str, Any]:
    document = tomllib.loads((root / path).read_text("utf-8"))
    return document["tool"]["release"] if path == "pyproject.toml" else document


def test_libraries_with_changesets_are_only_released(tmp_path: Path) -> None:
    a_clone(tmp_path, LIBRARIES, "@acme/theme@0.4.0", "@acme/search@0.7.0")

    told = adopted(tmp_path)

    assert told["apps"] == []
    assert table_of(tmp_path) == {}
    assert {each["name"] for each in told["others"]} == {"docs", "basics"}
    assert ".github/workflows/release.yml:5 runs changesets/action" in told["told"][0]
    assert "publish to the registries" in told["told"][0]
    preview = works_at_once(tmp_path)
    assert "| @acme/theme | 🟢 Will Release | v0.4.1 |" in preview.out
    assert preview.out.count("🟢") == 1  # what was never tagged counts as released


def test_crates_go_on_with_their_tags_and_leave_another_tools_file_alone(tmp_path: Path) -> None:
    tags = ("trace-core-0.1.36", "trace-log-0.2.0")
    a_clone(tmp_path, CRATES, *tags, default="master")

    told = adopted(tmp_path)

    assert table_of(tmp_path, "pyproject.toml") == {
        "main": "master",
        "tag": "{name}-{version}",
    }
    assert "release.toml is cargo-release's" in "\n".join(told["told"])
    changesets = json.loads((tmp_path / ".changeset/config.json").read_text("utf-8"))
    assert changesets["baseBranch"] == "master"
    assert "privatePackages" not in changesets
    assert "🟢" not in works_at_once(tmp_path).out


def test_a_desktop_app_is_one_with_what_it_has_besides(tmp_path: Path) -> None:
    a_clone(tmp_path, DESKTOP, "3.0.6", "3.0.7", default="master")

    told = adopted(tmp_path)

    assert table_of(tmp_path) == {"main": "master", "tag": "{version}", "apps": {"pot": {}}}
    assert '# target = "tauri"' in (tmp_path / "release.toml").read_text("utf-8")
    assert [(each["name"], each["kind"]) for each in told["apps"]] == [("pot", "tauri")]
    assert not (tmp_path / ".changeset/ledger.jsonl").exists()  # the tag tells
    works_at_once(tmp_path)
    typed(tmp_path, "changeset.add", "--package", "pot:minor", "--message", "New")
    assert "| pot | 🟢 Will Deploy | v3.1.0 |" in typed(tmp_path, "release.preview").out
    typed(tmp_path, "changeset.version")
    assert '"version": "3.1.0"' in (tmp_path / "src-tauri/tauri.conf.json").read_text("utf-8")


def test_two_workspaces_are_one_repository_with_the_apps_of_both(tmp_path: Path) -> None:
    a_clone(tmp_path, MIXED)

    told = adopted(tmp_path)

    assert table_of(tmp_path) == {
        "packages": ["apps/server"],
        "apps": {
            "sd-server": {},
            "tauri": {"package": "@sd/tauri"},
            "web": {"package": "@sd/web", "needs": ["sd-server"]},
        },
    }
    assert [each["kind"] for each in told["apps"]] == ["container", "tauri", "site"]
    works_at_once(tmp_path)


def test_a_python_service_keeps_every_byte_of_its_pyproject(tmp_path: Path) -> None:
    a_clone(tmp_path, SERVICE)
    before = (tmp_path / "pyproject.toml").read_bytes()

    told = adopted(tmp_path, "--tasks")

    after = (tmp_path / "pyproject.toml").read_bytes()
    assert after.startswith(before)
    assert table_of(tmp_path, "pyproject.toml") == {"apps": {"api": {}}}
    assert (tmp_path / "tasks.py").read_text("utf-8") == SERVICE["tasks.py"]
    assert "tasks.py is here without our tasks" in told["told"][-1]
    deploy = (tmp_path / ".github/workflows/deploy.yml").read_text("utf-8")
    assert "exec python -m release deploy --app=api" in deploy
    works_at_once(tmp_path)


def test_what_will_not_work_is_told(tmp_path: Path) -> None:
    """Below the top of a repository, and for an app that Changesets ignores."""
    a_clone(tmp_path, {f"web/{path}": text for path, text in LIBRARIES.items()})

    told = adopted(tmp_path / "web", "--app=docs")["told"]

    assert "GitHub reads workflows at the top of the repository only, and this is web/" in told
    assert "docs is never released: .changeset/config.json ignores it" in told


def test_what_stands_on_a_package_without_a_version_is_left_alone(tmp_path: Path) -> None:
    a_clone(tmp_path, UNVERSIONED)

    told = adopted(tmp_path)

    changesets = json.loads((tmp_path / ".changeset/config.json").read_text("utf-8"))
    assert changesets["ignore"] == ["client"]
    assert "sdk: no file says a version" in told["told"][-1]
    works_at_once(tmp_path)


def test_flags_say_what_is_not_to_be_guessed(tmp_path: Path) -> None:
    a_clone(tmp_path, MIXED)
    flags = ("--app=web", "--app=@sd/ui", "--needs=web:ui", "--main=trunk", "--staging=dev")

    told = adopted(tmp_path, *flags, "--tasks")

    assert table_of(tmp_path) == {
        "main": "trunk",
        "staging": "dev",
        "packages": ["apps/server"],
        "apps": {
            "web": {"package": "@sd/web", "needs": ["ui"]},
            "ui": {"package": "@sd/ui"},
        },
    }
    assert "git push origin origin/trunk:refs/heads/dev" in told["left"][0]
    deploy = (tmp_path / ".github/workflows/deploy.yml").read_text("utf-8")
    assert "exec python -m invoke deploy --app=web" in deploy
    late = typed(tmp_path, "setup.init", "--app=web")
    assert late.code == 4
    assert "release.toml has the configuration, so --app would change nothing" in late.err


def test_everything_wrong_with_the_flags_is_told(tmp_path: Path) -> None:
    a_clone(tmp_path, DESKTOP)

    for flags, said in (
        (["--app=pott"], "did you mean `pot`?"),
        (["--needs=pot:api"], "--needs names `api`"),
        (["--from=knop"], "--from names `knop`"),
        (["--from=changesets"], "there is nothing of changesets here to convert"),
    ):
        answer = typed(tmp_path, "setup.init", *flags)
        assert (answer.code, said in answer.err) == (2, True), answer.err


def test_looking_writes_nothing(tmp_path: Path) -> None:
    a_clone(tmp_path, DESKTOP)
    before = tree_of(tmp_path)

    dry = typed(tmp_path, "setup.init", "--dry-run")

    assert (dry.code, typed(tmp_path, "setup.init", "--check").code) == (0, 4)
    assert "would write release.toml" in dry.out
    assert "| pot | 3.0.7 | a Tauri app: src-tauri/tauri.conf.json |" in dry.out
    assert "secret `GH_PAT` in the environment `release`" in dry.err
    assert tree_of(tmp_path) == before


def test_workflows_of_the_same_names_are_not_overwritten_unless_they_may(tmp_path: Path) -> None:
    theirs = {".github/workflows/deploy.yml": "on: push\n", ".github/workflows/staging.yml": ""}
    a_clone(tmp_path, DESKTOP | theirs)
    before = tree_of(tmp_path)

    refused = typed(tmp_path, "setup.init")

    assert refused.code == 4
    assert refused.err.count("one of ours must have its name") == 2
    assert tree_of(tmp_path) == before
    adopted(tmp_path, "--replace")
    works_at_once(tmp_path)


@pytest.mark.parametrize("name", ["a b", "a|b", "::set-output x", "${{ github.token }}", 'x"y'])
def test_names_that_others_chose_are_only_names(tmp_path: Path, name: str) -> None:
    """GitHub's own expressions are refused; the rest is quoted wherever it goes."""
    files = {"package.json": a_manifest(name, scripts={"start": "x"}, private=True)}
    a_clone(tmp_path, files)

    answer = typed(tmp_path, "setup.init")

    if "${{" in name:
        assert (answer.code, set(tree_of(tmp_path))) == (2, set(files))
    else:
        assert answer.code == 0, answer.err
        assert list(table_of(tmp_path)["apps"]) == [name]
        works_at_once(tmp_path)


def test_what_another_tool_released_goes_on_with_its_tags_and_what_is_pending(
    tmp_path: Path,
) -> None:
    config = {
        "pkgManagers": {"javascript": {"version": True}},
        "packages": {
            "web": {"path": "./web", "manager": "javascript"},
            "gone\n  all is well": {"path": "./gone", "manager": "javascript"},
        },
    }
    change = "---\nweb: minor:feat\n---\n\n{}\n"
    tree = {
        "package.json": a_manifest("shop", "0.0.0", private=True),
        ".changes/config.json": json.dumps(config),
        ".changes/readme.md": "# Changes\n",
        ".changes/one.md": change.format("One"),
        "web/package.json": a_manifest("@acme/web", "1.0.0"),
    }
    repo = a_clone(tmp_path, tree)
    (tmp_path / ".changes/one.md").unlink()
    repo.commit("publish new versions", {"web/package.json": a_manifest("@acme/web", "1.1.0")})
    repo.tag("web-v1.1.0")
    repo.commit("Add", {".changes/two.md": change.format("Two")})
    assert "--from covector" in typed(tmp_path, "setup.init", "--dry-run").out

    told = adopted(tmp_path, "--from=covector")

    assert [each["same_versions"] for each in told["proved"]] == [True]
    assert any(each.startswith("`gone all is well`: gone/package.json") for each in told["told"])
    assert table_of(tmp_path) == {"packages": ["web"], "tags": {"@acme/web": "web-v{version}"}}
    assert [*(tmp_path / ".changes").iterdir()] == []
    preview = works_at_once(tmp_path)
    assert "| @acme/web | 🟢 Will Release | v1.2.0 |" in preview.out
    again = typed(tmp_path, "setup.init", "--from=covector")
    assert again.code == 0
    assert "nothing to do: nothing of covector is left to convert; release.toml has" in again.err


def test_a_team_s_own_scripts_give_way_to_our_tasks(tmp_path: Path) -> None:
    command = "changeset version && bun run scripts/workflows/sync-web-version"
    tree = {
        "package.json": a_manifest(
            "shop", private=True, workspaces=["apps/*"], scripts={"version-packages": command}
        ),
        "package-lock.json": "{}",
        ".changeset/config.json": '{"privatePackages":{"version":true,"tag":true}}',
        ".changeset/one.md": "---\nweb: minor\n---\n\nOne\n",
        "apps/backend/package.json": a_manifest("backend", private=True),
        "apps/web/package.json": a_manifest("web", private=True),
        "scripts/workflows/sync-web-version.ts": "",
        ".github/workflows/deploy.yml": (
            "jobs:\n  backend:\n    steps: [{run: ./deploy}]\n"
            "  web:\n    needs: backend\n    steps: [{run: ./offer}]\n"
        ),
    }
    a_clone(tmp_path, tree, "backend@1.0.0", "web@1.0.0")

    told = adopted(tmp_path, "--from=scripts")

    assert table_of(tmp_path) == {"apps": {"backend": {}, "web": {"needs": ["backend"]}}}
    assert "it ran `./deploy`, `./offer`" in "\n".join(told["told"])
    scripts = json.loads((tmp_path / "package.json").read_text("utf-8"))["scripts"]
    assert scripts == {"version-packages": "release changeset.version"}
    preview = works_at_once(tmp_path)
    assert "| web | 🟢 Will Deploy | v1.1.0 |" in preview.out
