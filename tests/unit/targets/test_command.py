"""The target `command`: the team's own commands, phase by phase, and back again."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from release.deployment import Command, Late, Phase, Recipe, Running
from release.errors import ConfigError
from release.targets import command
from tests.deploys.shipments import EARLIER, a_shipment

BEFORE = Running("1.1.0", EARLIER, {"digest": "sha256:old"})
DEPLOY = {"roll-out": ["./deploy", "{version}"]}
CAPTURES = {
    "publish": [{"run": ["./push"], "capture": "digest", "pattern": "sha256:.+"}],
    "roll-out": ["./run", "{app}@{digest}"],
    "rollback": ["./run", "{app}@{digest}"],
}


def argv_of(recipe: Recipe, phase: str, *, undo: bool = False) -> list[list[str | Late]]:
    """The argument lists of a phase, or of what takes it back, one command after another."""
    (found,) = [each for each in recipe.phases if each.name == phase]
    return [list(each.argv) for each in commands_of(found, undo=undo)]


def commands_of(phase: Phase, *, undo: bool = False) -> list[Command]:
    groups = phase.undo if undo else phase.work
    return [each for group in groups for each in group if isinstance(each, Command)]


def only(recipe: Recipe, phase: str = "roll out") -> Command:
    """The one command of a phase."""
    (found,) = [each for each in recipe.phases if each.name == phase]
    (made,) = commands_of(found)
    return made


def test_each_phase_has_its_commands_one_after_another() -> None:
    options = {
        "build": ["make", "{version}"],
        "publish": [["./push", "{tag}"], {"run": ["./sign"]}],
        "roll-out": ["./deploy"],
        "verify": [["./look", "{environment}"]],
    }

    recipe = command.deploy(a_shipment(), options)

    assert [each.name for each in recipe.phases] == ["build", "publish", "roll out", "verify"]
    assert argv_of(recipe, "build") == [["make", "1.2.0"]]
    assert argv_of(recipe, "publish") == [["./push", "web@1.2.0"], ["./sign"]]
    assert argv_of(recipe, "roll out") == [["./deploy"]]
    assert argv_of(recipe, "verify") == [["./look", "production"]]
    assert argv_of(recipe, "roll out", undo=True) == []


def test_a_command_runs_in_the_folder_of_its_package() -> None:
    assert only(command.deploy(a_shipment(), DEPLOY)) == Command(
        ("./deploy", "1.2.0"), directory="apps/web"
    )


def test_what_commands_have_in_common_is_said_once_and_can_be_said_otherwise() -> None:
    options = {
        "directory": ".",
        "timeout": 60,
        "env": {"TARGET": "{environment}"},
        "build": ["make"],
        "roll-out": {
            "run": ["./deploy"],
            "directory": "{directory}/ops",
            "timeout": 5,
            "env": {"V": "{version}"},
            "token": True,
        },
    }

    recipe = command.deploy(a_shipment(), options)

    common = (("TARGET", "production"),)
    assert only(recipe, "build") == Command(("make",), ".", common, timeout=60)
    assert only(recipe) == Command(
        ("./deploy",), "apps/web/ops", (*common, ("V", "1.2.0")), timeout=5, needs_token=True
    )


def test_a_captured_value_goes_to_the_commands_after_it() -> None:
    recipe = command.deploy(a_shipment(previous=BEFORE), CAPTURES)

    assert (only(recipe, "publish").captures, only(recipe, "publish").pattern) == (
        "digest",
        "sha256:.+",
    )
    assert argv_of(recipe, "roll out") == [["./run", Late("digest", "web@")]]


def test_after_a_failure_the_previous_version_is_brought_back_with_its_own_values() -> None:
    recipe = command.deploy(a_shipment(previous=BEFORE), CAPTURES)

    assert argv_of(recipe, "roll out", undo=True) == [["./run", "web@sha256:old"]]


@pytest.mark.parametrize("back", [["./back", "{previous}"], {"shell": "back $RELEASE_PREVIOUS"}])
def test_where_nothing_ran_before_there_is_nothing_to_bring_back(back: Any) -> None:
    recipe = command.deploy(a_shipment(), {**DEPLOY, "rollback": back})

    assert argv_of(recipe, "roll out", undo=True) == []


def test_a_rollback_that_names_no_version_is_run_all_the_same() -> None:
    recipe = command.deploy(a_shipment(), {**DEPLOY, "rollback": ["./stop", "{version}"]})

    assert argv_of(recipe, "roll out", undo=True) == [["./stop", "1.2.0"]]


def test_where_nothing_ran_before_the_new_version_is_stopped() -> None:
    options = {**CAPTURES, "stop": ["./stop", "{version}", "{digest}"]}

    first = command.deploy(a_shipment(), options)
    later = command.deploy(a_shipment(previous=BEFORE), options)

    assert argv_of(first, "roll out", undo=True) == [["./stop", "1.2.0", Late("digest")]]
    assert argv_of(later, "roll out", undo=True) == [["./run", "web@sha256:old"]]


def test_a_version_is_brought_back_by_rollback_and_verified() -> None:
    options = {
        **CAPTURES,
        "rollback": [["./back", "{version}", "{previous}"], ["./run", "{digest}"]],
        "verify": ["./look", "{version}", "{digest}"],
        "present": [["./has", "{version}"], ["./has", "{digest}"]],
    }
    now = Running("1.3.0", EARLIER, {"digest": "sha256:now"})
    wanted = a_shipment(previous=now, values={"digest": "sha256:wanted"})

    recipe = command.restore(wanted, options)

    assert [each.name for each in recipe.phases] == ["roll out", "verify"]
    assert argv_of(recipe, "roll out") == [
        ["./back", "1.3.0", "1.2.0"],
        ["./run", "sha256:wanted"],
    ]
    assert argv_of(recipe, "roll out", undo=True) == [
        ["./back", "1.2.0", "1.3.0"],
        ["./run", "sha256:now"],
    ]
    assert argv_of(recipe, "verify") == [["./look", "1.2.0", "sha256:wanted"]]
    assert [each.argv for each in recipe.present if isinstance(each, Command)] == [
        ("./has", "1.2.0"),
        ("./has", "sha256:wanted"),
    ]


def test_what_cannot_be_brought_back_says_so() -> None:
    with pytest.raises(ConfigError) as caught:
        command.restore(a_shipment(), DEPLOY)

    assert str(caught.value) == (
        "error: `web` cannot be brought back in `production`: its target `command` has no "
        "`rollback`\n  hint: say in `rollback` how `{previous}` is brought back"
    )


def run(made: Command, folder: Path, argv: Sequence[str]) -> str:
    """What a command prints."""
    env = {"PATH": "/usr/bin:/bin", **dict(made.variables)}
    return subprocess.run(
        argv, cwd=folder, env=env, stdout=subprocess.PIPE, text=True, check=False
    ).stdout


def test_a_shell_reads_values_from_variables_alone(tmp_path: Path) -> None:
    """A version that is a command does nothing, captured or known before."""
    text = 'echo "$RELEASE_VERSION,$RELEASE_DIGEST,${HOME-none}"'
    options = {
        "publish": {"run": ["./digest"], "capture": "digest"},
        "roll-out": {"shell": text},
    }
    evil = "1.0.0$(touch evil)"
    made = only(command.deploy(a_shipment(version=evil), options))
    known = [each if isinstance(each, str) else "RELEASE_DIGEST=`touch evil`" for each in made.argv]

    assert made.argv == (
        "env",
        Late("digest", "RELEASE_DIGEST="),
        "/bin/sh",
        "-e",
        "-c",
        text,
    )
    assert run(made, tmp_path, known) == f"{evil},`touch evil`,none\n"
    assert list(tmp_path.iterdir()) == []


def test_a_shell_ends_with_the_first_command_that_fails(tmp_path: Path) -> None:
    made = only(command.deploy(a_shipment(), {"roll-out": {"shell": "echo 1\nfalse\necho 2"}}))

    assert run(made, tmp_path, [str(each) for each in made.argv]) == "1\n"


@pytest.mark.parametrize(
    ("options", "key", "message", "hint"),
    [
        (
            {},
            "roll-out",
            "is missing, and so are `build` and `publish`: nothing is done",
            'write `roll-out = ["program", "argument"]`',
        ),
        (
            {"build": ["./x", ["y"]]},
            "build",
            (
                'has a command that is not an argument list ["program", "argument"], a table with '
                "`run` or `shell`, or a list of these"
            ),
            'a shell is asked for by { shell = "..." }',
        ),
        (
            {"build": {"runn": ["x"], "run": ["x"]}},
            "build",
            "has `runn`, which is not a key of a command",
            "did you mean `run`?",
        ),
        (
            {"build": {"run": ["x"], "timeout": 0}},
            "build",
            "has a `timeout` that is not a number of seconds above 0",
            None,
        ),
        (
            {"build": {"run": "make"}},
            "build",
            "has a `run` that is not a list of strings",
            None,
        ),
        (
            {"build": [[""]]},
            "build",
            "has a command without a program",
            'write ["program", "argument"]',
        ),
        (
            {"build": {"run": ["x"], "shell": "x"}},
            "build",
            "has a command without exactly one of `run` and `shell`",
            'write { run = ["program", "argument"] }, or { shell = "..." }',
        ),
        (
            {"build": {"env": {"A": "b"}}},
            "build",
            "has a command without exactly one of `run` and `shell`",
            'write { run = ["program", "argument"] }, or { shell = "..." }',
        ),
        (
            {"build": {"run": ["x"], "pattern": "."}},
            "build",
            "has a `pattern` and no `capture`",
            "name the value, as `capture`",
        ),
        (
            {"build": {"run": ["x"], "capture": "x", "pattern": "("}},
            "build",
            (
                "has a `pattern` that is not a regular expression: missing ), unterminated "
                "subpattern at position 0"
            ),
            "write it between single quotes, where TOML leaves backslashes alone",
        ),
        (
            {"build": {"run": ["x"], "capture": "version"}},
            "build",
            "cannot capture a value as `version`",
            (
                "a name is of small letters, digits and `_`, and none of `app`, `version`, `tag`, "
                "`commit`, `environment`, `directory`, `previous`"
            ),
        ),
        (
            {"build": {"shell": "echo ${version} {version}"}},
            "build",
            "has `{version}` in a shell's text",
            'write "$RELEASE_VERSION": nothing is pasted into what a shell reads',
        ),
        (
            {"build": ["x", "{version"]},
            "build",
            "has a brace without its partner in `{version`",
            "a brace is written twice, as `{{` or `}}`",
        ),
        (
            {"build": ["x", "{digets}"], "publish": {"run": ["x"], "capture": "digest"}},
            "build",
            "has `{digets}`, which stands for nothing",
            (
                "there are `{app}`, `{version}`, `{tag}`, `{commit}`, `{environment}`, "
                "`{directory}`, `{previous}`; a brace is written twice, as `{{` or `}}`"
            ),
        ),
        (
            {"build": ["x"], "directory": "{direktory}"},
            "directory",
            "has `{direktory}`, which stands for nothing",
            "did you mean `directory`?",
        ),
        (
            {**DEPLOY, "rollback": ["./deploy", "{tag}"]},
            "rollback",
            "has the tag of the version that it takes away",
            "it brings back `{previous}`; a captured value is that version's own",
        ),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    options: dict[str, Any], key: str, message: str, hint: str | None
) -> None:
    assert list(command.problems(options)) == [(key, message, hint)]


def test_everything_that_is_wrong_is_told() -> None:
    options = {"build": [["{a}"], {"run": ["x"], "shell": "y"}], "env": {"A": "{", "B": "{b}"}}

    assert len(list(command.problems(options))) == 4


@pytest.mark.parametrize(
    "options",
    [
        DEPLOY,
        CAPTURES,
        {"publish": ["x", ""], "build": []},
        {"build": {"shell": 'for x in {1..3}; do echo "${RELEASE_VERSION}"; done'}},
    ],
)
def test_what_is_right_is_not_mentioned(options: dict[str, Any]) -> None:
    assert list(command.problems(options)) == []


@pytest.mark.parametrize(
    ("key", "value", "fits"),
    [
        ("build", ["make"], True),
        ("build", [["make"]], True),
        ("build", {"shell": "make"}, True),
        ("build", "make", False),
        ("timeout", 0.5, True),
        ("timeout", True, False),
        ("timeout", -1, False),
        ("env", {"A": "1"}, True),
        ("env", {"A": 1}, False),
    ],
)
def test_each_option_is_of_its_kind(key: str, value: object, *, fits: bool) -> None:
    assert command.OPTIONS[key].admits(value) is fits
