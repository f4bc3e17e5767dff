"""What of the environment is hidden, and what is withheld."""

from __future__ import annotations

import shlex
from urllib.parse import quote

import pytest

from release.adapters.secrets import secrets_of, without_tokens

KEY = "-----BEGIN KEY-----\nMIIEvQIBADAN\n  BgkqhkiG9w0B\n-----END KEY-----\n"


@pytest.mark.parametrize(
    "name",
    [
        "GH_PAT",
        "GITHUB_TOKEN",
        "NPM_TOKEN",
        "DB_PASSWORD",
        "client_secret",
        "AWS_SECRET_ACCESS_KEY",
    ],
)
def test_a_secret_is_told_by_its_name(name: str) -> None:
    assert secrets_of({name: "correct horse"}).hidden("a correct horse!") == "a ***!"


@pytest.mark.parametrize("name", ["PATH", "KEY_FILE", "TOKENS_USED", "SPATIAL", "SECRETARY"])
def test_other_variables_are_no_secrets(name: str) -> None:
    assert secrets_of({name: "correct horse"}).texts == ()


def test_what_is_short_is_no_secret() -> None:
    """It would be hidden in every other line."""
    assert secrets_of({"MY_TOKEN": "main"}).texts == ()


def test_of_a_key_each_line_is_hidden() -> None:
    secrets = secrets_of({"SIGNING_PRIVATE_KEY": KEY})

    assert [secrets.hidden(line) for line in KEY.splitlines()] == ["***", "***", "  ***", "***"]


def test_a_secret_is_hidden_in_a_web_address_and_on_a_command_line() -> None:
    secret = "it's a/horse"
    hidden = secrets_of({"A_TOKEN": secret}).hidden

    assert hidden(f"https://example.org/?token={quote(secret, safe='')}") == (
        "https://example.org/?token=***"
    )
    assert hidden(shlex.join(["upload", secret])) == "upload '***'"
    assert hidden(shlex.join(["upload", f"--token={secret}"])) == "upload '--token=***'"


def test_nothing_is_left_of_a_secret_that_has_another_in_it() -> None:
    secrets = secrets_of({"A_TOKEN": "horses", "B_TOKEN": "wild-horses-run"})

    assert secrets.hidden("wild-horses-run, horses") == "***, ***"
    assert secrets.longest == len("wild-horses-run")


def test_tokens_of_ours_are_withheld_and_others_are_not() -> None:
    environment = {"GH_PAT": "1", "GITHUB_TOKEN": "2", "NPM_TOKEN": "3", "HOME": "/"}

    assert without_tokens(environment) == {"NPM_TOKEN": "3", "HOME": "/"}
