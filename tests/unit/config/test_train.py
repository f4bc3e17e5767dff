"""`[tool.release]` and release.toml."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from release.config.apps import APP_KINDS
from release.config.environments import FREEZE_KINDS
from release.config.environments import KINDS as ENVIRONMENT_KINDS
from release.config.extra_steps import JOBS, STEP_KINDS
from release.config.health import HEALTH_KINDS
from release.config.options import listed
from release.config.pins import CHECKOUT, PINS, Pin
from release.config.placing import PLACING_KINDS, Rules
from release.config.repository import FILE_KINDS, parse_repository_config
from release.config.train import KINDS, Config, parse_train_config
from release.config.workflows import KINDS as WORKFLOW_KINDS
from release.config.workflows import Workflows
from release.errors import ConfigError
from release.model import App, Workspace
from release.targets import BY_PLATFORM, SHELF
from release.targets.placeholders import problems as problems_of_texts
from tests.factories import a_package, a_workspace

WORKSPACE = a_workspace(
    backend=a_package(), cloudprint=a_package(), frachter=a_package(), docs=a_package(None)
)

NO_RULES = Rules()


def parsed(text: str, workspace: Workspace = WORKSPACE, rules: Rules = NO_RULES) -> Config:
    config = parse_train_config(text, "release.toml", workspace, rules)
    assert config is not None
    return config


def problems(text: str) -> list[str]:
    """Each problem as `line: message`."""
    with pytest.raises(ConfigError) as caught:
        parsed(text)
    return [f"{each.where and each.where.line}: {each.message}" for each in caught.value.problems]


def test_a_package_may_have_tags_of_its_own_form() -> None:
    config = parsed("[tags]\nbackend = 'api-v{version}'")

    assert config.tag_of("backend") == "api-v{version}"
    assert config.tag_of("frachter") == "{name}@{version}"


def test_one_tag_is_one_package_s() -> None:
    text = """tag = "v{version}"
[tags]
backend = "api-v{version}"
cloudprint = "api-v{version}"
frachter = "frachter"
docs = "~{version}"
fracht = "x{version}"
"""

    assert problems(text) == [
        "4: `tags.cloudprint` is what the tags of `backend` are",
        "5: `tags.frachter` lacks `{version}`",
        "6: `tags.docs` does not make a tag's name",
        "7: `tags.fracht` is not in the workspace",
    ]


def test_without_apps_every_package_with_a_version_is_an_app() -> None:
    """So that a repository needs no configuration at all."""
    config = parsed("")

    assert config == Config(
        apps=tuple(App(name, name) for name in ("backend", "cloudprint", "frachter")),
        path="release.toml",
    )


def test_a_repository_of_one_package_has_short_tags() -> None:
    """As Changesets names them."""
    alone = a_workspace(app=a_package(directory=""))

    assert parsed("", alone).tag == "v{version}"


def test_every_key_is_read() -> None:
    """The same table may stand in pyproject.toml."""
    text = """
main = "trunk"
staging = "next"
title = "Release"
tag = "{name}/v{version}"
[apps.api]
package = "backend"
[apps.cloudprint]
needs = ["api"]
assets = ["dist/*.deb", "!dist/*.sig"]
latest = true
"""
    table = text.replace("[apps", "[tool.release.apps")

    expected = Config(
        main="trunk",
        staging="next",
        title="Release",
        tag="{name}/v{version}",
        apps=(
            App("api", "backend"),
            App(
                "cloudprint",
                "cloudprint",
                ("api",),
                assets=("dist/*.deb", "!dist/*.sig"),
                latest=True,
            ),
        ),
        configured=True,
        path="release.toml",
    )
    assert expected == parsed(text)
    in_project = parse_train_config(f"[tool.release]{table}", "pyproject.toml", WORKSPACE)
    assert in_project is not None
    assert expected.apps == in_project.apps


@pytest.mark.parametrize("text", ["", "[tool.other]\n", "[project]\nname = 'x'\n"])
def test_a_project_file_may_say_nothing(text: str) -> None:
    """Most do."""
    assert parse_train_config(text, "pyproject.toml", WORKSPACE) is None


def test_all_problems_are_told_with_their_lines() -> None:
    """Types, unknown keys on both levels, packages, needs, tag."""
    text = """mian = "x"
staging = 3
tag = "release"

[apps.backnd]
[apps.cloudprint]
need = []
needs = ["backend", "frachter"]
[apps.docs]
needs = "x"
[apps.frachter]
target = ""
requires = { docs = 1, web = "^1", wep = "^1" }
[apps.web]
package = "frachter"
"""

    assert problems(text) == [
        "1: `mian` is not a key",
        "2: `staging` is not a string that is not empty",
        "3: `tag` lacks `{version}`",
        "3: `tag` lacks `{name}`",
        "5: `apps.backnd` names `backnd`, which is not in the workspace",
        "7: `apps.cloudprint.need` is not a key",
        "8: `apps.cloudprint.needs` names `backend`, which is no app",
        "9: `apps.docs` names `docs`, which has no version",
        "10: `apps.docs.needs` is not a list of strings that are not empty",
        "12: `apps.frachter.target` is not the name of a target, or false",
        "13: `apps.frachter.requires` names `wep`, which is no app",
        "13: `apps.frachter.requires.docs` is no range of versions",
        "15: `apps.web.package` names `frachter`, which is the app `frachter` already",
    ]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('mian = "x"', "did you mean `main`?"),
        ("[apps.backend]\nneds = []", "did you mean `needs`?"),
        ("[apps.backnd]", "did you mean `backend`?"),
        ('[apps.backend]\nneeds = ["backnd"]', "did you mean `backend`?"),
        (
            "zzz = 1",
            f"the keys are {listed(KINDS)}",
        ),
    ],
)
def test_a_wrong_name_gets_a_suggestion(text: str, hint: str) -> None:
    """The closest one, or all of them."""
    with pytest.raises(ConfigError) as caught:
        parsed(text)

    assert [hint] == [problem.hint for problem in caught.value.problems]


def test_circles_are_told_one_by_one() -> None:
    """An app that needs itself is the smallest."""
    text = """
[apps.backend]
needs = ["frachter"]
[apps.cloudprint]
needs = ["cloudprint", "backend"]
[apps.frachter]
needs = ["backend"]
"""

    assert problems(text) == [
        "3: `apps.backend.needs` goes round in a circle: `backend -> frachter -> backend`",
        "5: `apps.cloudprint.needs` goes round in a circle: `cloudprint -> cloudprint`",
    ]


def test_files_of_a_release_lie_in_the_repository() -> None:
    """What lies elsewhere was not built from it."""
    text = """
[apps.backend]
assets = ["../../target/*.deb", "!../../../x", "/tmp/x"]
"""

    assert problems(text) == [
        "3: `apps.backend.assets` has `!../../../x`, which leads out of the repository",
        "3: `apps.backend.assets` has `/tmp/x`, which leads out of the repository",
    ]


def test_secrets_are_of_apps_and_can_be_called_so() -> None:
    """GitHub keeps some names to itself."""
    text = """
[apps.backend]
[workflows.secrets]
backend = ["SSH_KEY", "2ND", "GITHUB_KEY"]
bakend = []
[workflows.runners]
fronted = "own"
"""

    assert problems(text) == [
        "4: `workflows.secrets.backend` has `2ND`, which no secret can be called",
        "4: `workflows.secrets.backend` has `GITHUB_KEY`, which no secret can be called",
        "5: `workflows.secrets.bakend` is of no app",
        "7: `workflows.runners.fronted` is of no app",
    ]


def test_what_is_wrong_with_a_step_is_told_with_its_line() -> None:
    """Of the step that it is in."""
    text = f"""
[apps.backend]
[[workflows.steps]]
name = "Node"
uses = "actions/setup-node@{"a" * 40} # v7.0.0"
with = {{ node-version = 24 }}
[[workflows.steps]]
name = "Rust"
jobs = ["backend", "bakend", "snapshots"]
uses = "dtolnay/rust-toolchain@stable"
[[workflows.steps]]
jobs = ["publish"]
run = "make"
shell = "bash"
[workflows.steps.with]
"a b" = 1
[[workflows.steps]]
name = "Nothing"
"""

    assert problems(text) == [
        "9: `workflows.steps[1].jobs` names `bakend`, which is no app and no job",
        "9: `workflows.steps[1].jobs` names `snapshots`, which is no app and no job",
        f"10: `workflows.steps[1].uses` is not {STEP_KINDS['uses'].words}",
        "11: `workflows.steps[2]` has no `name`",
        "14: `workflows.steps[2].shell` is not a key",
        "15: `workflows.steps[2].with` is of no action",
        "17: `workflows.steps[3]` has neither `uses` nor `run`",
    ]


def test_workflows_are_told_how_jobs_run() -> None:
    """What is not said is as it is by default."""
    text = """
[apps.backend]
[workflows]
runner = "own"
install = "make ready"
secrets.backend = ["SSH_KEY"]
runners.backend = "macos-15"
pins."actions/checkout" = "0123456789012345678901234567890123456789 # v8.0.0"
"""
    newer = Pin("0123456789012345678901234567890123456789", "v8.0.0")

    assert parsed(text).workflows == Workflows(
        runner="own",
        install="make ready",
        secrets={"backend": ("SSH_KEY",)},
        runners={"backend": "macos-15"},
        pins={**PINS, CHECKOUT: newer},
    )


def test_one_app_is_the_latest() -> None:
    """GitHub has one latest release, and links lead there."""
    text = """
[apps.backend]
latest = true
[apps.cloudprint]
latest = true
"""

    assert problems(text) == ["5: `apps.cloudprint.latest` is true for the app `backend` already"]


@pytest.mark.parametrize("tag", ["{name} {version}", "{name}:{version}", "{name}@{version}{x}"])
def test_refuses_what_git_takes_for_no_tag(tag: str) -> None:
    """Better now than after the deployment."""
    assert problems(f'tag = "{tag}"') == ["1: `tag` does not make a tag's name"]


def test_a_malformed_file_is_told_with_its_line() -> None:
    """Also where the mistake is not ours."""
    with pytest.raises(ConfigError) as caught:
        parse_train_config("[project]\nname = \n", "pyproject.toml", WORKSPACE)

    assert str(caught.value.problems[0].where) == "pyproject.toml:2"


def test_refuses_a_value_where_the_table_should_be() -> None:
    """`release` is ours."""
    with pytest.raises(ConfigError, match=r"`tool.release` is not a table"):
        parse_train_config("[tool]\nrelease = 1\n", "pyproject.toml", WORKSPACE)


SCHEMA: dict[str, Any] = json.loads(files("release.config").joinpath("schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_a_schema() -> None:
    """Of draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_has_the_keys_of_the_parser() -> None:
    """In all tables."""
    tables = SCHEMA["$defs"]

    assert list(KINDS) == list(SCHEMA["properties"])
    assert {*PLACING_KINDS, *SHELF} == {*tables["placing"]["properties"]}
    assert [key for key in APP_KINDS if key not in PLACING_KINDS] == list(
        tables["app"]["properties"]
    )
    assert [list(FILE_KINDS), list(HEALTH_KINDS), list(ENVIRONMENT_KINDS), list(FREEZE_KINDS)] == [
        list(tables[name]["properties"]) for name in ("file", "check", "environment", "window")
    ]
    assert list(STEP_KINDS) == list(tables["step"]["properties"])
    assert list(WORKFLOW_KINDS) == list(tables["workflows"]["properties"])
    assert list(PINS) == list(tables["workflows"]["properties"]["pins"]["properties"])


def test_the_schema_tells_in_which_jobs_steps_can_be() -> None:
    jobs = SCHEMA["$defs"]["step"]["properties"]["jobs"]

    assert f"({', '.join(JOBS)})" in jobs["description"]


def test_the_schema_has_the_targets() -> None:
    """Their names, and a table in `$defs` for each, which `placing` leads to."""
    tables = SCHEMA["$defs"]

    assert {*SHELF, False} == {*tables["placing"]["properties"]["target"]["enum"]}
    for name, target in SHELF.items():
        assert {"$ref": f"#/$defs/{name}"} == tables["placing"]["properties"][name]
        assert {*target.OPTIONS} == {*tables[name]["properties"]}


def test_the_schema_has_the_defaults_of_the_parser() -> None:
    """What an editor shows is what holds."""
    defaults = {
        key: each["default"] for key, each in SCHEMA["properties"].items() if "default" in each
    }

    assert {key: getattr(Config(), key) for key in defaults} == defaults
    workflows = SCHEMA["$defs"]["workflows"]["properties"]
    shown = {key: each["default"] for key, each in workflows.items() if "default" in each}
    assert {key: getattr(Workflows(), key) for key in shown} == shown


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("", True),
        ('main = "x"', True),
        ('main = ""', False),
        ("main = 1", False),
        ('tag = "{name}-{version}"', True),
        ('tag = "{name}"', False),
        ("unknown = 1", False),
        ("apps = []", False),
        ("[apps.backend]", True),
        ("[apps]\nbackend = 1", False),
        ("workflows = 1", False),
        (
            "[workflows]\nrunner = 'x'\npython = '3.12'\ninstall = 'make'\nnightly = '1 2 * * *'",
            True,
        ),
        ("[workflows]\nrunner = ''", False),
        ("[workflows]\njobs = 1", False),
        ("[apps.backend]\n[workflows.secrets]\nbackend = ['SSH_KEY']", True),
        ("[apps.backend]\n[workflows.secrets]\nbackend = 'SSH_KEY'", False),
        ("[apps.backend]\n[workflows.secrets]\nbackend = ['GITHUB_X']", False),
        ("[apps.backend]\n[workflows.secrets]\nbackend = ['1X']", False),
        ("[apps.backend]\n[workflows.secrets]\nbackend = ['A B']", False),
        ("[apps.backend]\n[workflows.runners]\nbackend = 'windows-2025'", True),
        ("[apps.backend]\n[workflows.runners]\nbackend = ['windows-2025']", False),
        (
            "[apps.backend]\ntarget = 'tauri'\n[workflows.platforms]\nbackend.linux-x86_64 = 'x'",
            True,
        ),
        ("[apps.backend]\ntarget = 'tauri'\n[workflows.platforms]\nbackend.linux = 'x'", False),
        (
            "[apps.backend]\ntarget = 'tauri'\n[workflows.platforms]\nbackend.linux-x86_64 = 1",
            False,
        ),
        ("[apps.backend]\ntarget = 'tauri'\n[workflows.platforms]\nbackend = {}", False),
        (f"[workflows.pins]\n'actions/checkout' = '{'a' * 40} # v8.0.0'", True),
        (f"[workflows.pins]\n'actions/checkout' = '{'a' * 39} # v8.0.0'", False),
        ("[workflows.pins]\n'actions/checkout' = 'v8'", False),
        (f"[workflows.pins]\n'actions/cache' = '{'a' * 40} # v8.0.0'", False),
        ("[workflows]\napproval = 'go'\nattest = true", True),
        ("[workflows]\napproval = ''", False),
        ("[workflows]\napproval = 'Production'", False),
        ("[workflows]\nattest = 'yes'", False),
        (f"[[workflows.steps]]\nname = 'x'\nuses = 'a/b/c@{'a' * 40} # v1'\nwith.x = 1", True),
        ("[[workflows.steps]]\nname = 'x'\njobs = ['publish']\nrun = 'x'\nenv.X = ''", True),
        ("[[workflows.steps]]\nname = 'x'\nrun = 'x'\nwith.x = 1", False),
        (f"[[workflows.steps]]\nname = 'x'\nrun = 'x'\nuses = 'a/b@{'a' * 40} # v1'", False),
        ("[[workflows.steps]]\nname = 'x'\nuses = 'a/b@v1'", False),
        (f"[[workflows.steps]]\nname = 'x'\nuses = './a@{'a' * 40} # v1.0'", False),
        (f"[[workflows.steps]]\nname = 'x'\nuses = 'a@{'a' * 40} # v1.0'", False),
        (f"[[workflows.steps]]\nname = 'x'\nuses = 'a/b@{'a' * 40} # v1'\nwith.x = 1.5", False),
        ("[[workflows.steps]]\nname = 'x'", False),
        ("[[workflows.steps]]\nrun = 'x'", False),
        ("[[workflows.steps]]\nname = 'x'\nrun = 'x'\nenv.X = 1", False),
        ("[[workflows.steps]]\nname = 'x'\nrun = 'x'\nenv.1X = ''", False),
        ("[[workflows.steps]]\nname = 'x'\nrun = 'x'\nif = 'always()'", False),
        ("[workflows]\nsteps = ['make']", False),
        ('[apps.backend]\npackage = "backend"\ntarget = false\nneeds = []', True),
        ('[apps.backend]\ntarget = "fly"', False),
        ("[apps.backend]\n[apps.docs]\nrequires.backend = 1", False),
        ("[apps.backend]\nlog = ['tail', 'x']\nhealth = []", True),
        ("[apps.backend]\nlog = 'tail x'", False),
        ("[apps.backend]\nhealth = {}", False),
        ("[apps.backend.health]\nurl = 'http://a/{version}'\nversion = true\nkey = ''", True),
        ("[[apps.backend.health]]\nurl = 'https://a:8'\nstatus = 204\nwithin = 0.5", True),
        ("[apps.backend.health]\nurl = 'ftp://a'", False),
        ("[apps.backend.health]\nurl = 'http://me:secret@a/x'", False),
        ("[apps.backend.health]\nurl = 'http://a'\nversion = false", False),
        ("[apps.backend.health]\nurl = 'http://a'\nkey = 'x'", False),
        ("[apps.backend.health]\nurl = 'http://a'\nstatus = 99", False),
        ("[apps.backend.health]\nurl = 'http://a'\nsuccesses = 0", False),
        ("[apps.backend.health]\nurl = 'http://a'\ncommand = ['x']", False),
        ("[apps.backend.health]\ncommand = ['x']\ntimeout = 3", True),
        ("[apps.backend.health]\ncommand = ['x']\nstatus = 200", False),
        ("[apps.backend.health]\ncommand = []", False),
        ("[apps.backend]\ntarget = 'command'\ncommand.roll-out = ['x', '{version}']", True),
        ("[apps.backend]\ntarget = 'command'\ncommand.build = [['x'], {run = ['y']}]", True),
        ("[apps.backend]\ntarget = 'command'\ncommand.build = {run = ['y'], shell = 'y'}", False),
        ("[apps.backend]\ntarget = 'command'\ncommand.verify = ['x']", False),
        ("[apps.backend]\ntarget = 'command'\ncommand.build = 'make'", False),
        ("[apps.backend]\ntarget = 'command'\ncommand.biuld = ['make']", False),
        ("[apps.backend.environments.staging]\ntarget = false", True),
        ("[apps.backend.environments.staging]\npackage = 'x'", False),
        ("[environments.local]\nrecords = 'clone'\nrollback = 'wave'\nkeep = 1", True),
        ("[environments.local]\nrecords = 'here'", False),
        ("[environments.local]\nkeep = 0", False),
        ("[environments.'a/b']", False),
        ("[environments.'a.lock']", False),
        ("[environments]\nfreeze = []", False),
        ("[[environments.local.freeze]]\nfrom = 'Fri'\nto = 'Sun 12:00'\nwhy = 'w'", True),
        ("[[environments.local.freeze]]\nfrom = '2026-12-20'\nto = '2026-12-20 08:00'", True),
        ("[[environments.local.freeze]]\nfrom = '2026-12-20'", False),
        ("[[environments.local.freeze]]\nfrom = '2026-12-20'\nto = 'Mon'", False),
        ("[[environments.local.freeze]]\nfrom = 'Someday'\nto = 'Mon'", False),
        ("[apps.backend]\nunknown = 1", False),
        ('[apps.backend]\nneeds = "x"', False),
        ('[apps.backend]\nneeds = [""]', False),
        ("[apps.backend]\ntarget = 1", False),
        ('[apps.backend]\nassets = ["dist/*.deb"]\nlatest = true', True),
        ('[apps.backend]\nassets = "dist/*.deb"', False),
        ('[apps.backend]\nassets = [""]', False),
        ("[apps.backend]\nlatest = 1", False),
        ("[tags]\nbackend = 'api-v{version}'", True),
        ("[tags]\nbackend = 'api'", False),
        ("[tags]\nbackend = 1", False),
        ('packages = ["crates/*"]', True),
        ("packages = 1", False),
        ('packages = [""]', False),
        ('[depends]\na = ["b"]', True),
        ('[depends]\na = "b"', False),
        ("[files]\na = [{path = 'x', pattern = '(x)'}]", True),
        ("[files]\na = [{path = 'x', pattern = '(x)', count = 2}]", True),
        ("[files]\na = [{path = 'x', pattern = '(x)', count = 0}]", False),
        ("[files]\na = [{path = 'x.json', key = 'a.b'}]", True),
        ("[files]\na = [{path = 'x.json', key = 'a.b', pattern = '(x)'}]", False),
        ("[files]\na = [{path = 'x'}]", False),
        ("[files]\na = [{pattern = '(x)'}]", False),
        ("[files]\na = [{path = 'x.json', key = 'a', other = 1}]", False),
    ],
)
def test_the_schema_and_the_parser_agree(text: str, good: bool) -> None:
    """An editor with the schema refuses what we refuse."""
    try:
        parse_repository_config(text, "release.toml")
        parsed(text, rules=Rules(SHELF, problems_of_texts, BY_PLATFORM))
        accepted = True
    except ConfigError:
        accepted = False

    assert (good, good) == (accepted, VALIDATOR.is_valid(tomllib.loads(text)))
