"""What another tool, or a team's own scripts, released goes on with its tags and its words."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.desk import typed
from tests.e2e.init.repositories import a_clone, a_manifest, adopted, table_of, works_at_once


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
