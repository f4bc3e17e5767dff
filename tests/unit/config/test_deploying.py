"""How apps are deployed where, and what holds in each environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import pytest

from release.config.deploying import Deploying, Environment
from release.config.freeze import parse_window
from release.config.options import BOOLEAN, FILLED, Kind
from release.config.placing import Rules
from release.config.train import Config, parse_train_config
from release.deployment import Command, CommandCheck, HttpCheck, Patience
from release.errors import ConfigError
from release.targets.placeholders import problems as problems_of_texts
from tests.factories import a_package, a_workspace

WORKSPACE = a_workspace(backend=a_package(), frachter=a_package())


class Folders:
    """What the configuration knows of a target that has a path, and must not have it end in /.

    Where it is quick it captures how quick.
    """

    OPTIONS: Mapping[str, Kind] = MappingProxyType(
        {"path": FILLED, "quick": BOOLEAN, "promote": FILLED}
    )
    REQUIRED: tuple[str, ...] = ("path",)

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
        if str(options.get("path", "")).endswith("/"):
            yield "path", "ends with `/`", "take it away"

    def captures(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        return ("speed",) if options.get("quick") else ()

    def of_platforms(
        self, options: Mapping[str, Any], platforms: Sequence[str]
    ) -> Iterator[tuple[str, str, str | None]]:
        yield from (("path", "is no path of jobs", None) for _ in [1] if "quick" in options)
        yield from ((each, "is odd", "even") for each in platforms if each == "odd")


def parsed(text: str) -> Config:
    config = parse_train_config(
        text,
        "release.toml",
        WORKSPACE,
        Rules({"folders": Folders(), "fly": Folders()}, problems_of_texts, {"fly": Folders()}),
    )
    assert config is not None
    return config


def problems(text: str) -> list[tuple[str, str | None]]:
    """Each problem as `line: message`, and its hint."""
    with pytest.raises(ConfigError) as caught:
        parsed(text)
    return [
        (f"{each.where and each.where.line}: {each.message}", each.hint)
        for each in caught.value.problems
    ]


def test_two_environments_are_there_without_a_table() -> None:
    config = parsed("")

    assert Environment("production") == config.environment("production")
    assert Environment("staging") == config.environment("staging")
    with pytest.raises(ConfigError, match="environment `stagin` does not exist") as caught:
        config.environment("stagin")
    assert ["did you mean `staging`?"] == [each.hint for each in caught.value.problems]


def test_an_environment_has_what_its_table_says() -> None:
    config = parsed("""
[environments.local]
records = "clone"
rollback = "wave"
keep = 3
freeze = [{ from = "Fri 16:00", to = "Mon 06:00", why = "weekend", zone = "Europe/Berlin" }]
""")

    window = parse_window("Fri 16:00", "Mon 06:00", "weekend", "Europe/Berlin")
    assert Environment("local", "clone", "wave", (window,), 3) == config.environment("local")


def test_an_app_is_deployed_in_an_environment_as_its_tables_say() -> None:
    """Key by key; what an environment does not say holds there as well."""
    config = parsed("""
[environments.local]
[apps.frachter]
target = "folders"
log = ["tail", "x"]
health = { url = "https://x/version.json", version = true }
[apps.frachter.folders]
path = "/srv/frachter"
quick = true
[apps.frachter.environments.local]
folders.path = "here"
health = [{ command = ["true"], within = 5, successes = 1 }]
[apps.frachter.environments.staging]
target = false
[apps.backend]
""")

    everywhere = Deploying(
        "folders",
        {"path": "/srv/frachter", "quick": True},
        (HttpCheck("https://x/version.json", version="{version}"),),
        ("tail", "x"),
    )
    check = CommandCheck(Command(("true",), timeout=5.0), Patience(deadline=5.0, successes=1))
    assert everywhere == config.deploying("frachter", "production")
    assert everywhere._replace(
        options={"path": "here", "quick": True}, checks=(check,)
    ) == config.deploying("frachter", "local")
    assert (None, None) == (
        config.deploying("frachter", "staging"),
        config.deploying("backend", "production"),
    )
    assert ("folders", None) == (config.apps[0].target, config.apps[1].target)


def test_what_an_app_requires_it_needs() -> None:
    """Else the other could come after it, or fail without stopping it."""
    config = parsed('[apps.backend]\n[apps.frachter]\nrequires = { backend = ">=1.4" }\n')

    assert (("backend",), {"backend": ">=1.4"}) == (config.apps[1].needs, config.apps[1].requires)


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
        ("5: `apps.backend.target` is `folder`, which is no target", "did you mean `folders`?"),
        ("6: `apps.backend.folder` is not a key", "did you mean `folders`?"),
        ("8: `apps.frachter` lacks `folders.path`, which its target needs", missing),
        ("11: `apps.frachter.folders.pth` is not a key", "did you mean `path`?"),
        (
            "12: `apps.frachter.folders.promote` is none: environment `stagin` does not exist",
            "did you mean `staging`?",
        ),
        (
            "14: `apps.frachter.environments.local.folders.path` is not a string that is not empty",
            None,
        ),
        ("16: `apps.frachter.environments.staging.folders.path` ends with `/`", "take it away"),
        (
            "17: `apps.frachter.environments.lokal` is none: environment `lokal` does not exist",
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


def test_every_environment_may_have_its_own() -> None:
    """Then the table of the whole app is asked for nothing."""
    text = """
[apps.frachter]
target = "folders"
environments.staging.folders.path = "x"
environments.production.folders.path = "y"
"""

    found = parsed(text).deploying("frachter", "production")

    assert found is not None
    assert {"path": "y"} == found.options


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("{}", "needs either `url` or `command`"),
        ("{ url = 'http://x', command = ['x'] }", "needs either `url` or `command`"),
        ("{ command = ['x'], key = 'x' }", "has `key` beside `command`"),
        ("{ command = [] }", "has a `command` without a program"),
        ("{ url = 'x' }", "has the `url` `x`, which is no address"),
        ("{ url = 'http://[x' }", "has the `url` `http://[x`, which is no address"),
        ("{ url = 'http://me:pw@x/' }", "has a `url` with a password or a name in it"),
        ("{ url = 'http://x', key = 'a' }", "has `key` without `version`"),
    ],
)
def test_a_check_that_is_none_is_refused(check: str, message: str) -> None:
    assert [f"2: `apps.backend.health` {message}"] == [
        said for said, _ in problems(f"[apps.backend]\nhealth = [{check}]")
    ]


def test_the_programs_that_an_app_needs_can_differ() -> None:
    config = parsed("""
[environments.local]
[apps.frachter]
target = "folders"
programs = ["cargo", "node"]
folders.path = "x"
[apps.frachter.environments.local]
programs = []
""")

    assert config.care("frachter", "production").programs == ("cargo", "node")
    assert config.care("frachter", "local").programs == ()


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


@pytest.mark.parametrize(
    ("window", "message"),
    [
        ("from = 'Mon'", "has a window without `from` or `to`"),
        ("from = '2026-13-01', to = '2027-01-01'", "has `2026-13-01`, which is not a date such as"),
        ("from = 'Fri 25:00', to = 'Mon'", "has `Fri 25:00`, which is not a date such as"),
        ("from = 'Fri', to = '2027-01-01'", "goes from a date to a day of the week, or back"),
        ("from = '2026-12-20', to = '2026-12-19'", "ends before it begins"),
        ("from = 'Mon 10:00', to = 'Mon 10:00'", "has no end"),
        ("from = 'Mon', to = 'Sun'", "has no end"),
        ("from = 'Mon', to = 'Tue', zone = 'Europe/Berlim'", "has the zone `Europe/Berlim`"),
        ("from = 'Mon', to = 'Tue', zone = '../x'", "has the zone `../x`"),
    ],
)
def test_a_window_that_is_none_is_refused(window: str, message: str) -> None:
    (said, _), *more = problems(f"[environments.local]\nfreeze = [{{ {window} }}]")

    assert ([], True) == (more, said.startswith(f"2: `environments.local.freeze` {message}"))


@pytest.mark.parametrize(
    ("begins", "ends", "zone", "now", "frozen"),
    [
        ("2026-12-20", "2027-01-02", "UTC", "2026-12-19T23:59:59Z", False),
        ("2026-12-20", "2027-01-02", "UTC", "2026-12-20T00:00:00Z", True),
        ("2026-12-20", "2027-01-02", "UTC", "2027-01-02T23:59:59Z", True),
        ("2026-12-20", "2027-01-02", "UTC", "2027-01-03T00:00:00Z", False),
        ("2026-12-20 16:00", "2026-12-20 17:00", "UTC", "2026-12-20T16:59:59Z", True),
        ("2026-12-20 16:00", "2026-12-20 17:00", "UTC", "2026-12-20T17:00:00Z", False),
        # 2026-07-17 is a Friday.
        ("Fri 16:00", "Mon 06:00", "UTC", "2026-07-17T15:59:59Z", False),
        ("Fri 16:00", "Mon 06:00", "UTC", "2026-07-17T16:00:00Z", True),
        ("Fri 16:00", "Mon 06:00", "UTC", "2026-07-19T12:00:00Z", True),
        ("Fri 16:00", "Mon 06:00", "UTC", "2026-07-20T06:00:00Z", False),
        ("Tue", "Wed", "UTC", "2026-07-15T23:59:59Z", True),
        ("Tue", "Wed", "UTC", "2026-07-16T00:00:00Z", False),
        ("sat", "SUN", "UTC", "2026-07-19T23:59:59Z", True),
        # The hour of a zone, in summer and in winter.
        ("Fri 16:00", "Mon 06:00", "Europe/Berlin", "2026-07-17T14:00:00Z", True),
        ("Fri 16:00", "Mon 06:00", "Europe/Berlin", "2026-12-18T14:59:59Z", False),
        ("Fri 16:00", "Mon 06:00", "Europe/Berlin", "2026-12-18T15:00:00Z", True),
        ("2026-12-20", "2026-12-20", "Pacific/Auckland", "2026-12-19T11:00:00Z", True),
    ],
)
def test_a_window_covers_its_moments(
    begins: str, ends: str, zone: str, now: str, frozen: bool
) -> None:
    window = parse_window(begins, ends, "", zone)

    assert frozen == window.covers(datetime.fromisoformat(now))


def test_jobs_build_an_app_for_production_alone() -> None:
    config = parsed("""
[apps.frachter]
target = "fly"
fly.path = "x"
[workflows.platforms.frachter]
one = "ubuntu-24.04"
two = "macos-15"
""")

    assert {"one": "ubuntu-24.04", "two": "macos-15"} == config.workflows.platforms["frachter"]
    assert ("one", "two") == config.platforms("frachter", "production")
    assert () == config.platforms("frachter", "staging")
    assert () == config.platforms("backend", "production")


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
            "9: `workflows.platforms.cloudprint` is of no app",
            "the apps are `frachter`, `backend`",
        ),
    ] == sorted(problems(text))


def test_jobs_for_no_platform_are_a_mistake() -> None:
    """A key without a table is one, too."""
    app = "[apps.frachter]\ntarget = 'fly'\nfly.path = 'x'\n[workflows.platforms]\n"
    none = "5: `workflows.platforms.frachter` names no platform: nobody would build it"

    assert [(none, None)] == problems(f"{app}frachter = {{}}")
    assert (
        "5: `workflows.platforms.frachter` is not a table" == problems(f"{app}frachter = 1")[0][0]
    )
