"""What git is told of by its environment: the token there alone, and that nobody answers."""

from __future__ import annotations

import pytest

from release.adapters.git.environment import quiet, signed_in, without_sign_in

WEB = "https://github.com/ada/train.git"


def settings_of(environment: dict[str, str]) -> list[tuple[str, str]]:
    """The settings that git reads out of its environment."""
    count = int(environment.get("GIT_CONFIG_COUNT", "0"))
    return [
        (environment[f"GIT_CONFIG_KEY_{number}"], environment[f"GIT_CONFIG_VALUE_{number}"])
        for number in range(count)
    ]


def test_the_token_is_a_header_for_its_server_alone_after_an_empty_one() -> None:
    """The empty one takes away what a checkout left; base64 of `x-access-token:secret`."""
    expected = [
        ("http.https://github.com/.extraHeader", ""),
        (
            "http.https://github.com/.extraHeader",
            "Authorization: Basic eC1hY2Nlc3MtdG9rZW46c2VjcmV0",
        ),
        ("credential.helper", ""),
    ]

    assert expected == settings_of(signed_in({}, WEB, "secret"))


def test_what_the_environment_has_set_already_stays() -> None:
    before = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_VALUE_0": "Ada",
        "HOME": "/home/ada",
    }

    after = signed_in(before, WEB, "secret")

    assert [("user.name", "Ada")] == settings_of(after)[:1]
    assert len(settings_of(after)) == 4
    assert after["HOME"] == "/home/ada"


@pytest.mark.parametrize(
    ("address", "token"),
    [
        (WEB, None),
        ("git@github.com:ada/train.git", "secret"),
        ("ssh://git@github.com/ada/train.git", "secret"),
        ("file:///srv/train.git", "secret"),
        ("/srv/train.git", "secret"),
    ],
)
def test_only_a_web_address_gets_a_token(address: str, token: str | None) -> None:
    assert signed_in({}, address, token) == quiet({})


def test_git_speaks_english_asks_nobody_and_shows_no_headers() -> None:
    loud = {"LC_ALL": "de_DE.UTF-8", "GIT_TRACE_CURL": "1", "GIT_CURL_VERBOSE": "1", "A": "b"}

    expected = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "A": "b"}
    assert expected == quiet(loud)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://ada:secret@github.com/ada/train.git", WEB),
        ("https://x-access-token:secret@127.0.0.1:8080/a/b", "https://127.0.0.1:8080/a/b"),
        (WEB, WEB),
        ("git@github.com:ada/train.git", "git@github.com:ada/train.git"),
        ("ssh://git@github.com/ada/train.git", "ssh://git@github.com/ada/train.git"),
        ("/srv/train@home.git", "/srv/train@home.git"),
    ],
)
def test_a_web_address_loses_who_signs_in(url: str, expected: str) -> None:
    """With ssh the user is part of the address."""
    assert expected == without_sign_in(url)
