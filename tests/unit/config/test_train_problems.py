"""What is wrong with a project file is told all at once, each with its line and a way on."""

from __future__ import annotations

import pytest

from release.config.extra_steps import STEP_KINDS
from release.config.options import listed
from release.config.train import KINDS, parse_train_config
from release.errors import ConfigError
from tests.unit.config.projects import WORKSPACE, parsed, problems


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
        "8: `apps.cloudprint.needs` names `backend`, which is not an app",
        "9: `apps.docs` names `docs`, which has no version",
        "10: `apps.docs.needs` is not a list of strings that are not empty",
        "12: `apps.frachter.target` is not the name of a target, or false",
        "13: `apps.frachter.requires` names `wep`, which is not an app",
        "13: `apps.frachter.requires.docs` is not a range of versions",
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
        "4: `workflows.secrets.backend` has `2ND`, which is not a name for a secret",
        "4: `workflows.secrets.backend` has `GITHUB_KEY`, which is not a name for a secret",
        "5: `workflows.secrets.bakend` is not the name of an app",
        "7: `workflows.runners.fronted` is not the name of an app",
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
        "9: `workflows.steps[1].jobs` names `bakend`, which is neither an app nor a job",
        "9: `workflows.steps[1].jobs` names `snapshots`, which is neither an app nor a job",
        f"10: `workflows.steps[1].uses` is not {STEP_KINDS['uses'].words}",
        "11: `workflows.steps[2]` has no `name`",
        "14: `workflows.steps[2].shell` is not a key",
        "15: `workflows.steps[2].with` is for an action, and this step is a script",
        "17: `workflows.steps[3]` has neither `uses` nor `run`",
    ]


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
