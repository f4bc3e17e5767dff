"""How an app is deployed in an environment, as its tables say."""

from __future__ import annotations

from release.config.deploying import Deploying
from release.deployment import Command, CommandCheck, HttpCheck, Patience
from tests.unit.config.deploying import parsed


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
