from __future__ import annotations

import pytest

from release.errors import ConfigError, Problem, Where
from release.model import Workspace
from release.read.companions import read_companions
from release.sync import plan_sync
from tests.factories import a_package, a_workspace
from tests.fakes import MemoryFiles

CRATE = '[package]\nname = "{name}"\nversion = "{version}"\n'
HEIR = '[package]\nname = "{name}"\nversion.workspace = true\n'


def a_crate(name: str, version: str | None = "1.0.0", more: str = "") -> str:
    """A Cargo.toml; without `version` the crate inherits it."""
    text = HEIR.format(name=name) if version is None else CRATE.format(name=name, version=version)
    return text + more


def a_cargo_workspace(*members: str, version: str | None = None) -> str:
    shared = f'[workspace.package]\nversion = "{version}"\n' if version else ""
    return f"[workspace]\nmembers = {list(members)}\n{shared}"


def synced(files: dict[str, str], workspace: Workspace) -> dict[str, str]:
    """The new versions: what was written, by path, as the reasons tell it."""
    tree = MemoryFiles(files)
    actions = plan_sync(read_companions(tree, workspace), workspace)
    for action in actions:
        tree.write(action.path, action.text)

    assert plan_sync(read_companions(tree, workspace), workspace) == (), "a sync converges"
    return {action.path: action.reason for action in actions}


def problems(files: dict[str, str], workspace: Workspace) -> list[Problem]:
    with pytest.raises(ConfigError) as error:
        plan_sync(read_companions(MemoryFiles(files), workspace), workspace)
    return list(error.value.problems)


def test_every_companion_gets_the_version_of_its_package() -> None:
    workspace = a_workspace(
        print=a_package("1.1.0-rc.1", directory="apps/print"),
        api=a_package("2.0.0", directory="apps/api"),
    )
    files = {
        "apps/print/src-tauri/Cargo.toml": a_crate("print"),
        "apps/print/src-tauri/tauri.conf.json": '{"version": "1.0.0"}',
        "apps/print/src-tauri/tauri.linux.conf.json": '{"version": "0.9.0"}',
        "apps/print/src-tauri/Tauri.toml": 'version = "1.0.0"',
        "apps/print/pyproject.toml": '[project]\nversion = "1.0.0"\n',
        "apps/api/pyproject.toml": '[project]\nversion = "2.0.0"\n',
    }

    assert synced(files, workspace) == {
        "apps/print/pyproject.toml": "1.0.0 -> 1.1.0rc1",
        "apps/print/src-tauri/Cargo.toml": "1.0.0 -> 1.1.0-rc.1",
        "apps/print/src-tauri/Tauri.toml": "1.0.0 -> 1.1.0-rc.1",
        "apps/print/src-tauri/tauri.conf.json": "1.0.0 -> 1.1.0-rc.1",
        "apps/print/src-tauri/tauri.linux.conf.json": "0.9.0 -> 1.1.0-rc.1",
    }


def test_nothing_is_written_when_all_is_so_already() -> None:
    workspace = a_workspace(app=a_package("1.0.0", directory=""))

    assert synced({"Cargo.toml": a_crate("app"), "pyproject.toml": ""}, workspace) == {}


def test_a_package_without_a_version_has_nothing_to_sync() -> None:
    workspace = a_workspace(app=a_package(None, directory="app"))

    assert synced({"app/Cargo.toml": a_crate("app")}, workspace) == {}


def test_npm_spelling_of_a_version_is_not_passed_on() -> None:
    workspace = a_workspace(app=a_package("v1.1.0", directory="app"))

    assert synced({"app/Cargo.toml": a_crate("app")}, workspace) == {
        "app/Cargo.toml": "1.0.0 -> 1.1.0"
    }


def test_refuses_a_version_that_cargo_could_not_read() -> None:
    workspace = a_workspace(app=a_package("1.1", directory="app"))

    said, hint = "`1.1` is not a semantic version", "write it as MAJOR.MINOR.PATCH"
    assert [Problem(said, Where("app/package.json"), hint)] == problems(
        {"app/Cargo.toml": a_crate("app")}, workspace
    )


def test_a_version_from_another_file_is_written_there() -> None:
    workspace = a_workspace(api=a_package("1.1.0", directory="api"))
    files = {
        "api/pyproject.toml": "[project]\nname = 'api'\ndynamic = ['version']\n"
        "[tool.setuptools.dynamic]\nversion = {attr = 'api.__version__'}\n",
        "api/api/__init__.py": "__version__ = '1.0.0'\n",
    }

    assert synced(files, workspace) == {"api/api/__init__.py": "1.0.0 -> 1.1.0"}


class TestCargoWorkspaceInAPackage:
    workspace = a_workspace(app=a_package("1.1.0", directory="app"))

    def test_members_that_share_the_main_crates_version_move_along(self) -> None:
        files = {
            "app/Cargo.toml": a_cargo_workspace("src-tauri", "crates/*"),
            "app/src-tauri/Cargo.toml": a_crate("app"),
            "app/crates/core/Cargo.toml": a_crate("core"),
            "app/crates/tools/Cargo.toml": a_crate("tools", "0.3.0"),
        }

        assert synced(files, self.workspace) == {
            "app/crates/core/Cargo.toml": "1.0.0 -> 1.1.0",
            "app/src-tauri/Cargo.toml": "1.0.0 -> 1.1.0",
        }

    def test_an_inherited_version_moves_where_it_is_written(self) -> None:
        files = {
            "app/Cargo.toml": a_cargo_workspace("src-tauri", "crates/*", version="1.0.0"),
            "app/src-tauri/Cargo.toml": a_crate("app", None),
            "app/crates/core/Cargo.toml": a_crate("core", None),
            "app/crates/own/Cargo.toml": a_crate("own", "1.0.0"),
        }

        assert synced(files, self.workspace) == {
            "app/Cargo.toml": "1.0.0 -> 1.1.0",
            "app/crates/own/Cargo.toml": "1.0.0 -> 1.1.0",
        }

    def test_a_root_that_is_a_crate_too_moves_both_its_versions(self) -> None:
        files = {
            "app/src-tauri/Cargo.toml": a_crate(
                "app", more=a_cargo_workspace("core", version="0.9.0")
            ),
            "app/src-tauri/core/Cargo.toml": a_crate("core", None),
        }

        assert synced(files, self.workspace) == {
            "app/src-tauri/Cargo.toml": "1.0.0 -> 1.1.0, 0.9.0 -> 1.1.0"
        }

    def test_a_version_that_no_crate_inherits_stays(self) -> None:
        files = {
            "app/src-tauri/Cargo.toml": a_crate("app", more=a_cargo_workspace(version="0.9.0")),
        }

        assert synced(files, self.workspace) == {"app/src-tauri/Cargo.toml": "1.0.0 -> 1.1.0"}

    def test_requirements_that_would_break_are_raised(self) -> None:
        needs = (
            '[dependencies]\ncore = { path = "../crates/core", version = "=1.0.0" }\n'
            '[dev-dependencies]\ncore = { path = "../crates/core", version = "1" }\n'
        )
        files = {
            "app/Cargo.toml": a_cargo_workspace("src-tauri", "crates/*"),
            "app/src-tauri/Cargo.toml": a_crate("app", more=needs),
            "app/crates/core/Cargo.toml": a_crate("core"),
        }

        assert synced(files, self.workspace) == {
            "app/crates/core/Cargo.toml": "1.0.0 -> 1.1.0",
            "app/src-tauri/Cargo.toml": "1.0.0 -> 1.1.0, core =1.0.0 -> =1.1.0",
        }

    def test_requirements_on_a_crate_that_stays_are_left_alone(self) -> None:
        needs = '[dependencies]\ncore = { path = "core", version = "=0.2.9" }\n'
        files = {
            "app/src-tauri/Cargo.toml": a_crate("app", more=a_cargo_workspace("core") + needs),
            "app/src-tauri/core/Cargo.toml": a_crate("core", "0.3.0"),
        }

        assert synced(files, self.workspace) == {"app/src-tauri/Cargo.toml": "1.0.0 -> 1.1.0"}


class TestCargoWorkspaceAbovePackages:
    @staticmethod
    def files(
        version: str | None = "1.0.0", a: str | None = None, b: str | None = None
    ) -> dict[str, str]:
        root = a_cargo_workspace("apps/*/src-tauri", "crates/*", version=version)
        needs = '[workspace.dependencies]\na = { path = "apps/a/src-tauri", version = "=1.0.0" }\n'
        return {
            "Cargo.toml": root + needs,
            "apps/a/src-tauri/Cargo.toml": a_crate("a", a),
            "apps/b/src-tauri/Cargo.toml": a_crate("b", b),
            "crates/core/Cargo.toml": a_crate("core", None),
        }

    @staticmethod
    def workspace(a: str | None, b: str | None) -> Workspace:
        return a_workspace(a=a_package(a, directory="apps/a"), b=a_package(b, directory="apps/b"))

    def test_the_shared_version_moves_when_all_packages_agree(self) -> None:
        assert synced(self.files(), self.workspace("1.1.0", "1.1.0")) == {
            "Cargo.toml": "1.0.0 -> 1.1.0, a =1.0.0 -> =1.1.0"
        }

    def test_packages_with_different_versions_cannot_share_one(self) -> None:
        expected = Problem(
            "crates of packages with different versions inherit `workspace.package.version`: "
            "`a` (1.1.0), `b` (1.0.0)",
            Where("Cargo.toml"),
            "give each crate a `version` of its own",
        )

        assert [expected] == problems(self.files(), self.workspace("1.1.0", "1.0.0"))

    def test_crates_with_versions_of_their_own_move_apart(self) -> None:
        assert synced(self.files(a="1.0.0", b="1.0.0"), self.workspace("1.1.0", "1.2.0")) == {
            "Cargo.toml": "a =1.0.0 -> =1.1.0",
            "apps/a/src-tauri/Cargo.toml": "1.0.0 -> 1.1.0",
            "apps/b/src-tauri/Cargo.toml": "1.0.0 -> 1.2.0",
        }

    def test_a_package_without_a_version_has_no_say(self) -> None:
        assert synced(self.files(), self.workspace("1.1.0", None)) == {
            "Cargo.toml": "1.0.0 -> 1.1.0, a =1.0.0 -> =1.1.0"
        }

    def test_refuses_to_inherit_what_is_nowhere(self) -> None:
        found = problems(self.files(version=None), self.workspace("1.1.0", "1.1.0"))

        assert [problem.where.path for problem in found if problem.where] == [
            "apps/a/src-tauri/Cargo.toml",
            "apps/b/src-tauri/Cargo.toml",
        ]


def test_a_crate_in_another_packages_cargo_workspace_is_found_by_its_path() -> None:
    """Two Cargo workspaces may each have a crate `core`; only the path tells them apart."""
    needs = '[dependencies]\ncore = { path = "../../b/src-tauri", version = "=1.0.0" }\n'
    workspace = a_workspace(
        a=a_package("1.0.0", directory="a"), b=a_package("2.0.0", directory="b")
    )
    files = {
        "a/src-tauri/Cargo.toml": a_crate("core", more=needs),
        "b/src-tauri/Cargo.toml": a_crate("core"),
    }

    assert synced(files, workspace) == {
        "a/src-tauri/Cargo.toml": "core =1.0.0 -> =2.0.0",
        "b/src-tauri/Cargo.toml": "1.0.0 -> 2.0.0",
    }


def a_python_workspace(core: str, *, client: str = "3.0.0") -> Workspace:
    """The packages `core` and `client`, which pyproject.toml files lead."""
    workspace = a_workspace(core=a_package(core), client=a_package(client))
    return workspace._replace(
        packages=tuple(
            each._replace(manifest=each.manifest._replace(ecosystem="python"))
            for each in workspace.packages
        )
    )


CLIENT = """\
[project]
name = "client"
version = "3.0.0"
dependencies = [
  "My_Core [x] >=1.0, <2 ; python_version > '3'", # keep
  'pinned==0.1',
]
"""


@pytest.mark.parametrize(
    ("version", "expected"),
    [("1.9.0", ">=1.0, <2"), ("2.0.0", ">=2.0.0, <3"), ("1.1.0-rc.1", ">=1.1.0rc1, <2")],
)
def test_a_python_requirement_is_raised_in_place(version: str, expected: str) -> None:
    """Extras, markers and spaces stay; so does what admits the version already."""
    tree = MemoryFiles(
        {
            "packages/core/pyproject.toml": '[project]\nname = "my.core"\nversion = "1.0"\n',
            "packages/client/pyproject.toml": CLIENT,
        }
    )
    workspace = a_python_workspace(version)
    for action in plan_sync(read_companions(tree, workspace), workspace):
        tree.write(action.path, action.text)

    assert CLIENT.replace(">=1.0, <2", expected) == tree.files["packages/client/pyproject.toml"]


def test_a_requirement_of_another_release_is_left_alone() -> None:
    """It did not admit the sibling before, so it means what an index has."""
    needs = '[project]\nname = "client"\nversion = "3.0.0"\ndependencies = ["core<1"]\n'
    files = {
        "packages/core/pyproject.toml": '[project]\nname = "core"\nversion = "1.0.0"\n',
        "packages/client/pyproject.toml": needs,
    }

    assert ["packages/core/pyproject.toml"] == list(synced(files, a_python_workspace("2.0.0")))


def test_a_python_version_that_means_the_same_stays_as_it_is_spelt() -> None:
    files = {"packages/core/pyproject.toml": '[project]\nname = "core"\nversion = "1.2"\n'}

    assert synced(files, a_python_workspace("1.2.0")) == {}


def test_files_that_the_configuration_names_follow_too() -> None:
    """Several packages may stand in one file, and one package in several places of it."""
    files = {
        "release.toml": """\
[files]
app = [
  { path = "../README.md", pattern = 'app (\\S+)' },
  { path = "../README.md", pattern = 'again (\\S+)' },
  { path = "Chart.yaml", key = "version" },
]
core = [{ path = "../README.md", pattern = 'core (\\S+)' }]
""",
        "README.md": "app 1.0.0 core 1.0.0 again 1.0.0\n",
        "app/Chart.yaml": "version: 1.0.0\n",
    }
    workspace = a_workspace(
        app=a_package("1.1.0", directory="app"), core=a_package("2.0.0", directory="core")
    )
    tree = MemoryFiles(files)
    for action in plan_sync(read_companions(tree, workspace), workspace):
        tree.write(action.path, action.text)

    assert tree.files["README.md"] == "app 1.1.0 core 2.0.0 again 1.1.0\n"
    assert tree.files["app/Chart.yaml"] == "version: 1.1.0\n"
    assert plan_sync(read_companions(tree, workspace), workspace) == ()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("../../x", "`../../x` leads out of the repository"),
        ("lost.md", "there is no file app/lost.md"),
    ],
)
def test_a_file_that_is_not_there_is_told_at_the_configuration(path: str, said: str) -> None:
    files = {"release.toml": f'\n[files]\napp = [{{ path = "{path}", pattern = "v(.*)" }}]\n'}

    assert problems(files, a_workspace(app=a_package(directory="app"))) == [
        Problem(said, Where("release.toml", 3), "the path begins in the package's directory, `app`")
    ]
