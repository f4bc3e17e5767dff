"""The schema that editors get says what the parser says, of every key."""

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
from release.config.pins import PINS
from release.config.placing import PLACING_KINDS, Rules
from release.config.repository import FILE_KINDS, parse_repository_config
from release.config.train import KINDS, Config
from release.config.workflows import KINDS as WORKFLOW_KINDS
from release.config.workflows import Workflows
from release.errors import ConfigError
from release.targets import BY_PLATFORM, SHELF
from release.targets.placeholders import problems as problems_of_texts
from tests.unit.config.projects import parsed

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
        ("[apps.backend]\ntarget = 'pypi'\n[workflows.platforms]\nbackend.any = 'x'", True),
        ("[apps.backend]\ntarget = 'pypi'\n[workflows.platforms]\nbackend.all = 'x'", False),
        ("[apps.backend]\ntarget = 'pypi'\npypi.build = ['uv', '{dist}']\npypi.within = 9", True),
        ("[apps.backend]\ntarget = 'pypi'\npypi.within = 0", False),
        ("[apps.backend.pypi]\nindex = 'https://a/simple/'\nupload = 'https://a/'", True),
        ("[apps.backend]\ntarget = 'pypi'\npypi = {index = 'https://u:p@a/', upload = 'x'}", False),
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
