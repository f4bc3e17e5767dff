"""What a release writes for packages that are linked across ecosystems."""

from __future__ import annotations

from release.actions import WriteFile
from release.changelogs import changesets_git
from release.config.changesets import ChangesetsConfig
from release.edits import Changelogs, plan_edits
from release.model import Bump, Link, Package, Workspace
from release.plan import plan_release
from tests.factories import a_changeset, a_package, a_workspace


def a_crate(*links: Link) -> Package:
    package = a_package()
    return package._replace(manifest=package.manifest._replace(ecosystem="cargo"), links=links)


def written(workspace: Workspace, **bumps: Bump) -> dict[str, str]:
    """The texts that a release of `bumps` writes, by path."""
    rules = ChangesetsConfig()
    plan = plan_release([a_changeset()._replace(bumps=bumps)], workspace, rules)
    edits = plan_edits(plan, workspace, rules, Changelogs(changesets_git, {}, {}))
    return {each.path: each.text for each in edits if isinstance(each, WriteFile)}


def test_a_changelog_lists_what_moved_its_package() -> None:
    """A requirement that was left, or a declared edge; not what is still in range, nor in tests."""
    crate = a_crate()
    workspace = a_workspace(
        app=a_crate(
            Link("left", "dependencies", "cargo", "1"),
            Link("within", "dependencies", "cargo", "1"),
            Link("tests", "devDependencies", "cargo", "1"),
            Link("declared"),
        ),
        left=crate,
        within=crate,
        tests=crate,
        declared=crate,
    )
    files = written(
        workspace,
        left=Bump.MAJOR,
        within=Bump.MINOR,
        tests=Bump.MAJOR,
        declared=Bump.PATCH,
    )

    assert files["packages/app/CHANGELOG.md"] == (
        "# app\n\n## 1.0.1\n\n### Patch Changes\n\n"
        "- Updated dependencies\n  - left@2.0.0\n  - declared@1.0.1\n"
    )


def test_only_a_package_json_is_written_as_changesets_writes_it() -> None:
    """The others get their versions with the companions."""
    files = written(a_workspace(web=a_package(), core=a_crate()), web=Bump.MINOR, core=Bump.MINOR)

    assert sorted(files) == [
        "packages/core/CHANGELOG.md",
        "packages/web/CHANGELOG.md",
        "packages/web/package.json",
    ]


def test_a_range_of_npm_means_npms_package() -> None:
    """The crate of that name is released, and the range stays."""
    workspace = a_workspace(web=a_package(dependencies={"core": "^1.0.0"}), core=a_crate())
    files = written(workspace, web=Bump.PATCH, core=Bump.MAJOR)

    assert '"core": "^1.0.0"' in files["packages/web/package.json"]
    assert "core" not in files["packages/web/CHANGELOG.md"]
