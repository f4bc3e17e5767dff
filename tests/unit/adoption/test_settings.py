"""Our configuration as a new text."""

from __future__ import annotations

import re
import tomllib

import pytest

from release.adoption.settings import AppSettings, appended, settings_text
from release.adoption.signs import CONTAINER, PROGRAM, SERVICE, SITE, TAURI
from release.config import SCHEMA
from release.read.config import read_config
from tests.factories import a_package, a_workspace
from tests.fakes import MemoryFiles

APPS = (
    AppSettings("api", {"package": "@acme/api"}, "it has a Dockerfile", "container"),
    AppSettings("web", {"needs": ["api"], "target": "command"}, "", "site"),
)


def test_a_file_of_its_own_says_where_its_schema_is_and_what_a_team_must_decide() -> None:
    text = settings_text({"main": "trunk"}, APPS, ())

    assert text == (
        f"#:schema {SCHEMA}\n"
        "\n"
        'main = "trunk"\n'
        "\n"
        "[apps.api] # it has a Dockerfile\n"
        'package = "@acme/api"\n'
        '# target = "container"\n'
        '# container.image = "registry.example.org/{app}" # where the image goes\n'
        '# container.roll-out = ["./deploy", "{image}"] # what has it run\n'
        '# health = { url = "https://example.org/version.json", version = true }'
        " # that it is well\n"
        "\n"
        "[apps.web]\n"
        'needs = ["api"]\n'
        'target = "command"\n'
    )


@pytest.mark.parametrize("before", ["", "[project]\nname = 'x'", "[project]\r\nname = 'x'\r\n"])
def test_a_pyproject_keeps_every_byte_and_gets_a_table_at_its_end(before: str) -> None:
    values = {"tag": "v{version}", "files": {"@a/b": [{"path": "c", "pattern": r'"(\d+)'}]}}

    text = appended(before, settings_text(values, APPS, ("tool", "release")))

    assert text.startswith(before)
    assert ("\r\n" in text) == ("\r\n" in before)
    assert text.count("\r\n") in {0, text.count("\n")}
    assert tomllib.loads(text)["tool"]["release"] == {
        "apps": {
            "api": {"package": "@acme/api"},
            "web": {"needs": ["api"], "target": "command"},
        },
        **values,
    }


@pytest.mark.parametrize("kind", [TAURI, CONTAINER, SITE, PROGRAM, SERVICE])
def test_what_a_team_must_decide_is_a_configuration_when_it_is_no_remark(kind: str) -> None:
    text = settings_text({}, [AppSettings("app", {}, "", kind)], ())
    files = MemoryFiles({"release.toml": re.sub(r"(?m)^#( |$)", "", text)})

    config = read_config(files, a_workspace(app=a_package()))

    assert config.placements["app"].everywhere.target
    assert config.placements["app"].everywhere.checks
    assert bool(config.workflows.platforms) == (kind == TAURI)


def test_what_others_wrote_stays_in_its_comment_and_its_string() -> None:
    app = AppSettings(
        'x]\nmain = "y"', {"package": "a\"b\\c'\n\x7f"}, 'why\r\n[apps.z]\x1b # "', ""
    )

    document = tomllib.loads(settings_text({}, [app], ()))

    assert document == {"apps": {'x]\nmain = "y"': {"package": "a\"b\\c'\n\x7f"}}}
