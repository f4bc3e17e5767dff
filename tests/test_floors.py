"""The house's own rules: imports go down only, and the outside world has its rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import release

HOUSE = Path(release.__file__ or "").parent  # the tree, or the installed wheel

FLOORS = [
    {"errors", "model", "ecmascript", "controls", "collector", "phrases"},
    {
        "actions",
        "world",
        "spans",
        "json_text",
        "toml_text",
        "yaml_text",
        "shelf",
        "config",
        "changeset",
        "versions",
        "ranges",
        "globs",
        "digest",
        "waves",
        "compatibility",
        "ledger",
        "detection",
        "reasons",
        "conventional",
        "own_code",
        "credits",
        "forge",
        "remote",
        "deployment",
        "events",
        "markdown",
    },
    {"manifests", "requirements", "lockfiles", "changelogs", "targets", "drafts"},
    {
        "plan",
        "edits",
        "sync",
        "locks",
        "journal",
        "detect",
        "announce",
        "publish",
        "changes",
        "contents",
        "consequences",
        "hotfixes",
        "authoring",
        "commit_messages",
        "owed",
        "lost",
        "adoption",
        "doctor",
        "backmerge",
        "rollout",
        "updates",
        "indexes",
        "workflows",
        "replay",
        "board",
    },
    {"read", "apply"},
    {"steps", "adapters"},
    {"rehearsal"},
    {"tasks", "__main__"},
]
"""Each floor's rooms, from the words up. A room is a module or a folder."""

SHARED = {
    "spans",
    "json_text",
    "toml_text",
    "yaml_text",
    "versions",
    "ranges",
    "globs",
    "world",
    "actions",
    "digest",
    "own_code",
    "credits",
    "forge",
    "remote",
    "deployment",
}
"""Rooms that their own floor may enter: they are text or types alone, and enter nobody."""

CONFINED = {
    "invoke": {"tasks"},
    "questionary": {"tasks"},
    "rich": {"tasks"},
    "git": {"adapters.git"},
    "minisign": {"updates.signatures"},
    "dotenv": {"tasks"},
    "leather": {"board.page"},
    "markdown_it": {"rehearsal.layout"},
    "fastspec": {"adapters.github"},
    "ghapi": {"adapters.github"},
    "httpx2": {"adapters.github"},
    "tenacity": {"adapters.github"},
    "urllib3": {"adapters.github", "adapters.downloads", "adapters.probe"},
    "subprocess": {"adapters.shell"},
    "tomlkit": {"toml_text"},
    "packaging": {"requirements", "indexes"},
    "ruamel": {"changeset", "yaml_text", "workflows.paper"},
}
"""Which modules, by prefix, may import what from outside."""


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its name without `release.`."""
    found = {}
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text("utf-8"))
    return found


def imports(tree: ast.Module) -> Iterator[str]:
    """Every module that `tree` imports, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            yield node.module
            if node.module in {"release", "release.steps", "release.tasks"}:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor_of(room: str) -> int:
    """The number of the floor that a room is on."""
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def wrong_ways(name: str, tree: ast.Module) -> list[str]:
    """The imports of one module that go up, or sideways into another room."""
    room = name.partition(".")[0]
    found = []
    for target in imports(tree):
        package, _, rest = target.partition(".")
        other = rest.partition(".")[0]
        if package != "release" or not other or other == room:
            continue
        up = floor_of(other) > floor_of(room)
        sideways = floor_of(other) == floor_of(room) and floor_of(room) > 0 and other not in SHARED
        if up or (sideways and not {room, other} <= {"tasks", "__main__"}):
            found.append(f"{name} imports {target}")
    return found


def strays(name: str, tree: ast.Module) -> list[str]:
    """The imports of one module that another room keeps to itself."""
    found = []
    for target in imports(tree):
        homes = CONFINED.get(target.partition(".")[0])
        if homes and not any(name == home or name.startswith(f"{home}.") for home in homes):
            found.append(f"{name} imports {target}")
    return found


def effects(name: str, tree: ast.Module) -> list[str]:
    """Uses of the screen, the environment and the clock outside their rooms."""
    homes = {
        "print": "tasks",
        "os.environ": "tasks",
        "datetime.now": "adapters.clock",
        "time.time": "adapters.clock",
    }
    found = []
    for node in ast.walk(tree):
        used = ast.unparse(node) if isinstance(node, ast.Attribute | ast.Name) else ""
        home = homes.get(used)
        if home and not (name == home or name.startswith(f"{home}.")):
            found.append(f"{name} uses {used}")
    return found


@pytest.mark.parametrize(("name", "tree"), modules().items(), ids=list(modules()))
def test_imports_go_down_and_the_world_stays_in_its_rooms(name: str, tree: ast.Module) -> None:
    """No module imports upwards, sideways, or what belongs to another room."""
    if name:
        floor_of(name.partition(".")[0])

    assert [] == wrong_ways(name, tree) + strays(name, tree) + effects(name, tree)


def test_every_room_is_there() -> None:
    rooms = {path.name.removesuffix(".py") for path in HOUSE.iterdir() if _is_room(path)}

    assert rooms == set().union(*FLOORS)


def _is_room(path: Path) -> bool:
    is_module = path.suffix == ".py" and path.name != "__init__.py"
    return is_module or (path / "__init__.py").exists()


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("plan.releases", "from release.tasks import step"),
        ("plan.releases", "import release.read.workspace"),
        ("plan.releases", "from release.edits import plan_edits"),
        ("model", "from release.actions import Action"),
        ("steps.cargo", "from release.adapters.disk import Disk"),
    ],
)
def test_an_import_in_the_wrong_direction_is_caught(name: str, line: str) -> None:
    """The rule has teeth: upwards, and sideways into another room."""
    assert wrong_ways(name, ast.parse(line))


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("plan.releases", "import subprocess"),
        ("steps.cargo", "from git import Repo"),
        ("adapters.disk", "import invoke"),
    ],
)
def test_the_outside_world_is_caught_outside_its_room(name: str, line: str) -> None:
    """A third party's library has one room."""
    assert strays(name, ast.parse(line))


@pytest.mark.parametrize("line", ["print('x')", "os.environ['HOME']", "datetime.now()"])
def test_an_effect_in_a_deciding_room_is_caught(line: str) -> None:
    """Deciders print nothing, and read neither the environment nor the clock."""
    assert effects("plan.releases", ast.parse(line))
