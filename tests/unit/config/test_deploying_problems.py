"""What is wrong with how apps are deployed is told all at once, each where it stands."""

from __future__ import annotations

import pytest

from tests.unit.config.deploying import problems


def test_an_app_must_not_require_what_waits_for_it() -> None:
    text = """
[apps.backend]
needs = ["frachter"]
[apps.frachter]
requires = { backend = "^1" }
"""

    assert ["3: `apps.backend.needs` goes round in a circle: `backend -> frachter -> backend`"] == [
        message for message, _ in problems(text)
    ]


def test_everything_that_is_wrong_is_told_at_once_where_it_stands() -> None:
    text = """
[environments.local]
recrods = "clone"
[apps.backend]
target = "folder"
[apps.backend.folder]
path = "x"
[apps.frachter]
target = "folders"
[apps.frachter.folders]
pth = "x"
promote = "stagin"
[apps.frachter.environments.local]
folders.path = 1
[apps.frachter.environments.staging]
folders.path = "x/"
[apps.frachter.environments.lokal]
health = { urls = "http://x" }
"""

    missing = "give it `folders.path`; where it is not deployed, `target = false`"
    assert [
        ("3: `environments.local.recrods` is not a key", "did you mean `records`?"),
        ("5: `apps.backend.target` is `folder`, which is not a target", "did you mean `folders`?"),
        ("6: `apps.backend.folder` is not a key", "did you mean `folders`?"),
        ("8: `apps.frachter` lacks `folders.path`, which its target needs", missing),
        ("11: `apps.frachter.folders.pth` is not a key", "did you mean `path`?"),
        (
            "12: `apps.frachter.folders.promote` is wrong: environment `stagin` does not exist",
            "did you mean `staging`?",
        ),
        (
            "14: `apps.frachter.environments.local.folders.path` is not a string that is not empty",
            None,
        ),
        ("16: `apps.frachter.environments.staging.folders.path` ends with `/`", "take it away"),
        (
            "17: `apps.frachter.environments.lokal` is wrong: environment `lokal` does not exist",
            "did you mean `local`?",
        ),
        (
            "17: `apps.frachter.environments.lokal` lacks `folders.path`, which its target needs",
            missing,
        ),
        ("18: `apps.frachter.environments.lokal.health.urls` is not a key", "did you mean `url`?"),
    ] == problems(text)


def test_what_is_said_once_is_told_once() -> None:
    """An option of the whole app is wrong in every environment, and stands in one place."""
    text = """
[apps.frachter]
target = "folders"
folders.path = "x/"
environments.staging.folders.quick = true
"""

    assert [("4: `apps.frachter.folders.path` ends with `/`", "take it away")] == problems(text)


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("{}", "needs either `url` or `command`"),
        ("{ url = 'http://x', command = ['x'] }", "needs either `url` or `command`"),
        ("{ command = ['x'], key = 'x' }", "has `key` beside `command`"),
        ("{ command = [] }", "has a `command` without a program"),
        ("{ url = 'x' }", "has the `url` `x`, which is not an address"),
        ("{ url = 'http://[x' }", "has the `url` `http://[x`, which is not an address"),
        ("{ url = 'http://me:pw@x/' }", "has a `url` with a password or a name in it"),
        ("{ url = 'http://x', key = 'a' }", "has `key` without `version`"),
    ],
)
def test_a_check_that_is_none_is_refused(check: str, message: str) -> None:
    assert [f"2: `apps.backend.health` {message}"] == [
        said for said, _ in problems(f"[apps.backend]\nhealth = [{check}]")
    ]


def test_placeholders_in_checks_and_logs_are_looked_at() -> None:
    text = """
[apps.backend]
log = ["tail", "{verison}"]
health = [{ url = "http://x/{app}", contains = "{{ok}}" }, { command = ["{"] }]
"""

    assert [
        (
            "3: `apps.backend.log` has `{verison}`, which stands for nothing",
            "did you mean `version`?",
        ),
        (
            "4: `apps.backend.health` has a brace without its partner in `{`",
            "a brace is written twice, as `{{` or `}}`",
        ),
    ] == problems(text)


def test_what_a_target_captures_can_stand_in_commands() -> None:
    """Where it does capture it. An address is a part of the plan, and cannot wait for it."""
    text = """
[apps.backend]
target = "folders"
folders = { path = "x", quick = true }
log = ["tail", "{speed}"]
health = [{ command = ["x", "{speed}"] }, { url = "http://x/{speed}" }]
environments.staging.folders.quick = false
"""

    lost = "has `{speed}`, which stands for nothing"
    assert [
        f"5: `apps.backend.log` {lost}",
        f"6: `apps.backend.health` {lost}",
    ] == [message for message, _ in problems(text)]


def test_what_contradicts_the_jobs_is_told_where_it_is_written() -> None:
    """In the table of the environment, of the app, or of the jobs."""
    wrong = """
[apps.frachter]
target = "fly"
fly.path = "x"
{}
fly.quick = true
{}
[workflows.platforms.frachter]
even = "ubuntu-24.04"
odd = "macos-15"
"""
    odd = ("10: `workflows.platforms.frachter.odd` is odd", "even")
    path = "`apps.frachter.fly.path` is no path of jobs"
    assert [(f"4: {path}", None), odd] == problems(wrong.format("", ""))
    there = wrong.format("[apps.frachter.environments.production]", "fly.path = 'y'")
    path = "`apps.frachter.environments.production.fly.path` is no path of jobs"
    assert [(f"7: {path}", None), odd] == problems(there)


def test_jobs_are_for_an_app_whose_target_knows_them() -> None:
    text = """
[apps.frachter]
target = "folders"
folders.path = "x"
[apps.backend]
[workflows.platforms]
frachter.even = "ubuntu-24.04"
backend.even = "ubuntu-24.04"
cloudprint.even = 1
"""
    there = "to `production`, where it is built as well"
    of = "is of an app that"
    folders = f"7: `workflows.platforms.frachter` {of} the target `folders` deploys {there}"
    nothing = f"8: `workflows.platforms.backend` {of} nothing deploys {there}"
    assert [
        (folders, "this is for `fly`"),
        (nothing, "this is for `fly`"),
        ("9: `workflows.platforms.cloudprint.even` is not a string that is not empty", None),
        (
            "9: `workflows.platforms.cloudprint` is not the name of an app",
            "the apps are `frachter`, `backend`",
        ),
    ] == sorted(problems(text))


def test_jobs_for_no_platform_are_a_mistake() -> None:
    """A key without a table is one, too."""
    app = "[apps.frachter]\ntarget = 'fly'\nfly.path = 'x'\n[workflows.platforms]\n"
    none = "5: `workflows.platforms.frachter` names no platform: nobody would build it"

    hint = "name each platform, with the runner that builds it"
    assert [(none, hint)] == problems(f"{app}frachter = {{}}")
    assert (
        "5: `workflows.platforms.frachter` is not a table" == problems(f"{app}frachter = 1")[0][0]
    )
